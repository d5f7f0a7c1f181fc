/**
 * A task as an endless stream of trials, cut into windows of equal length as neurogym's Dataset cuts it.
 *
 * Columns are independent. Each is filled with complete trials without a gap, a stretch of `cacheLen` steps at a
 * time; windows cut trials anywhere, and follow one another until the stretch is used up and the next is made.
 * Trial n of column c after refill r is that of the key foldIn(split(foldIn(key, r), batchSize)[c], n).
 * @module
 */

import { checkInteger, checkOptions, foldIn, type Key, split, type Tensor } from '../../tensor/index.ts';
import { checkRecord, show } from '../../tensor/options.ts';
import { checkKey } from '../../tensor/random.ts';
import {
  copyColumns,
  makeColumns,
  type Numbers,
  type PlannedTrial,
  planTrial,
  rowsOf,
  targetWidth,
  tensorsOf,
} from './render.ts';
import type { TargetArrays, TargetKind, Task, TrialView } from './task.ts';

/** Where a stream stands: the window to be served next. Plain data, to be kept with a checkpoint. */
export interface StreamPosition {
  /** Number of the stretch of trials, from 0. */
  readonly refill: number;
  /** Number of the window in it, from 0. */
  readonly window: number;
}

/** Options of `streamDataset`. */
export interface StreamOptions {
  readonly batchSize: number;
  /** Steps per window. */
  readonly seqLen: number;
  readonly key: Key;
  /**
   * Steps per column to make at a time, 1e5 / (nIn + 1) / batchSize by default. As in neurogym it is raised to the
   * next multiple of seqLen, and the last window of that length is never served.
   */
  readonly cacheLen?: number;
  /** Where to go on; the beginning by default. */
  readonly position?: StreamPosition;
}

/** A window of a stream. */
export interface StreamWindow {
  /** f32 [seqLen, batchSize, nIn] */
  readonly inputs: Tensor;
  /** Class labels i32 [seqLen, batchSize], or values f32 [seqLen, batchSize, nOut] */
  readonly targets: Tensor;
  /** f32, weights in the loss, of the shape of the targets */
  readonly mask: Tensor;
}

/** A source of training windows. */
export interface StreamDataset<K extends TargetKind = 'classes'> {
  readonly batchSize: number;
  readonly seqLen: number;
  readonly nIn: number;
  /** Steps per column from one refill to the next, counting the window that is never served. */
  readonly cacheLen: number;
  /** Windows served between refills. */
  readonly windowsPerRefill: number;
  /** The window that comes next; a stream made with the same options and this position goes on from here. */
  readonly position: StreamPosition;
  /** Returns the window with a number, counted from the beginning, in new arrays; what comes next stays what it was. */
  batch(number: number): StreamWindow;
  /** Returns the next window in new arrays. */
  next(): StreamWindow;
  /**
   * Writes the next window into arrays of the caller, row-major in the shapes of `next`. The mask may be left out.
   * @throws TypeError for arrays of another type, RangeError for another length
   */
  nextInto(inputs: Float32Array, targets: TargetArrays[K], mask?: Float32Array): void;
}

/** @throws TypeError for an array of another type, whose bits would mean something else, RangeError for another length */
function checkArray(name: string, array: Numbers, like: Numbers, expected: number): void {
  const [type, got] = [like, array].map((each) => each?.[Symbol.toStringTag] ?? show(each));
  if (type !== got) throw new TypeError(`nextInto: expected ${name} to be of type ${type}, got ${got}`);
  if (array.length === expected) return;
  throw new RangeError(`nextInto: expected ${name} to have ${expected} elements, got ${array.length}`);
}

/** Writes the first steps of a trial, as many as there is room for. */
function writeFirst<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  { trial, fillKey }: PlannedTrial<C>,
  { inputs, targets, mask }: TrialView<K>,
): void {
  const whole = makeColumns(task, trial.nSteps, 1);
  whole.mask.fill(1);
  task.fill(trial, fillKey, whole);
  inputs.set(whole.inputs.subarray(0, inputs.length));
  targets.set(whole.targets.subarray(0, targets.length));
  mask.set(whole.mask.subarray(0, mask.length));
}

/**
 * Serves a task as windows of a continuous stream.
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example streamDataset(perceptualDecisionMaking({ dt: 20 }), { batchSize: 16, seqLen: 100, key: key(0) }).next()
 */
export function streamDataset<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  options: StreamOptions,
): StreamDataset<K> {
  const fn = 'streamDataset';
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['batchSize', 'seqLen', 'key', 'cacheLen', 'position']);
  const { batchSize, seqLen, key, position: from = { refill: 0, window: 0 } } = options;
  checkInteger(fn, 'batchSize', batchSize, 1);
  checkInteger(fn, 'seqLen', seqLen, 1);
  checkKey(fn, key);
  if (options.cacheLen !== undefined) checkInteger(fn, 'cacheLen', options.cacheLen, 1);
  const { nIn } = task;
  // neurogym: 1e5 numbers in all, nIn + 1 of them (inputs and target) per step and column.
  const wanted = Math.floor((options.cacheLen ?? 1e5 / (nIn + 1) / batchSize) / seqLen);
  const windowsPerRefill = Math.max(1, wanted);
  checkRecord(fn, 'position', from);
  checkOptions(fn, from, ['refill', 'window']);
  checkInteger(fn, 'position.refill', from.refill, 0, 2 ** 32 - 1);
  checkInteger(fn, 'position.window', from.window, 0, windowsPerRefill - 1);

  // Only what is served is made: the window that is never served would be the last. Steps of a column lie side by side,
  // so that trials are written in place.
  const nSteps = windowsPerRefill * seqLen;
  const cache = makeColumns(task, nSteps, batchSize);
  const width = targetWidth(task);
  const widths = { nIn, width };
  const makeTrials = (refill: number): void => {
    cache.inputs.fill(0);
    cache.targets.fill(0);
    cache.mask.fill(1);
    split(foldIn(key, refill), batchSize).forEach((columnKey, column) => {
      const stop = (column + 1) * nSteps;
      for (let start = column * nSteps, trial = 0; start < stop; trial++) {
        const planned = planTrial(fn, task, foldIn(columnKey, trial));
        const end = start + planned.trial.nSteps;
        if (end <= stop) task.fill(planned.trial, planned.fillKey, rowsOf(cache, widths, start, end));
        else writeFirst(task, planned, rowsOf(cache, widths, start, stop));
        start = end;
      }
    });
  };

  let { refill, window } = from;
  let made = -1;
  const inputSize = seqLen * batchSize * nIn;
  const targetSize = seqLen * batchSize * width;
  type Window = Pick<TrialView<K>, 'inputs' | 'targets'> & { readonly mask?: Float32Array };
  const copyInto = (at: StreamPosition, { inputs, targets, mask }: Window): void => {
    if (made !== at.refill) {
      makeTrials(at.refill);
      made = at.refill;
    }
    const first = at.window * seqLen;
    const placing = {
      nTrials: batchSize,
      length: nSteps,
      nColumns: batchSize,
      column: 0,
      start: 0,
      nSteps: seqLen,
    };
    copyColumns(cache.inputs.subarray(first * nIn), inputs, nIn, placing);
    copyColumns(cache.targets.subarray(first * width), targets, width, placing);
    if (mask !== undefined) copyColumns(cache.mask.subarray(first * width), mask, width, placing);
  };
  const windowAt = (at: StreamPosition): StreamWindow => {
    const columns = makeColumns(task, seqLen, batchSize);
    copyInto(at, columns);
    return tensorsOf(task, columns);
  };
  const advance = (): void => {
    window += 1;
    if (window === windowsPerRefill) {
      window = 0;
      refill += 1;
    }
  };
  return {
    batchSize,
    seqLen,
    nIn,
    cacheLen: (1 + wanted) * seqLen,
    windowsPerRefill,
    get position() {
      return { refill, window };
    },
    batch(number) {
      checkInteger('batch', 'number', number, 0, 2 ** 32 - 1);
      return windowAt({ refill: Math.floor(number / windowsPerRefill), window: number % windowsPerRefill });
    },
    next() {
      const served = windowAt({ refill, window });
      advance();
      return served;
    },
    nextInto(inputs, targets, mask) {
      checkArray('inputs', inputs, cache.inputs, inputSize);
      checkArray('targets', targets, cache.targets, targetSize);
      if (mask !== undefined) checkArray('mask', mask, cache.mask, targetSize);
      copyInto({ refill, window }, mask === undefined ? { inputs, targets } : { inputs, targets, mask });
      advance();
    },
  };
}
