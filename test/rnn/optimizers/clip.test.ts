import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, div, maximum, mul, sqrt, sum, type Tree } from '../../../src/autograd/index.ts';
import { compile } from '../../../src/compile/index.ts';
import { clipByGlobalNorm, clipByNorm, clipByValue } from '../../../src/rnn/index.ts';
import { fromArray, normal, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';
import { foldIn } from '../../../src/tensor/random.ts';
import { keys, onGrid, shapes } from '../../support/arbitraries.ts';
import { assertCloseTrees, tolerances } from '../../support/close.ts';
import { runs } from '../../support/runs.ts';
import { one } from './follow.ts';

/** The Euclidean norm of all arrays together. */
const normOf = (list: readonly Tensor[]): number =>
  Math.sqrt(list.flatMap((g) => [...g.data]).reduce((s, v) => s + v * v, 0));
const trees = fc.array(
  shapes().chain((shape) => onGrid(shape)),
  { minLength: 1, maxLength: 3 },
);
const limits = fc.constantFrom(0.25, 1, 5, 100);

describe('clipping by norm', () => {
  it('clipByGlobalNorm(., 1) turns (3, 4) into (.6, .8), in one array or two', () => {
    const both = clipByGlobalNorm([tensor([3, 4], 'f64')], 1);
    assertCloseTrees(both, [tensor([0.6, 0.8], 'f64')], tolerances.f64);
    const apart = clipByGlobalNorm({ a: one(3), b: one(4) }, 1);
    assertCloseTrees(apart, { a: one(0.6), b: one(0.8) }, tolerances.f64);
  });

  it('clipByNorm(., 1) takes each array by itself', () => {
    const clipped = clipByNorm({ a: one(3), b: tensor([6, 8], 'f64'), c: one(0.5) }, 1);
    assertCloseTrees(clipped, { a: one(1), b: tensor([0.6, 0.8], 'f64'), c: one(0.5) }, tolerances.f64);
  });

  it('scales above the limit to the limit, all arrays alike, and leaves the rest as it is to the bit', () => {
    fc.assert(
      fc.property(trees, limits, (gradients, maxNorm) => {
        const norm = normOf(gradients);
        const clipped = clipByGlobalNorm(gradients, maxNorm) as Tensor[];
        if (norm <= maxNorm) expect(clipped).toEqual(gradients);
        else {
          const scaled = gradients.map((g) =>
            fromArray(
              g.data.map((v) => (v * maxNorm) / norm),
              g.shape,
            ),
          );
          assertCloseTrees(clipped, scaled, tolerances.f64);
        }
      }),
    );
  });

  it('by array does to each what clipping by the global norm does to it alone', () => {
    fc.assert(
      fc.property(trees, limits, (gradients, maxNorm) => {
        const alone = gradients.map((g) => (clipByGlobalNorm([g], maxNorm) as Tensor[])[0]);
        expect(clipByNorm(gradients, maxNorm)).toEqual(alone);
      }),
    );
  });

  it('of zeros gives zeros, of nothing nothing', () => {
    expect(clipByGlobalNorm({ a: zeros([2]) }, 1)).toEqual({ a: zeros([2]) });
    expect(clipByNorm({ a: zeros([2]), b: zeros([0]) }, 1)).toEqual({ a: zeros([2]), b: zeros([0]) });
    expect([clipByGlobalNorm([], 1), clipByNorm({}, 1)]).toEqual([[], {}]);
  });
});

/** The textbook formula, whose squares overflow in f32 above 1.8e19. */
function plainClip(list: readonly Tensor[], maxNorm: number): Tensor[] {
  const norm = sqrt(list.map((g) => sum(mul(g, g))).reduce((total, s) => add(total, s)));
  return list.map((g) => mul(g, div(maxNorm, maximum(norm, maxNorm))) as Tensor);
}

const gradientsFrom = (from: Tensor): Tensor[] => [
  normal(foldIn(from, 0), [2, 3]),
  normal(foldIn(from, 1), []),
];
const times = (list: readonly Tensor[], factor: number): Tensor[] =>
  list.map((g) =>
    fromArray(
      Float32Array.from(g.data, (v) => v * factor),
      g.shape,
    ),
  );

describe('clipping in f32', () => {
  const exponents = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

  it('has the bits of the plain formula for norms from 2^-50 to 2^45', () => {
    fc.assert(
      fc.property(keys, exponents(-50, 45), limits, (from, exponent, maxNorm) => {
        const gradients = times(gradientsFrom(from), 2 ** exponent);
        expect(clipByGlobalNorm(gradients, maxNorm)).toEqual(plainClip(gradients, maxNorm));
      }),
    );
  });

  it('does not overflow: above the limit, gradients 2^k times as large are clipped to the same', () => {
    fc.assert(
      fc.property(keys, exponents(10, 124), limits, (from, exponent, maxNorm) => {
        const gradients = times(gradientsFrom(from), 2 ** 10);
        const large = times(gradientsFrom(from), 2 ** exponent);
        assertCloseTrees(
          clipByGlobalNorm(large, maxNorm),
          clipByGlobalNorm(gradients, maxNorm),
          maxNorm * tolerances.f32,
        );
      }),
    );
    // Control: the plain formula makes zeros of them.
    const large = [tensor([3e30, 4e30])];
    expect(plainClip(large, 1)).toEqual([tensor([0, 0])]);
    assertCloseTrees(clipByGlobalNorm(large, 1), [tensor([0.6, 0.8])], tolerances.f32);
    expect(clipByNorm(large, 1)).toEqual(clipByGlobalNorm(large, 1));
  });

  it('leaves large gradients below a large limit as they are', () => {
    const large = [tensor([3e30, -4e30, 0])];
    expect(clipByGlobalNorm(large, 1e31)).toEqual(large);
  });

  it.each<[string, (g: Tree) => Tree]>([
    ['clipByGlobalNorm', (g) => clipByGlobalNorm(g, 1)],
    ['clipByNorm', (g) => clipByNorm(g, 1)],
    ['clipByValue', (g) => clipByValue(g, 1)],
  ])('%s does the same compiled, to the rounding of sums', (_, clip) => {
    const example = gradientsFrom(tensor([0, 0], 'i32'));
    const compiled = compile(clip, [example as Tree]);
    expect(compiled.engine).toBe('compiled');
    fc.assert(
      fc.property(keys, exponents(-40, 124), (from, exponent) => {
        const gradients = times(gradientsFrom(from), 2 ** exponent);
        assertCloseTrees(compiled(gradients), clip(gradients), tolerances.f32);
      }),
      runs(0.5),
    );
    const bad = [
      tensor([
        [1, 2, Number.NaN],
        [0, 0, 0],
      ]),
      tensor(1),
    ];
    expect(compiled(bad)).toEqual(clip(bad));
  });
});

describe('clipByValue', () => {
  it('bounds each entry by itself, exactly', () => {
    fc.assert(
      fc.property(trees, limits, (gradients, limit) => {
        const bounded = gradients.map((g) => ({
          ...g,
          data: g.data.map((v) => Math.min(Math.max(v, -limit), limit)),
        }));
        expect(clipByValue(gradients, limit)).toEqual(bounded);
      }),
    );
  });

  it('bounds infinite entries, keeps NaN and -0', () => {
    const [g] = clipByValue([tensor([Infinity, -Infinity, Number.NaN, -0, 3])], 2) as Tensor[];
    expect([...g.data]).toEqual([2, -2, Number.NaN, -0, 2]);
  });
});

describe('NaN is passed on, not hidden', () => {
  const bad = { a: tensor([Number.NaN, 1]), b: tensor([2]) };

  it('to everything by clipping with the global norm, to its array by clipping by array', () => {
    const all = clipByGlobalNorm(bad, 1) as typeof bad;
    expect([...all.a.data, ...all.b.data]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const each = clipByNorm(bad, 1) as typeof bad;
    expect([...each.a.data, ...each.b.data]).toEqual([Number.NaN, Number.NaN, 1]);
  });

  it('and an infinite entry becomes NaN in clipping by norm', () => {
    const infinite = { a: tensor([Infinity, 1]), b: tensor([2]) };
    const all = clipByGlobalNorm(infinite, 1) as typeof bad;
    expect([...all.a.data, ...all.b.data]).toEqual([Number.NaN, 0, 0]);
  });
});
