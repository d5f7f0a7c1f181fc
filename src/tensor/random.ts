/**
 * Random numbers from keys. A key is a value: the same key always gives the same draw, so a program is
 * reproducible whatever the order or the place in which its parts run. No state is hidden anywhere.
 *
 * Draws of shape [..., n] encrypt the counter (row, p) for the columns 2p and 2p + 1 of a row, so an element
 * depends on its logical position only. Keys are derived with row numbers that no draw can reach.
 * @module
 */

import { normalPair } from './formulas.ts';
import { numberLanes } from './lanes.ts';
import { checkInteger, checkNumber, checkOptions } from './options.ts';
import { checkShape, formatShape, type Shape, ShapeError, sizeOf } from './shape.ts';
import { allocate, type DType, isTensor, type Tensor } from './tensor.ts';
import { threefry2x32 } from './threefry.ts';

/** Two 32-bit words that name a stream of random numbers: an `i32` tensor of shape [2]. */
export type Key = Tensor;

// Where words are put on their way: making arrays this small takes longer than filling them.
const words = new Int32Array(2);
const pair = new Float64Array(2);

const FOLD_ROW = -1;
const SPLIT_ROW = -2;

/**
 * Makes the root key of a run from a seed.
 * @param seed a whole number in [0, 2^53)
 */
export function key(seed: number): Key {
  checkInteger('key', 'seed', seed, 0);
  return { dtype: 'i32', shape: [2], data: Int32Array.of(Math.floor(seed / 2 ** 32), seed) };
}

/** @throws ShapeError when `value` is not an `i32` tensor of shape [2] */
export function checkKey(fn: string, value: Key): void {
  if (!isTensor(value))
    throw new TypeError(`${fn}: expected a key, got ${String(value)} - make one with key(seed)`);
  if (value.dtype !== 'i32' || value.shape.length !== 1 || value.shape[0] !== 2) {
    const got = `${value.dtype} of shape ${formatShape(value.shape)}`;
    throw new ShapeError(`${fn}: expected a key (i32 of shape [2]), got ${got} - make one with key(seed)`, [
      value.shape,
    ]);
  }
}

function derive(from: Key, row: number, column: number): Key {
  const data = new Int32Array(2);
  threefry2x32(from.data[0], from.data[1], row, column, data);
  return { dtype: 'i32', shape: [2], data };
}

/** Derives the key with number `index` (a 32-bit whole number) from a key: a step, a trial, a named stream. */
export function foldIn(from: Key, index: number): Key {
  checkKey('foldIn', from);
  checkInteger('foldIn', 'index', index, -(2 ** 31), 2 ** 32 - 1);
  return derive(from, FOLD_ROW, index | 0);
}

/** Derives `count` (2 by default) independent keys from one. */
export function split(from: Key, count: number = 2): Key[] {
  checkKey('split', from);
  checkInteger('split', 'count', count, 0, 2 ** 31 - 1);
  const keys: Key[] = [];
  for (let i = 0; i < count; i++) keys.push(derive(from, SPLIT_ROW, i));
  return keys;
}

/** Turns `words`, those of a pair of columns, into their values, `pair`. */
type FromWords = () => void;

/** Fills a tensor two columns at a time; the second value of the last pair of an odd row is dropped. */
function fillPairs(fn: string, from: Key, shape: Shape, dtype: DType, fromWords: FromWords): Tensor {
  checkKey(fn, from);
  checkShape(fn, shape);
  const data = allocate(dtype, sizeOf(shape));
  const columns = shape[shape.length - 1] ?? 1;
  for (let start = 0, row = 0; start < data.length; start += columns, row++) {
    for (let column = 0; column < columns; column += 2) {
      threefry2x32(from.data[0], from.data[1], row, column >> 1, words);
      fromWords();
      data[start + column] = pair[0];
      if (column + 1 < columns) data[start + column + 1] = pair[1];
    }
  }
  return { dtype, shape: [...shape], data };
}

/** Draws 32 random bits per element, as signed integers. */
export function bits(from: Key, shape: Shape): Tensor {
  return fillPairs('bits', from, shape, 'i32', () => {
    pair[0] = words[0];
    pair[1] = words[1];
  });
}

/** Options of `uniform`. */
export interface UniformOptions {
  /** Lowest value, 0 by default. */
  low?: number;
  /** Upper end, never reached but for rounding; 1 by default. */
  high?: number;
  dtype?: DType;
}

/** Draws from [low, high) with 24 random bits per element; `f32` by default. The draw is the same in `f32` and `f64` up to rounding. */
export function uniform(from: Key, shape: Shape, options: UniformOptions = {}): Tensor {
  checkOptions('uniform', options, ['low', 'high', 'dtype']);
  const { low = 0, high = 1, dtype = 'f32' } = options;
  checkNumber('uniform', 'low', low, -Number.MAX_VALUE);
  checkNumber('uniform', 'high', high, low);
  checkNumber('uniform', 'high - low', high - low, 0);
  const scale = (high - low) * 2 ** -24;
  return fillPairs('uniform', from, shape, dtype, () => {
    pair[0] = low + (words[0] >>> 8) * scale;
    pair[1] = low + (words[1] >>> 8) * scale;
  });
}

/** Draws standard normals (mean 0, variance 1); every value is an f32 number also when stored as `f64`. */
export function normal(from: Key, shape: Shape, dtype: DType = 'f32'): Tensor {
  return fillPairs('normal', from, shape, dtype, () => {
    const { first, second } = normalPair(numberLanes, words[0], words[1]);
    pair[0] = first;
    pair[1] = second;
  });
}

/** Draws `count` doubles from [0, 1) with 53 random bits each, for decisions rather than data. */
function fractions(from: Key, count: number): Float64Array {
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    threefry2x32(from.data[0], from.data[1], i, 0, words);
    out[i] = ((words[0] >>> 0) * 2 ** 21 + (words[1] >>> 11)) * 2 ** -53;
  }
  return out;
}

/**
 * Draws whole numbers in [low, high) as `i32`; probabilities are equal to within 2^-53.
 * @throws RangeError for an empty range
 */
export function integers(from: Key, shape: Shape, low: number, high: number): Tensor {
  checkKey('integers', from);
  checkShape('integers', shape);
  checkInteger('integers', 'low', low, -(2 ** 31), 2 ** 31 - 1);
  checkInteger('integers', 'high', high, low + 1, 2 ** 31);
  const data = Int32Array.from(fractions(from, sizeOf(shape)), (u) => low + Math.floor(u * (high - low)));
  return { dtype: 'i32', shape: [...shape], data };
}

/** Returns 0 .. n-1 in random order (Fisher and Yates 1938), as `i32` of shape [n]. */
export function permutation(from: Key, n: number): Tensor {
  checkKey('permutation', from);
  checkInteger('permutation', 'n', n, 0, 2 ** 31 - 1);
  const data = Int32Array.from({ length: n }, (_, i) => i);
  const u = fractions(from, n);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(u[i] * (i + 1));
    [data[i], data[j]] = [data[j], data[i]];
  }
  return { dtype: 'i32', shape: [n], data };
}

/**
 * Draws indices 0 .. weights.length - 1 with probabilities proportional to `weights`, with replacement, as `i32`.
 * @param weights numbers >= 0, at least one of them positive; a number n stands for n equal weights
 * @throws RangeError for weights that name no distribution
 */
export function choice(from: Key, shape: Shape, weights: number | readonly number[]): Tensor {
  if (typeof weights === 'number') return integers(from, shape, 0, weights);
  checkKey('choice', from);
  checkShape('choice', shape);
  weights.forEach((w, i) => {
    checkNumber('choice', `weights[${i}]`, w, 0);
  });
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (!(total > 0 && total < Infinity)) {
    throw new RangeError(`choice: expected weights with a positive sum, got ${formatShape(weights)}`);
  }
  const last = weights.findLastIndex((w) => w > 0);
  const pick = (u: number): number => {
    let rest = u * total;
    for (let i = 0; i < last; i++) {
      rest -= weights[i];
      if (rest < 0) return i;
    }
    return last;
  };
  const data = Int32Array.from(fractions(from, sizeOf(shape)), pick);
  return { dtype: 'i32', shape: [...shape], data };
}
