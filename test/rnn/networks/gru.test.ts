import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGradients, grad, type Value } from '../../../src/autograd/index.ts';
import { compile } from '../../../src/compile/index.ts';
import { meanSquaredError } from '../../../src/rnn/index.ts';
import {
  createGru,
  type GruNetwork,
  type GruOptions,
  type GruParams,
} from '../../../src/rnn/networks/gru.ts';
import {
  cast,
  foldIn,
  fromArray,
  full,
  key,
  normal,
  ones,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '../../../src/tensor/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { assertClose, assertCloseTrees, tolerances } from '../../support/close.ts';
import { runs } from '../../support/runs.ts';
import {
  cosines,
  logistic,
  memoryBatch,
  type Named,
  numbered,
  plainDrive,
  rememberingLoss,
  sum,
  times,
  toDouble,
  toSingle,
  twoSteps,
} from './gated.ts';
import { trialOf } from './networks.ts';

type Params = GruParams<Tensor>;

interface Case {
  readonly network: GruNetwork;
  readonly params: Params;
  readonly inputs: Tensor;
}

/** GRUs with parameters in f64, the first state too, and T <= 4 steps of input. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    nIn: fc.integer({ min: 1, max: 3 }),
    nRec: fc.integer({ min: 1, max: 4 }),
    nOut: fc.integer({ min: 1, max: 2 }),
    initialState: fc.constantFrom('zero' as const, 'parameter' as const, 'perTrial' as const),
    nSteps: fc.integer({ min: 1, max: 4 }),
    batchSize: fc.integer({ min: 1, max: 3 }),
    key: keys,
  })
  .map(({ nSteps, batchSize, key, ...options }) => {
    const all = options.initialState === 'perTrial' ? { ...options, batchSize } : options;
    const network = createGru({ ...all, init: all.initialState === 'zero' ? {} : { h0: 0.3 } });
    const params = toDouble(network.initialize(key)) as Params;
    const inputs = normal(foldIn(key, 99), [nSteps, batchSize, options.nIn], 'f64');
    const told = JSON.stringify({ ...all, key: [...key.data], inputs: inputs.shape });
    return { network, params, inputs, [fc.toStringMethod]: () => told };
  });

/** Trial b in plain loops: r and z by step. */
function plainTrial({ network, params, inputs }: Case, b: number) {
  const { nRec, nOut } = network.options;
  const named = params as unknown as Named;
  let h = new Array<number>(nRec).fill(params.h0 === undefined ? 0 : params.h0.data[0]);
  const all = { r: [] as number[][], z: [] as number[][] };
  for (const u of trialOf(inputs, b)) {
    const [reset, update] = [0, 1].map((gate) => plainDrive(named, gate, h, u).map(logistic));
    const fromU = times(params.wIn, 2 * nRec, nRec, u).map((v, i) => v + params.b.data[2 * nRec + i]);
    const fromH = times(params.wRec, 2 * nRec, nRec, h).map((v, i) => v + params.bRec.data[i]);
    h = h.map((v, i) => {
      const n = Math.tanh(fromU[i] + reset[i] * fromH[i]);
      return (1 - update[i]) * n + update[i] * v;
    });
    all.r.push(h);
    all.z.push(times(params.wOut, 0, nOut, h).map((v, k) => v + params.bOut.data[k]));
  }
  return all;
}

describe('a run', () => {
  it('is the recurrence of the formulas', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const readings = each.network.run(each.params, each.inputs, null);
        for (let b = 0; b < each.inputs.shape[1]; b++) {
          const plain = plainTrial(each, b);
          for (const name of ['r', 'z'] as const) {
            assertClose(
              tensor(trialOf(readings[name], b), 'f64'),
              tensor(plain[name], 'f64'),
              tolerances.f64,
            );
          }
        }
      }),
      runs(0.5),
    );
  });

  it('has derivatives that agree with differences', () => {
    fc.assert(
      fc.property(cases, ({ network, params, inputs }) => {
        const { z } = network.run(params, inputs, null);
        const targets = full(z.shape, 0.5, 'f64');
        const loss = (p: GruParams, u: Value) => meanSquaredError(network.run(p, u, null).z, targets);
        checkGradients(loss as never, [params, inputs] as never);
      }),
      runs(0.1),
    );
  });

  it('compiled reports what it reports interpreted', () => {
    fc.assert(
      fc.property(cases, ({ network, params, inputs }) => {
        const args: [Params, Tensor] = [toSingle(params), cast(inputs, 'f32')];
        const f = (p: Params, u: Tensor) => network.run(p, u, null);
        // Sums in another order, through at most four steps.
        assertCloseTrees(compile(f, args)(...args), f(...args), 10 * tolerances.f32);
      }),
      runs(0.1),
    );
  });

  it('trains alike compiled and interpreted', async () => {
    const network = createGru({ nIn: 1, nRec: 6, nOut: 1, initialState: 'parameter' });
    const params = network.initialize(key(1)) as Params;
    const [a, b] = [
      await twoSteps(network, params, 'compiled'),
      await twoSteps(network, params, 'interpreted'),
    ];
    // Sums in another order, through 12 steps and back.
    assertCloseTrees(a, b, 10 * tolerances.f32);
    expect(a.wRec.data).not.toEqual(params.wRec.data);
  });
});

describe('golden numbers', () => {
  it("PyTorch's GRU, from another first state than 0", () => {
    // torch.set_default_dtype(torch.float64); m = torch.nn.GRU(2, 3); k = 0
    // for p in (m.weight_ih_l0, m.weight_hh_l0, m.bias_ih_l0, m.bias_hh_l0):
    //     n = p.numel(); p.data = (torch.sin(torch.arange(k + 1, k + n + 1).double()) / 2).reshape(p.shape); k += n
    // m(torch.cos(torch.arange(8.)).reshape(4, 1, 2), torch.tensor([[[.1, -.2, .3]]]))
    const expected = [
      [0.28654264077870084, -0.00841464492247701, -0.34428579305160123],
      [-0.06665838431437043, 0.06256218527556325, -0.18767680640384485],
      [0.09263244333878184, -0.0677029384617971, -0.13752830785738335],
      [0.24730968978523232, 0.10068791912289293, -0.5169494693476433],
    ];
    const [bIh, bHh] = [numbered(45, [9]), numbered(54, [9])];
    const zeroed = fromArray(
      bHh.data.map((v, i) => (i < 6 ? v : 0)),
      [9],
    );
    const params = {
      wIn: numbered(0, [9, 2]),
      wRec: numbered(18, [9, 3]),
      b: sum(bIh, zeroed),
      bRec: fromArray(bHh.data.slice(6), [3]),
      ...{ wOut: zeros([1, 3], 'f64'), bOut: zeros([1], 'f64') },
      h0: tensor([0.1, -0.2, 0.3], 'f64'),
    };
    const network = createGru({ nIn: 2, nRec: 3, nOut: 1, initialState: 'parameter' });
    const { r } = network.run(params, cosines([4, 1, 2]), null);
    assertClose(tensor(trialOf(r, 0), 'f64'), tensor(expected, 'f64'), tolerances.f64);
    // Control: the bias of the candidate's drive is inside the reset gate, where the other bias would not do.
    const moved = { ...params, b: sum(bIh, bHh), bRec: zeros([3], 'f64') };
    const other = network.run(moved, cosines([4, 1, 2]), null).r;
    expect(Math.abs(other.data[0] - expected[0][0])).toBeGreaterThan(1e-3);
  });

  it('an update gate of 1 keeps the state to the rounding of n + (h - n)', () => {
    const network = createGru({ nIn: 1, nRec: 2, nOut: 1, initialState: 'parameter' });
    const params = network.initialize(key(0)) as Params;
    const h0 = tensor([0.7, -0.3]);
    const kept = { ...params, b: tensor([0, 0, 1000, 1000, 0, 0]), h0 };
    const { r } = network.run(kept, normal(key(1), [9, 1, 1]), null);
    for (const h of trialOf(r, 0)) assertClose(tensor(h), h0, tolerances.f32);
  });
});

describe('parameters', () => {
  it("are drawn as PyTorch does, U(-k, k) with k = 1 / sqrt(nRec), and have its stacks' shapes", () => {
    const params = createGru({ nIn: 3, nRec: 40, nOut: 2 }).initialize(key(0)) as Params;
    const shapes = Object.fromEntries(
      Object.entries(params as unknown as Named).map(([n, x]) => [n, x.shape]),
    );
    expect(shapes).toEqual({
      ...{ wIn: [120, 3], wRec: [120, 40], b: [120], bRec: [40] },
      ...{ wOut: [2, 40], bOut: [2] },
    });
    for (const x of Object.values(params) as Tensor[]) {
      const largest = Math.max(...x.data.map(Math.abs));
      expect(largest).toBeLessThanOrEqual(1 / Math.sqrt(40));
    }
  });

  it('that are fixed have no gradient', () => {
    const half = { ...ones([9, 3]), data: ones([9, 3]).data.map((_, i) => i % 2) };
    const network = createGru({ nIn: 1, nRec: 3, nOut: 1, fixed: { wRec: half } });
    const params = network.initialize(key(0));
    const { inputs, targets } = memoryBatch(0, true);
    const loss = (p: GruParams): Value => meanSquaredError(network.run(p, inputs, null).z, targets);
    const gradient = grad(loss)(params) as Params;
    expect([...gradient.wRec.data].map((g) => Number(g === 0))).toEqual([...half.data]);
  });
});

describe('perturbations', () => {
  const network = createGru({ nIn: 1, nRec: 2, nOut: 1 });
  const params = network.initialize(key(0)) as Params;
  const inputs = zeros([2, 1, 1]);

  it('x is added to the hidden state after the update; others are refused', () => {
    const x = tensor([[[10, -10]], [[0, 0]]]);
    const calm = network.run(params, inputs, null);
    const pushed = network.run(params, inputs, null, { perturbation: { x } });
    const shift = trialOf(pushed.r, 0)[0].map((v, i) => v - trialOf(calm.r, 0)[0][i]);
    assertClose(tensor(shift), tensor([10, -10]), tolerances.f32);
    const run = (perturbation: object) => () => network.run(params, inputs, null, { perturbation });
    expect(run({ bias: zeros([2, 2]) })).toThrow(
      'run: expected no perturbation.bias: every gate of the GRU has a bias of its own - perturb x, or use ' +
        'createRateNetwork',
    );
    expect(run({ connectivity: zeros([2, 2, 2]) })).toThrow('run: expected no perturbation.connectivity');
  });
});

describe('learning', () => {
  it('remembers a sign over 12 steps: a loss below .05 after 200 updates', async () => {
    expect(await rememberingLoss(createGru({ nIn: 1, nRec: 8, nOut: 1 }), true)).toBeLessThan(0.05);
  });
});

describe('createGru refuses, in a sentence that names the option', () => {
  it.each<[object, string, new (...args: never[]) => Error]>([
    [
      { daleRatio: 0.8 },
      "expected no constraint 'daleRatio': the weights of gates have no signs - use createRateNetwork",
      TypeError,
    ],
    [
      { readout: 'all' },
      "expected no constraint 'readout': its outputs read all units - use createRateNetwork",
      TypeError,
    ],
    [
      { rectifyInputs: true },
      "expected no option 'rectifyInputs': it takes its inputs as they are",
      TypeError,
    ],
    [{ variant: 'standard' }, "expected known options, got 'variant' - the options are nIn, ", TypeError],
    [{ nOut: 0 }, 'expected nOut to be a whole number >= 1, got 0', RangeError],
    [{ fixed: { bRec: ones([6]) } }, 'expected fixed.bRec of shape [2], got [6]', ShapeError],
    [
      { init: { h0: 0 } },
      "expected init to name parameters, got 'h0': the state starts at 0 - set initialState: 'parameter'",
      TypeError,
    ],
  ])('%j', (changes, message, type) => {
    const call = (): unknown => createGru({ nIn: 1, nRec: 2, nOut: 1, ...changes } as GruOptions);
    expect(call).toThrow(`createGru: ${message}`);
    expect(call).toThrow(type);
  });

  it('options that are no object', () => {
    expect(() => createGru(null as never)).toThrow('createGru: expected options to be an object, got null');
  });
});
