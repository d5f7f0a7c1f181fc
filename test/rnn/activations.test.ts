import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGradients, grad, sum, type Value } from '../../src/autograd/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { activations, power, readActivation, softplus } from '../../src/rnn/activations.ts';
import type { ActivationName } from '../../src/rnn/index.ts';
import { cast, full, type Tensor, tensor } from '../../src/tensor/index.ts';
import { awayFromZero, normals } from '../support/arbitraries.ts';
import { assertClose, tolerances } from '../support/close.ts';
import { plainActivations } from './networks/plain-network.ts';

const names = Object.keys(activations) as ActivationName[];
const slope = (f: (x: Value) => Value, x: Tensor): Tensor => grad((v: Value) => sum(f(v)))(x) as Tensor;
const wide = normals([20]).map((x) => ({ ...x, data: x.data.map((v) => 10 * v) }));

describe.each(names)('%s', (name) => {
  const f = activations[name];

  it('has the values of Math in f64', () => {
    fc.assert(
      fc.property(wide, (x) => {
        const expected = { ...x, data: Float64Array.from(x.data, plainActivations[name]) };
        assertClose(f(x) as Tensor, expected, tolerances.f64);
      }),
    );
  });

  it('has them in f32 and compiled to rounding', () => {
    const compiled = compile((x: Value) => f(x), [full([20], 0)]);
    fc.assert(
      fc.property(wide, (x) => {
        const single = cast(x, 'f32');
        const expected = cast({ ...x, data: Float64Array.from(single.data, plainActivations[name]) }, 'f32');
        assertClose(f(single) as Tensor, expected, tolerances.f32);
        assertClose(compiled(single) as Tensor, expected, tolerances.f32);
      }),
    );
  });

  it('has derivatives that agree with differences away from 0, where some have a kink', () => {
    fc.assert(fc.property(normals([5]), (x) => checkGradients((v: Value) => f(v), [awayFromZero(x)])));
  });

  it('at +-1e4 is as finite as its formula, and so is its derivative', () => {
    for (const dtype of ['f32', 'f64'] as const) {
      const x = tensor([-1e4, 1e4], dtype);
      expect([...(f(x) as Tensor).data]).toEqual([...x.data].map(plainActivations[name]));
      expect(slope(f, x).data.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('the derivative at 0', () => {
  it.each<[ActivationName, number]>([
    ['relu', 0],
    ['softplus', 0.5],
    ['tanh', 1],
    ['sigmoid', 0.25],
    ['retanh', 0],
    ['power', 0],
    ['linear', 1],
  ])('of %s is %f', (name, expected) => {
    for (const dtype of ['f32', 'f64'] as const) {
      expect([...slope(activations[name], tensor([0, -0], dtype)).data]).toEqual([expected, expected]);
    }
  });
});

describe('softplus', () => {
  it('is straight above 40 and passes there without a step or a flat place', () => {
    for (const dtype of ['f32', 'f64'] as const) {
      const x = tensor([39, 40 - 2 ** -18, 40, 40 + 2 ** -18, 41, 88, 89, 710, 1e30], dtype);
      const tolerance = dtype === 'f32' ? tolerances.f32 : tolerances.f64;
      assertClose(softplus(x) as Tensor, x, tolerance);
      assertClose(slope(softplus, x), full([9], 1, dtype), tolerance);
    }
  });

  it('passes NaN on', () => {
    expect((softplus(tensor([Number.NaN])) as Tensor).data[0]).toBeNaN();
  });
});

describe('power', () => {
  it.each([1, 2, 3, 5])('%i is [x]_+^n', (n) => {
    const x = tensor([-2, -0.5, 0, 0.5, 2], 'f64');
    expect([...(power(n)(x) as Tensor).data]).toEqual([0, 0, 0, 0.5 ** n, 2 ** n]);
  });

  it.each([0, 1.5, -1, Number.NaN, '2'])('refuses an exponent of %j', (n) => {
    expect(() => power(n as number)).toThrow('power: expected exponent to be a whole number >= 1, got ');
  });
});

describe('reading an activation', () => {
  it('takes names and functions', () => {
    const own = (x: Value): Value => x;
    expect(readActivation('f', 'activation', own)).toBe(own);
    expect(readActivation('f', 'activation', 'tanh')).toBe(activations.tanh);
  });

  it('refuses other names with the nearest, those of every object too', () => {
    expect(() => readActivation('f', 'activation', 'softmax' as never)).toThrow(
      "f: expected activation to be 'relu' or 'softplus' or 'tanh' or 'sigmoid' or 'retanh' or 'power' or 'linear', " +
        "got 'softmax' - did you mean",
    );
    expect(() => readActivation('f', 'activation', 'constructor' as never)).toThrow("got 'constructor'");
  });
});
