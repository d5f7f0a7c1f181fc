/** Every operation's derivative, first and second, against differences; and the proof that no operation is left out. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkGradients } from '../../src/autograd/check-gradients.ts';
import * as elementwise from '../../src/autograd/ops/elementwise.ts';
import { mul } from '../../src/autograd/ops/elementwise.ts';
import * as layout from '../../src/autograd/ops/layout.ts';
import { sum } from '../../src/autograd/ops/layout.ts';
import * as matmulModule from '../../src/autograd/ops/matmul.ts';
import * as random from '../../src/autograd/ops/random.ts';
import { type PrimitiveName, primitives } from '../../src/autograd/primitives.ts';
import * as scanModule from '../../src/autograd/scan.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { grad } from '../../src/autograd/transforms.ts';
import { runs } from '../support/runs.ts';
import { rows, withoutDerivative } from './op-rows.ts';

describe.each(Object.entries(rows))('%s', (_, row) => {
  test('the derivative agrees with differences', () => {
    fc.assert(
      fc.property(row, ({ f, args }) => checkGradients(f, args)),
      runs(0.25),
    );
  });

  test('the derivative of the derivative agrees with differences', () => {
    fc.assert(
      fc.property(row, ({ f, args }) => {
        const loss = (xs: Value[]): Value => {
          const y = f(...xs);
          return sum(mul(y, y));
        };
        checkGradients((...xs: Value[]) => grad(loss)(xs), args, { maxEntries: 8 });
      }),
      runs(0.06),
    );
  });
});

describe('completeness', () => {
  /** The operations that have neither a row nor a place among those without a derivative, or both, or a false claim. */
  function misplaced(
    names: readonly string[],
    withRow: readonly string[],
    without: readonly string[],
  ): string[] {
    return names.filter((name) => {
      const { differentiable } = primitives[name as PrimitiveName];
      return withRow.includes(name) !== differentiable || without.includes(name) === differentiable;
    });
  }

  test('every primitive has a row, or is said to have no derivative and has none', () => {
    expect(misplaced(Object.keys(primitives), Object.keys(rows), withoutDerivative)).toEqual([]);
  });

  test('control: a primitive without a row, or with a wrong claim, is found', () => {
    const names = Object.keys(primitives);
    const fewer = Object.keys(rows).filter((name) => name !== 'tanh');
    expect(misplaced(names, fewer, withoutDerivative)).toEqual(['tanh']);
    expect(misplaced(names, fewer, [...withoutDerivative, 'tanh'])).toEqual(['tanh']);
    expect(misplaced(names, Object.keys(rows), withoutDerivative.slice(1))).toEqual(['greater']);
  });

  /** The names of the operations that modules export, as `xOp` or as a function with `op`. */
  function exportedOps(...modules: object[]): string[] {
    const ops = modules.flatMap((module) =>
      Object.values(module).map((value) => (typeof value === 'function' ? value.op : value)),
    );
    return [...new Set(ops.filter((op) => typeof op?.linearize === 'function').map(({ name }) => name))];
  }

  test('every operation that a module exports is a primitive under its own name', () => {
    const exported = exportedOps(elementwise, layout, matmulModule, random, scanModule);
    expect(exported.sort()).toEqual(Object.keys(primitives).sort());
    expect(Object.entries(primitives).filter(([name, op]) => op.name !== name)).toEqual([]);
  });

  test('control: an operation that is exported but not listed shows', () => {
    expect(
      exportedOps({ cube: Object.assign(() => 0, { op: { name: 'cube', linearize: () => 0 } }) }),
    ).toEqual(['cube']);
  });
});
