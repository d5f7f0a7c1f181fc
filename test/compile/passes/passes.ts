/** What the suites of the passes share: random tapes, the tape of a training step, and counts of what loops hold. @module */

import fc from 'fast-check';
import { mul, sub } from '../../../src/autograd/ops/elementwise.ts';
import { replay } from '../../../src/autograd/replay.ts';
import type { ScanAttrs } from '../../../src/autograd/scan-adjoint.ts';
import type { Node, Tape, Value } from '../../../src/autograd/tape.ts';
import { trace, valueAndGrad } from '../../../src/autograd/transforms.ts';
import { mapTree } from '../../../src/autograd/tree.ts';
import type { RateParams } from '../../../src/rnn/networks/rate-network.ts';
import { createSong2016Network } from '../../../src/rnn/networks/song2016.ts';
import { taskLoss } from '../../../src/rnn/training/task-loss.ts';
import { key } from '../../../src/tensor/random.ts';
import { type Tensor, zeros } from '../../../src/tensor/tensor.ts';
import { runs } from '../../support/runs.ts';
import {
  argumentsOf,
  exactReading,
  type Filling,
  fullReading,
  functionOf,
  randomPrograms,
} from '../random-programs.ts';
import { approximate, compare, exactly } from '../rounding.ts';

/** A pass: a tape in, a tape of the same function out. */
export type Pass = (tape: Tape) => Tape;

function checkForm(tape: Tape, before: Tape): void {
  const form = (values: readonly Value[]): string =>
    values.map(({ dtype, shape }) => `${dtype} [${shape}]`).join();
  const [got, want] = [
    `${form(tape.inputs)} -> ${form(tape.outputs)}`,
    `${form(before.inputs)} -> ${form(before.outputs)}`,
  ];
  if (got !== want) throw new Error(`expected a tape ${want}, got ${got}`);
}

/** Asserts that rewritten random tapes give the values of the tapes that they come from, within rounding. */
export function keepsValues(pass: Pass, share: number, filling: Filling = 'normal'): void {
  const property = fc.property(randomPrograms(20), (program) => {
    const args = argumentsOf(program, filling);
    const { tape } = trace('program', functionOf(program, fullReading), [args]);
    const rewritten = pass(tape);
    checkForm(rewritten, tape);
    compare(replay(rewritten, args) as Tensor[], approximate(tape, args.map(exactly)));
  });
  fc.assert(property, runs(share));
}

/** Asserts the same of programs that every executor must give the same bits for. */
export function keepsBits(pass: Pass, share: number): void {
  const property = fc.property(randomPrograms(20), (program) => {
    const args = argumentsOf(program, 'bits');
    const { tape } = trace('program', functionOf(program, exactReading), [args]);
    const [got, want] = [pass(tape), tape].map((t) => replay(t, args) as Tensor[]);
    got.forEach(({ data }, k) => {
      data.forEach((x, i) => {
        const y = want[k].data[i];
        if (!Object.is(x, y)) throw new Error(`output ${k} element ${i}: expected ${y}, got ${x}`);
      });
    });
  });
  fc.assert(property, runs(share));
}

export const T = 100;
export const B = 16;

/** The tape of a training step of the song2016 network: loss, gradient, and a plain descent. */
export function trainingTape(): Tape {
  const network = createSong2016Network();
  const params = network.initialize(key(1));
  const lossAndGrad = valueAndGrad(taskLoss(network));
  const step = (p: RateParams, inputs: Value, targets: Value, noise: Value): unknown => {
    const [loss, bars] = lossAndGrad(p, { inputs, targets }, noise);
    return [loss, mapTree('test', (w, bar) => sub(w, mul(bar, 0.01)), p, bars)];
  };
  return trace('step', step, [params, zeros([T, B, 3]), zeros([T, B], 'i32'), key(2)]).tape;
}

export const scansOf = (tape: Tape): Node[] => tape.nodes.filter(({ op }) => op.name === 'scan');
export const bodyOf = (scan: Node): Tape => (scan.attrs as ScanAttrs).body;

/** The shapes of the nodes of a name, operands and results: `[16,50] [50,50] -> [16,50]`. */
export const shapesOf = (tape: Tape, name: string): string[] =>
  tape.nodes
    .filter(({ op }) => op.name === name)
    .map(
      ({ inputs, outputs }) =>
        `${inputs.map(({ shape }) => `[${shape}]`).join(' ')} -> [${outputs[0].shape}]`,
    );

/** Names of the operations of a tape. */
export const namesOf = (tape: Tape): string[] => tape.nodes.map(({ op }) => op.name);
