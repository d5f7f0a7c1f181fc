/**
 * Compiled elementary functions and draws: the bits of their TypeScript twins. Arguments are f32 bit patterns of
 * every sign and exponent, strided by a prime; with SYNAPTAPE_RUNS=1000 ten times as many.
 * @module
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as e from '../../src/autograd/ops/elementwise.ts';
import { foldIn, normal, uniform } from '../../src/autograd/ops/random.ts';
import { scan } from '../../src/autograd/scan.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { compile } from '../../src/compile/index.ts';
import * as formulas from '../../src/tensor/formulas.ts';
import { type Lanes, numberLanes } from '../../src/tensor/lanes.ts';
import * as random from '../../src/tensor/random.ts';
import { fromArray, type Tensor } from '../../src/tensor/tensor.ts';
import { runs } from '../support/runs.ts';

const STRIDE = Number(process.env.SYNAPTAPE_RUNS ?? 100) >= 1000 ? 3989 : 39_989;
const SPECIAL = [
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  2 ** -149,
  -(2 ** -149),
  2 ** -126,
  3.4028234663852886e38,
  0.625,
  -104,
  89,
];

/** Every STRIDE-th bit pattern, from 0 through both signs, and the special values; the count is odd. */
const patterns = ((): Float32Array => {
  const strided = Uint32Array.from({ length: Math.floor(2 ** 32 / STRIDE) }, (_, i) => i * STRIDE);
  const all = new Float32Array([...new Float32Array(strided.buffer), ...SPECIAL]);
  return all.length % 2 === 0 ? all.slice(1) : all;
})();

const bits = (x: Float32Array): Int32Array =>
  new Int32Array(x.map((v) => (Number.isNaN(v) ? NaN : v)).buffer);

/** The number of elements whose bits differ; all NaN are alike. */
function differing(a: Float32Array, b: Float32Array): number {
  const [p, q] = [bits(a), bits(b)];
  return p.reduce(
    (count, x, i) => count + (x === q[i] || (Number.isNaN(a[i]) && Number.isNaN(b[i])) ? 0 : 1),
    0,
  );
}

type Formula = (m: Lanes<number, number>, x: number) => number;

/** The largest error in units of 2^-24 of `scale(expected)` over the arguments that `domain` accepts. */
function largestError(
  y: Float32Array,
  exact: (x: number) => number,
  domain: (x: number) => boolean,
  scale: (y: number) => number,
): number {
  let worst = 0;
  patterns.forEach((x, i) => {
    if (!domain(x)) return;
    const want = exact(x);
    const error = (Math.abs(y[i] - want) / scale(want)) * 2 ** 24;
    worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
  });
  return worst;
}

const relative = (y: number): number => Math.max(Math.abs(y), 2 ** -126);
const absolute = (): number => 1;
const within = (limit: number) => (x: number) => Math.abs(x) <= limit;
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

const run = (f: (x: Value) => Value): Float32Array => {
  const x = fromArray(patterns, [patterns.length]);
  return (compile(f, [x as Value])(x) as Tensor).data as Float32Array;
};

type Row = [
  string,
  { f: (x: Value) => Value; formula: Formula; exact: (x: number) => number; bound: number },
  { domain: (x: number) => boolean; scale: (y: number) => number },
];

const rows: Row[] = [
  [
    'exp: relative error below 1.6 x 2^-24 for x in [-103, 88.72]',
    { f: e.exp, formula: formulas.exp, exact: Math.exp, bound: 1.6 },
    { domain: (x) => x >= -103 && x <= 88.72, scale: relative },
  ],
  [
    'log: relative error below 1.5 x 2^-24 for all x > 0',
    { f: e.log, formula: formulas.log, exact: Math.log, bound: 1.5 },
    { domain: (x) => x > 0 && x < Infinity, scale: relative },
  ],
  [
    'tanh: relative error below 2.5 x 2^-24 for all x',
    { f: e.tanh, formula: formulas.tanh, exact: Math.tanh, bound: 2.5 },
    { domain: Number.isFinite, scale: relative },
  ],
  [
    'sigmoid: relative error below 3.1 x 2^-24 for |x| <= 87',
    { f: e.sigmoid, formula: formulas.sigmoid, exact: logistic, bound: 3.1 },
    { domain: within(87), scale: relative },
  ],
  [
    'sin: absolute error below 2.4 x 2^-24 for |x| <= 8192',
    { f: e.sin, formula: formulas.sin, exact: Math.sin, bound: 2.4 },
    { domain: within(8192), scale: absolute },
  ],
  [
    'cos: absolute error below 2.4 x 2^-24 for |x| <= 8192',
    { f: e.cos, formula: formulas.cos, exact: Math.cos, bound: 2.4 },
    { domain: within(8192), scale: absolute },
  ],
];

describe.each(rows)('%s', (name, { f, formula, exact, bound }, { domain, scale }) => {
  const y = run(f);

  test('the compiled bits are those of the TypeScript twin, special values included', () => {
    const twin = patterns.map((x) => formula(numberLanes, x));
    expect(differing(y, twin)).toBe(0);
  });

  test('the bound holds', () => {
    const error = largestError(y, exact, domain, scale);
    if (process.env.SHOW) console.log(name, error.toFixed(3));
    expect(error).toBeGreaterThan(0.5);
    expect(error).toBeLessThan(bound);
  });
});

const ends = [89, -104, 1, Infinity, -Infinity, 2 ** -149, 0, -0, NaN];

test.each(ends)('minimum and maximum beside the constant %d have the bits of Math.min and Math.max', (c) => {
  // Math.min and Math.max tell the zeros apart too.
  for (const [f, exact] of [
    [e.minimum, Math.min],
    [e.maximum, Math.max],
  ] as const) {
    const want = patterns.map((x) => exact(x, c));
    expect(
      differing(
        run((x) => f(x, c)),
        want,
      ),
    ).toBe(0);
    expect(
      differing(
        run((x) => f(c, x)),
        want,
      ),
    ).toBe(0);
  }
});

test('control: one bit in one element is seen', () => {
  const twin = patterns.map((x) => formulas.exp(numberLanes, x));
  const off = twin.slice();
  new Int32Array(off.buffer)[twin.findIndex((v) => v > 1 && v < 2)] ^= 1;
  expect(differing(off, twin)).toBe(1);
  off[0] = -0;
  twin[0] = 0;
  expect(differing(off, twin)).toBe(2);
});

describe('draws', () => {
  const shapes = fc.oneof(
    { arbitrary: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }), weight: 3 },
    { arbitrary: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 70 })), weight: 1 },
  );
  const seeds = fc.maxSafeNat();

  test.each([
    ['normals', (k: Value, shape: readonly number[]) => normal(k, shape), random.normal],
    [
      'uniforms',
      (k: Value, shape: readonly number[]) => uniform(k, shape),
      (k: Tensor, shape: readonly number[]) => random.uniform(k, shape),
    ],
  ])('%s have the bits of the reference for all shapes, odd and even', (_, draw, reference) => {
    const property = fc.property(shapes, seeds, (shape, seed) => {
      const got = compile((k: Value) => draw(k, shape), [random.key(1) as Value])(random.key(seed)) as Tensor;
      const want = reference(random.key(seed), shape);
      expect(got.shape).toEqual(want.shape);
      expect(differing(got.data as Float32Array, want.data as Float32Array)).toBe(0);
    });
    fc.assert(property, runs(1));
  });

  test('keys with a number are those of the reference, negative numbers too', () => {
    const derive = compile(
      (k: Value, i: Value) => foldIn(k, i),
      [random.key(1), fromArray(Int32Array.of(0), [])],
    );
    fc.assert(
      fc.property(seeds, fc.integer(), (seed, i) => {
        const got = derive(random.key(seed), fromArray(Int32Array.of(i), [])) as Tensor;
        expect([...got.data]).toEqual([...random.foldIn(random.key(seed), i).data]);
      }),
      runs(1),
    );
  });

  test('the draw of a step in a loop is that of the same key outside of it', () => {
    const f = (k: Value): Value =>
      scan(
        (c: object, _: object, t: Value): [object, Value] => [c, normal(foldIn(k, t), [3, 5])],
        {},
        {},
        { length: 7 },
      )[1];
    const got = compile(f, [random.key(1) as Value])(random.key(9)) as Tensor;
    for (let t = 0; t < 7; t++) {
      const want = random.normal(random.foldIn(random.key(9), t), [3, 5]);
      expect([...got.data.slice(15 * t, 15 * (t + 1))]).toEqual([...want.data]);
    }
  });
});
