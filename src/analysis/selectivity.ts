/** How well the activity of single units tells two kinds of trials apart. @module */

import { checkOptions, checkRecord } from '../tensor/options.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkPerTrial, checkTimeMajor, type StepSpan, type TrialSpan, trialSpan } from './trials.ts';

/** Rows of numbers, n each, and where those of either group begin. */
interface Samples {
  readonly data: ArrayLike<number>;
  readonly n: number;
  readonly rows: readonly [readonly number[], readonly number[]];
}

interface Moments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Mean and population variance of each column, less `origin`: numbers that are all the same have a mean and a variance
 * of exactly 0 then, where sums of rounded numbers would leave a difference that a variance as small makes large.
 */
function moments({ data, n }: Samples, rows: readonly number[], origin: number): Moments {
  const mean = new Float64Array(n);
  const variance = new Float64Array(n);
  for (const row of rows) for (let i = 0; i < n; i++) mean[i] += data[row + i] - data[origin + i];
  for (let i = 0; i < n; i++) mean[i] /= rows.length;
  for (const row of rows) {
    for (let i = 0; i < n; i++) variance[i] += (data[row + i] - data[origin + i] - mean[i]) ** 2;
  }
  for (let i = 0; i < n; i++) variance[i] /= rows.length;
  return { mean, variance };
}

/** (m_0 - m_1) / sqrt((s_0^2 + s_1^2 + epsilon) / 2) of each column; 0 where the means are equal. */
function dPrimeOf(samples: Samples, epsilon: number): Float64Array {
  const [first, second] = samples.rows.map((rows) => moments(samples, rows, samples.rows[0][0]));
  return first.mean.map((mean, i) => {
    const difference = mean - second.mean[i];
    if (difference === 0) return 0;
    return difference / Math.sqrt((first.variance[i] + second.variance[i] + epsilon) / 2);
  });
}

function checked(fn: string, r: Tensor, name: string, groups: ArrayLike<number>, span: StepSpan): TrialSpan {
  checkTimeMajor(fn, 'r', r);
  checkPerTrial(fn, name, groups, r.shape[1]);
  checkRecord(fn, 'span', span);
  checkOptions(fn, span, ['from', 'to']);
  return trialSpan(fn, span, r.shape[0], r.shape[1]);
}

function checkGroups(fn: string, name: string, rows: Samples['rows']): void {
  const empty = rows.findIndex((each) => each.length === 0);
  if (empty >= 0) throw new RangeError(`${fn}: expected trials of both ${name}, got none of ${empty}`);
}

/**
 * Returns d' of each unit, over all time points: those of the steps of the span are pooled over the trials of either
 * group; with m_g their mean and s_g their population standard deviation,
 * d' = (m_0 - m_1) / sqrt((s_0^2 + s_1^2 + 1e-7) / 2), as the notebook to Song et al. (2016) has it. A unit that is
 * silent, or has the same rate throughout, has exactly 0.
 * @param r rates [T, B, n]
 * @param groups 0 or 1 for each trial, such as its ground truth; trials of other values are left out
 * @param span steps that count, such as those of the stimulus; all by default
 * @returns [n]: > 0 for units that prefer group 0
 * @throws TypeError, ShapeError or RangeError for other arguments, RangeError when a group has no time points
 * @example selectivity(r, trials.map((each) => each.groundTruth), { from: 25, to: 50 })
 */
export function selectivity(r: Tensor, groups: ArrayLike<number>, span: StepSpan = {}): Float64Array {
  const fn = 'selectivity';
  const { from, to } = checked(fn, r, 'groups', groups, span);
  const [, nTrials, n] = r.shape;
  const rows: [number[], number[]] = [[], []];
  for (let b = 0; b < nTrials; b++) {
    if (groups[b] !== 0 && groups[b] !== 1) continue;
    for (let t = from[b]; t < to[b]; t++) rows[groups[b]].push((t * nTrials + b) * n);
  }
  checkGroups(fn, 'groups', rows);
  return dPrimeOf({ data: r.data, n, rows }, 1e-7);
}

/**
 * Returns d' of each unit by choice, over trials: with m_c and s_c^2 the mean and the population variance of the rate
 * summed over the steps of the span, for the trials with choice c, d' = (m_0 - m_1) / sqrt((s_0^2 + s_1^2) / 2), as in
 * pycog (Song et al. 2016). It is 0 where the means are equal, and infinite where they differ and nothing varies.
 * @param r rates [T, B, n]
 * @param choices 0 or 1 for each trial; trials with other values, that is without a choice, are left out
 * @param span steps that count, such as those of the stimulus; all by default
 * @returns [n]: > 0 for units that prefer choice 0
 * @throws TypeError, ShapeError or RangeError for other arguments, RangeError when a choice is never made
 * @example choiceSelectivity(r, choices, { from: 25, to: 50 })
 */
export function choiceSelectivity(r: Tensor, choices: ArrayLike<number>, span: StepSpan = {}): Float64Array {
  const fn = 'choiceSelectivity';
  const { from, to } = checked(fn, r, 'choices', choices, span);
  const [, nTrials, n] = r.shape;
  const sums = new Float64Array(nTrials * n);
  const rows: [number[], number[]] = [[], []];
  for (let b = 0; b < nTrials; b++) {
    for (let t = from[b]; t < to[b]; t++) {
      for (let i = 0; i < n; i++) sums[b * n + i] += r.data[(t * nTrials + b) * n + i];
    }
    if (choices[b] === 0 || choices[b] === 1) rows[choices[b]].push(b * n);
  }
  checkGroups(fn, 'choices', rows);
  return dPrimeOf({ data: sums, n, rows }, 0);
}
