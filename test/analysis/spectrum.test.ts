/** Spectra of weights and of linear steps, against mappings that are known, and against steps that are taken. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type StepSpectrumOptions, stepSpectrum, weightSpectrum } from '../../src/analysis/spectrum.ts';
import { eigenvalues, spectralRadius } from '../../src/tensor/linalg/index.ts';
import { key, normal } from '../../src/tensor/random.ts';
import { ShapeError } from '../../src/tensor/shape.ts';
import { ones, type Tensor, tensor } from '../../src/tensor/tensor.ts';
import { normals } from '../support/arbitraries.ts';
import { backwardError, frobenius, matrix, worst } from '../tensor/linalg/spectrum.ts';

const square: fc.Arbitrary<Tensor> = fc.integer({ min: 1, max: 6 }).chain((n) => normals([n, n]));
const symmetric: fc.Arbitrary<Tensor> = square.map(({ shape: [n], data }) =>
  matrix(n, (i, j) => data[i * n + j] + data[j * n + i]),
);

describe('weightSpectrum', () => {
  test('holds the eigenvalues, the radius and the largest real part', () => {
    fc.assert(
      fc.property(square, (w) => {
        const found = weightSpectrum(w);
        expect(found.eigenvalues).toEqual(eigenvalues(w));
        // Math.hypot may round otherwise.
        expect(found.radius).toBeCloseTo(spectralRadius(w), 13);
        expect(found.abscissa).toBe(Math.max(...eigenvalues(w).re));
        expect(found.abscissa).toBeLessThanOrEqual(found.radius * (1 + 1e-15));
      }),
    );
  });

  test('example: excitation 2, inhibition -3, of either on both', () => {
    const {
      eigenvalues: values,
      radius,
      abscissa,
    } = weightSpectrum(
      tensor([
        [2, -3],
        [2, -3],
      ]),
    );
    // The norm is 5.1, five times the eigenvalue.
    expect(Array.from(values.re)).toEqual([expect.closeTo(-1, 14), expect.closeTo(0, 14)]);
    expect([radius, abscissa]).toEqual([expect.closeTo(1, 14), expect.closeTo(0, 14)]);
  });

  test.each<[string, unknown, new (...args: never[]) => Error, string]>([
    ['nothing', undefined, TypeError, 'expected a matrix, got undefined - make one with tensor()'],
    ['a row', ones([1, 2]), ShapeError, 'expected a square matrix, got shape [1, 2]'],
    ['NaN', tensor([[NaN]]), RangeError, 'expected finite elements, got NaN at [0, 0]'],
  ])('refuses %s', (_, w, kind, message) => {
    const call = (): unknown => weightSpectrum(w as Tensor);
    expect(call).toThrow(kind);
    expect(call).toThrow(`weightSpectrum: ${message}`);
  });
});

describe('stepSpectrum', () => {
  const alphas = fc.integer({ min: 1, max: 16 }).map((x) => x / 16);

  test('of symmetric weights: 1 - alpha (1 - lambda), for one alpha and for equal ones per unit', () => {
    fc.assert(
      fc.property(symmetric, alphas, (w, alpha) => {
        const n = w.shape[0];
        const found = stepSpectrum(w, { alpha, dt: 20 });
        const { re } = eigenvalues(w);
        const expected = { re: re.map((x) => 1 - alpha + alpha * x), im: new Float64Array(n) };
        // Each spectrum is that of a matrix within the backward error, and these are normal.
        const bound = backwardError(n) * 2 * (Math.sqrt(n) + frobenius(w));
        expect(worst(found.eigenvalues, expected, () => bound)).toBeLessThanOrEqual(1);
        const perUnit = matrix(n, () => alpha).data.slice(0, n);
        expect(
          stepSpectrum(w, { alpha: { dtype: 'f64', shape: [n], data: perUnit }, dt: 20 }).eigenvalues,
        ).toEqual(found.eigenvalues);
      }),
    );
  });

  test('without connections the time constants are those of the units, to the order of dt', () => {
    const taus = [100, 50, 20];
    const alpha = tensor(
      taus.map((tau) => 0.01 / tau),
      'f64',
    );
    const { timeConstants } = stepSpectrum(
      matrix(3, () => 0),
      { alpha, dt: 0.01 },
    );
    // -dt / ln(1 - dt / tau) = tau - dt / 2 - ...
    expect(Array.from(timeConstants)).toEqual(taus.map((tau) => expect.closeTo(tau - 0.005, 4)));
  });

  test('the slowest mode is first, and steps decay at its rate', () => {
    const w = matrix(5, (i, j) => normal(key(8), [5, 5], 'f64').data[i * 5 + j] / 5);
    const alpha = tensor([0.2, 0.4, 0.3, 0.2, 0.1], 'f64');
    const { eigenvalues: values, timeConstants } = stepSpectrum(w, { alpha, dt: 10 });
    expect(Array.from(timeConstants)).toEqual(Array.from(timeConstants).sort((p, q) => q - p));
    expect(values.im[0]).toBe(0);
    let x = new Float64Array(5).fill(1);
    const step = (): void => {
      x = x.map((_, i) => {
        let drive = 0;
        for (let j = 0; j < 5; j++) drive += w.data[i * 5 + j] * x[j];
        return (1 - alpha.data[i]) * x[i] + alpha.data[i] * drive;
      });
    };
    for (let t = 0; t < 300; t++) step();
    const before = Math.hypot(...x);
    for (let t = 0; t < 10; t++) step();
    expect(-100 / Math.log(Math.hypot(...x) / before)).toBeCloseTo(timeConstants[0], 6);
  });

  test('examples: an integrator never ends, growth is negative, what is gone in one step is 0', () => {
    const diagonal = [1, 2, -1];
    const { timeConstants } = stepSpectrum(
      matrix(3, (i, j) => (i === j ? diagonal[i] : 0)),
      { alpha: 0.5, dt: 20 },
    );
    expect(Array.from(timeConstants)).toEqual([-20 / Math.log(1.5), Infinity, 0]);
  });

  test.each<[string, unknown, unknown, new (...args: never[]) => Error, string]>([
    ['nothing', null, { alpha: 1, dt: 1 }, TypeError, 'expected a matrix, got null - make one with tensor()'],
    ['no options', ones([2, 2]), undefined, TypeError, 'expected options to be an object, got undefined'],
    [
      'another option',
      ones([2, 2]),
      { alpha: 1, Dt: 1 },
      TypeError,
      "expected known options, got 'Dt' - did you mean 'dt'?",
    ],
    [
      'an alpha above 1',
      ones([2, 2]),
      { alpha: 5, dt: 1 },
      RangeError,
      'expected alpha to be a number in [0, 1], got 5',
    ],
    [
      'an alpha of 0',
      ones([2, 2]),
      { alpha: 0, dt: 1 },
      RangeError,
      'expected alpha to be a finite number > 0, got 0',
    ],
    [
      'an alpha of other units',
      ones([2, 2]),
      { alpha: ones([3]), dt: 1 },
      ShapeError,
      'expected alpha of shape [2], got [3]',
    ],
    [
      'an alpha above 1 of a unit',
      ones([2, 2]),
      { alpha: tensor([1, 2]), dt: 1 },
      RangeError,
      'expected alpha to hold numbers in (0, 1], got 2 at [1]',
    ],
    ['no dt', ones([2, 2]), { alpha: 1 }, RangeError, 'expected dt to be a finite number > 0, got undefined'],
  ])('refuses %s', (_, w, options, kind, message) => {
    const call = (): unknown => stepSpectrum(w as Tensor, options as StepSpectrumOptions);
    expect(call).toThrow(kind);
    expect(call).toThrow(`stepSpectrum: ${message}`);
  });
});
