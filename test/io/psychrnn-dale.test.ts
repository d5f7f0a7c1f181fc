import { describe, expect, test } from 'vitest';
import { type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { changed, diagonal } from './psychrnn-files.ts';

describe('two accounts of Dale', () => {
  const free = tensor([
    [0.5, 1],
    [-2, 0],
  ]);
  const ratio = (value: number): Tensor => tensor(value, 'f64');
  test.each<[string, Record<string, Tensor | undefined>, number | null, number | null]>([
    ['a ratio that agrees within a unit', { dale_ratio: ratio(0.8) }, 0.8, 1],
    ['a ratio that means one unit less here', { dale_ratio: ratio(0.4) }, 0.5, 1],
    [
      'a ratio alone that PsychRNN floors',
      { Dale_rec: undefined, dale_ratio: ratio(1 - 2 ** -53) },
      0.5,
      null,
    ],
    ['a ratio that disagrees', { dale_ratio: ratio(1) }, 0.5, 1],
    ['no ratio, but signs', { dale_ratio: undefined }, 0.5, 1],
    ['no ratio, and weights that break the signs', { dale_ratio: undefined, W_rec: free }, null, null],
    ['a ratio of 0, and weights that break the signs', { dale_ratio: ratio(0), W_rec: free }, null, null],
    ['a ratio of 0, and an identity', { dale_ratio: ratio(0), Dale_rec: diagonal(1, 1) }, null, null],
    [
      'a ratio of 0, all inhibitory',
      { dale_ratio: ratio(0), Dale_rec: diagonal(-1, -1), W_rec: zeros([2, 2]) },
      0,
      0,
    ],
    ['a ratio of 1', { dale_ratio: ratio(1), Dale_rec: diagonal(1, 1) }, 1, 2],
    ['a ratio, and an identity', { dale_ratio: ratio(0.4), Dale_rec: diagonal(1, 1) }, 1, 2],
    ['no ratio, and an identity', { dale_ratio: undefined, Dale_rec: diagonal(1, 1) }, null, null],
    ['inhibitory units first', { Dale_rec: diagonal(-1, 1) }, 0.5, null],
    ['a ratio alone', { Dale_rec: undefined }, 0.5, null],
    ['a ratio of 0 alone', { Dale_rec: undefined, dale_ratio: ratio(0) }, null, null],
    ['a ratio of one element', { dale_ratio: tensor([0.5]) }, 0.5, 1],
    ['a whole ratio', { dale_ratio: tensor(1, 'i32'), Dale_rec: diagonal(1, 1) }, 1, 2],
  ])('%s', async (_, changes, daleRatio, nExc) => {
    const file = await changed(changes);
    expect([file.daleRatio, file.nExc]).toEqual([daleRatio, nExc]);
  });
});
