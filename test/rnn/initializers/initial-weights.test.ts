import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRateNetwork,
  createSong2016Network,
  type InitialSite,
  init,
  song2016Options,
} from '../../../src/rnn/index.ts';
import { full, key, ones, ShapeError, sizeOf, type Tensor, tensor } from '../../../src/tensor/index.ts';
import { foldIn } from '../../../src/tensor/random.ts';
import { keys, shapes } from '../../support/arbitraries.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { moments } from '../../support/statistics.ts';
import { networkOptions } from '../networks/networks.ts';

const { dividedExcitation, kaimingUniform } = init;
const network = createSong2016Network();
const params = network.initialize(key(0));

describe('the initial parameters of Song et al. (2016)', () => {
  it('are 2873, of which the PyTorch original has Win 150, bin 50, Wrec 2500, brec 50, Wout 120, bout 3', () => {
    const sizes = Object.fromEntries(Object.entries(params).map(([name, x]) => [name, sizeOf(x.shape)]));
    expect(sizes).toEqual({ wIn: 150, wRec: 2500, wOut: 120, bRec: 50, bOut: 3, bIn: 50 });
    expect(Object.values(sizes).reduce((sum, n) => sum + n)).toBe(2873);
    expect([params.wIn.shape, params.wRec.shape, params.wOut.shape]).toEqual([
      [50, 3],
      [50, 50],
      [3, 40],
    ]);
    expect([network.nExc, network.alpha]).toEqual([40, 0.2]);
  });

  /** The entries of one kind over many draws. */
  const draws = Array.from({ length: 200 }, (_, i) => network.initialize(foldIn(key(1), i)));
  const gather = (pick: (p: typeof params) => number[]): number[] => draws.flatMap(pick);
  const columns = (w: Tensor, from: number, to: number): number[] =>
    [...w.data].filter((_, i) => i % w.shape[1] >= from && i % w.shape[1] < to);

  it.each<[string, number, (p: typeof params) => number[]]>([
    ['wIn', 0.57735, (p) => [...p.wIn.data]],
    ['bIn', 0.57735, (p) => [...(p.bIn as Tensor).data]],
    ['wRec from excitatory units', 0.0353553, (p) => columns(p.wRec, 0, 40)],
    ['wRec from inhibitory units', 0.141421, (p) => columns(p.wRec, 40, 50)],
    ['bRec', 0.141421, (p) => [...p.bRec.data]],
    ['wOut', 0.158114, (p) => [...p.wOut.data]],
    ['bOut', 0.158114, (p) => [...p.bOut.data]],
  ])('%s lie in +-%f, uniformly: mean 0, variance bound^2 / 3, reaching the bound', (_, bound, pick) => {
    const x = gather(pick);
    const largest = x.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    expect(largest).toBeLessThan(bound * (1 + 2e-5));
    expect(largest).toBeGreaterThan(bound * (1 - 15 / x.length));
    const { mean, variance } = moments(x);
    // The standard error of the variance of a uniform is variance sqrt(.8 / n), its kurtosis being 1.8.
    expect(Math.abs(mean)).toBeLessThan((4.5 * bound) / Math.sqrt(3 * x.length));
    expect(Math.abs(variance - bound ** 2 / 3)).toBeLessThan(
      4.5 * (bound ** 2 / 3) * Math.sqrt(0.8 / x.length),
    );
  });

  it('have mean |wE| .0176777 and mean |wI| .0707107', () => {
    for (const [from, to, expected] of [
      [0, 40, 0.0176777],
      [40, 50, 0.0707107],
    ]) {
      const sizes = gather((p) => columns(p.wRec, from, to)).map(Math.abs);
      const error = moments(sizes).mean - expected;
      // |w| is uniform in [0, 2 mean]: its standard deviation is mean / sqrt 3.
      expect(Math.abs(error)).toBeLessThan((4.5 * expected) / Math.sqrt(3 * sizes.length));
    }
  });

  it('are balanced: rows sum to -.0176777 at excitatory and +.0707107 at inhibitory units in the mean', () => {
    const rowSums = Array.from({ length: 400 }, (_, i) => {
      const { wRec } = network.effectiveWeights(network.initialize(foldIn(key(2), i)));
      return Array.from({ length: 50 }, (_, post) =>
        Array.from(wRec.data.subarray(post * 50, (post + 1) * 50)).reduce((sum, w) => sum + w),
      );
    });
    for (const [from, to, expected] of [
      [0, 40, -0.0176777],
      [40, 50, 0.0707107],
    ]) {
      const sums = rowSums.flatMap((row) => row.slice(from, to));
      const { mean, variance } = moments(sums);
      expect(Math.abs(mean - expected)).toBeLessThan(4.5 * Math.sqrt(variance / sums.length));
      // The means of the two kinds of rows are told apart: the tolerance is a fraction of the value.
      expect(4.5 * Math.sqrt(variance / sums.length)).toBeLessThan(0.6 * Math.abs(expected));
    }
  });
});

describe('initialize', () => {
  it('is a function of the key, and makes f32 of the stated shapes for every network', () => {
    fc.assert(
      fc.property(networkOptions, keys, (options, from) => {
        const any = createRateNetwork(options);
        const first = any.initialize(from);
        expect(any.initialize(from)).toEqual(first);
        const nRead = options.readout === 'excitatory' ? any.nExc : options.nRec;
        expect(Object.fromEntries(Object.entries(first).map(([name, x]) => [name, x.shape]))).toEqual({
          wIn: [options.nRec, options.nIn],
          wRec: [options.nRec, options.nRec],
          wOut: [options.nOut, nRead],
          bRec: [options.nRec],
          bOut: [options.nOut],
          ...(options.inputBias ? { bIn: [options.nRec] } : {}),
        });
        expect(new Set(Object.values(first).map((x) => x.dtype))).toEqual(new Set(['f32']));
      }),
    );
  });

  it('draws each array from its own key: none repeats another', () => {
    const first = Object.values(params).map((x) => Math.fround(x.data[0] / x.data[1]));
    expect(new Set(first).size).toBe(6);
    expect(network.initialize(key(1)).wRec).not.toEqual(params.wRec);
  });

  it('is the same for wIn, wRec and wOut with and without a second bias', () => {
    const { inputBias: _, ...rest } = song2016Options;
    const plain = createRateNetwork(rest).initialize(key(0));
    const { bIn, ...others } = params;
    expect(plain).toEqual(others);
    expect(bIn).toBeDefined();
  });
});

/** A site of any shape with no mask. */
const siteOfShape = (shape: readonly number[], fanIn: number): InitialSite => ({
  name: 'w',
  shape,
  fanIn,
  mask: ones(shape),
  signs: null,
  effective: (drawn) => drawn,
});

describe('initialisers of the PyTorch original', () => {
  it('kaimingUniform lies in +-1/sqrt(fanIn), or gain sqrt(3 / fanIn)', () => {
    fc.assert(
      fc.property(keys, shapes({ minRank: 1 }), fc.integer({ min: 1, max: 50 }), (k, shape, fanIn) => {
        const within = (x: Tensor, bound: number): boolean =>
          x.data.every((v) => Math.abs(v) <= Math.fround(bound));
        const site = siteOfShape(shape, fanIn);
        const drawn = kaimingUniform()(k, site);
        expect(within(drawn, 1 / Math.sqrt(fanIn))).toBe(true);
        const scaled = kaimingUniform({ gain: 3 })(k, site);
        expect(within(scaled, 3 * Math.sqrt(3 / fanIn))).toBe(true);
        const expected = { ...drawn, data: drawn.data.map((v) => v * 3 * Math.sqrt(3)) };
        assertClose(scaled, expected, tolerances.f32);
      }),
    );
    for (const shape of [[], [3, 0]]) {
      expect(() => kaimingUniform()(key(0), siteOfShape(shape, 0))).toThrow(ShapeError);
      expect(() => kaimingUniform()(key(0), siteOfShape(shape, 0))).toThrow(
        'kaimingUniform: expected presynaptic units at w, got none',
      );
    }
  });

  it('dividedExcitation divides excitatory columns by nExc / nInh and leaves what it is given alone', () => {
    const w = tensor([
      [3, 6, 9, 1],
      [-3, 0, 12, -1],
    ]);
    const before = structuredClone(w);
    const divided = (signs: Tensor | null): Tensor =>
      dividedExcitation(() => w)(key(0), { ...siteOfShape([2, 4], 4), signs });
    assertClose(
      divided(tensor([1, 1, 1, -1])),
      tensor([
        [1, 2, 3, 1],
        [-1, 0, 4, -1],
      ]),
      tolerances.exact,
    );
    expect(w).toEqual(before);
    for (const signs of [null, full([4], 1), full([4], -1)]) expect(divided(signs)).toEqual(w);
  });
});

describe('init', () => {
  const square = { nIn: 1, nRec: 2, nOut: 1, autapses: true };
  const wRec = [
    [1, 2],
    [3, 4],
  ];

  it('takes a rule, a number, nested arrays or a tensor, and copies what it is given', () => {
    const given = tensor(wRec);
    const network = createRateNetwork({ ...square, init: { wRec: given, wIn: 0.5, bRec: [1, -1] } });
    const drawn = network.initialize(key(0));
    expect(drawn.wRec).toEqual(given);
    expect([drawn.wIn, drawn.bRec]).toEqual([full([2, 1], 0.5), tensor([1, -1])]);
    (drawn.wRec as Tensor).data[0] = 7;
    expect(given.data[0]).toBe(1);
    expect(network.initialize(key(1)).wRec).toEqual(given);
    expect(createRateNetwork({ ...square, init: { wRec } }).initialize(key(0)).wRec).toEqual(given);
  });

  it('turns what a rule draws into f32', () => {
    const rule = () => tensor(wRec, 'f64');
    expect(createRateNetwork({ ...square, init: { wRec: rule } }).initialize(key(0)).wRec).toEqual(
      tensor(wRec),
    );
  });
});
