/** The steps of the eigenvalue routine, one by one. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balance, normalise, scaleBy } from '../../../src/tensor/linalg/balance.ts';
import { components, submatrix } from '../../../src/tensor/linalg/components.ts';
import { hessenbergEigenvalues, pairOf } from '../../../src/tensor/linalg/francis.ts';
import { toHessenberg } from '../../../src/tensor/linalg/hessenberg.ts';
import { fromArray, type Tensor } from '../../../src/tensor/tensor.ts';
import { normals } from '../../support/arbitraries.ts';
import { at, backwardError, frobenius, matrix, traces } from './spectrum.ts';

const dense: fc.Arbitrary<Tensor> = fc.integer({ min: 1, max: 8 }).chain((n) => normals([n, n]));
const copyOf = (a: Tensor): Float64Array => Float64Array.from(a.data);

describe('components', () => {
  /** Pairs that reach each other, by closing the relation (Warshall 1962). */
  function together(n: number, edges: readonly boolean[]): boolean[][] {
    const reach = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => i === j || edges[i * n + j]),
    );
    for (let k = 0; k < n; k++) {
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) reach[i][j] ||= reach[i][k] && reach[k][j];
    }
    return reach.map((row, i) => row.map((there, j) => there && reach[j][i]));
  }

  test('two indices share one if and only if each reaches the other', () => {
    // One edge in three: about one loop for each index, so that there are blocks of every size.
    const graphs = fc.integer({ min: 1, max: 9 }).chain((n) =>
      fc.record({
        n: fc.constant(n),
        edges: fc.array(
          fc.nat({ max: 5 }).map((x) => x === 0),
          { minLength: n * n, maxLength: n * n },
        ),
      }),
    );
    fc.assert(
      fc.property(graphs, ({ n, edges }) => {
        const blocks = components(Float64Array.from(edges, Number), n);
        const blockOf = new Array<number>(n).fill(-1);
        blocks.forEach((block, b) => {
          for (const i of block) blockOf[i] = b;
          expect(block).toEqual([...block].sort((p, q) => p - q));
        });
        expect(blocks.flat().length).toBe(n);
        const shared = blockOf.map((b) => blockOf.map((c) => b === c));
        expect(shared).toEqual(together(n, edges));
      }),
    );
  });

  test('a ring of 1,500 is one, without recursion', () => {
    const n = 1500;
    const ring = matrix(n, (i, j) => (j === (i + 1) % n ? 1e-300 : 0));
    expect(components(copyOf(ring), n)).toEqual([Array.from({ length: n }, (_, i) => i)]);
    expect(Array.from(submatrix(copyOf(ring), n, [0, 1]))).toEqual([0, 1e-300, 0, 0]);
  });
});

describe('balance', () => {
  test('finds powers of 2, undoes bad scaling, and changes no product round a loop', () => {
    fc.assert(
      fc.property(
        dense,
        fc.array(fc.integer({ min: -150, max: 150 }), { minLength: 8, maxLength: 8 }),
        (a, e) => {
          const n = a.shape[0];
          const scaled = copyOf(matrix(n, (i, j) => at(a, i, j) * 2 ** (e[i] - e[j])));
          balance(scaled, n);
          const b = fromArray(scaled, [n, n]);
          for (let i = 0; i < n; i++) {
            for (let j = 0; j < n; j++) expect(at(b, i, j) * at(b, j, i)).toBe(at(a, i, j) * at(a, j, i));
          }
          // A step that would take 5 % off some row and column is always taken; this leaves the norm near its least.
          expect(frobenius(b)).toBeLessThan(2 * frobenius(a));
        },
      ),
    );
  });

  test('leaves an almost triangular matrix as it is', () => {
    const a = matrix(4, (i, j) => (j > i ? 1 : i === j ? i + 1 : 1e-17));
    const balanced = copyOf(a);
    balance(balanced, 4);
    expect(frobenius(fromArray(balanced, [4, 4]))).toBeGreaterThan(0.5 * frobenius(a));
    expect(Math.max(...[4, 8, 9, 12, 13, 14].map((k) => balanced[k]))).toBeLessThan(1e-14);
  });

  test.each([[1], [1e-300], [-1e300], [5e-324], [Number.MAX_VALUE]])(
    'normalise brings %d to 2^400 .. 2^401, and scaleBy brings it back',
    (x) => {
      const a = Float64Array.of(0, x);
      const exponent = normalise(a);
      expect(Math.abs(a[1])).toBeGreaterThanOrEqual(2 ** 400);
      expect(Math.abs(a[1])).toBeLessThan(2 ** 401);
      scaleBy(a, -exponent);
      expect(Array.from(a)).toEqual([0, x]);
    },
  );

  test('normalise leaves zeros', () => {
    expect(normalise(new Float64Array(4))).toBe(0);
  });
});

describe('toHessenberg', () => {
  test('gives zeros below the subdiagonal, and keeps norm and traces of powers', () => {
    fc.assert(
      fc.property(dense, (a) => {
        const n = a.shape[0];
        const data = copyOf(a);
        toHessenberg(data, n);
        const h = fromArray(data, [n, n]);
        for (let i = 2; i < n; i++) for (let j = 0; j < i - 1; j++) expect(at(h, i, j)).toBe(0);
        const size = frobenius(a);
        expect(Math.abs(frobenius(h) - size)).toBeLessThanOrEqual(backwardError(n) * size);
        const [before, after] = [traces(a), traces(h)];
        before.forEach((trace, i) => {
          expect(Math.abs(after[i] - trace)).toBeLessThanOrEqual(
            backwardError(n) * (i + 1) * size ** (i + 1),
          );
        });
      }),
    );
  });
});

describe('hessenbergEigenvalues', () => {
  const cycle = (): Float64Array => Float64Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0);

  test('says when it has not converged: a cyclic permutation before its exceptional shift', () => {
    expect(() => hessenbergEigenvalues('f', cycle(), 3, undefined, 9)).toThrow(
      'f: expected the QR algorithm to converge, got no convergence after 9 sweeps on a block of shape [3, 3] - ' +
        'perturb the matrix',
    );
    expect(hessenbergEigenvalues('f', cycle(), 3, undefined, 20).re).toHaveLength(3);
  });

  test('pairs: sum, product, and the small one of two real ones without cancellation', () => {
    const numbers = fc.integer({ min: -64, max: 64 }).map((x) => x / 16);
    fc.assert(
      fc.property(numbers, numbers, numbers, numbers, (a, b, c, d) => {
        const { re, im } = pairOf(a, b, c, d);
        const size = Math.hypot(a, b, c, d);
        expect(Math.abs(re[0] + re[1] - (a + d))).toBeLessThanOrEqual(4 * Number.EPSILON * size);
        const product = re[0] * re[1] + im * im;
        expect(Math.abs(product - (a * d - b * c))).toBeLessThanOrEqual(8 * Number.EPSILON * size * size);
      }),
    );
    expect(pairOf(1e20, 1, 1, 1)).toEqual({ re: [1e20, 1], im: 0 });
    expect(pairOf(0, 2 ** -600, 2 ** -600, 0)).toEqual({ re: [2 ** -600, -(2 ** -600)], im: 0 });
    expect(pairOf(0, 0, 0, 0)).toEqual({ re: [0, 0], im: 0 });
    expect(pairOf(3, 0, 0, 3)).toEqual({ re: [3, 3], im: 0 });
  });
});
