/** Omega in its place: gradients by a perturbation of the states of a small network, and the update that they lead to. @module */

import { describe, expect, it } from 'vitest';
import {
  add,
  grad,
  interpret,
  matmul,
  mul,
  scan,
  slice,
  sub,
  sum,
  tanh,
  type Value,
  valueAndGrad,
} from '../../../src/autograd/index.ts';
import { compile } from '../../../src/compile/index.ts';
import {
  type VanishingGradientOptions,
  vanishingGradient,
} from '../../../src/rnn/losses/vanishing-gradient.ts';
import { cast, type DType, item, key, normal, type Tensor, zeros } from '../../../src/tensor/index.ts';
import { assertCloseTrees, tolerances } from '../../support/close.ts';

const omega = (options: VanishingGradientOptions): number => item(vanishingGradient(options) as Tensor);

describe('Omega of a network written by hand', () => {
  const [nSteps, batchSize, n, alpha] = [6, 3, 4, 0.3];

  type Params = { wRec: Value; wIn: Value };
  /** States of x_t = (1-a) x_{t-1} + a (W tanh(x_{t-1}) + V u_t) + e_t, from x_0 = 0. */
  const states = ({ wRec, wIn }: Params, u: Value, e: Value): Value => {
    const [, xs] = scan(
      (x: Value, now: { u: Value; e: Value }) => {
        const drive = add(matmul(tanh(x), wRec, { transB: true }), matmul(now.u, wIn, { transB: true }));
        const next = add(add(mul(x, 1 - alpha), mul(drive, alpha)), now.e);
        return [next, next];
      },
      zeros([batchSize, n], u.dtype) as Value,
      { u, e },
    );
    return xs;
  };
  const lossOf = (xs: Value): Value => {
    const last = slice(xs, [nSteps - 1, 0, 0], [1, batchSize, n]);
    return sum(mul(last, last));
  };
  const still = (dtype: DType): Tensor => zeros([nSteps, batchSize, n], dtype);
  const run = (params: Params, u: Value) => {
    const xs = states(params, u, still(u.dtype));
    const d = grad((e: Value) => lossOf(states(params, u, e)))(still(u.dtype));
    const rates = tanh(xs);
    return { xs, d, slope: sub(1, mul(rates, rates)) };
  };
  const make = (dtype: DType): { params: { wRec: Tensor; wIn: Tensor }; u: Tensor } => ({
    params: { wRec: cast(normal(key(1), [n, n]), dtype), wIn: cast(normal(key(2), [n, 2]), dtype) },
    u: cast(normal(key(3), [nSteps, batchSize, 2]), dtype),
  });

  it('has steps back that are the gradient itself, with the slope of the previous step: q = ||d_{t-1}||^2 / ||d_t||^2', () => {
    const { params, u } = make('f64');
    const { d, slope } = run(params, u);
    const norms = Array.from({ length: nSteps * batchSize }, (_, i) =>
      Array.from((d as Tensor).data.subarray(i * n, (i + 1) * n)).reduce((s, v) => s + v * v, 0),
    );
    const terms = norms.slice(batchSize).map((before, i) => (norms[i] / before - 1) ** 2);
    const expected = terms.reduce((s, v) => s + v, 0) / terms.length;
    const given = { wRec: params.wRec, d, slope, alpha };
    expect(omega(given)).toBeCloseTo(expected, 12);
    // Control: the slope of the same step is another number.
    expect(Math.abs(omega({ ...given, at: 'same' }) - expected)).toBeGreaterThan(1e-3);
  });

  /** Loss and Omega with their gradient, as one step of training has them. */
  const total = (params: Params, u: Value): Value => {
    const { xs, d, slope } = run(params, u);
    return add(lossOf(xs), mul(vanishingGradient({ wRec: params.wRec, d, slope, alpha }), 2));
  };

  it('adds its immediate derivative to the gradient of wRec, and nothing to that of wIn', () => {
    const { params, u } = make('f64');
    const { d, slope } = run(params, u);
    const got = grad(total)(params, u) as { wRec: Tensor; wIn: Tensor };
    const loss = grad((p: Params) => lossOf(states(p, u, still('f64'))))(params) as typeof got;
    const direct = grad((wRec: Value) => vanishingGradient({ wRec, d, slope, alpha }))(params.wRec);
    assertCloseTrees(got, { wRec: add(loss.wRec, mul(direct as Tensor, 2)), wIn: loss.wIn }, tolerances.f64);
  });

  it('compiles, gradients of gradients and all', () => {
    const { params, u } = make('f32');
    const args: [Params, Value] = [params, u];
    const f = valueAndGrad(total);
    const [got, want] = [compile(f, args)(...args), interpret(f, args)(...args)];
    // Six steps of products of four terms: some thirty roundings on the largest number.
    const largest = Math.max(...Object.values(want[1]).flatMap((x) => [...(x as Tensor).data].map(Math.abs)));
    assertCloseTrees(got, want, 3 * tolerances.f32 * Math.max(1, largest));
  });

  it('descends: steps along its gradient bring gradients nearer to one size', () => {
    const { params, u } = make('f64');
    const { d, slope } = run(params, u);
    const f = (wRec: Value): Value => vanishingGradient({ wRec, d, slope, alpha });
    const w = params.wRec;
    const moved = sub(w, mul(grad(f)(w) as Tensor, 1e-3));
    expect(item(f(moved) as Tensor)).toBeLessThan(item(f(w) as Tensor));
  });
});
