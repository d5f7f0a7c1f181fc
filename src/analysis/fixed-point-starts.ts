/** The states that a search for fixed points starts from. @module */

import { checkInteger, checkNumber, checkOptions, checkRecord, show } from '../tensor/options.ts';
import { checkKey, integers, type Key, normal, split } from '../tensor/random.ts';
import { formatShape, ShapeError } from '../tensor/shape.ts';
import { fromArray, isTensor, type Tensor } from '../tensor/tensor.ts';

/** @throws TypeError, ShapeError or RangeError for what are no starts [S, n] */
export function checkStarts(fn: string, starts: unknown, n: number | null = null): void {
  if (!isTensor(starts)) {
    throw new TypeError(`${fn}: expected starts to be a tensor, got ${show(starts)} - see drawStarts`);
  }
  const { shape, dtype, data } = starts;
  if (shape.length !== 2 || data.length === 0 || (n !== null && shape[1] !== n)) {
    const want = `starts of shape [S, ${n ?? 'n'}]`;
    throw new ShapeError(`${fn}: expected ${want}, got ${formatShape(shape)}`, [shape]);
  }
  if (dtype === 'i32') {
    throw new TypeError(`${fn}: expected starts in f32 or f64, got i32 - convert them with cast()`);
  }
  const bad = data.findIndex((value: number) => !Number.isFinite(value));
  if (bad >= 0)
    throw new RangeError(
      `${fn}: expected finite starts, got ${data[bad]} in row ${Math.floor(bad / shape[1])}`,
    );
}

/** Options of `drawStarts`. */
export interface DrawStartsOptions {
  readonly key: Key;
  /** Number of starts, 256 by default. */
  readonly count?: number;
  /** Standard deviation of what is added to each element; 0 by default. */
  readonly noise?: number;
}

/**
 * Draws starts for a search from recorded states, with replacement, and adds noise.
 * @param states [..., n], of a whole run, say
 * @returns `f32` [count, n]
 * @throws TypeError for unknown options, RangeError for values out of range, ShapeError for states without elements
 * @example drawStarts(recordedStates(network, network.run(params, inputs, null)), { key: key(1), noise: 0.1 })
 */
export function drawStarts(states: Tensor, options: DrawStartsOptions): Tensor {
  const fn = 'drawStarts';
  if (!isTensor(states)) throw new TypeError(`${fn}: expected states to be a tensor, got ${show(states)}`);
  if (states.shape.length === 0 || states.data.length === 0) {
    const got = formatShape(states.shape);
    throw new ShapeError(`${fn}: expected states of shape [..., n], got ${got}`, [states.shape]);
  }
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['key', 'count', 'noise']);
  const { key, count = 256, noise = 0 } = options;
  checkKey(fn, key);
  checkInteger(fn, 'count', count, 1, 2 ** 31 - 1);
  checkNumber(fn, 'noise', noise, 0);
  const n = states.shape[states.shape.length - 1];
  const [rowKey, noiseKey] = split(key);
  const rows = integers(rowKey, [count], 0, states.data.length / n).data;
  const added = normal(noiseKey, [count, n]).data;
  const data = Float32Array.from(
    added,
    (value, i) => states.data[rows[Math.floor(i / n)] * n + (i % n)] + noise * value,
  );
  return fromArray(data, [count, n]);
}
