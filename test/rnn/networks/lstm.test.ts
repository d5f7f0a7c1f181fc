import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGradients, grad, type Value } from '../../../src/autograd/index.ts';
import { compile } from '../../../src/compile/index.ts';
import { adamW, meanSquaredError, train } from '../../../src/rnn/index.ts';
import type { InitialSite } from '../../../src/rnn/initializers/initializer.ts';
import {
  createLstm,
  type LstmNetwork,
  type LstmOptions,
  type LstmParams,
} from '../../../src/rnn/networks/lstm.ts';
import {
  cast,
  foldIn,
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
import { moments } from '../../support/statistics.ts';
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

type Params = LstmParams<Tensor>;

interface Case {
  readonly network: LstmNetwork;
  readonly params: Params;
  readonly inputs: Tensor;
}

/** LSTMs of every variant and first state, with parameters in f64 and T <= 4 steps of input. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    nIn: fc.integer({ min: 1, max: 3 }),
    nRec: fc.integer({ min: 1, max: 4 }),
    nOut: fc.integer({ min: 1, max: 2 }),
    variant: fc.constantFrom('standard' as const, 'psychrnn' as const),
    initialState: fc.constantFrom('zero' as const, 'parameter' as const, 'perTrial' as const),
    nSteps: fc.integer({ min: 1, max: 4 }),
    batchSize: fc.integer({ min: 1, max: 3 }),
    key: keys,
  })
  .map(({ nSteps, batchSize, key, ...options }) => {
    const all = options.initialState === 'perTrial' ? { ...options, batchSize } : options;
    const network = createLstm(all);
    const params = toDouble(network.initialize(key)) as Params;
    const inputs = normal(foldIn(key, 99), [nSteps, batchSize, options.nIn], 'f64');
    const told = JSON.stringify({ ...all, key: [...key.data], inputs: inputs.shape });
    return { network, params, inputs, [fc.toStringMethod]: () => told };
  });

/** The first state of trial b. */
const rowOf = (x: Tensor | undefined, b: number, nRec: number): number[] => {
  if (x === undefined) return new Array<number>(nRec).fill(0);
  const first = x.shape.length === 2 ? b * nRec : 0;
  return Array.from(x.data.slice(first, first + nRec));
};

/** Trial b in plain loops: r, c and z by step. */
function plainTrial({ network, params, inputs }: Case, b: number) {
  const { nRec, nOut, variant } = network.options;
  const shown = variant === 'psychrnn' ? logistic : Math.tanh;
  let h = rowOf(params.h0, b, nRec);
  let c = rowOf(params.c0, b, nRec);
  const all = { r: [] as number[][], c: [] as number[][], z: [] as number[][] };
  for (const u of trialOf(inputs, b)) {
    const [i, f, g, o] = [0, 1, 2, 3].map((gate) => plainDrive(params as unknown as Named, gate, h, u));
    c = c.map((v, k) => logistic(f[k]) * v + logistic(i[k]) * Math.tanh(g[k]));
    h = c.map((v, k) => logistic(o[k]) * shown(v));
    all.r.push(h);
    all.c.push(c);
    all.z.push(times(params.wOut, 0, nOut, h).map((v, k) => v + params.bOut.data[k]));
  }
  return all;
}

describe('a run', () => {
  it('is the recurrence of the formulas, in both variants and from every kind of first state', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const readings = each.network.run(each.params, each.inputs, null);
        for (let b = 0; b < each.inputs.shape[1]; b++) {
          const plain = plainTrial(each, b);
          for (const name of ['r', 'c', 'z'] as const) {
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
        const loss = (p: LstmParams, u: Value) => meanSquaredError(network.run(p, u, null).z, targets);
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

  it.each(['standard', 'psychrnn'] as const)('trains alike compiled and interpreted: %s', async (variant) => {
    const network = createLstm({ nIn: 1, nRec: 6, nOut: 1, variant, initialState: 'parameter' });
    const params = network.initialize(key(1)) as Params;
    const [a, b] = [
      await twoSteps(network, params, 'compiled'),
      await twoSteps(network, params, 'interpreted'),
    ];
    // Sums in another order, through 12 steps and back.
    assertCloseTrees(a, b, 10 * tolerances.f32);
    expect(a.wRec.data).not.toEqual(params.wRec.data);
  });

  it('in steps is the run; the state it ended in continues it', () => {
    const network = createLstm({ nIn: 2, nRec: 3, nOut: 1 });
    const params = toDouble(network.initialize(key(1)));
    const inputs = normal(key(2), [5, 2, 2], 'f64');
    const whole = network.run(params, inputs, null);
    let state = network.begin(params, 2);
    for (let t = 0; t < 5; t++) {
      const u = { ...inputs, shape: [2, 2], data: inputs.data.slice(4 * t, 4 * t + 4) };
      const [next, { r, c }] = network.step(params, state, { u });
      state = next;
      expect([...(r as Tensor).data]).toEqual([...whole.r.data.slice(6 * t, 6 * t + 6)]);
      expect([...(c as Tensor).data]).toEqual([...whole.c.data.slice(6 * t, 6 * t + 6)]);
    }
  });
});

describe('golden numbers', () => {
  it("PsychRNN's LSTM: two units, weights 0, biases 1 (section 12 of the notes on PsychRNN)", () => {
    const network = createLstm({ nIn: 1, nRec: 2, nOut: 1, variant: 'psychrnn', initialState: 'zero' });
    const params = {
      ...{ wIn: zeros([8, 1], 'f64'), wRec: zeros([8, 2], 'f64'), b: ones([8], 'f64') },
      ...{ wOut: tensor([[2, 5]], 'f64'), bOut: tensor([0.3], 'f64') },
    };
    const { r, z } = network.run(params, zeros([4, 1, 1], 'f64'), null);
    const h = [0.46473748, 0.52920034, 0.56968546, 0.59537897];
    // The notes have eight decimals.
    for (const [x, want] of [
      [r, h.flatMap((v) => [v, v])],
      [z, [3.55316233, 4.00440235, 4.28779824, 4.46765276]],
    ] as const) {
      x.data.forEach((v, i) => {
        expect(Math.abs(v - want[i])).toBeLessThan(0.6e-8);
      });
    }
  });

  it("PyTorch's LSTM, from other first states than 0", () => {
    // torch.set_default_dtype(torch.float64); m = torch.nn.LSTM(2, 3); k = 0
    // for p in (m.weight_ih_l0, m.weight_hh_l0, m.bias_ih_l0, m.bias_hh_l0):
    //     n = p.numel(); p.data = (torch.sin(torch.arange(k + 1, k + n + 1).double()) / 2).reshape(p.shape); k += n
    // m(torch.cos(torch.arange(8.)).reshape(4, 1, 2), (tensor([[[.1, -.2, .3]]]), tensor([[[-.3, .2, .1]]])))
    const expected = [
      [-0.18485056667403907, -0.015539792498997595, -0.09980836473366185],
      [-0.14485691244649015, -0.20609447919180818, -0.0109679974420722],
      [-0.20348706744967898, -0.2854950499976263, -0.029611215169103252],
      [-0.18622204696742756, -0.37846151234778735, -0.10138458146131273],
    ];
    const lastC = [-0.27576371654009735, -0.4980681733883786, -0.26508200361243467];
    const network = createLstm({ nIn: 2, nRec: 3, nOut: 1, initialState: 'parameter' });
    const params = {
      wIn: numbered(0, [12, 2]),
      wRec: numbered(24, [12, 3]),
      b: sum(numbered(60, [12]), numbered(72, [12])),
      ...{ wOut: zeros([1, 3], 'f64'), bOut: zeros([1], 'f64') },
      h0: tensor([0.1, -0.2, 0.3], 'f64'),
      c0: tensor([-0.3, 0.2, 0.1], 'f64'),
    };
    const { r, c } = network.run(params, cosines([4, 1, 2]), null);
    assertClose(tensor(trialOf(r, 0), 'f64'), tensor(expected, 'f64'), tolerances.f64);
    assertClose(tensor(trialOf(c, 0)[3], 'f64'), tensor(lastC, 'f64'), tolerances.f64);
    // Control: the other variant is another model.
    const other = createLstm({ ...network.options, variant: 'psychrnn' }).run(
      params,
      cosines([4, 1, 2]),
      null,
    );
    expect(Math.abs(other.r.data[0] - expected[0][0])).toBeGreaterThan(0.01);
  });

  it('a forget gate of 1 and an input gate of 0 keep the cell to the bit', () => {
    const network = createLstm({ nIn: 1, nRec: 2, nOut: 1, initialState: 'parameter' });
    const params = network.initialize(key(0)) as Params;
    const b = tensor([-1000, -1000, 1000, 1000, 0, 0, 0, 0]);
    const c0 = tensor([0.7, -0.3]);
    const { c } = network.run({ ...params, b, c0 }, normal(key(1), [9, 1, 1]), null);
    expect(trialOf(c, 0)).toEqual(new Array(9).fill([...c0.data]));
  });
});

describe('initial values', () => {
  const [nIn, nRec, nOut] = [3, 40, 2];

  it("are PyTorch's: U(-k, k), k = 1 / sqrt(nRec), in every gate; the state starts at 0", () => {
    const params = createLstm({ nIn, nRec, nOut }).initialize(key(0)) as Params;
    const k = 1 / Math.sqrt(nRec);
    expect(Object.keys(params).sort()).toEqual(['b', 'bOut', 'wIn', 'wOut', 'wRec']);
    for (const x of Object.values(params) as Tensor[]) {
      expect(Math.max(...x.data.map(Math.abs))).toBeLessThanOrEqual(k);
    }
    // Variance k^2 / 3 of 1600 draws each: a standard error of 2.2 %.
    for (let gate = 0; gate < 4; gate++) {
      const { variance } = moments([...params.wRec.data.slice(1600 * gate, 1600 * (gate + 1))]);
      expect(Math.abs(variance / (k ** 2 / 3) - 1)).toBeLessThan(0.12);
    }
  });

  it("of PsychRNN's variant: N(0, .1^2) for gates and a shared first state, biases 1", () => {
    const network = createLstm({ nIn, nRec, nOut, variant: 'psychrnn' });
    const params = network.initialize(key(0)) as Params;
    expect(params.h0?.shape).toEqual([nRec]);
    expect(new Set(params.b.data)).toEqual(new Set([1]));
    for (const x of [params.wRec, params.wIn]) {
      const { variance } = moments([...x.data]);
      // 480 draws at the least: a standard error of 6.5 % for a variance.
      expect(Math.abs(variance / 0.01 - 1)).toBeLessThan(0.35);
    }
    expect(Math.max(...(params.c0 as Tensor).data.map(Math.abs))).toBeLessThan(0.6);
    const slots = createLstm({
      nIn,
      nRec,
      nOut,
      variant: 'psychrnn',
      initialState: 'perTrial',
      batchSize: 5,
    });
    expect((slots.initialize(key(0)) as Params).h0?.shape).toEqual([5, nRec]);
  });

  it('by a rule are drawn gate by gate, each with a key of its own; arrays are the whole stack', () => {
    const sites: InitialSite[] = [];
    const rule = (k: Tensor, site: InitialSite): Tensor => {
      sites.push(site);
      return normal(k, site.shape);
    };
    const b = tensor([1, 2, 3, 4, 5, 6, 7, 8]);
    const network = createLstm({ nIn: 3, nRec: 2, nOut: 1, init: { wRec: rule, wIn: 0.5, b } });
    const params = network.initialize(key(0)) as Params;
    expect(sites.map(({ name, shape, fanIn }) => [name, shape, fanIn])).toEqual(
      new Array(4).fill(['wRec', [2, 2], 2]),
    );
    expect(new Set(params.wRec.data).size).toBe(16);
    expect(new Set(params.wIn.data)).toEqual(new Set([0.5]));
    expect(params.b.data).toEqual(b.data);
  });

  it('of a parameter do not depend on which others are given', () => {
    const one = createLstm({ nIn, nRec, nOut }).initialize(key(0)) as Params;
    const other = createLstm({ nIn, nRec, nOut, initialState: 'parameter', init: { wIn: 0 } });
    expect((other.initialize(key(0)) as Params).wRec).toEqual(one.wRec);
  });
});

describe('first states', () => {
  const base = { nIn: 1, nRec: 2, nOut: 1 };

  it('of one row per trial serve batches of that size only', () => {
    const network = createLstm({ ...base, initialState: 'perTrial', batchSize: 3 });
    const params = { ...(network.initialize(key(0)) as Params), h0: normal(key(1), [3, 2]) };
    expect((network.begin(params, 3).h as Tensor).data).toEqual(params.h0.data);
    const call = (): unknown => network.run(params, zeros([1, 4, 1]), null);
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(
      'begin: expected a batch of 3 trials, each with a first state of its own, got 4 - ' +
        "use initialState 'parameter' for batches of any size",
    );
  });

  it('that trials share have one gradient, the sum of those of the trials', () => {
    const shared = createLstm({ ...base, initialState: 'parameter' });
    const slots = createLstm({ ...base, initialState: 'perTrial', batchSize: 2 });
    const params = toDouble(shared.initialize(key(0))) as Params;
    const inputs = normal(key(1), [3, 2, 1], 'f64');
    const own = { h0: zeros([2, 2], 'f64'), c0: zeros([2, 2], 'f64') };
    const of = (network: LstmNetwork) => (p: LstmParams) =>
      meanSquaredError(network.run(p, inputs, null).z, zeros([3, 2, 1], 'f64'));
    const { c0: one } = grad(of(shared))(params as LstmParams) as Params;
    const { c0: rows } = grad(of(slots))({ ...params, ...own } as LstmParams) as Params;
    if (one === undefined || rows === undefined) throw new Error('expected gradients of c0');
    const [a, b, c, d] = rows.data;
    assertClose(one, tensor([a + c, b + d], 'f64'), tolerances.f64);
  });
});

describe('fixed parameters', () => {
  it('keep their bits through weight decay, whole or by entry, and have no gradient', async () => {
    const half = { ...ones([16, 4]), data: ones([16, 4]).data.map((_, i) => i % 2) };
    const network = createLstm({ nIn: 1, nRec: 4, nOut: 1, fixed: { wRec: half, b: true } });
    const before = network.initialize(key(0)) as Params;
    const loss = (p: LstmParams, batch: ReturnType<typeof memoryBatch>) =>
      meanSquaredError(network.run(p, batch.inputs, null).z, batch.targets, batch.mask);
    const gradient = grad((p: LstmParams) => loss(p, memoryBatch(0, true)))(before as LstmParams) as Params;
    expect([...gradient.b.data].every((v) => v === 0)).toBe(true);
    const training = train({
      ...{ params: before, network, optimizer: adamW({ learningRate: 0.1, weightDecay: 0.1 }) },
      loss: loss as never,
      batch: (step: number) => memoryBatch(step, true),
      ...{ steps: 3, key: key(1) },
    });
    for await (const _ of training);
    const after = training.params as Params;
    expect(after.b.data).toEqual(before.b.data);
    const moved = [...after.wRec.data].map((v, i) => Number(!Object.is(v, before.wRec.data[i])));
    expect(moved).toEqual([...half.data].map((m) => 1 - m));
  });
});

describe('perturbations', () => {
  const network = createLstm({ nIn: 1, nRec: 2, nOut: 1 });
  const params = network.initialize(key(0)) as Params;
  const inputs = zeros([3, 1, 1]);

  it('x is added to the hidden state after the update, before outputs are read; the cell is not touched', () => {
    const x = tensor([[[0, 0]], [[10, -10]], [[0, 0]]]);
    const [calm, pushed] = [{}, { perturbation: { x } }].map((o) => network.run(params, inputs, null, o));
    expect(trialOf(pushed.c, 0)[1]).toEqual(trialOf(calm.c, 0)[1]);
    const shift = trialOf(pushed.r, 0)[1].map((v, i) => v - trialOf(calm.r, 0)[1][i]);
    assertClose(tensor(shift), tensor([10, -10]), tolerances.f32);
    expect(trialOf(pushed.z, 0)[1]).not.toEqual(trialOf(calm.z, 0)[1]);
    expect(trialOf(pushed.c, 0)[2]).not.toEqual(trialOf(calm.c, 0)[2]);
  });

  it.each([
    [
      { bias: zeros([3, 2]) },
      'run: expected no perturbation.bias: every gate of the LSTM has a bias of its own',
    ],
    [
      { connectivity: zeros([3, 2, 2]) },
      'run: expected no perturbation.connectivity: every gate of the LSTM has recurrent weights of its own - ' +
        'perturb x, or use createRateNetwork',
    ],
    [{ x: zeros([3, 1, 3]) }, 'run: expected perturbation.x of shape [3, 1, 2] or [3, 2], got [3, 1, 3]'],
  ])('others are refused', (perturbation, message) => {
    expect(() => network.run(params, inputs, null, { perturbation })).toThrow(message);
  });
});

describe('learning', () => {
  it('remembers a sign over 12 steps: a loss below .05 after 200 updates', async () => {
    expect(await rememberingLoss(createLstm({ nIn: 1, nRec: 8, nOut: 1 }), true)).toBeLessThan(0.05);
  });

  it('control: a sign that is hidden cannot be told: the loss stays at the variance of the targets, 1', async () => {
    expect(await rememberingLoss(createLstm({ nIn: 1, nRec: 8, nOut: 1 }), false)).toBeGreaterThan(0.8);
  });
});

describe('createLstm refuses, in a sentence that names the option', () => {
  const good = { nIn: 2, nRec: 3, nOut: 1 };
  const signs = 'the weights of gates have no signs - use createRateNetwork';
  const masks = 'every gate is connected to all units and inputs - use createRateNetwork';
  const time = 'gates, not a time constant, say how fast its state moves - use createRateNetwork';

  it.each<[object, string, new (...args: never[]) => Error]>([
    [{ daleRatio: 0.8 }, `expected no constraint 'daleRatio': ${signs}`, TypeError],
    [{ positivity: 'absolute' }, `expected no constraint 'positivity': ${signs}`, TypeError],
    [{ signs: {} }, `expected no constraint 'signs': ${signs}`, TypeError],
    [{ masks: {} }, `expected no constraint 'masks': ${masks}`, TypeError],
    [{ constants: {} }, `expected no constraint 'constants': ${masks}`, TypeError],
    [{ autapses: false }, `expected no constraint 'autapses': ${masks}`, TypeError],
    [{ dt: 10 }, `expected no option 'dt': ${time}`, TypeError],
    [{ tau: 100 }, `expected no option 'tau': ${time}`, TypeError],
    [{ leak: 'current' }, `expected no option 'leak': ${time}`, TypeError],
    [
      { activation: 'relu' },
      "expected no option 'activation': its functions are those of its gates",
      TypeError,
    ],
    [{ sigmaRec: 0 }, "expected no option 'sigmaRec': its state has no noise", TypeError],
    [{ inputBias: true }, "expected no option 'inputBias': its gates have the biases", TypeError],
    [{ varient: 1 }, "expected known options, got 'varient' - did you mean 'variant'?", TypeError],
    [{ nRec: 0 }, 'expected nRec to be a whole number >= 1, got 0', RangeError],
    [{ variant: 'lstm' }, "expected variant to be 'standard' or 'psychrnn', got 'lstm'", RangeError],
    [
      { initialState: 'shared' },
      "expected initialState to be 'zero' or 'parameter' or 'perTrial', got 'shared'",
      RangeError,
    ],
    [{ initialState: 'perTrial' }, 'expected batchSize to be a whole number >= 1, got undefined', RangeError],
    [
      { batchSize: 4 },
      "expected batchSize beside initialState 'perTrial' only, got 4 - leave it out",
      RangeError,
    ],
    [
      { fixed: { h0: true } },
      "expected fixed to name parameters, got 'h0': the state starts at 0 - set initialState: 'parameter'",
      TypeError,
    ],
    [
      { fixed: { wrec: true } },
      "expected fixed to name parameters, got 'wrec' - did you mean 'wRec'?",
      TypeError,
    ],
    [{ fixed: 1 }, 'expected fixed to be an object, got 1', TypeError],
    [{ init: null }, 'expected init to be an object, got null', TypeError],
    [
      { fixed: { wRec: ones([3, 3]) } },
      'expected fixed.wRec of shape [12, 3] ([post, pre]), got [3, 3]',
      ShapeError,
    ],
    [{ fixed: { b: full([12], 2) } }, 'expected fixed.b to hold numbers in [0, 1], got 2', RangeError],
    [{ init: { bRec: 0 } }, "expected init to name parameters, got 'bRec' - did you mean 'wRec'?", TypeError],
  ])('%j', (changes, message, type) => {
    const call = (): unknown => createLstm({ ...good, ...changes } as LstmOptions);
    expect(call).toThrow(`createLstm: ${message}`);
    expect(call).toThrow(type);
  });

  it('initial values of another shape, as soon as they are drawn', () => {
    const network = createLstm({ ...good, init: { b: zeros([3]) } });
    expect(() => network.initialize(key(0))).toThrow('createLstm: expected init.b of shape [12], got [3]');
  });

  it('and later changes of the options do not reach it', () => {
    const mask = ones([12]);
    const network = createLstm({ ...good, fixed: { b: mask } });
    mask.data.fill(0);
    expect(network.fixed.b).toEqual(cast(ones([12]), 'f32'));
  });
});
