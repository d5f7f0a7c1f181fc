/** Damaged, hostile and foreign files, and bad arguments. @module */

import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeNpz } from '../../src/io/npz.ts';
import { decodePsychrnn, encodePsychrnn } from '../../src/io/psychrnn.ts';
import { ones, tensor } from '../../src/tensor/tensor.ts';
import { buildNpy, buildZip, dict } from './archive.ts';
import { changed, diagonal, golden, membersOf, messageOf, small } from './psychrnn-files.ts';

describe('other files', () => {
  test('an initial state without its first axis, and weights of other dtypes', async () => {
    const file = await changed({
      init_state: tensor([1, 2]),
      W_in: tensor([[1], [2]], 'i32'),
      extra: ones([9]),
    });
    expect([file.x0, file.wIn]).toStrictEqual([tensor([1, 2]), tensor([[1], [2]])]);
    expect(file.skipped).toEqual(['extra']);
  });

  test('members that are no arrays are left out', async () => {
    const content = encodeNpz({ a: ones([]) });
    const members = Object.entries(await membersOf(small)).map(([name, x]) => ({
      name: `${name}.npy`,
      content: buildNpy(
        dict(x.dtype === 'f64' ? '<f8' : '<f4', `(${x.shape.join()}${x.shape.length === 1 ? ',' : ''})`),
        new Uint8Array(x.data.buffer),
      ),
      deflate: true,
    }));
    const file = await decodePsychrnn(buildZip([{ name: 'readme.txt', content }, ...members]));
    expect(file.skipped).toEqual(['readme.txt']);
    expect(file.wRec).toStrictEqual(small.wRec);
  });

  test('every flipped bit of a member is noticed, of those left out too', async () => {
    const bytes = golden('older');
    for (const name of ['W_rec', 'dale_ratio', 'W_rec/Adam']) {
      const at = Buffer.from(bytes).indexOf(`${name}.npy`) + name.length + 4;
      for (const bit of [8 * 100, 8 * 130 + 3]) {
        const damaged = bytes.slice();
        damaged[at + (bit >> 3)] ^= 1 << (bit & 7);
        const message = await messageOf(() => decodePsychrnn(damaged));
        expect(message).toMatch(/^decodePsychrnn: expected CRC-32 [0-9a-f]{8} for '.*', got [0-9a-f]{8} - /);
      }
    }
  });

  test('any mutation ends in weights or in our words', async () => {
    const files = ['older', 'newer-dale', 'lstm', 'hostile'].map(golden);
    const edit = fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(edit, { maxLength: 2 }),
        fc.option(fc.nat()),
        async (file, edits, cut) => {
          const bytes = file.slice(0, cut === null ? file.length : cut % file.length);
          for (const [at, value, late] of edits) {
            const size = Math.max(1, bytes.length);
            bytes[late ? size - 1 - (at % Math.min(size, 300)) : at % size] = value;
          }
          expect(await messageOf(() => decodePsychrnn(bytes))).toMatch(
            /^(no error$|decodePsychrnn: expected )/,
          );
        },
      ),
    );
    expect(existsSync('synaptape-was-here')).toBe(false);
  });

  const pickledWeights = buildZip([
    { name: 'W_rec.npy', content: buildNpy(dict('|O', '(2, 2)'), Uint8Array.of(0x80, 3)) },
  ]);
  test.each<[string, () => unknown, string]>([
    ['no bytes', () => decodePsychrnn(undefined as never), 'expected a Uint8Array, got undefined'],
    [
      'another file',
      () => decodePsychrnn(new Uint8Array(30)),
      'expected a zip archive with an end record, got 30 bytes without one - the file is damaged or cut short, get it again',
    ],
    [
      'an npz of others',
      () => decodePsychrnn(encodeNpz({ w: ones([]) })),
      'expected members W_rec, W_in, W_out, b_rec, b_out, init_state, got none named W_rec, W_in, W_out, b_rec, b_out, init_state - write it with save() of PsychRNN',
    ],
    [
      'no biases',
      () => changed({ b_rec: undefined, b_out: undefined }),
      'expected members W_rec, W_in, W_out, b_rec, b_out, init_state, got none named b_rec, b_out - write it with save() of PsychRNN',
    ],
    [
      'half an LSTM',
      () => changed({ W_f: ones([3, 2]), b_f: ones([2]) }),
      'expected members W_f, W_i, W_c, W_o, b_f, b_i, b_c, b_o, init_hidden, init_cell, got none named W_i, W_c, W_o, b_i, b_c, b_o, init_hidden, init_cell - write it with save() of PsychRNN',
    ],
    [
      'pickled weights',
      () => decodePsychrnn(pickledWeights),
      "expected numbers in 'W_rec', got pickled Python objects ('|O') - save 'W_rec' as float32, float64 or int32, or leave it out",
    ],
    [
      'a matrix that is not square',
      () => changed({ W_rec: ones([2, 3]) }),
      'expected W_rec of shape [nRec, nRec], got [2, 3]',
    ],
    ['no units', () => changed({ W_rec: ones([0, 0]) }), 'expected W_rec of shape [nRec, nRec], got [0, 0]'],
    [
      'input weights of other units',
      () => changed({ W_in: ones([3, 1]) }),
      'expected W_in of shape [nRec, nIn] with nRec 2, got [3, 1]',
    ],
    [
      'output weights transposed',
      () => changed({ W_out: ones([2, 1]) }),
      'expected W_out of shape [nOut, nRec] with nRec 2, got [2, 1]',
    ],
    [
      'a bias too long',
      () => changed({ b_out: ones([2]) }),
      'expected b_out of shape [nOut] with nOut 1, got [2]',
    ],
    [
      'an initial state per trial',
      () => changed({ init_state: ones([4, 2]) }),
      'expected init_state of shape [1, nRec] with nRec 2, got [4, 2]',
    ],
    [
      'a mask of another shape',
      () => changed({ input_connectivity: ones([2, 2]) }),
      'expected input_connectivity of shape [nRec, nIn] with nRec 2, nIn 1, got [2, 2]',
    ],
    [
      'Dale_out of another shape',
      () => changed({ Dale_out: ones([2]) }),
      'expected Dale_out of shape [nRec, nRec] with nRec 2, got [2]',
    ],
    [
      'a full Dale_rec',
      () => changed({ Dale_rec: ones([2, 2]) }),
      'expected Dale_rec to be diagonal with 1 and -1, got 1 at [0, 1] - read the members with decodeNpz(bytes, { skipPickled: true })',
    ],
    [
      'a Dale_rec of halves',
      () => changed({ Dale_rec: diagonal(1, 0.5) }),
      'expected Dale_rec to be diagonal with 1 and -1, got 0.5 at [1, 1] - read the members with decodeNpz(bytes, { skipPickled: true })',
    ],
    [
      'a ratio beyond 1',
      () => changed({ dale_ratio: tensor(1.5) }),
      'expected dale_ratio to be a number in [0, 1], got 1.5',
    ],
    [
      'no number as ratio',
      () => changed({ dale_ratio: tensor(Number.NaN) }),
      'expected dale_ratio to be a number in [0, 1], got NaN',
    ],
    [
      'two ratios',
      () => changed({ dale_ratio: ones([2]) }),
      'expected one number as dale_ratio, got shape [2]',
    ],
  ])('%s', async (_, attempt, message) => {
    expect(await messageOf(attempt)).toBe(`decodePsychrnn: ${message}`);
  });
});

describe('bad arguments', () => {
  const cure = 'write daleRatio: null, with which PsychRNN keeps all signs';
  const write = (changes: object) => () => encodePsychrnn({ ...small, ...changes } as never);
  test.each<[string, () => unknown, string]>([
    ['nothing', () => encodePsychrnn(null as never), 'expected an object of weights, got null'],
    [
      'a misspelling',
      write({ wRecc: ones([]) }),
      "expected known options, got 'wRecc' - did you mean 'wRec'?",
    ],
    ['no bias', write({ bRec: undefined }), 'expected bRec to be a tensor, got undefined'],
    ['a nested array', write({ wRec: [[1]] }), 'expected wRec to be a tensor, got object'],
    [
      'an initial state of two axes',
      write({ x0: ones([1, 2]) }),
      'expected x0 of shape [nRec] with nRec 2, got [1, 2]',
    ],
    [
      'a mask of another shape',
      write({ maskRec: ones([1, 2]) }),
      'expected maskRec of shape [nRec, nRec] with nRec 2, got [1, 2]',
    ],
    ['a ratio in per cent', write({ daleRatio: 80 }), 'expected daleRatio to be a number in [0, 1], got 80'],
    [
      'no ratio',
      write({ daleRatio: undefined }),
      'expected daleRatio to be a number in [0, 1], got undefined',
    ],
    ['a count that disagrees', write({ nExc: 2 }), 'expected nExc within one unit of 0.5 * 2, got 2'],
    ['a broken count', write({ nExc: 0.5 }), 'expected nExc within one unit of 0.5 * 2, got 0.5'],
    [
      'a count without a ratio',
      write({ nExc: 2, daleRatio: null }),
      'expected nExc to be null without a daleRatio, got 2',
    ],
    [
      'a gate of another shape',
      write({ lstm: { wForget: ones([2, 2]) } }),
      'expected wForget of shape [nRec + nIn, nRec] with nRec + nIn 3, nRec 2, got [2, 2]',
    ],
    [
      'half an LSTM',
      write({ lstm: { wForget: ones([3, 2]) } }),
      'expected wInput to be a tensor, got undefined',
    ],
    [
      'a misspelt gate',
      write({ lstm: { wForgot: ones([]) } }),
      "expected known options, got 'wForgot' - did you mean 'wForget'?",
    ],
    ['no LSTM', write({ lstm: null }), 'expected lstm to be an object of tensors, got null'],
    [
      'an inhibitory weight above 0',
      write({ wRec: ones([2, 2]) }),
      `expected wRec >= 0 in columns below 1 and <= 0 in the others, got 1 at [0, 1] - ${cure}`,
    ],
    [
      'an inhibitory input',
      write({ wIn: tensor([[1], [-2]]) }),
      `expected wIn >= 0 beside a daleRatio, got -2 at [1, 0] - ${cure}`,
    ],
    [
      'an inhibitory output',
      write({ wOut: tensor([[-1, 0]]) }),
      `expected wOut >= 0 beside a daleRatio, got -1 at [0, 0] - ${cure}`,
    ],
    [
      'a read-out of inhibitory units',
      write({ wOut: tensor([[1, 4]]) }),
      `expected wOut 0 for inhibitory units (columns from 1 on), got 4 at [0, 1] - ${cure}`,
    ],
  ])('%s', async (_, attempt, message) => {
    expect(await messageOf(attempt)).toBe(`encodePsychrnn: ${message}`);
  });
});
