import { describe, expect, it } from 'vitest';
import { add, grad, mul, type Value, valueAndGrad } from '../../../src/autograd/index.ts';
import { compile } from '../../../src/compile/index.ts';
import {
  createRateNetwork,
  type RateNetworkOptions,
  type RateParams,
  softmaxCrossEntropy,
  type TaskLossOptions,
  taskLoss,
} from '../../../src/rnn/index.ts';
import { regularization } from '../../../src/rnn/losses/regularizers.ts';
import { meanSquaredError } from '../../../src/rnn/losses/squared-error.ts';
import { vanishingGradient } from '../../../src/rnn/losses/vanishing-gradient.ts';
import {
  cast,
  fromArray,
  integers,
  item,
  key,
  normal,
  type Tensor,
  zeros,
} from '../../../src/tensor/index.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { mapParams } from '../networks/networks.ts';

const base: RateNetworkOptions = {
  nIn: 2,
  nRec: 4,
  nOut: 3,
  sigmaRec: 0.1,
  activation: 'tanh',
  daleRatio: 0.5,
};
const network = createRateNetwork(base);
const params = network.initialize(key(0));
const inputs = normal(key(1), [5, 3, 2]);
const values = normal(key(2), [5, 3, 3]);
const labels = integers(key(3), [5, 3], 0, 3);
const steps = fromArray(
  Float32Array.from({ length: 15 }, (_, i) => i % 2),
  [5, 3],
);
const noise = key(4);

const lossOf = (options: TaskLossOptions<RateParams, never>, batch: object, of = network): number =>
  item(taskLoss(of, options as never)(params, batch as never, noise) as Tensor);

describe('taskLoss', () => {
  const { z } = network.run(params, inputs, noise);

  it('is the cross-entropy for class labels, the squared error for values, with the mask if there is one', () => {
    for (const [targets, error] of [
      [labels, softmaxCrossEntropy],
      [values, meanSquaredError],
    ] as const) {
      expect(lossOf({}, { inputs, targets })).toBe(item(error(z, targets, null) as Tensor));
      expect(lossOf({}, { inputs, targets, mask: steps })).toBe(item(error(z, targets, steps) as Tensor));
    }
  });

  it('has no gradient by entries that are wholly fixed, not by its penalty either', () => {
    const mask = fromArray(
      Float32Array.from({ length: 16 }, (_, i) => [0, 0.5, 1][i % 3]),
      [4, 4],
    );
    const fixed = createRateNetwork({ ...base, fixed: { wRec: mask } });
    const penalty = regularization({ l2Rec: 1 }) as never;
    for (const coefficient of [0, 1]) {
      const loss = (of: typeof network) => taskLoss(of, { penalty, vanishingGradient: coefficient });
      const gradientOf = (of: typeof network): Tensor =>
        (grad(loss(of))(params as never, { inputs, targets: values }, noise) as never as { wRec: Tensor })
          .wRec;
      const free = gradientOf(network);
      const expected = free.data.map((g, i) => (mask.data[i] === 1 ? 0 : g));
      assertClose(gradientOf(fixed), { ...free, data: expected }, tolerances.f32);
      expect(free.data.filter((g, i) => g !== 0 && mask.data[i] === 1).length).toBeGreaterThan(2);
    }
  });

  it('takes an error of its own, and adds a penalty on effective weights and rates', () => {
    const error = (out: Value): Value => mul(meanSquaredError(out, zeros([5, 3, 3])), 7);
    const penalty = regularization({ l2Rec: 0.3, l1Rate: 0.2 });
    const weights = network.effectiveWeights(params);
    const { r } = network.run(params, inputs, noise);
    const expected = add(error(z), penalty(weights, { r }, params)) as Tensor;
    expect(lossOf({ error, penalty: penalty as never }, { inputs, targets: values })).toBe(item(expected));
  });

  it.each<[object, string]>([
    [
      { vanishinGradient: 1 },
      "taskLoss: expected known options, got 'vanishinGradient' - did you mean 'vanishingGradient'?",
    ],
    [{ vanishingGradient: -1 }, 'taskLoss: expected vanishingGradient to be a finite number >= 0, got -1'],
  ])('refuses %j', (options, message) => {
    expect(() => taskLoss(network, options)).toThrow(message);
  });

  it('has the penalty against vanishing gradients for the current leak only', () => {
    const inside = createRateNetwork({ ...base, leak: 'rateInside' });
    expect(() => taskLoss(inside, { vanishingGradient: 1 })).toThrow("'rateInside'");
  });
});

describe('the penalty against vanishing gradients, in a network', () => {
  const double = mapParams((x) => cast(x, 'f64'), params as never);
  const batch = { inputs: cast(inputs, 'f64'), targets: cast(values, 'f64') };

  /** d_t = dE/dx_t by central differences on perturbations of single states. */
  function differences(): Tensor {
    const d = zeros([5, 3, 4], 'f64');
    const at = (i: number, h: number): number => {
      const x = zeros([5, 3, 4], 'f64');
      x.data[i] = h;
      const { z } = network.run(double, batch.inputs, noise, { perturbation: { x } });
      return item(meanSquaredError(z, batch.targets) as Tensor);
    };
    d.data.forEach((_, i) => {
      d.data[i] = (at(i, 1e-5) - at(i, -1e-5)) / 2e-5;
    });
    return d;
  }

  it('is Omega of the gradients by the states, that differences give', () => {
    const { x } = network.run(double, batch.inputs, noise);
    const slope = { ...x, data: x.data.map((v) => 1 - Math.tanh(v) ** 2) };
    const { wRec } = network.effectiveWeights(double);
    const omega = item(vanishingGradient({ wRec, d: differences(), slope, alpha: 0.2 }) as Tensor);
    const plain = item(taskLoss(network)(double as never, batch, noise) as Tensor);
    const total = item(taskLoss(network, { vanishingGradient: 2 })(double as never, batch, noise) as Tensor);
    expect(omega).toBeGreaterThan(1e-3);
    // Central differences in f64 have errors near 1e-10 here; Omega multiplies them by some hundreds.
    expect(total).toBeCloseTo(plain + 2 * omega, 6);
  });

  it('changes the gradient of wRec alone: the derivative is the immediate one', () => {
    const without = grad(taskLoss(network))(double as never, batch, noise) as never as Record<string, Tensor>;
    const within = grad(taskLoss(network, { vanishingGradient: 2 }))(
      double as never,
      batch,
      noise,
    ) as never as Record<string, Tensor>;
    for (const name of ['wIn', 'wOut', 'bRec', 'bOut'])
      assertClose(within[name], without[name], tolerances.f64, name);
    expect(within.wRec.data.some((g, i) => Math.abs(g - without.wRec.data[i]) > 1e-4)).toBe(true);
  });

  it('follows alpha as it is learned, not as it was', () => {
    const alphas = [0.2, 0.5, 0.05, 3];
    const learned = createRateNetwork({ ...base, trainTau: true });
    const alpha = { ...fromArray(Float64Array.from(alphas), [4]) };
    const given = { ...double, alpha };
    const total = (options: object): number =>
      item(taskLoss(learned, options)(given as never, batch, noise) as Tensor);
    // The same network with these time constants from the start; none is below dt, so that alpha is 1 at most.
    const bounded = alphas.map((a) => Math.min(a, 1));
    const same = createRateNetwork({ ...base, tau: bounded.map((a) => 20 / a), dt: 20 });
    const expected = (options: object): number =>
      item(taskLoss(same, options)(double as never, batch, noise) as Tensor);
    const omega = { vanishingGradient: 2 };
    expect(total({})).toBeCloseTo(expected({}), 12);
    // Both are computed in f64, from the same states.
    expect(total(omega)).toBeCloseTo(expected(omega), 10);
    expect(Math.abs(total(omega) - total({}))).toBeGreaterThan(1e-3);
  });

  it('compiles', () => {
    const both = valueAndGrad(taskLoss(network, { vanishingGradient: 2 }));
    const single = { inputs, targets: values };
    const [loss, gradient] = compile(both, [params as never, single, noise])(params as never, single, noise);
    const [expected, slow] = both(params as never, single, noise);
    assertClose(loss as Tensor, expected as Tensor, 1e-4);
    for (const [name, g] of Object.entries(gradient as object)) {
      assertClose(g as Tensor, (slow as never as Record<string, Tensor>)[name], 1e-3, name);
    }
  });
});
