/** A recurrent network from a cell: what one step does, run over time. @module */

import { foldIn } from '../../autograd/ops/random.ts';
import { scan } from '../../autograd/scan.ts';
import type { Value } from '../../autograd/tape.ts';
import { isValue, type Tensors } from '../../autograd/tree.ts';
import { checkInteger, checkOptions, checkRecord, show } from '../../tensor/options.ts';
import type { Key } from '../../tensor/random.ts';
import { formatShape, ShapeError } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { FixedMasks } from '../constraints/fixed.ts';

/** What any network reports at each step: rates or hidden states r [B, nRec] and outputs z [B, nOut]. */
export interface Readings {
  readonly r: Value;
  readonly z: Value;
}

/** What is done to a network from outside, at one step or, with time as a first axis, over a run. */
export interface Perturbation<T = Value> {
  /** Added to the state, [B, nRec]. */
  readonly x?: T;
  /** Added to the bias, [nRec] or [B, nRec]. */
  readonly bias?: T;
  /** Factors of the effective recurrent weights, [nRec, nRec]. */
  readonly connectivity?: T;
}

/** What a step is given besides weights and state. */
export interface StepInput {
  /** Task input [B, nIn]. */
  readonly u: Value;
  /** Key of the noise of this step; null for none. */
  readonly key: Value | null;
  readonly perturbation: Perturbation;
}

/**
 * A cell: one step of a recurrent network, as functions of its parameters. `P` are the free parameters by name, `W`
 * what the steps use of them, `S` the state and `Y` the readings, all trees of values.
 * @example
 * const vanilla: Cell<{ w: Value; v: Value; out: Value }, { w: Value; v: Value; out: Value }, Value> = {
 *   name: 'vanilla', nIn: 2, nRec: 8, nOut: 1,
 *   initialize: (key) => drawSomehow(key),
 *   prepare: (params) => params,
 *   begin: (_, batchSize) => zeros([batchSize, 8]),
 *   step({ w, v, out }, h, { u }) {
 *     const r = tanh(add(matmul(h, w, { transB: true }), matmul(u, v, { transB: true })));
 *     return [r, { r, z: matmul(r, out, { transB: true }) }];
 *   },
 * };
 */
export interface Cell<P, W, S, Y extends Readings = Readings> {
  readonly name: string;
  readonly nIn: number;
  readonly nRec: number;
  readonly nOut: number;
  /** What does not learn, by parameter; nothing by default. */
  readonly fixed?: FixedMasks;
  initialize(key: Key): Tensors<P>;
  /** Computes, once per run, what the steps use: effective weights, for one. */
  prepare(params: P): W;
  /** The state before the first step. */
  begin(weights: W, batchSize: number): S;
  /** Returns the next state, and what is read from it. */
  step(weights: W, state: S, input: StepInput): readonly [S, Y];
  /** Returns parameters after an update to where they are allowed; by default they may be anywhere. */
  project?(params: P): P;
}

/** Options of a run. */
export interface RunOptions<S = unknown> {
  /** The state to start from; that of `begin` by default. */
  readonly state?: S;
  /** What is done to the network at each step: arrays with time as their first axis. */
  readonly perturbation?: Perturbation;
}

/** A network: functions on its parameters, which are plain objects of arrays. */
export interface Network<P, S = unknown, Y extends Readings = Readings> {
  readonly name: string;
  readonly nIn: number;
  readonly nRec: number;
  readonly nOut: number;
  /** What does not learn, by parameter. */
  readonly fixed: FixedMasks;
  /** Draws initial parameters. */
  initialize(key: Key): Tensors<P>;
  /** Returns parameters after an update to where constraints by projection allow them. */
  project(params: P): P;
  /** The state before the first step of a batch. */
  begin(params: P, batchSize: number): S;
  /** Makes one step, for closed loops: the environment may compute `u` from the last outputs. */
  step(params: P, state: S, input: Partial<StepInput> & { readonly u: Value }): readonly [S, Y];
  /**
   * Runs the network over time.
   * @param inputs [T, B, nIn]
   * @param key of its noise; null for a run without noise
   * @returns the readings over time, each with a first axis T
   * @throws ShapeError when `inputs` does not have three axes, the last of length nIn
   */
  run(params: Tensors<P>, inputs: Tensor, key: Key | null, options?: RunOptions<S>): Tensors<Y>;
  run(params: P, inputs: Value, key: Value | null, options?: RunOptions<S>): Y;
}

function checkPerturbation(perturbation: Perturbation, nSteps: number): void {
  checkRecord('run', 'perturbation', perturbation);
  checkOptions('run', perturbation, ['x', 'bias', 'connectivity']);
  for (const [name, value] of Object.entries(perturbation)) {
    if (!isValue(value)) {
      throw new TypeError(`run: expected perturbation.${name} to be a tensor, got ${show(value)}`);
    }
    if (value.shape[0] === nSteps) continue;
    const want = `perturbation.${name} with ${nSteps} steps along its first axis`;
    throw new ShapeError(`run: expected ${want}, got ${formatShape(value.shape)}`, [value.shape]);
  }
}

const CELL_PARTS = [
  'name',
  'nIn',
  'nRec',
  'nOut',
  'fixed',
  'initialize',
  'prepare',
  'begin',
  'step',
  'project',
];

/** Checks that a cell has its sizes and functions: a misspelled one would be missed late, or never. */
function checkCell(cell: Cell<never, never, never>): void {
  const fn = 'createNetwork';
  checkRecord(fn, 'cell', cell);
  checkOptions(fn, cell, CELL_PARTS);
  for (const size of ['nIn', 'nRec', 'nOut'] as const) checkInteger(fn, size, cell[size], 1);
  for (const part of ['initialize', 'prepare', 'begin', 'step'] as const) {
    if (typeof cell[part] === 'function') continue;
    throw new TypeError(`${fn}: expected the cell to have a function ${part}, got ${show(cell[part])}`);
  }
}

/**
 * Makes the network of a cell.
 * @throws TypeError for a cell without its functions, or with others; RangeError for sizes that are none
 */
export function createNetwork<P, W, S, Y extends Readings>(cell: Cell<P, W, S, Y>): Network<P, S, Y> {
  checkCell(cell as unknown as Cell<never, never, never>);
  const { name, nIn, nRec, nOut, fixed = {} } = cell;
  const run = (params: P, inputs: Value, key: Value | null, options: RunOptions<S> = {}): Y => {
    checkRecord('run', 'options', options);
    checkOptions('run', options, ['state', 'perturbation']);
    if (inputs.shape.length !== 3 || inputs.shape[2] !== nIn) {
      const want = `inputs of shape [T, B, ${nIn}]`;
      throw new ShapeError(`run: expected ${want}, got ${formatShape(inputs.shape)}`, [inputs.shape]);
    }
    const [nSteps, batchSize] = inputs.shape;
    const { perturbation = {} } = options;
    checkPerturbation(perturbation, nSteps);
    const weights = cell.prepare(params);
    const { state: first = cell.begin(weights, batchSize) } = options;
    const [, readings] = scan(
      (state: S, { u, ...now }: { u: Value } & Perturbation, t) =>
        cell.step(weights, state, { u, key: key === null ? null : foldIn(key, t), perturbation: now }),
      first,
      { u: inputs, ...perturbation },
    );
    return readings;
  };
  return {
    name,
    nIn,
    nRec,
    nOut,
    fixed,
    initialize: (key) => cell.initialize(key),
    project: (params) => cell.project?.(params) ?? params,
    begin: (params, batchSize) => cell.begin(cell.prepare(params), batchSize),
    step: (params, state, { u, key = null, perturbation = {} }) =>
      cell.step(cell.prepare(params), state, { u, key, perturbation }),
    run: run as Network<P, S, Y>['run'],
  };
}
