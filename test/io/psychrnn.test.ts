/** PsychRNN's files: written here, and written by NumPy (test/golden/psychrnn.py). @module */

import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeNpz } from '../../src/io/npz.ts';
import {
  decodePsychrnn,
  encodePsychrnn,
  type PsychrnnLstm,
  type PsychrnnWeights,
} from '../../src/io/psychrnn.ts';
import { createRateNetwork } from '../../src/rnn/index.ts';
import { sizeOf } from '../../src/tensor/shape.ts';
import { fromArray, ones, type Tensor, tensor, toNested, zeros } from '../../src/tensor/tensor.ts';
import { diagonal, golden, membersOf, small } from './psychrnn-files.ts';

const SLOTS = ['init_state', 'W_in', 'W_rec', 'W_out', 'b_rec', 'b_out'].flatMap((name) => [
  `${name}/Adam`,
  `${name}/Adam_1`,
]);

/** A tensor of f32 values from any bits; `fix` maps each element. */
const arrays = (shape: readonly number[], fix = (value: number, _at: number): number => value) =>
  fc
    .float32Array({ minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((data) => fromArray(data.map(fix), shape));

interface Sizes {
  readonly nIn: number;
  readonly nRec: number;
  readonly nOut: number;
}

function gates({ nIn, nRec }: Sizes): fc.Arbitrary<PsychrnnLstm> {
  const w = arrays([nRec + nIn, nRec]);
  const b = arrays([nRec]);
  return fc.nat({ max: 3 }).chain((n) =>
    fc.record(
      {
        ...{ wForget: w, wInput: w, wCell: w, wOutput: w, bForget: b, bInput: b, bCell: b, bOutput: b },
        ...{ initHidden: arrays([n + 1, nRec]), initCell: arrays([n + 1, nRec]) },
      },
      { noNullPrototype: true },
    ),
  );
}

/** Weights that obey Dale's principle where it holds, as a file holds them. */
function weightsOf(
  sizes: Sizes,
  nExc: number | null,
  daleRatio: number | null,
): fc.Arbitrary<PsychrnnWeights> {
  const { nIn, nRec, nOut } = sizes;
  const isExc = (at: number): boolean => nExc === null || at % nRec < nExc;
  const positive = nExc === null ? (value: number): number => value : Math.abs;
  return fc.record(
    {
      wIn: arrays([nRec, nIn], positive),
      wRec: arrays([nRec, nRec], (value, at) => (isExc(at) ? positive(value) : -positive(value))),
      wOut: arrays([nOut, nRec], (value, at) => (isExc(at) ? positive(value) : 0)),
      ...{ bRec: arrays([nRec]), bOut: arrays([nOut]), x0: arrays([nRec]) },
      ...{ maskIn: arrays([nRec, nIn]), maskRec: arrays([nRec, nRec]), maskOut: arrays([nOut, nRec]) },
      daleRatio: fc.constant(daleRatio),
      nExc: fc.constant(nExc),
      lstm: gates(sizes),
    },
    {
      requiredKeys: [
        ...(['wIn', 'wRec', 'wOut', 'bRec', 'bOut', 'x0'] as const),
        ...(['maskIn', 'maskRec', 'maskOut', 'daleRatio', 'nExc'] as const),
      ],
    },
  );
}

const length = fc.integer({ min: 1, max: 6 });
const weights = fc
  .record({ nIn: length, nRec: length, nOut: length })
  .chain((sizes) =>
    fc
      .option(fc.double({ min: 0, max: 1, noNaN: true }).map((x) => x + 0))
      .chain((ratio) => weightsOf(sizes, ratio === null ? null : Math.floor(ratio * sizes.nRec), ratio)),
  );

describe('round trips', () => {
  test('decode(encode(w)) is w, to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(weights, async (w) => {
        const { daleRatio, nExc, wRec } = w;
        const nRec = wRec.shape[0];
        // A ratio just below a whole number of units means one unit more to `createRateNetwork`.
        const means = daleRatio === null || Math.floor(daleRatio * nRec + 1e-9) === nExc;
        const read = { ...w, daleRatio: means ? daleRatio : (nExc as number) / nRec, skipped: [] };
        expect(await decodePsychrnn(encodePsychrnn(w))).toStrictEqual(read);
      }),
    );
  });

  test('f64 is rounded to the f32 of PsychRNN, masks are ones by default, nExc is counted', async () => {
    const bRec = tensor([0.1, -0], 'f64');
    const file = await decodePsychrnn(encodePsychrnn({ ...small, bRec }));
    expect(file).toStrictEqual({
      ...small,
      bRec: tensor([0.1, -0]),
      ...{ maskIn: ones([2, 1]), maskRec: ones([2, 2]), maskOut: ones([1, 2]) },
      ...{ nExc: 1, skipped: [] },
    });
  });

  test('a decoded file can be written again as it is', async () => {
    for (const name of ['older', 'older-dale', 'newer', 'newer-dale', 'lstm']) {
      const file = await decodePsychrnn(golden(name));
      expect(await decodePsychrnn(encodePsychrnn(file)), name).toStrictEqual({ ...file, skipped: [] });
    }
  });
});

describe('files written by NumPy', () => {
  // Written out by hand from the ramps of the script.
  const free = {
    wIn: [
      [-0.25, -0.09375],
      [-0.125, -0.0625],
      [0, 0.0625],
      [0.125, 0.1875],
      [0.25, 0.3125],
    ],
    wRec: [
      [0, -0.6875, -0.625, -0.5625, -0.5],
      [-0.4375, 0, -0.3125, -0.25, -0.1875],
      [-0.125, -0.0625, 0, 0.0625, 0.125],
      [0.1875, 0.25, 0.3125, 0, 0.4375],
      [0.5, 0.5625, 0.625, 0.6875, 0],
    ],
    wOut: [
      [-0.5, -0.4375, -0.375, -0.3125, -0.25],
      [-0.1875, -0.125, -0.0625, 0, 0.0625],
      [0.125, 0.1875, 0.25, 0.3125, 0.375],
    ],
  };
  const absolute = (rows: number[][], sign: (j: number) => number): number[][] =>
    rows.map((row) => row.map((w, j) => Math.abs(w) * sign(j) + 0));
  const signed = {
    wIn: absolute(free.wIn, () => 1),
    wRec: absolute(free.wRec, (j) => (j < 4 ? 1 : -1)),
    wOut: absolute(free.wOut, (j) => (j < 4 ? 1 : 0)),
  };
  const mask = Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (_, j) => (i === j ? 0 : 1)));

  test.each([
    ['older', free, null, [...SLOTS, 'dale_ratio']],
    ['older-dale', signed, 0.8, [...SLOTS, 'dale_ratio']],
    ['newer', free, null, ['dale_ratio', 'transfer_function']],
    ['newer-dale', signed, 0.8, [...SLOTS, 'transfer_function']],
  ])('%s', async (name, matrices, daleRatio, skipped) => {
    const file = await decodePsychrnn(golden(name));
    // Through text, so that the -0 of silent inhibitory weights is 0.
    const values = (x: Tensor): unknown => JSON.parse(JSON.stringify(toNested(x)));
    expect({ wIn: values(file.wIn), wRec: values(file.wRec), wOut: values(file.wOut) }).toEqual(matrices);
    expect(file.bRec).toStrictEqual(tensor([-0.125, -0.0625, 0, 0.0625, 0.125]));
    expect(file.bOut).toStrictEqual(tensor([1, 1.0625, 1.125]));
    expect(file.x0).toStrictEqual(tensor([0.1, 0.1625, 0.225, 0.2875, 0.35]));
    expect(file.maskIn).toStrictEqual(tensor([[1, 0.5], ...Array.from({ length: 4 }, () => [1, 1])]));
    expect(file.maskRec).toStrictEqual(tensor(mask));
    expect(file.maskOut).toStrictEqual(ones([3, 5]));
    expect([file.daleRatio, file.nExc]).toEqual(daleRatio === null ? [null, null] : [daleRatio, 4]);
    expect(file.lstm).toBe(undefined);
    expect(file.skipped).toEqual(skipped);
  });

  test('the older form has 24 members', async () => {
    const file = await decodePsychrnn(golden('older'));
    const read = Object.keys(await decodeNpz(golden('older'), { skipPickled: true }));
    expect(read.length + 1).toBe(24);
    // 11 variables, of which Dale_rec and Dale_out are no fields, and the 13 left out.
    expect(file.skipped).toHaveLength(13);
  });

  test('an LSTM', async () => {
    const { lstm, skipped } = await decodePsychrnn(golden('lstm'));
    const ramp = (shape: number[], start: number): Tensor =>
      fromArray(
        Float32Array.from({ length: sizeOf(shape) }, (_, i) => start + i / 16),
        shape,
      );
    expect(lstm).toStrictEqual({
      wForget: ramp([7, 5], 0),
      wInput: ramp([7, 5], 1),
      wCell: ramp([7, 5], 2),
      wOutput: ramp([7, 5], 3),
      bForget: tensor([1, 1, 1, 1, 1]),
      bInput: tensor([1.25, 1.25, 1.25, 1.25, 1.25]),
      bCell: tensor([1.5, 1.5, 1.5, 1.5, 1.5]),
      bOutput: tensor([1.75, 1.75, 1.75, 1.75, 1.75]),
      initHidden: ramp([4, 5], -1),
      initCell: ramp([4, 5], -2),
    });
    expect(skipped).toEqual(['dale_ratio', 'transfer_function']);
  });

  test('pickles that would make a file when run are left out by name', async () => {
    const bytes = golden('hostile');
    // Control: the pickle is there.
    expect(Buffer.from(bytes).includes('synaptape-was-here')).toBe(true);
    const { skipped, ...file } = await decodePsychrnn(bytes);
    expect(skipped).toEqual(['dale_ratio', 'transfer_function', 'extra']);
    const { skipped: _, ...plain } = await decodePsychrnn(golden('newer'));
    expect(file).toStrictEqual(plain);
    expect(existsSync('synaptape-was-here')).toBe(false);
  });
});

describe('what is written', () => {
  test("PsychRNN's members, shapes and dtypes", async () => {
    expect(Object.entries(await membersOf(small))).toStrictEqual([
      ['init_state', tensor([[0.1, 0.2]])],
      ['W_in', small.wIn],
      ['W_rec', small.wRec],
      ['W_out', small.wOut],
      ['b_rec', small.bRec],
      ['b_out', small.bOut],
      ['Dale_rec', diagonal(1, -1)],
      ['Dale_out', diagonal(1, 0)],
      ['input_connectivity', ones([2, 1])],
      ['rec_connectivity', ones([2, 2])],
      ['output_connectivity', ones([1, 2])],
      ['dale_ratio', tensor(0.5, 'f64')],
    ]);
  });

  test('without a ratio: identities, no dale_ratio, any signs', async () => {
    const { dale_ratio, Dale_rec, Dale_out } = await membersOf({
      ...small,
      wIn: tensor([[-1], [2]]),
      daleRatio: null,
    });
    expect([dale_ratio, Dale_rec, Dale_out]).toStrictEqual([undefined, diagonal(1, 1), diagonal(1, 1)]);
  });

  test('units are counted as PsychRNN counts: 0.58 of 50 are 28, 0.29 of 100 are 28; the ratio read gives as many', async () => {
    for (const [daleRatio, nRec] of [
      [0.58, 50],
      [0.29, 100],
    ]) {
      const w = {
        ...{ wIn: zeros([nRec, 1]), wRec: zeros([nRec, nRec]), wOut: zeros([1, nRec]) },
        ...{ bRec: zeros([nRec]), bOut: zeros([1]), x0: zeros([nRec]), daleRatio },
      };
      const { nExc, daleRatio: read } = await decodePsychrnn(encodePsychrnn(w));
      expect([nExc, read]).toEqual([28, 28 / nRec]);
      const network = createRateNetwork({ nIn: 1, nRec, nOut: 1, daleRatio: read });
      expect(network.nExc).toBe(28);
      const rounded = await decodePsychrnn(encodePsychrnn({ ...w, nExc: 29 }));
      expect([rounded.nExc, rounded.daleRatio]).toEqual([29, daleRatio]);
    }
  });
});
