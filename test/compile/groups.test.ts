/** The order of units and the readings of operands, on random tapes and one by one. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, mul, stopGradient, tanh } from '../../src/autograd/ops/elementwise.ts';
import { reshape, sum } from '../../src/autograd/ops/layout.ts';
import { matmul } from '../../src/autograd/ops/matmul.ts';
import { scanOp } from '../../src/autograd/scan.ts';
import type { ScanAttrs } from '../../src/autograd/scan-adjoint.ts';
import { type Node, type Tape, type Value, Var } from '../../src/autograd/tape.ts';
import { trace } from '../../src/autograd/transforms.ts';
import { groupNodes, readingOf, rootOf, type Unit } from '../../src/compile/groups.ts';
import { layoutOf, sameLayout } from '../../src/compile/layout.ts';
import { optimize } from '../../src/compile/passes/index.ts';
import { broadcastStrides, type Shape, sizeOf, stridesOf } from '../../src/tensor/shape.ts';
import { tensor, zeros } from '../../src/tensor/tensor.ts';
import { shapes, stretchingTo } from '../support/arbitraries.ts';
import { runs } from '../support/runs.ts';
import { argumentsOf, exactReading, fullReading, functionOf, randomPrograms } from './random-programs.ts';

const nodesOf = (unit: Unit): Node[] => {
  if (unit.kind === 'fused') return [...unit.nodes];
  if (unit.kind === 'single') return [unit.node];
  return unit.sum ? [unit.matmul, unit.sum] : [unit.matmul];
};

/** Checks the units of a tape, and of the bodies of its loops, in the order in which they run. */
function checkUnits(tape: Tape): void {
  const { units, aliases } = groupNodes(tape);
  const known = new Set<Value>(tape.inputs);
  const readable = (v: Value): boolean => {
    const root = rootOf(aliases, v);
    return !(root instanceof Var) || known.has(root);
  };
  const seen = new Set<Node>();
  for (const unit of units) {
    for (const node of nodesOf(unit)) {
      expect(seen.has(node), `${node.op.name} runs once`).toBe(false);
      seen.add(node);
      expect(node.inputs.every(readable), `inputs of ${node.op.name} are there`).toBe(true);
      for (const v of node.outputs) known.add(v);
      if (node.op === scanOp) checkUnits((node.attrs as ScanAttrs).body);
    }
    if (unit.kind === 'fused') {
      const { rows, cols } = layoutOf(unit.shape);
      for (const { inputs, outputs } of unit.nodes) {
        const layout = layoutOf(outputs[0].shape);
        expect([layout.rows, layout.cols]).toEqual([rows, cols]);
        for (const v of inputs) expect(readingOf(v.shape, outputs[0].shape)).not.toBeNull();
      }
    }
    if (unit.kind === 'product' && unit.start) {
      expect(readingOf(unit.start.shape, unit.matmul.outputs[0].shape)).not.toBeNull();
      expect(unit.sum?.inputs).toContain(unit.start);
      expect(unit.sum?.inputs).toContain(unit.matmul.outputs[0]);
    }
  }
  for (const node of tape.nodes) {
    const alias = aliases.get(node.outputs[0]);
    expect(seen.has(node) !== (alias !== undefined), `${node.op.name} is a unit or an alias`).toBe(true);
    if (alias) expect(sameLayout(alias.shape, node.outputs[0].shape)).toBe(true);
  }
}

describe('units', () => {
  test.each([
    ['all primitives', fullReading],
    ['elementwise programs', exactReading],
  ])(
    'of random tapes read only what earlier units, or earlier operations of their own, have made: %s',
    (_, reading) => {
      const property = fc.property(randomPrograms(24), fc.boolean(), (program, isOptimized) => {
        const { tape } = trace('f', functionOf(program, reading), [argumentsOf(program, 'whole')]);
        checkUnits(isOptimized ? optimize(tape) : tape);
      });
      fc.assert(property, runs(0.7));
    },
  );

  const kinds = (f: (...args: Value[]) => unknown, ...shapesOfArgs: Shape[]): string[] => {
    const { tape } = trace('f', f, shapesOfArgs.map((shape) => zeros(shape)) as Value[]);
    return groupNodes(tape).units.map(
      (unit) =>
        `${unit.kind} ${nodesOf(unit)
          .map(({ op }) => op.name)
          .join(' ')}`,
    );
  };

  test('operations on one shape are one loop', () => {
    expect(kinds((a) => add(tanh(mul(a, 2)), mul(a, 3)), [2, 3])).toEqual(['fused mul tanh mul add']);
    expect(kinds((a) => [tanh(a), mul(reshape(a, [1, 2, 3]), 2)], [2, 3])).toEqual(['fused tanh mul']);
  });

  test('what something between two loops reads is in the first, all else in the one whose results it joins', () => {
    const f = (a: Value): Value => add(tanh(a), sum(tanh(a)));
    expect(kinds(f, [2, 3])).toEqual(['fused tanh', 'single sum', 'fused tanh add']);
  });

  test('a product starts from what is added to it, once', () => {
    expect(kinds((a, b, c) => add(matmul(a, b), c), [2, 3], [3, 4], [4])).toEqual(['product matmul add']);
    expect(kinds((a, b) => add(matmul(a, b), matmul(b, a)), [3, 3], [3, 3])).toEqual([
      'product matmul',
      'product matmul add',
    ]);
    const twice = (a: Value, b: Value): Value => {
      const p = matmul(a, b);
      return add(p, p);
    };
    expect(kinds(twice, [2, 3], [3, 4])).toEqual(['product matmul', 'fused add']);
    const kept = (a: Value, b: Value): Value[] => {
      const p = matmul(a, b);
      return [add(p, 1), p];
    };
    expect(kinds(kept, [2, 3], [3, 4])).toEqual(['product matmul', 'fused add']);
  });

  test('stops of gradients and reshapes that move nothing are not units', () => {
    expect(kinds((a) => reshape(stopGradient(tanh(a)), [2, 2, 4]), [4, 4])).toEqual(['fused tanh']);
    expect(kinds((a) => reshape(tanh(a), [6]), [2, 3])).toEqual(['fused tanh', 'single reshape']);
  });
});

/** Where a reading finds the operand's element for a row and a column, in elements; one vector per row of a column. */
const INDEX = {
  full: (row: number, col: number, cols: number) => row * cols + col,
  row: (_row: number, col: number) => col,
  column: (row: number) => row,
  scalar: () => 0,
};

describe('readings', () => {
  test('find the element that broadcasting does', () => {
    const pairs = shapes({ maxRank: 4, maxLength: 4 }).chain((shape) =>
      stretchingTo(shape).map((operand): [Shape, Shape] => [operand, shape]),
    );
    const property = fc.property(pairs, ([operand, shape]) => {
      const reading = readingOf(operand, shape);
      fc.pre(reading !== null);
      const cols = shape.at(-1) ?? 1;
      const [strides, own] = [broadcastStrides(operand, shape), stridesOf(shape)];
      for (let i = 0; i < sizeOf(shape); i++) {
        const index = own.map((stride, axis) => Math.floor(i / stride) % shape[axis]);
        const want = index.reduce((total, n, axis) => total + n * strides[axis], 0);
        const got = INDEX[reading as keyof typeof INDEX](Math.floor(i / cols), i % cols, cols);
        if (got !== want)
          throw new Error(`${operand} in ${shape} read as ${reading}: element ${i} is ${want}, got ${got}`);
      }
      // A column is read with one vector per element, which only an array with a last axis of 1 has.
      if (reading === 'column') expect(operand.at(-1)).toBe(1);
    });
    fc.assert(property, runs(3));
  });

  test.each<[Shape, Shape, string | null]>([
    [[2, 3], [2, 3], 'full'],
    [[3], [2, 3], 'row'],
    [[1, 3], [2, 3], 'row'],
    [[2, 1], [2, 3], 'column'],
    [[], [2, 3], 'scalar'],
    [[1, 1], [2, 3], 'scalar'],
    [[4, 2, 1], [4, 2, 3], 'column'],
    [[4, 1, 3], [4, 2, 3], null],
    [[2, 3], [4, 2, 3], null],
  ])('[%s] in [%s]: %s', (operand, shape, reading) => {
    expect(readingOf(operand, shape)).toBe(reading);
  });

  test('constants are read like all else', () => {
    const { tape } = trace('f', (a: Value) => add(a, tensor([1, 2, 3])), [zeros([2, 3])]);
    expect(groupNodes(tape).units.length).toBe(1);
  });
});
