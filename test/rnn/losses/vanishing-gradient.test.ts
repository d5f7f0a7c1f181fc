import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { checkGradients, grad, interpret, type Value, valueAndGrad } from '../../../src/autograd/index.ts';
import { compile } from '../../../src/compile/index.ts';
import {
  type VanishingGradientOptions,
  vanishingGradient,
} from '../../../src/rnn/losses/vanishing-gradient.ts';
import {
  cast,
  type DType,
  full,
  item,
  key,
  normal,
  ones,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '../../../src/tensor/index.ts';
import { mapData, normals } from '../../support/arbitraries.ts';
import { assertCloseTrees, tolerances } from '../../support/close.ts';
import { runs } from '../../support/runs.ts';

const omega = (options: VanishingGradientOptions): number => item(vanishingGradient(options) as Tensor);

const times = (scale: number, n: number, dtype: DType = 'f64'): Tensor => {
  const w = zeros([n, n], dtype);
  for (let i = 0; i < n; i++) w.data[i * n + i] = scale;
  return w;
};

/** A rotation by the angle whose cosine is .6 and sine .8, then a swap of the two units with a third. */
const ORTHOGONAL = tensor(
  [
    [0.6, -0.8, 0],
    [0, 0, 1],
    [0.8, 0.6, 0],
  ],
  'f64',
);

interface Case {
  readonly wRec: Tensor;
  readonly d: Tensor;
  readonly slope: Tensor;
  readonly mask: Tensor;
  readonly alpha: Tensor;
}

const cases: fc.Arbitrary<Case> = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }))
  .chain(([nSteps, batchSize, n]) =>
    fc.record({
      wRec: normals([n, n]),
      d: normals([nSteps, batchSize, n]),
      slope: normals([nSteps, batchSize, n]).map((x) => mapData((v) => (v < 0 ? 0 : 1 / (1 + v)), x)),
      mask: normals([nSteps, batchSize]).map((x) => mapData((v) => (v < -0.5 ? 0 : v < 1 ? 1 : 0.5), x)),
      alpha: normals([n]).map((x) => mapData((v) => 1 / (1 + v * v), x)),
    }),
  );

/** Omega by its definition, in loops. */
function byLoops({ wRec, d, slope, mask, alpha }: Case, at: 'previous' | 'same'): number {
  const [nSteps, batchSize, n] = d.shape;
  let [total, weight] = [0, 0];
  for (let t = at === 'previous' ? 1 : 0; t < nSteps; t++) {
    for (let b = 0; b < batchSize; b++) {
      const row = (x: Tensor, time: number): number[] =>
        Array.from({ length: n }, (_, i) => x.data[(time * batchSize + b) * n + i]);
      const [bars, slopes] = [row(d, t), row(slope, at === 'previous' ? t - 1 : t)];
      const back = bars.map((bar, pre) => {
        const through = bars.reduce((s, v, post) => s + wRec.data[post * n + pre] * alpha.data[post] * v, 0);
        return (1 - alpha.data[pre]) * bar + through * slopes[pre];
      });
      const [after, before] = [back, bars].map((x) => x.reduce((s, v) => s + v * v, 0));
      const m = mask.data[t * batchSize + b];
      if (before < 1e-20) continue;
      total += m * (after / before - 1) ** 2;
      weight += m;
    }
  }
  return weight === 0 ? 0 : total / weight;
}

describe('vanishingGradient', () => {
  it.each(['previous', 'same'] as const)('is the mean of (q - 1)^2 with the slope of the %s step', (at) => {
    fc.assert(
      fc.property(cases, (given) => {
        const expected = byLoops(given, at);
        // Sums in another order; relative, because q may be large where d is small.
        expect(Math.abs(omega({ ...given, at }) - expected)).toBeLessThanOrEqual(1e-12 * (1 + expected));
      }),
    );
  });

  it('has the gradient by wRec that differences give', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom('previous', 'same'), (given, at) => {
        // Terms as large as 1e3 are rounded at 1e-13, which differences of 2^-17 magnify to 1e-8: still below 1e-6.
        checkGradients((wRec: Value) => vanishingGradient({ ...given, wRec, at }), [given.wRec]);
      }),
      runs(0.3),
    );
  });

  it('is differentiated by wRec only: d, slope and alpha are constants', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const gradients = grad((g: { [K in keyof Case]: Value }) => vanishingGradient(g))(given) as Case;
        for (const name of ['d', 'slope', 'alpha', 'mask'] as const) {
          expect(gradients[name].data.every((g) => g === 0)).toBe(true);
        }
      }),
      runs(0.3),
    );
  });

  it('compiles to what plain loops compute, gradient and all', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom('previous', 'same'), (given, at) => {
        const f = valueAndGrad((g: { [K in keyof Case]: Value }) => vanishingGradient({ ...g, at }));
        // Entries of d of one size, so that no small ||d|| magnifies errors. Squared sums of up to eight products, and
        // a square again, take some ten times the roundings of a handful, relative to the largest term.
        const scaled = { ...given, d: mapData((v) => (v < 0 ? -1 : 1), given.d) };
        const args: [Case] = [
          Object.fromEntries(
            Object.entries(scaled).map(([name, x]) => [name, cast(x, 'f32')]),
          ) as unknown as Case,
        ];
        const [got, want] = [compile(f, args)(...args), interpret(f, args)(...args)];
        const scale = Math.max(1, item(want[0] as Tensor)) * 10;
        assertCloseTrees(got, want, tolerances.f32 * scale);
      }),
      runs(0.12),
    );
  });

  it('does not depend on the size of the gradients', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const smaller = { ...given, d: mapData((v) => v / 1024, given.d) };
        expect(omega(smaller)).toBe(omega(given));
      }),
      runs(0.3),
    );
  });

  it('does not see what the mask hides, and is 0 with gradient 0 when everything is hidden', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom('previous', 'same'), (given, at) => {
        const n = given.wRec.shape[0];
        const f = (g: Case): [Tensor, Tensor] =>
          valueAndGrad((wRec: Value) => vanishingGradient({ ...g, wRec, at }))(g.wRec) as [Tensor, Tensor];
        const junk = (x: Tensor, mask: Tensor): Tensor =>
          mapData((v, i) => (mask.data[Math.floor(i / n)] === 0 ? Number.NaN : v), x);
        const hidden = { ...given, d: junk(given.d, given.mask) };
        if (at === 'same') hidden.slope = junk(given.slope, given.mask);
        expect(f(hidden)).toEqual(f(given));

        const mask = zeros(given.mask.shape, 'f64');
        const nothing = { ...given, mask, d: junk(given.d, mask), slope: junk(given.slope, mask) };
        const [value, gradient] = f(nothing);
        expect(item(value)).toBe(0);
        expect(gradient.data.every((g) => g === 0)).toBe(true);
      }),
      runs(0.3),
    );
  });

  // Exact values for linear units: W = w I gives q = (1 - a + a w)^2, and a rotation keeps norms.
  const [d, slope] = [normal(key(1), [4, 2, 3], 'f64'), ones([4, 2, 3], 'f64')];
  test.each<[string, Tensor, number, number]>([
    ['W = 0, a = .2', times(0, 3), 0.2, 0.1296],
    ['W = .5 I, a = .2', times(0.5, 3), 0.2, 0.0361],
    ['W = 2 I, a = 1', times(2, 3), 1, 9],
    ['W = I, any a', times(1, 3), 0.3, 0],
    ['orthogonal W, a = 1', ORTHOGONAL, 1, 0],
  ])('of linear units with %s is the exact value', (_, wRec, alpha, expected) => {
    for (const at of ['previous', 'same'] as const) {
      expect(omega({ wRec, d, slope, alpha, at })).toBeCloseTo(expected, 14);
      const f32 = { wRec: cast(wRec, 'f32'), d: cast(d, 'f32'), slope: cast(slope, 'f32'), alpha, at };
      expect(omega(f32)).toBeCloseTo(expected, 5);
    }
  });

  it('control: W and its transpose are told apart', () => {
    const wRec = tensor(
      [
        [0, 1],
        [0, 0],
      ],
      'f64',
    );
    // d on unit 0 alone goes back through row 0, to unit 1; d on unit 1 goes nowhere.
    const on = (unit: number): Tensor =>
      tensor(
        [[[1 - unit, unit]], [[1 - unit, unit]]].map((step) => step.map((trial) => [...trial])),
        'f64',
      );
    const rest = { wRec, slope: ones([2, 1, 2], 'f64'), alpha: 1 };
    expect(omega({ ...rest, d: on(0) })).toBe(0);
    expect(omega({ ...rest, d: on(1) })).toBe(1);
  });

  it('takes alpha as a number, a list or an array alike', () => {
    const given = { wRec: ORTHOGONAL, d, slope };
    const want = omega({ ...given, alpha: 0.25 });
    expect(omega({ ...given, alpha: [0.25, 0.25, 0.25] })).toBe(want);
    expect(omega({ ...given, alpha: full([3], 0.25) })).toBe(want);
  });

  it('leaves out terms of gradients below the bound', () => {
    const rest = { wRec: times(2, 2), slope: ones([3, 1, 2], 'f64'), alpha: 1 };
    const gradients = tensor([[[1, 1]], [[1e-11, 0]], [[3, 4]]], 'f64');
    expect(omega({ ...rest, d: gradients })).toBe(9);
    expect(omega({ ...rest, d: gradients, bound: 26 })).toBe(0);
    expect(omega({ ...rest, d: zeros([3, 1, 2], 'f64'), bound: 0 })).toBe(0);
    const f = (wRec: Value): Value => vanishingGradient({ ...rest, wRec, d: zeros([3, 1, 2], 'f64') });
    expect([...(grad(f)(rest.wRec) as Tensor).data]).toEqual([0, 0, 0, 0]);
  });

  it('is 0 for a run of one step, unless the slope is taken at the same time', () => {
    const rest = { wRec: times(2, 2), d: ones([1, 1, 2], 'f64'), slope: ones([1, 1, 2], 'f64'), alpha: 1 };
    expect(omega(rest)).toBe(0);
    expect(omega({ ...rest, at: 'same' })).toBe(9);
  });

  it('shows a NaN in the gradients', () => {
    const rest = { wRec: times(2, 2), slope: ones([2, 1, 2], 'f64'), alpha: 1 };
    expect(omega({ ...rest, d: full([2, 1, 2], Number.NaN, 'f64') })).toBeNaN();
  });
});

describe('bad input', () => {
  const x = zeros([4, 2, 3]);
  const good = { wRec: zeros([3, 3]), d: x, slope: x, alpha: 0.2 };
  const fn = 'vanishingGradient: expected';
  test.each<[string, object, Error]>([
    ['no options', null as never, new TypeError(`${fn} options to be an object, got null`)],
    [
      'a misspelled option',
      { ...good, slopes: x },
      new TypeError(`${fn} known options, got 'slopes' - did you mean 'slope'?`),
    ],
    ['no gradients', { ...good, d: undefined }, new TypeError(`${fn} d to be an array, got undefined`)],
    [
      'rows of gradients',
      { ...good, d: zeros([4, 3]) },
      new ShapeError(`${fn} d of shape [T, B, nRec], got [4, 3]`, []),
    ],
    [
      'slopes of another batch',
      { ...good, slope: zeros([4, 1, 3]) },
      new ShapeError(`${fn} slope of shape [4, 2, 3], got [4, 1, 3]`, []),
    ],
    [
      'weights of other units',
      { ...good, wRec: zeros([3, 2]) },
      new ShapeError(`${fn} wRec of shape [3, 3], got [3, 2]`, []),
    ],
    [
      'weights of another dtype',
      { ...good, wRec: zeros([3, 3], 'f64') },
      new TypeError(`${fn} wRec of dtype f32, got f64 - convert with cast()`),
    ],
    [
      'a mask of entries',
      { ...good, mask: x },
      new ShapeError(`${fn} mask of shape [4, 2], got [4, 2, 3]`, []),
    ],
    [
      'a leak above 1',
      { ...good, alpha: 1.5 },
      new RangeError(`${fn} alpha to be a number in [0, 1], got 1.5`),
    ],
    [
      'leaks of other units',
      { ...good, alpha: [0.1, 0.2] },
      new ShapeError(`${fn} alpha of shape [3], got [2]`, []),
    ],
    [
      'a leak per unit above 1',
      { ...good, alpha: [0.1, 0.2, 1.5] },
      new RangeError(`${fn} alpha to be numbers in [0, 1], got 1.5`),
    ],
    [
      'a negative bound',
      { ...good, bound: -1 },
      new RangeError(`${fn} bound to be a finite number >= 0, got -1`),
    ],
    [
      'another time',
      { ...good, at: 'prev' },
      new RangeError(`${fn} at to be 'previous' or 'same', got 'prev' - did you mean 'previous'?`),
    ],
  ])('%s', (_, options, { message, constructor: kind }) => {
    const call = (): unknown => vanishingGradient(options as never);
    expect(call).toThrow(message);
    expect(call).toThrow(kind as never);
  });
});
