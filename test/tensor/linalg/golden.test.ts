/** Hard matrices (test/golden/linalg.py) against NumPy's eigenvalues, and against known ones. @module */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Eigenvalues, eigenvalues } from '../../../src/tensor/linalg/index.ts';
import { fromArray, type Tensor } from '../../../src/tensor/tensor.ts';
import { backwardError, worst } from './spectrum.ts';

/** As described in linalg.py. */
interface Case {
  readonly name: string;
  readonly n: number;
  readonly data?: readonly number[];
  readonly seed?: number;
  readonly re: readonly number[];
  readonly im: readonly number[];
  readonly sensitivity: number | readonly number[];
  readonly jordan?: number;
  readonly exact?: readonly (readonly [number, number])[];
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('../../golden/linalg/eigenvalues.json', import.meta.url), 'utf8'),
);

/** `lcg` of linalg.py. */
function lcg(seed: number, count: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return ((state >>> 16) - 32768) / 32768;
  });
}

const matrixOf = ({ n, data, seed }: Case): Tensor =>
  fromArray(data ? Float64Array.from(data) : lcg(seed ?? 0, n * n), [n, n]);

const spectrum = (re: readonly number[], im: readonly number[]): Eigenvalues => ({
  re: Float64Array.from(re),
  im: Float64Array.from(im),
});

/**
 * A result is exact for a matrix that differs from A by the backward error. This moves an eigenvalue by that times its
 * sensitivity, and by the k-th root of that in a Jordan block of size k. NumPy's result may move by as much.
 */
function toleranceOf({ n, sensitivity, jordan = 1 }: Case): (i: number) => number {
  return (i) =>
    (backwardError(n) * (typeof sensitivity === 'number' ? sensitivity : sensitivity[i])) ** (1 / jordan);
}

function errorsOf(each: Case, a: Tensor = matrixOf(each)): { numpy: number; exact: number } {
  const actual = eigenvalues(a);
  const { re, im, exact = [] } = each;
  const known = spectrum(
    exact.map(([x]) => x),
    exact.map(([, y]) => y),
  );
  const tolerance = toleranceOf(each);
  return {
    numpy: worst(actual, spectrum(re, im), (i) => 2 * tolerance(i)),
    exact: exact.length > 0 ? worst(actual, known, tolerance) : 0,
  };
}

describe('eigenvalues are those of NumPy, and the known ones', () => {
  test.each(cases)('$name', (each) => {
    const { numpy, exact } = errorsOf(each);
    expect(numpy).toBeLessThanOrEqual(1);
    expect(exact).toBeLessThanOrEqual(1);
  });
});

describe('controls', () => {
  test.each(cases)('one wrong element is caught: $name', (each) => {
    const a = matrixOf(each);
    const largest = Array.from(a.data).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    // Roots of high degree leave little room between their tolerance and what a fault does.
    a.data[0] += (each.jordan ? 2 ** -6 : 2 ** -20) * (largest || 1);
    expect(errorsOf(each, a).numpy).toBeGreaterThan(1);
  });

  test('multiplicities count', () => {
    const error = worst(spectrum([2, 1, 1], [0, 0, 0]), spectrum([2, 2, 1], [0, 0, 0]), () => 0.1);
    expect(error).toBe(10);
    expect(() => worst(spectrum([1], [0]), spectrum([1, 1], [0, 0]), () => 1)).toThrow(
      'expected 2 eigenvalues',
    );
  });
});
