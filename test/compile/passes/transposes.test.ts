/** The separation of transposes: same values, plain right operands, and weights transposed once. @module */

import { expect, test } from 'vitest';
import { tanh } from '../../../src/autograd/ops/elementwise.ts';
import { type MatmulAttrs, matmul } from '../../../src/autograd/ops/matmul.ts';
import { scan } from '../../../src/autograd/scan.ts';
import type { Tape, Value } from '../../../src/autograd/tape.ts';
import { trace } from '../../../src/autograd/transforms.ts';
import { separateTransposes } from '../../../src/compile/passes/transposes.ts';
import { zeros } from '../../../src/tensor/tensor.ts';
import { bodyOf, keepsBits, keepsValues, namesOf, scansOf, shapesOf, trainingTape } from './passes.ts';

function hasTransposed(tape: Tape): boolean {
  return tape.nodes.some(
    (node) =>
      (node.op.name === 'matmul' && (node.attrs as MatmulAttrs).transB) ||
      (node.op.name === 'scan' && hasTransposed(bodyOf(node))),
  );
}

test('tapes without transposed right operands give the values of the tapes that they come from', () =>
  keepsValues(separateTransposes, 1));

test('they keep the bits of programs that round each operation once', () =>
  keepsBits(separateTransposes, 0.5));

test.each([
  [false, '[2,3] [3,4] -> [2,4]'],
  [true, '[3,2] [3,4] -> [2,4]'],
])('A B^T becomes a transposition and a product; transA stays (%s)', (transA, shapes) => {
  const f = (a: Value, b: Value): Value => matmul(a, b, { transA, transB: true });
  const tape = separateTransposes(trace('f', f, [zeros(transA ? [3, 2] : [2, 3]), zeros([4, 3])]).tape);
  expect(namesOf(tape)).toEqual(['transpose', 'matmul']);
  expect(shapesOf(tape, 'matmul')).toEqual([shapes]);
});

test('a weight that a loop captures is transposed outside of it, once', () => {
  const f = (h: Value, w: Value): Value =>
    scan((c: Value): [Value, object] => [tanh(matmul(c, w, { transB: true })), {}], h, {}, { length: 5 })[0];
  const tape = separateTransposes(trace('f', f, [zeros([2, 3]), zeros([3, 3])]).tape);
  expect(namesOf(tape)).toEqual(['transpose', 'scan']);
  expect(namesOf(bodyOf(scansOf(tape)[0]))).toEqual(['matmul', 'tanh']);
});

test('what changes from step to step is transposed in the loop', () => {
  const f = (h: Value): Value =>
    scan((c: Value): [Value, object] => [matmul(c, tanh(c), { transB: true }), {}], h, {}, { length: 5 })[0];
  const tape = separateTransposes(trace('f', f, [zeros([3, 3])]).tape);
  expect(namesOf(bodyOf(scansOf(tape)[0]))).toEqual(['tanh', 'transpose', 'matmul']);
});

test('the training step of song2016 is left without transposed operands, and without transposes in its loops', () => {
  const tape = separateTransposes(trainingTape());
  expect(hasTransposed(tape)).toBe(false);
  for (const scanned of scansOf(tape)) expect(namesOf(bodyOf(scanned))).not.toContain('transpose');
});
