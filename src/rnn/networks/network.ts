/** A recurrent network from a cell: what one step does, run over time. @module */

import { foldIn } from '../../autograd/ops/random.ts';
import { scan } from '../../autograd/scan.ts';
import type { Value } from '../../autograd/tape.ts';
import type { Tensors } from '../../autograd/tree.ts';
import { checkInteger, checkOptions, checkRecord, show } from '../../tensor/options.ts';
import type { Key } from '../../tensor/random.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { checkFixed, type FixedMasks, freeze, whollyFixed } from '../constraints/fixed.ts';
import { checkParams } from './check-params.ts';
import {
  checkInputs,
  checkNoiseKey,
  checkPerturbation,
  checkState,
  checkStepped,
  explained,
  hasBatch,
} from './check-run.ts';
import type { ParamShapes } from './read-options.ts';

/** What any network reports at each step: rates or hidden states r [B, nRec] and outputs z [B, nOut]. */
export interface Readings {
  readonly r: Value;
  readonly z: Value;
}

/** What is done to a network from outside, at one step or, with time as a first axis, over a run. */
export interface Perturbation<T = Value> {
  /** Added to the state, [nRec] or [B, nRec]. */
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
  /** Shapes of the parameters by name, where they are one object of arrays: runs then check what they are given. */
  readonly shapes?: ParamShapes;
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
  /** Shapes of the parameters by name, if the cell tells them. */
  readonly shapes?: ParamShapes;
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
   * @throws TypeError or ShapeError for inputs, a key, parameters, a state or a perturbation that do not fit
   */
  run(params: Tensors<P>, inputs: Tensor, key: Key | null, options?: RunOptions<S>): Tensors<Y>;
  run(params: P, inputs: Value, key: Value | null, options?: RunOptions<S>): Y;
}

const CELL_PARTS = [
  'name',
  'nIn',
  'nRec',
  'nOut',
  'fixed',
  'shapes',
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
  const { name, nIn, nRec, nOut, fixed = {}, shapes } = cell;
  const still = whollyFixed(fixed);
  const initialize = (key: Key): Tensors<P> => cell.initialize(key);
  const check = (fn: string, params: P): void => checkParams(fn, { shapes, initialize }, params);
  /** Calls f with what the steps use. Parameters of unknown shapes are looked at when something went wrong. */
  const withWeights = <R>(fn: string, params: P, f: (weights: W) => R): R => {
    if (shapes !== undefined) check(fn, params);
    return explained(
      () => {
        if (shapes === undefined) checkFixed(fn, params, fixed);
        return f(cell.prepare(freeze(params, still)));
      },
      () => check(fn, params),
    );
  };
  const step = (fn: string, weights: W, state: S, input: StepInput): readonly [S, Y] => {
    const stepped = cell.step(weights, state, input);
    checkStepped(fn, name, stepped);
    return stepped;
  };
  const run = (params: P, inputs: Value, key: Value | null, options: RunOptions<S> = {}): Y => {
    checkRecord('run', 'options', options);
    checkOptions('run', options, ['state', 'perturbation']);
    checkInputs('run', 'inputs', inputs, ['T', 'B'], nIn);
    checkNoiseKey('run', key);
    const [nSteps, batchSize] = inputs.shape;
    const { state, perturbation = {} } = options;
    checkPerturbation('run', perturbation, [nSteps], batchSize, nRec);
    return withWeights('run', params, (weights) => {
      const first = cell.begin(weights, batchSize);
      if (state !== undefined) checkState('run', state, first);
      const [, readings] = scan(
        (before: S, { u, ...now }: { u: Value } & Perturbation, t) =>
          step('run', weights, before, { u, key: key === null ? null : foldIn(key, t), perturbation: now }),
        state ?? first,
        { u: inputs, ...perturbation },
      );
      return readings;
    });
  };
  return {
    name,
    nIn,
    nRec,
    nOut,
    fixed,
    ...(shapes ? { shapes } : {}),
    initialize,
    project: (params) => cell.project?.(params) ?? params,
    begin(params, batchSize) {
      checkInteger('begin', 'batchSize', batchSize, 1);
      return withWeights('begin', params, (weights) => cell.begin(weights, batchSize));
    },
    step(params, state, input) {
      checkRecord('step', 'input', input);
      checkOptions('step', input, ['u', 'key', 'perturbation']);
      const { u, key = null, perturbation = {} } = input;
      checkInputs('step', 'u', u, ['B'], nIn);
      checkNoiseKey('step', key);
      const [batchSize] = u.shape;
      checkPerturbation('step', perturbation, [], batchSize, nRec);
      return withWeights('step', params, (weights) => {
        const checkAll = (): void => checkState('step', state, cell.begin(weights, batchSize));
        // Closed loops make many steps, and a first state takes a seventh of the time of one.
        if (!hasBatch(state, batchSize)) checkAll();
        return explained(() => step('step', weights, state, { u, key, perturbation }), checkAll);
      });
    },
    run: run as Network<P, S, Y>['run'],
  };
}
