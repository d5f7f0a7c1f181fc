/** The smoke test: a gradient, a recurrence and a draw, in well under a second. @module */

import { expect, test } from 'vitest';
import { add, checkGradients, grad, mul, scan, sum, tanh, type Value } from '../src/autograd/index.ts';
import { key, normal, tensor } from '../src/tensor/index.ts';

test('the gradient of sum x^2 is 2x', () => {
  expect(grad((x: Value) => sum(mul(x, x)))(tensor([1, -2, 3]))).toEqual(tensor([2, -4, 6]));
});

test('a leaky unit, unrolled by hand', () => {
  const step = (x: Value, u: Value): [Value, Value] => {
    const next = add(mul(0.5, x), u);
    return [next, next];
  };
  const [last, all] = scan(step, tensor(0), tensor([1, 2, 3]));
  expect([last, all]).toEqual([tensor(4.25), tensor([1, 2.5, 4.25])]);
});

test('back-propagation through time agrees with differences', () => {
  const loss = (w: Value): Value =>
    scan(
      (x: Value) => [tanh(add(mul(w, x), 0.1)), x] as const,
      tensor(0.3, 'f64') as Value,
      {},
      { length: 5 },
    )[0];
  checkGradients(loss, [tensor(0.9, 'f64')]);
});

test('the same key gives the same bits', () => {
  expect(normal(key(1), [3])).toEqual(normal(key(1), [3]));
  expect(normal(key(1), [3])).not.toEqual(normal(key(2), [3]));
});
