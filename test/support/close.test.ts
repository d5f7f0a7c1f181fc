/** Controls: the comparison that other suites rely on notices every kind of difference. @module */

import { expect, test } from 'vitest';
import { tensor, zeros } from '../../src/tensor/tensor.ts';
import { assertClose, assertCloseTrees } from './close.ts';

const x = tensor(
  [
    [1, 2],
    [3, 4],
  ],
  'f64',
);

test('equal arrays pass, NaN, infinities and empty arrays among them', () => {
  assertClose(x, x, 0);
  assertClose(tensor([Number.NaN, Infinity, -0], 'f64'), tensor([Number.NaN, Infinity, 0], 'f64'), 0);
  assertClose(zeros([0, 3]), zeros([0, 3]), 0);
});

test('the message has the worst index, both values, both errors and the tolerance', () => {
  const y = tensor(
    [
      [1, 2.001],
      [3, 5],
    ],
    'f64',
  );
  expect(() => assertClose(y, x, 1e-6)).toThrow(
    'arrays: expected 4, got 5 at [1, 1] (absolute error 1.00e+0, relative 2.50e-1, tolerance 0.000001; 2 of 4 differ)',
  );
});

test('an error just above the tolerance is caught, one just below passes', () => {
  assertClose(tensor([2 + 1e-6], 'f64'), tensor([2], 'f64'), 1e-6);
  expect(() => assertClose(tensor([2 + 3e-6], 'f64'), tensor([2], 'f64'), 1e-6)).toThrow('at [0]');
});

test.each([
  ['NaN for a number', tensor([Number.NaN], 'f64'), tensor([1], 'f64')],
  ['a number for NaN', tensor([1], 'f64'), tensor([Number.NaN], 'f64')],
  ['the other infinity', tensor([Infinity], 'f64'), tensor([-Infinity], 'f64')],
  ['another shape', zeros([1, 2]), zeros([2])],
  ['another dtype', zeros([2], 'f32'), zeros([2], 'f64')],
])('%s is caught', (_, actual, expected) => {
  expect(() => assertClose(actual, expected, 1)).toThrow('expected');
});

test('trees differ by form or by the leaf that is named', () => {
  assertCloseTrees({ w: x }, { w: x }, 0);
  expect(() => assertCloseTrees({ w: x }, { v: x }, 0)).toThrow('expected leaves .v, got .w');
  expect(() => assertCloseTrees({ w: [x, zeros([1])] }, { w: [x, tensor([1])] }, 0)).toThrow('leaf .w[1]');
});
