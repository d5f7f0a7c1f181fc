/** Targeted dimensionality reduction: planted axes are found, NumPy agrees, what is asked is checked. @module */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TargetedOptions, targetedAxes } from '../../src/analysis/targeted.ts';
import { orthonormalColumns } from '../../src/tensor/linalg/index.ts';
import { type Key, key, normal, split } from '../../src/tensor/random.ts';
import { ShapeError } from '../../src/tensor/shape.ts';
import { fromArray, full, ones, type Tensor, tensor } from '../../src/tensor/tensor.ts';
import { keys, mapData } from '../support/arbitraries.ts';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, x, i) => sum + x * b[i], 0);
const row = (a: Tensor, r: number): number[] => {
  const n = a.shape[a.shape.length - 1];
  return Array.from(a.data.subarray(r * n, r * n + n));
};

/** All pairs of choice -1, 1 and motion -1, -1/2, 0, 1/2, 1, each `repeats` times; conditions are the pairs. */
function trialsOf(repeats: number): {
  choice: number[];
  motion: number[];
  conditions: number[];
} {
  const b = Array.from({ length: 10 * repeats }, (_, i) => i % 10);
  return {
    choice: b.map((i) => (i % 2 === 0 ? 1 : -1)),
    motion: b.map((i) => Math.floor(i / 2) / 2 - 1),
    conditions: b,
  };
}

/**
 * Rates [T, B, n] = choice g(t) u + motion h(t) v + noise, with orthonormal u and v, g growing and h largest in the middle.
 * Units get offsets and gains as `scale` says, which z-scoring takes off again but for the gains.
 */
function planted(
  k: Key,
  noise: number,
  n: number,
  steps: number,
  repeats: number,
): { rates: Tensor; u: number[]; v: number[]; options: TargetedOptions } {
  const [forAxes, forNoise] = split(k);
  const q = orthonormalColumns(normal(forAxes, [n, 2], 'f64'));
  const [u, v] = [0, 1].map((c) => Array.from({ length: n }, (_, i) => q.data[i * 2 + c]));
  const { choice, motion, conditions } = trialsOf(repeats);
  const batchSize = conditions.length;
  const rates = mapData(
    (x, at) => {
      const [i, b, t] = [at % n, Math.floor(at / n) % batchSize, Math.floor(at / n / batchSize)];
      const grown = (t + 1) / steps;
      const middle = 1 - Math.abs((2 * t) / (steps - 1) - 1);
      return 3 + choice[b] * grown * u[i] + motion[b] * middle * v[i] + noise * x;
    },
    normal(forNoise, [steps, batchSize, n], 'f64'),
  );
  return { rates, u, v, options: { regressors: { choice, motion }, conditions } };
}

/** A direction of the rates as one of the z-scores: units divided by their standard deviations. */
function scored(rates: Tensor, direction: readonly number[]): number[] {
  const n = direction.length;
  const rows = rates.data.length / n;
  const out = direction.map((x, i) => {
    const column = Array.from({ length: rows }, (_, r) => rates.data[r * n + i]);
    const mean = column.reduce((p, q) => p + q) / rows;
    return x / Math.sqrt(column.reduce((p, q) => p + (q - mean) ** 2, 0) / rows);
  });
  const norm = Math.hypot(...out);
  return out.map((x) => x / norm);
}

/** The angle between two unit vectors in degrees. */
const angle = (a: readonly number[], b: readonly number[]): number =>
  (Math.acos(Math.min(1, dot(a, b))) * 180) / Math.PI;

describe('planted axes', () => {
  test('are found to the last digits without noise, the second one made orthogonal to the first', () => {
    fc.assert(
      fc.property(keys, (k) => {
        const { rates, u, v, options } = planted(k, 0, 12, 5, 1);
        const { axes, steps } = targetedAxes(rates, { ...options, components: 2 });
        const [first, second] = [scored(rates, u), scored(rates, v)];
        const shared = dot(first, second);
        const rest = second.map((x, i) => x - shared * first[i]);
        const norm = Math.hypot(...rest);
        expect(dot(row(axes, 0), first)).toBeCloseTo(1, 10);
        // Where z-scoring makes the two almost parallel, what is left of the second is known less well.
        expect(dot(row(axes, 1), rest) / norm).toBeCloseTo(1, 8);
        expect(steps).toEqual([4, 2]);
      }),
      { numRuns: 30 },
    );
  });

  /** The angles of the two axes to those planted, the second one made orthogonal to the first. */
  function anglesOf(
    axes: Tensor,
    rates: Tensor,
    u: readonly number[],
    v: readonly number[],
  ): [number, number] {
    const [first, second] = [scored(rates, u), scored(rates, v)];
    const shared = dot(first, second);
    const rest = second.map((x, i) => x - shared * first[i]);
    const norm = Math.hypot(...rest);
    return [
      angle(row(axes, 0), first),
      angle(
        row(axes, 1),
        rest.map((x) => x / norm),
      ),
    ];
  }

  // 30 units with a signal of some 0.2 each in noise of 0.2, 8 steps, 200 trials. A coefficient is off by
  // 0.2 / sqrt(200 var), in 30 units: by an angle of 4.4 degrees for choice, with variance 1, and of 6.3 for motion, with
  // variance 1/2, somewhat more after z-scoring. The largest of 40 keys were 5.8 and 9.4.
  const inNoise = (seed: number): ReturnType<typeof planted> => planted(key(seed), 0.2, 30, 8, 20);

  test.each([1, 2, 3])(
    'are found within 8 and 12 degrees in noise as large as the signal, key %i',
    (seed) => {
      const { rates, u, v, options } = inNoise(seed);
      const { axes, steps, names } = targetedAxes(rates, options);
      expect(names).toEqual(['choice', 'motion']);
      const [choice, motion] = anglesOf(axes, rates, u, v);
      expect(choice).toBeLessThan(8);
      expect(motion).toBeLessThan(12);
      expect(steps[0]).toBe(7);
      expect([3, 4]).toContain(steps[1]);
    },
  );

  test('control: the axis of shuffled choices is another one', () => {
    const { rates, u, v, options } = inNoise(1);
    const { motion, choice } = options.regressors;
    const shuffled = Array.from(choice, (_, b) => choice[(b * 7 + Math.floor(b / 3)) % choice.length]);
    const { axes } = targetedAxes(rates, { ...options, regressors: { choice: shuffled, motion } });
    // Between 56 and 107 degrees for 40 keys.
    expect(anglesOf(axes, rates, u, v)[0]).toBeGreaterThan(45);
  });

  test('projections separate what they are named for', () => {
    const { rates, options } = planted(key(22), 0.1, 20, 5, 4);
    const { projections, conditions } = targetedAxes(rates, options);
    const last = 4 * conditions.length;
    for (let c = 0; c < conditions.length; c++) {
      // Conditions with an even number have choice 1.
      expect(Math.sign(projections.data[(last + c) * 2])).toBe(c % 2 === 0 ? 1 : -1);
    }
  });
});

describe('properties', () => {
  const run = (k: Key) => {
    const { rates, options } = planted(k, 0.3, 8, 4, 2);
    return { rates, options, found: targetedAxes(rates, options) };
  };

  test('axes are orthonormal; projections are those of the averages of trials', () => {
    fc.assert(
      fc.property(keys, (k) => {
        const { rates, options, found } = run(k);
        const [a, b] = [row(found.axes, 0), row(found.axes, 1)];
        // Two products of orthonormal matrices, some 10 roundings each.
        expect(dot(a, a)).toBeCloseTo(1, 13);
        expect(dot(b, b)).toBeCloseTo(1, 13);
        expect(dot(a, b)).toBeCloseTo(0, 13);
        const single = found.project(rates);
        expect(single.shape).toEqual([4, 20, 2]);
        found.conditions.forEach((label, c) => {
          const trials = Array.from(options.conditions).flatMap((x, i) => (x === label ? [i] : []));
          const mean = trials.reduce((sum, i) => sum + single.data[(20 + i) * 2], 0) / trials.length;
          expect(found.projections.data[(10 + c) * 2]).toBeCloseTo(mean, 12);
        });
      }),
      { numRuns: 30 },
    );
  });

  test('offsets and gains of units make no difference; a unit that never changes is in no axis', () => {
    fc.assert(
      fc.property(keys, (k) => {
        const { rates, options, found } = run(k);
        const moved = mapData((x, i) => x * 2 ** ((i % 8) - 4) + (i % 8), rates);
        const again = targetedAxes(moved, options);
        again.axes.data.forEach((x: number, i: number) => {
          expect(x).toBeCloseTo(found.axes.data[i], 9);
        });
        const silent = mapData((x, i) => (i % 8 === 3 ? 0.1 : x), rates);
        const { axes, coefficients } = targetedAxes(silent, options);
        expect(Math.abs(axes.data[3])).toBeLessThan(1e-12);
        expect(coefficients.data[3]).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  test('the sign of a regressor is that of its axis', () => {
    const { rates, options, found } = run(key(5));
    const { choice, motion } = options.regressors;
    const turned = targetedAxes(rates, {
      ...options,
      regressors: { choice: Array.from(choice, (x) => -x), motion },
    });
    row(turned.axes, 0).forEach((x, i) => {
      expect(x).toBeCloseTo(-row(found.axes, 0)[i], 13);
    });
  });
});

describe('NumPy', () => {
  interface Golden {
    readonly steps: readonly number[];
    readonly axes: readonly (readonly number[])[];
    readonly projections: readonly number[];
  }
  const golden: { targeted: Golden } = JSON.parse(
    readFileSync(new URL('../golden/analysis/linear.json', import.meta.url), 'utf8'),
  );
  const lcg = (seed: number, length: number): Float64Array => {
    let state = seed;
    return Float64Array.from({ length }, () => {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      return ((state >>> 16) - 32768) / 32768;
    });
  };

  test('finds the same axes and projections', () => {
    const b = Array.from({ length: 24 }, (_, i) => i);
    const choice = b.map((i) => (i % 2 === 0 ? 1 : -1));
    const motion = b.map((i) => ((Math.floor(i / 2) % 3) - 1) / 2);
    const [u, v] = [lcg(81, 10), lcg(82, 10)];
    const rates = lcg(83, 6 * 24 * 10).map((x, at) => {
      const [i, trial, t] = [at % 10, Math.floor(at / 10) % 24, Math.floor(at / 240)];
      return ((t + 1) / 8) * choice[trial] * u[i] + ((6 - t) / 4) * motion[trial] * v[i] + x / 16;
    });
    const found = targetedAxes(fromArray(rates, [6, 24, 10]), {
      regressors: { choice, motion },
      conditions: b.map((i) => i % 6),
      components: 4,
    });
    const { steps, axes, projections } = golden.targeted;
    expect(found.steps).toEqual(steps);
    // Variances 4 and 5 are apart by 1/16,000 of the largest, so the components kept are off by some 16,000 eps = 4e-12 in
    // a direction in which the coefficients hardly reach.
    axes.flat().forEach((x, i) => {
      expect(found.axes.data[i]).toBeCloseTo(x, 11);
    });
    projections.forEach((x, i) => {
      expect(found.projections.data[i]).toBeCloseTo(x, 10);
    });
  });
});

describe('targetedAxes refuses', () => {
  const rates = normal(key(1), [3, 4, 5]);
  const good = { regressors: { choice: [1, -1, 1, -1] }, conditions: [0, 1, 0, 1] };
  const motion = [1, 1, -1, -1];
  test.each<[string, unknown, unknown, new (...args: never[]) => Error, string]>([
    ['no rates', 1, good, TypeError, 'expected rates, got 1 - make one with tensor()'],
    [
      'rates of one trial',
      ones([3, 5]),
      good,
      ShapeError,
      'expected rates of shape [T, B, n], got shape [3, 5]',
    ],
    ['no options', rates, undefined, TypeError, 'expected options to be an object, got undefined'],
    [
      'another option',
      rates,
      { ...good, condition: [] },
      TypeError,
      "expected known options, got 'condition' - did you mean 'conditions'?",
    ],
    [
      'a list of regressors',
      rates,
      { ...good, regressors: [1] },
      TypeError,
      'expected regressors to be an object, got [1]',
    ],
    [
      'no regressors',
      rates,
      { ...good, regressors: {} },
      RangeError,
      'expected at least one regressor, got none',
    ],
    [
      'a regressor that is no list',
      rates,
      { ...good, regressors: { choice: 1 } },
      TypeError,
      'expected regressors.choice to be an array with one value per trial, got 1',
    ],
    [
      'a regressor of other trials',
      rates,
      { ...good, regressors: { choice: [1, 2] } },
      ShapeError,
      'expected regressors.choice of 4 trials, got 2',
    ],
    [
      'NaN in a regressor',
      rates,
      { ...good, regressors: { choice: [1, NaN, 1, 1] } },
      RangeError,
      'expected finite numbers in regressors.choice, got NaN at 1',
    ],
    [
      'conditions of other trials',
      rates,
      { ...good, conditions: [1] },
      ShapeError,
      'expected conditions of 4 trials, got 1',
    ],
    [
      'a constant regressor',
      rates,
      { ...good, regressors: { choice: [1, -1, 1, -1], context: [2, 2, 2, 2] } },
      RangeError,
      "expected independent regressors, got 'context' a combination of a constant and those before it - leave it out",
    ],
    [
      'more regressors than trials allow',
      rates,
      {
        ...good,
        regressors: { a: [1, 0, 0, 0], b: [0, 1, 0, 0], c: [0, 0, 1, 0], d: [0, 0, 0, 1] },
      },
      RangeError,
      'expected more trials than regressors, got 4 and 4',
    ],
    [
      'too few averages',
      normal(key(1), [1, 4, 5]),
      { regressors: { choice: [1, -1, 1, -1], motion }, conditions: [0, 1, 0, 1] },
      RangeError,
      'expected as many components of the averages as regressors, got 1 of variance for 2 regressors - tell more conditions apart',
    ],
    [
      'fewer components than regressors',
      rates,
      { regressors: { choice: [1, -1, 1, -1], motion }, conditions: [0, 1, 2, 3], components: 1 },
      RangeError,
      'expected components to be a whole number in [2, 5], got 1',
    ],
    [
      'rates that never change',
      full([3, 4, 5], 0.1),
      good,
      RangeError,
      'expected rates that vary, got the same of each unit everywhere',
    ],
  ])('%s', (_, value, options, kind, message) => {
    const call = (): unknown => targetedAxes(value as Tensor, options as TargetedOptions);
    expect(call).toThrow(kind);
    expect(call).toThrow(`targetedAxes: ${message}`);
  });

  test('to project rates of other units', () => {
    const { project } = targetedAxes(rates, good);
    expect(() => project(tensor([1, 2]))).toThrow('project: expected rates of shape [..., 5], got shape [2]');
  });
});
