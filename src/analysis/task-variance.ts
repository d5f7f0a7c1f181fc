/** Which tasks a unit takes part in: its variance across the trials of each (Yang et al. 2019). @module */

import { checkInteger, checkNumber, checkOptions, checkRecord, show } from '../tensor/options.ts';
import { formatShape, ShapeError, sameShape } from '../tensor/shape.ts';
import { fromArray, isTensor, type Tensor } from '../tensor/tensor.ts';

/** Options of `taskVariance`; steps count from 0. */
export interface TaskVarianceOptions {
  /** The first step that counts: that after fixation, for one; 0 by default. */
  readonly from?: number;
  /** Steps of each trial, where trials are padded [B]; all T by default. */
  readonly lengths?: readonly number[];
}

/** Options of what leaves out units that take part in no task. */
export interface ActiveOptions {
  /** Units count whose variances of all tasks together are above this; 1e-3 by default, as in Yang et al. (2019). */
  readonly threshold?: number;
}

/** Variances of several tasks. */
export interface TaskVarianceTable {
  readonly tasks: readonly string[];
  /** The units that count, ascending. */
  readonly units: readonly number[];
  /** Of all n units, f64 [nTasks, n]. */
  readonly variance: Tensor;
  /** Of the units that count, divided by the largest over tasks: in [0, 1], f64 [nTasks, units.length]. */
  readonly normalized: Tensor;
}

function checkLengths(fn: string, lengths: unknown, batchSize: number, nSteps: number): void {
  if (!Array.isArray(lengths) || lengths.length !== batchSize) {
    const got = Array.isArray(lengths) ? `${lengths.length}` : show(lengths);
    throw new TypeError(`${fn}: expected lengths to be a list of ${batchSize} numbers of steps, got ${got}`);
  }
  lengths.forEach((length, b) => {
    checkInteger(fn, `lengths[${b}]`, length, 0, nSteps);
  });
}

/** Adds to `sum`, for n units, the squared deviations of the trials from their mean, in one step. */
function addDeviations(sum: Float64Array, rates: ArrayLike<number>, starts: readonly number[]): void {
  const n = sum.length;
  for (let i = 0; i < n; i++) {
    let mean = 0;
    for (const start of starts) mean += rates[start + i];
    mean /= starts.length;
    let squares = 0;
    for (const start of starts) squares += (rates[start + i] - mean) ** 2;
    sum[i] += squares;
  }
}

/**
 * Computes the variance of a task for each unit: with f(j, t) its rate in trial j at step t, the mean over all j and t
 * of (f(j, t) - mean over j of f(j, t))^2 (Yang et al. 2019, Methods, eq. for TV). Where all trials have one length,
 * that is the variance across trials (divided by B) at each step, averaged over steps; a step that fewer trials reach
 * counts for less. Run the network without noise on trials of all conditions of the task, of one timing where the
 * task allows: steps of different periods are not alike.
 * @param r rates [T, B, n]
 * @returns f64 [n]
 * @throws ShapeError for rates with other axes; TypeError or RangeError for lengths and steps that do not fit
 * @example taskVariance(network.run(params, inputs, null).r, { from: 25 }) // without the first 500 ms at dt 20
 */
export function taskVariance(r: Tensor, options: TaskVarianceOptions = {}): Tensor {
  const fn = 'taskVariance';
  if (!isTensor(r)) throw new TypeError(`${fn}: expected r to be a tensor, got ${show(r)}`);
  if (r.shape.length !== 3) {
    throw new ShapeError(`${fn}: expected r of shape [T, B, n], got ${formatShape(r.shape)}`, [r.shape]);
  }
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['from', 'lengths']);
  const [nSteps, batchSize, n] = r.shape;
  const { from = 0, lengths = new Array<number>(batchSize).fill(nSteps) } = options;
  checkInteger(fn, "'from'", from, 0, nSteps - 1);
  checkLengths(fn, lengths, batchSize, nSteps);
  const sum = new Float64Array(n);
  let count = 0;
  for (let t = from; t < nSteps; t++) {
    const starts = lengths.flatMap((length, b) => (t < length ? [(t * batchSize + b) * n] : []));
    addDeviations(sum, r.data, starts);
    count += starts.length;
  }
  if (count === 0) {
    throw new RangeError(`${fn}: expected a trial that is longer than from = ${from} steps, got none`);
  }
  return fromArray(
    sum.map((s) => s / count),
    [n],
  );
}

/** Reads variances of the same units. */
function readVariances(fn: string, variances: readonly (readonly [string, Tensor])[]): number {
  const [, first] = variances[0];
  for (const [name, each] of variances) {
    if (!isTensor(each)) throw new TypeError(`${fn}: expected ${name} to be a tensor, got ${show(each)}`);
    if (each.shape.length !== 1 || !sameShape(each.shape, first.shape)) {
      const want = `${name} of shape ${first.shape.length === 1 ? formatShape(first.shape) : '[n]'}`;
      throw new ShapeError(`${fn}: expected ${want}, got ${formatShape(each.shape)}`, [each.shape]);
    }
    const bad = each.data.findIndex((v: number) => !(v >= 0 && v < Infinity));
    if (bad >= 0) {
      throw new RangeError(`${fn}: expected ${name} to hold variances >= 0, got ${each.data[bad]}`);
    }
  }
  return first.shape[0];
}

function readThreshold(fn: string, options: ActiveOptions): number {
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['threshold']);
  const { threshold = 1e-3 } = options;
  checkNumber(fn, 'threshold', threshold, 0);
  return threshold;
}

/** Units whose variances together are above the threshold. */
function activeUnits(variances: readonly Tensor[], n: number, threshold: number): number[] {
  const total = (unit: number): number => variances.reduce((sum, { data }) => sum + data[unit], 0);
  return Array.from({ length: n }, (_, unit) => unit).filter((unit) => total(unit) > threshold);
}

/**
 * Puts the variances of several tasks side by side, and divides those of each unit by their largest (Yang et al. 2019):
 * what `clusterUnits` is given.
 * @param variances by task, each [n], as `taskVariance` gives them
 * @throws ShapeError for variances of different units, RangeError for none or negative ones
 * @example taskVarianceTable({ fdgo: taskVariance(goRates), fdanti: taskVariance(antiRates) }).normalized
 */
export function taskVarianceTable(
  variances: { readonly [task: string]: Tensor },
  options: ActiveOptions = {},
): TaskVarianceTable {
  const fn = 'taskVarianceTable';
  checkRecord(fn, 'variances', variances);
  const entries = Object.entries(variances);
  if (entries.length === 0) throw new RangeError(`${fn}: expected at least one task, got none`);
  const n = readVariances(fn, entries);
  const each = entries.map(([, tensor]) => tensor);
  const units = activeUnits(each, n, readThreshold(fn, options));
  const largest = units.map((unit) => each.reduce((most, { data }) => Math.max(most, data[unit]), 0));
  const normalized = each.flatMap(({ data }) => units.map((unit, i) => data[unit] / largest[i]));
  return {
    tasks: entries.map(([name]) => name),
    units,
    variance: fromArray(Float64Array.from(each.flatMap(({ data }) => Array.from(data))), [each.length, n]),
    normalized: fromArray(Float64Array.from(normalized), [each.length, units.length]),
  };
}

/**
 * Computes the fractional variance (a - b) / (a + b) of two tasks for each unit: 1 where a unit takes part in the first
 * alone, -1 in the second alone, 0 in both alike (Yang et al. 2019, eq. for FTV).
 * @param a, b variances [n], as `taskVariance` gives them
 * @returns the units whose variances together are above the threshold, ascending, and a fraction for each
 * @throws ShapeError for variances of different units, RangeError for negative ones
 */
export function fractionalTaskVariance(
  a: Tensor,
  b: Tensor,
  options: ActiveOptions = {},
): { readonly units: readonly number[]; readonly fractions: Float64Array } {
  const fn = 'fractionalTaskVariance';
  const n = readVariances(fn, Object.entries({ a, b }));
  const units = activeUnits([a, b], n, readThreshold(fn, options));
  const fraction = (unit: number): number => (a.data[unit] - b.data[unit]) / (a.data[unit] + b.data[unit]);
  return { units, fractions: Float64Array.from(units, fraction) };
}
