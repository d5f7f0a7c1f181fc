/** Sharing of equal operations: same values, and each operation once. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, mul, sub, tanh } from '../../../src/autograd/ops/elementwise.ts';
import { reshape, slice } from '../../../src/autograd/ops/layout.ts';
import { matmul } from '../../../src/autograd/ops/matmul.ts';
import { normal } from '../../../src/autograd/ops/random.ts';
import { replay } from '../../../src/autograd/replay.ts';
import { scan } from '../../../src/autograd/scan.ts';
import type { Value } from '../../../src/autograd/tape.ts';
import { trace } from '../../../src/autograd/transforms.ts';
import { shareEqual } from '../../../src/compile/passes/common.ts';
import { key } from '../../../src/tensor/random.ts';
import { full, type Tensor, tensor, zeros } from '../../../src/tensor/tensor.ts';
import { runs } from '../../support/runs.ts';
import { argumentsOf, fullReading, functionOf, randomPrograms } from '../random-programs.ts';
import { bodyOf, keepsBits, keepsValues, namesOf, scansOf } from './passes.ts';

describe('values', () => {
  test('shared tapes give the values of the tapes that they come from', () => keepsValues(shareEqual, 1));
  test('they keep the bits of programs that round each operation once', () => keepsBits(shareEqual, 1));
  test('a second time changes nothing', () => {
    const property = fc.property(randomPrograms(16), (program) => {
      const args = argumentsOf(program, 'normal');
      const once = shareEqual(trace('f', functionOf(program, fullReading), [args]).tape);
      expect(namesOf(shareEqual(once))).toEqual(namesOf(once));
    });
    fc.assert(property, runs(0.3));
  });
});

const x = tensor([
  [1, 2],
  [3, 4],
]);
const names = (f: (v: Value) => unknown): string[] => namesOf(shareEqual(trace('f', f, [x]).tape));

describe('what is shared', () => {
  test('equal operations on equal values, through any number of them', () => {
    expect(names((v) => [tanh(mul(v, 2)), tanh(mul(v, 2))])).toEqual(['mul', 'tanh']);
    expect(names((v) => add(reshape(v, [4]), reshape(v, [4])))).toEqual(['reshape', 'add']);
  });

  test('not: other attributes, operands in another order, other numbers', () => {
    expect(names((v) => [reshape(v, [4]), reshape(v, [1, 4])])).toEqual(['reshape', 'reshape']);
    expect(names((v) => [slice(v, [0, 0], [1, 2]), slice(v, [1, 0], [1, 2])])).toEqual(['slice', 'slice']);
    expect(names((v) => [matmul(v, v), matmul(v, v, { transA: true })])).toEqual(['matmul', 'matmul']);
    expect(names((v) => [sub(v, 1), sub(1, v)])).toEqual(['sub', 'sub']);
    expect(names((v) => [mul(v, 2), mul(v, 3)])).toEqual(['mul', 'mul']);
    expect(names((v) => [add(v, zeros([2])), add(v, full([2], 1))])).toEqual(['add', 'add']);
  });

  test('not: 0 and -0, which give other signs', () => {
    const f = (v: Value): Value[] => [mul(v, 0), mul(v, -0)];
    const [a, b] = replay(shareEqual(trace('f', f, [x]).tape), [x]) as Tensor[];
    expect([a.data[0], b.data[0]]).toEqual([0, -0]);
  });

  test('draws of one key are the same draw, those of two keys are not', () => {
    const f = (k: Value, l: Value): Value[] => [
      normal(k, [2]),
      normal(k, [2]),
      normal(l, [2]),
      normal(k, [3]),
    ];
    expect(namesOf(shareEqual(trace('f', f, [key(1), key(2)]).tape))).toEqual(['normal', 'normal', 'normal']);
  });

  test('within the body of a loop, and with what is outside only where that is captured', () => {
    const f = (v: Value): Value =>
      scan(
        (h: Value): [Value, object] => [add(mul(h, tanh(v)), mul(h, tanh(v))), {}],
        tanh(v),
        {},
        { length: 3 },
      )[0];
    const tape = shareEqual(trace('f', f, [x]).tape);
    expect(namesOf(tape)).toEqual(['tanh', 'scan']);
    expect(namesOf(bodyOf(scansOf(tape)[0]))).toEqual(['mul', 'add']);
  });
});
