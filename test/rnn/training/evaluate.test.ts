import { describe, expect, it, vi } from 'vitest';
import { mul, type Value } from '../../../src/autograd/index.ts';
import { evaluator } from '../../../src/rnn/training/evaluate.ts';
import { ones } from '../../../src/tensor/index.ts';

describe('evaluator', () => {
  const twice = () => vi.fn((x: Value) => mul(x, 2));

  it('records a function once for each shape', () => {
    const f = twice();
    const double = evaluator(f, 'compiled');
    for (const n of [1, 2, 1, 2]) expect(double(ones([n])).shape).toEqual([n]);
    expect(f).toHaveBeenCalledTimes(2);
  });

  it('keeps the last 8 programs: those that were not used for longest are recorded again', () => {
    const f = twice();
    const double = evaluator(f, 'compiled');
    const sizes = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
    for (const n of sizes(1, 8)) double(ones([n]));
    for (const n of sizes(1, 8)) double(ones([n]));
    expect(f).toHaveBeenCalledTimes(8);
    double(ones([1]));
    double(ones([9]));
    // The place of [2] was taken, that of [1] was not.
    double(ones([1]));
    expect(f).toHaveBeenCalledTimes(9);
    expect(double(ones([2]))).toEqual({ dtype: 'f32', shape: [2], data: Float32Array.of(2, 2) });
    expect(f).toHaveBeenCalledTimes(10);
  });
});
