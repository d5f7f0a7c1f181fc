import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGradients, jacobian, matmul, relu, type Value } from '../../../src/autograd/index.ts';
import {
  createRateNetwork,
  type Leak,
  meanSquaredError,
  type RateNetwork,
  type RateNetworkOptions,
  type RateParams,
} from '../../../src/rnn/index.ts';
import { cast, full, key, sizeOf, type Tensor, tensor, toNested, zeros } from '../../../src/tensor/index.ts';
import { normal } from '../../../src/tensor/random.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { runs } from '../../support/runs.ts';
import { allCases } from './all-options.ts';
import { cases, mapParams, type Params, trialOf } from './networks.ts';
import { asTensor, plainRun } from './plain-network.ts';

describe('a run', () => {
  it('is the recurrence of the formula: x, r and z equal plain loops, for every option, with and without noise', () => {
    fc.assert(
      fc.property(
        fc.oneof(cases, allCases()),
        fc.boolean(),
        ({ network, params, inputs, key: root }, noisy) => {
          const noiseKey = noisy ? root : null;
          const activity = network.run(params, inputs, noiseKey);
          for (let b = 0; b < inputs.shape[1]; b++) {
            const plain = plainRun(network, params, inputs, noiseKey, b);
            for (const name of ['x', 'r', 'z'] as const) {
              const expected = asTensor(plain[name]);
              // Where squares of rates grow, errors grow with them.
              const largest = Math.max(1, ...expected.data.map(Math.abs));
              assertClose(asTensor(trialOf(activity[name], b)), expected, largest * tolerances.f64, name);
            }
          }
        },
      ),
      runs(2),
    );
  });

  it('in f32 differs from f64 by rounding only', () => {
    fc.assert(
      fc.property(cases, ({ network, params, inputs, key: noiseKey }) => {
        const single = mapParams((x) => cast(x, 'f32'), params);
        const double = mapParams((x) => cast(x, 'f64'), single);
        const u = cast(inputs, 'f32');
        const { x } = network.run(single, u, noiseKey);
        expect(x.dtype).toBe('f32');
        const exact = network.run(double, cast(u, 'f64'), noiseKey).x;
        // Five steps grow an error at most as they grow the currents.
        const largest = Math.max(1, ...exact.data.map(Math.abs));
        assertClose(cast(x, 'f64'), exact, largest * tolerances.f32);
      }),
    );
  });

  it('has derivatives that agree with differences, through signs, masks, noise, time and the kink of relu', () => {
    fc.assert(
      fc.property(cases, ({ network: fixable, params, inputs, key: noiseKey }) => {
        // Fixed weights have, by intent, no derivative.
        const { fixed: _, ...options } = fixable.options;
        const network = createRateNetwork(options);
        // relu has no derivative at 0: differences must not cross it.
        const { x, z } = network.run(params, inputs, noiseKey);
        fc.pre(x.data.every((v) => Math.abs(v) > 1e-3));
        const targets = full(z.shape, 0.5, 'f64');
        checkGradients(
          (p: Params, u: Value) => meanSquaredError(network.run(p as RateParams, u, noiseKey).z, targets),
          [params as never, inputs as never],
        );
      }),
      runs(0.2),
    );
  });

  it('has derivatives that agree with differences for every smooth option: leaks, trained tau and x0, positivity', () => {
    const smooth = fc
      .constantFrom('softplus', 'tanh', 'sigmoid', 'linear')
      .chain((activation) => allCases({ activation, fixed: {}, rectifyInputs: false }));
    fc.assert(
      fc.property(smooth, ({ network, params, inputs, key: noiseKey }) => {
        checkGradients(
          (p: Params, u: Value) => {
            const { r, z } = network.run(p as RateParams, u, noiseKey);
            return { r, z };
          },
          [params as never, inputs as never],
        );
      }),
      runs(0.5),
    );
  });

  it('of a trial does not depend on the other trials of its batch', () => {
    fc.assert(
      fc.property(cases, ({ network, params, inputs }) => {
        const { x } = network.run(params, inputs, null);
        for (let b = 0; b < inputs.shape[1]; b++) {
          const alone = tensor(
            trialOf(inputs, b).map((row) => [row]),
            'f64',
          );
          expect(trialOf(network.run(params, alone, null).x, 0)).toEqual(trialOf(x, b));
        }
      }),
      runs(0.2),
    );
  });

  it('is repeatable to the bit and leaves parameters and inputs as they were', () => {
    const network = createRateNetwork({ nIn: 1, nRec: 2, nOut: 1 });
    const params = network.initialize(key(0));
    const inputs = normal(key(1), [3, 2, 1]);
    const before = structuredClone({ params, inputs });
    const first = network.run(params, inputs, key(2));
    expect(network.run(params, inputs, key(2))).toEqual(first);
    expect({ params, inputs }).toEqual(before);
  });

  it('of no steps returns arrays of no steps', () => {
    const network = createRateNetwork({ nIn: 1, nRec: 2, nOut: 3 });
    const { x, z } = network.run(network.initialize(key(0)), zeros([0, 4, 1]), null);
    expect([x.shape, z.shape]).toEqual([
      [0, 4, 2],
      [0, 4, 3],
    ]);
  });
});

/** Units (E, I) of the two-unit traces: W_in (1, .5), raw W_rec as [post, pre], no bias. */
const raw = [
  [0.3, -0.4],
  [0.5, 0.6],
];
const twoUnitsWith = (options: Partial<RateNetworkOptions>): RateNetwork =>
  createRateNetwork({
    ...{ nIn: 1, nRec: 2, nOut: 2, dt: 20, tau: 100, daleRatio: 0.5, autapses: false },
    ...options,
  });
const twoUnits = twoUnitsWith({});
const twoUnitParams = {
  wIn: tensor([[1], [0.5]], 'f64'),
  wRec: tensor(raw, 'f64'),
  wOut: tensor(
    [
      [1, 0],
      [0, 1],
    ],
    'f64',
  ),
  bRec: zeros([2], 'f64'),
  bOut: zeros([2], 'f64'),
};
const twoUnitRun = (inputs: readonly number[]): Tensor =>
  twoUnits.run(
    twoUnitParams,
    tensor(
      inputs.map((u) => [[u]]),
      'f64',
    ),
    null,
  ).x;

describe('two units by hand (Song et al. 2016, sections A.2 and A.6 of the notes)', () => {
  it('follow (.2, .1), (.352, .2), (.4656, .2952), ... to (2/3, 5/6)', () => {
    const x = asTensor(trialOf(twoUnitRun([1, 1, 1]), 0));
    assertClose(
      x,
      asTensor([
        [0.2, 0.1],
        [0.352, 0.2],
        [0.4656, 0.2952],
      ]),
      tolerances.f64,
    );
    const late = trialOf(twoUnitRun(new Array(150).fill(1)), 0).at(-1) as number[];
    assertClose(tensor(late, 'f64'), tensor([2 / 3, 5 / 6], 'f64'), tolerances.f64);
  });

  it("differ from the port that signs the wrong axis, which does not obey Dale's principle", () => {
    // BrainPy: currents are h M with M[pre, post], but the sign goes by post; the leak acts on h = relu(.).
    const signs = [1, -1];
    const M = raw.map((row, pre) => row.map((w, post) => (pre === post ? 0 : Math.abs(w) * signs[post])));
    const step = (h: number[]): number[] =>
      h.map((v, post) => {
        const current = h[0] * M[0][post] + h[1] * M[1][post] + twoUnitParams.wIn.data[post];
        return Math.max(0, 0.8 * v + 0.2 * current);
      });
    const first = step([0, 0]);
    const second = step(first);
    assertClose(
      asTensor([first, second]),
      asTensor([
        [0.2, 0.1],
        [0.37, 0.164],
      ]),
      tolerances.f64,
    );
    const ours = trialOf(twoUnitRun([1, 1]), 0)[1];
    expect(Math.abs(ours[0] - second[0])).toBeGreaterThan(0.01);
    // The rows of M are sources: the excitatory one inhibits.
    expect(M[0][1]).toBeLessThan(0);
    expect(toNested(twoUnits.effectiveWeights(twoUnitParams).wRec)).toEqual([
      [0, -0.4],
      [0.5, 0],
    ]);
  });

  it.each<[Leak, number[][]]>([
    [
      'current',
      [
        [0.2, 0.1],
        [-0.248, -0.1],
        [0.0016, 0.02],
      ],
    ],
    [
      'rateOutside',
      [
        [0.2, 0.1],
        [0, 0],
        [0.2, 0.1],
      ],
    ],
    [
      'rateInside',
      [
        [0.2, 0.1],
        [0.16, 0.08],
        [0.3216, 0.18],
      ],
    ],
    // Equal to the one before for relu: its states do not become negative.
    [
      'reservoir',
      [
        [0.2, 0.1],
        [0.16, 0.08],
        [0.3216, 0.18],
      ],
    ],
  ])('the leak "%s" has its own trace', (leak, expected) => {
    const inputs = tensor([[[1]], [[-2]], [[1]]], 'f64');
    const activity = twoUnitsWith({ leak }).run(twoUnitParams, inputs, null);
    const states = leak === 'current' ? activity.x : activity.r;
    assertClose(asTensor(trialOf(states, 0)), asTensor(expected), tolerances.f64);
    if (leak === 'current') assertClose(activity.r, relu(activity.x), tolerances.exact);
  });

  it('a reservoir differs from rateInside for another activation', () => {
    const inputs = tensor([[[1]], [[-2]], [[1]]], 'f64');
    const run = (leak: Leak): Tensor =>
      twoUnitsWith({ leak, activation: 'sigmoid' }).run(twoUnitParams, inputs, null).r;
    expect(Math.abs(run('reservoir').data[2] - run('rateInside').data[2])).toBeGreaterThan(0.1);
  });
});

describe('reading out from excitatory units only', () => {
  const options = { nIn: 2, nRec: 5, nOut: 2, daleRatio: 0.6, sigmaRec: 0.3 };
  const excitatory = createRateNetwork({ ...options, readout: 'excitatory' });
  const all = createRateNetwork({ ...options, readout: 'all' });
  const inputs = normal(key(1), [6, 2, 2]);
  const silence = (r: Tensor): Tensor => ({ ...r, data: r.data.map((v, i) => (i % 5 < 3 ? v : 0)) });

  it('has no free weights from inhibitory units, and effective ones of 0', () => {
    const params = excitatory.initialize(key(0));
    expect(params.wOut.shape).toEqual([2, 3]);
    const { wOut } = excitatory.effectiveWeights(params);
    expect(wOut.shape).toEqual([2, 5]);
    expect([...wOut.data].map((v) => v === 0)).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 1, 1].map(Boolean));
    expect(all.initialize(key(0)).wOut.shape).toEqual([2, 5]);
  });

  it('gives the same outputs with inhibitory rates silenced, and other ones if all units are read', () => {
    for (const network of [excitatory, all]) {
      const params = network.initialize(key(0));
      const { r, z } = network.run(params, inputs, key(2));
      const { wOut } = network.effectiveWeights(params);
      const flat = { ...silence(r), shape: [12, 5] };
      const read = matmul(flat, wOut, { transB: true }).data.map((v, i) => v + params.bOut.data[i % 2]);
      if (network === excitatory) expect(read).toEqual(z.data);
      else expect(read).not.toEqual(z.data);
    }
  });

  it('has derivatives of the outputs by the read-out weights that are the excitatory rates', () => {
    const params = excitatory.initialize(key(0));
    const { r, z } = excitatory.run(params, inputs, key(2));
    const byWeights = jacobian((w: Value) => excitatory.run({ ...params, wOut: w }, inputs, key(2)).z);
    const slopes = byWeights(params.wOut) as Tensor;
    expect(slopes.shape).toEqual([...z.shape, 2, 3]);
    // Of output 0 at the last step of the last trial, by its three weights.
    const at = (sizeOf(z.shape) - 2) * 6;
    expect([...slopes.data.subarray(at, at + 6)]).toEqual([...r.data.subarray(-5, -2), 0, 0, 0]);
  });
});
