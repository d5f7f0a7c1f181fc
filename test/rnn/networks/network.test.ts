import { describe, expect, it } from 'vitest';
import {
  add,
  checkGradients,
  normal as draw,
  grad,
  matmul,
  mul,
  relu,
  tanh,
  type Value,
} from '../../../src/autograd/index.ts';
import { meanSquaredError } from '../../../src/rnn/index.ts';
import { type Cell, createNetwork } from '../../../src/rnn/networks/network.ts';
import {
  foldIn,
  key,
  normal,
  ones,
  ShapeError,
  split,
  type Tensor,
  tensor,
  zeros,
} from '../../../src/tensor/index.ts';
import { assertCloseTrees, tolerances } from '../../support/close.ts';
import { rememberingLoss, toDouble, twoSteps } from './gated.ts';

interface LayerParams<T = Value> {
  readonly layer: T;
  readonly bLayer: T;
  readonly wIn: T;
  readonly wRec: T;
  readonly b: T;
  readonly wOut: T;
}

const times = (x: Value, w: Value): Value => matmul(x, w, { transB: true });

/** A model that a user may write: a feed-forward layer of `nLayer` units before a vanilla network, with noise. */
function layered(
  nLayer: number,
  nRec: number,
  sigma = 0,
): Cell<LayerParams, LayerParams, Value, { r: Value; z: Value; layer: Value }> {
  return {
    name: 'layered',
    nIn: 1,
    nRec,
    nOut: 1,
    fixed: { bLayer: ones([nLayer]) },
    initialize(from) {
      const [a, b, c, d] = split(from, 4);
      const scaled = (k: Tensor, shape: number[]): Tensor => {
        const x = normal(k, shape);
        return { ...x, data: x.data.map((v) => v / Math.sqrt(shape[1])) };
      };
      return {
        layer: scaled(a, [nLayer, 1]),
        bLayer: normal(foldIn(from, 9), [nLayer]),
        wIn: scaled(b, [nRec, nLayer]),
        wRec: scaled(c, [nRec, nRec]),
        b: zeros([nRec]),
        wOut: scaled(d, [1, nRec]),
      };
    },
    prepare: (params) => params,
    begin: ({ b }, batchSize) => zeros([batchSize, nRec], b.dtype),
    step({ layer, bLayer, wIn, wRec, b, wOut }, h, { u, key: noise, perturbation }) {
      const hidden = relu(add(times(u, layer), bLayer));
      const drive = add(times(h, wRec), add(times(hidden, wIn), b));
      const noisy = noise === null || sigma === 0 ? drive : add(drive, mul(draw(noise, h.shape), sigma));
      const r = tanh(perturbation.x === undefined ? noisy : add(noisy, perturbation.x));
      return [r, { r, z: times(r, wOut), layer: hidden }];
    },
  };
}

type Params = LayerParams<Tensor>;

describe('a network of a cell of the user', () => {
  const network = createNetwork(layered(3, 4));
  const params = network.initialize(key(1)) as Params;
  const inputs = normal(key(2), [5, 2, 1]);

  const targets = zeros([4, 2, 1], 'f64');
  it('has derivatives that agree with differences', () => {
    const { fixed: _, ...cell } = layered(3, 4);
    const free = createNetwork(cell);
    const loss = (p: LayerParams, u: Value): Value => meanSquaredError(free.run(p, u, null).z, targets);
    checkGradients(loss as never, [toDouble(params), normal(key(3), [4, 2, 1], 'f64')] as never);
  });

  it('has no derivative by what the cell fixes wholly, and a whole one by what it fixes in part', () => {
    const gradientFor = (fixed: readonly number[]): Params => {
      const one = createNetwork({ ...layered(3, 4), fixed: { bLayer: tensor(fixed) } });
      const u = normal(key(3), [4, 2, 1], 'f64');
      return grad((p: LayerParams) => meanSquaredError(one.run(p, u, null).z, targets))(
        toDouble(params) as never,
      ) as unknown as Params;
    };
    const [free, some] = [gradientFor([0, 0, 0]), gradientFor([1, 0.5, 0])];
    const kept = [...free.bLayer.data];
    expect(kept.some((d) => d !== 0)).toBe(true);
    expect([...some.bLayer.data]).toEqual([kept[0] * 0, kept[1], kept[2]]);
    expect(some.layer).toEqual(free.layer);
  });

  it('trains alike compiled and interpreted; what the cell fixes keeps its bits', async () => {
    const [a, b] = [
      await twoSteps(network, params, 'compiled'),
      await twoSteps(network, params, 'interpreted'),
    ];
    // Sums in another order, through 12 steps and back.
    assertCloseTrees(a, b, 10 * tolerances.f32);
    expect(a.wRec.data).not.toEqual(params.wRec.data);
    expect(a.layer.data).not.toEqual(params.layer.data);
    expect(a.bLayer.data).toEqual(params.bLayer.data);
  });

  it('learns, compiled, to remember a sign over 12 steps', async () => {
    expect(await rememberingLoss(createNetwork(layered(4, 12)), true)).toBeLessThan(0.1);
  });

  it('reports all its readings over time, and in single steps the same', () => {
    const { r, z, layer } = network.run(params, inputs, null);
    expect([r.shape, z.shape, layer.shape]).toEqual([
      [5, 2, 4],
      [5, 2, 1],
      [5, 2, 3],
    ]);
    let state = network.begin(params, 2);
    for (let t = 0; t < 5; t++) {
      const u = { ...inputs, shape: [2, 1], data: inputs.data.slice(2 * t, 2 * t + 2) };
      const [next, now] = network.step(params, state, { u });
      state = next;
      expect([...(now.z as Tensor).data]).toEqual([...z.data.slice(2 * t, 2 * t + 2)]);
    }
    const half = { ...inputs, shape: [3, 2, 1], data: inputs.data.slice(4) };
    const middle = { ...r, shape: [2, 4], data: r.data.slice(8, 16) };
    expect([...network.run(params, half, null, { state: middle }).z.data]).toEqual([...z.data.slice(4)]);
  });

  it('draws the noise of step t from the key of the run and t', () => {
    const noisy = createNetwork(layered(3, 4, 0.5));
    const { z } = noisy.run(params, inputs, key(4));
    let state = noisy.begin(params, 2);
    for (let t = 0; t < 5; t++) {
      const u = { ...inputs, shape: [2, 1], data: inputs.data.slice(2 * t, 2 * t + 2) };
      const [next, now] = noisy.step(params, state, { u, key: foldIn(key(4), t) });
      state = next;
      expect([...(now.z as Tensor).data]).toEqual([...z.data.slice(2 * t, 2 * t + 2)]);
    }
    expect(noisy.run(params, inputs, null).z).toEqual(network.run(params, inputs, null).z);
  });

  it('hands perturbations to the cell step by step', () => {
    const x = zeros([5, 2, 4]);
    x.data.fill(1, 16, 24);
    const [calm, pushed] = [
      network.run(params, inputs, null),
      network.run(params, inputs, null, { perturbation: { x } }),
    ];
    expect(pushed.r.data.slice(0, 16)).toEqual(calm.r.data.slice(0, 16));
    expect(pushed.r.data.slice(16, 24)).not.toEqual(calm.r.data.slice(16, 24));
  });

  it('of a cell that fixes and projects nothing, fixes and projects nothing', () => {
    const { fixed: _, ...free } = layered(3, 4);
    const plain = createNetwork(free);
    expect(plain.fixed).toEqual({});
    expect(plain.project(params as never)).toBe(params);
  });
});

describe('run refuses', () => {
  const network = createNetwork(layered(3, 4));
  const params = network.initialize(key(1)) as Params;

  it.each<[string, object, object, string]>([
    ['no parameters', {}, {}, 'run: expected parameter layer to be a tensor, got undefined'],
    [
      'parameters of another size',
      {},
      { ...params, wRec: ones([5, 5]) },
      'run: expected parameter wRec of shape [4, 4], got [5, 5]',
    ],
    [
      'fixed entries of no parameter',
      { fixed: { wLayer: ones([3]) } },
      params,
      "run: expected fixed to name parameters, got 'wLayer' - did you mean 'layer'?",
    ],
    [
      'fixed entries that would spread',
      { fixed: { layer: ones([1, 1]) } },
      params,
      'run: expected fixed.layer of shape [3, 1], got [1, 1]',
    ],
    [
      'a step without outputs',
      { step: (_: unknown, h: Value) => [h, { r: h, out: h }] },
      params,
      "run: expected step of cell 'layered' to return [state, { r, z }], got [state, { r, out }]",
    ],
    [
      'a step that returns no state',
      { step: (_: unknown, h: Value) => ({ r: h, z: h }) },
      params,
      "run: expected step of cell 'layered' to return [state, { r, z }], got object",
    ],
    [
      'a step that returns nothing',
      { step: () => undefined },
      params,
      "run: expected step of cell 'layered' to return [state, { r, z }], got undefined",
    ],
  ])('%s, for a cell of the user', (_, changes, given, message) => {
    const one = createNetwork({ ...layered(3, 4), ...changes } as Cell<LayerParams, LayerParams, Value>);
    const some = 'layer' in given ? given : {};
    expect(() => one.run(some as never, zeros([2, 1, 1]), null)).toThrow(message);
  });

  it('and keeps an error of the cell, when the parameters are right', () => {
    const step = (): never => {
      throw new EvalError('mine');
    };
    const one = createNetwork({ ...layered(3, 4), step });
    expect(() => one.run(params, zeros([2, 1, 1]), null)).toThrow(EvalError);
  });

  it.each<[string, Tensor, object, string]>([
    ['inputs of two axes', zeros([5, 1]), {}, 'expected inputs of shape [T, B, 1], got [5, 1]'],
    [
      'a perturbation of another length',
      zeros([5, 2, 1]),
      { perturbation: { x: zeros([4, 2, 4]) } },
      'expected perturbation.x of shape [5, 2, 4] or [5, 4], got [4, 2, 4]',
    ],
  ])('%s', (_, inputs, options, message) => {
    const call = (): unknown => network.run(params, inputs, null, options);
    expect(call).toThrow(`run: ${message}`);
    expect(call).toThrow(ShapeError);
  });

  it('unknown options and perturbations', () => {
    const run = (options: object) => () => network.run(params, zeros([1, 1, 1]), null, options);
    expect(run({ sate: 0 })).toThrow("run: expected known options, got 'sate' - did you mean 'state'?");
    expect(run({ perturbation: { baias: 0 } })).toThrow("got 'baias' - did you mean 'bias'?");
  });
});

describe('createNetwork refuses a cell', () => {
  const cell = layered(2, 3);

  it.each<[string, object, string]>([
    [
      'with a misspelled part',
      { ...cell, fixd: {} },
      "createNetwork: expected known options, got 'fixd' - did you mean 'fixed'?",
    ],
    [
      'without a step',
      { ...cell, step: undefined },
      'createNetwork: expected the cell to have a function step, got undefined',
    ],
    ['without units', { ...cell, nRec: 0 }, 'createNetwork: expected nRec to be a whole number >= 1, got 0'],
  ])('%s', (_, given, message) => {
    expect(() => createNetwork(given as never)).toThrow(message);
  });
});
