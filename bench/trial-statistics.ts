/**
 * What many trials of a task are like in sum, and whether two tasks are alike.
 *
 * A summary holds moments of samples by name, one sample per trial, each a pair (a, b):
 * - `PERIOD / CHANNEL`: the mean over the steps of a period, and that of the squares. Channels are the inputs, then the
 *   classes (1 at steps of that class, else 0). The period `trial` is all of it.
 * - `means PERIOD / CHANNEL`: that mean, and its square; `variance PERIOD / CHANNEL`: the variance over the steps of the
 *   period, and its square. They tell noise from what sets trials apart.
 * - `steps PERIOD`, and `steps to first answer` from the start of the response: their number, and its square.
 * - The first and the steps of periods also for the trials of one outcome, `.. | OUTCOME`: the classes at the end of each response
 *   period, and whether the given inputs are on. They show what the answer depends on.
 * - `PERIOD / ring R + K`: channels of a ring counted from the one that is to be chosen, instead of those.
 * bench/peers/neurogym_trials.py computes the same.
 * @module
 */

import type { CatalogueTask } from '../src/tasks/catalogue/entry.ts';
import type { Trial } from '../src/tasks/core/task.ts';
import { type Key, split, uniform } from '../src/tensor/random.ts';

/** Number of samples, mean of a and of b, variance of a, covariance, variance of b. */
export type Moments = readonly [
  n: number,
  meanA: number,
  meanB: number,
  varA: number,
  cov: number,
  varB: number,
];

export interface Summary {
  readonly nIn: number;
  readonly moments: { readonly [name: string]: Moments };
  /** How many trials had how many steps, by the name of a period. */
  readonly lengths: { readonly [name: string]: { readonly [steps: string]: number } };
}

/** Which trials are drawn, and what is computed of them. */
export interface Survey {
  readonly trials: number;
  readonly response: readonly string[];
  /** Inputs by period that are told apart where they are above 0.5 in the mean. */
  readonly given?: readonly (readonly [period: string, channel: number])[];
  /** The first input of each ring, and the number of its inputs. */
  readonly rings?: readonly (readonly [first: number, number: number])[];
  /** Inputs that are left out at the end. */
  readonly hidden?: number;
  /** Periods that are left out. */
  readonly omit?: (trial: Trial<object>) => readonly string[];
  /** Conditions to force, from five uniform numbers. */
  readonly forced?: (u: ArrayLike<number>) => object;
}

/** Outcomes are told apart for tasks of at most so many classes. */
const LARGEST_CONDITIONED = 5;

interface Sums {
  n: number;
  /** Of a, b, aa, ab and bb, of every channel. */
  readonly of: readonly Float64Array[];
}

type AllSums = Map<string, Sums>;

function addSample(all: AllSums, name: string, a: ArrayLike<number>, b: ArrayLike<number>): void {
  let sums = all.get(name);
  if (sums === undefined) {
    sums = { n: 0, of: Array.from({ length: 5 }, () => new Float64Array(a.length)) };
    all.set(name, sums);
  }
  sums.n++;
  const [sa, sb, saa, sab, sbb] = sums.of;
  for (let i = 0; i < a.length; i++) {
    sa[i] += a[i];
    sb[i] += b[i];
    saa[i] += a[i] * a[i];
    sab[i] += a[i] * b[i];
    sbb[i] += b[i] * b[i];
  }
}

function momentsOf(all: AllSums): { [name: string]: Moments } {
  const result: { [name: string]: Moments } = {};
  for (const [name, { n, of }] of all) {
    of[0].forEach((_, i) => {
      const [a, b, aa, ab, bb] = of.map((sum) => sum[i] / n);
      const scale = n / Math.max(n - 1, 1);
      const moments: Moments = [n, a, b, scale * (aa - a * a), scale * (ab - a * b), scale * (bb - b * b)];
      result[name.replace('#', String(i))] = moments;
    });
  }
  return result;
}

/** A trial as rows of inputs and classes, [nSteps, width]. */
interface Drawn {
  readonly trial: Trial<object>;
  readonly x: Float64Array;
  readonly width: number;
  readonly labels: Int32Array;
}

function drawTrial(task: CatalogueTask, survey: Survey, key: Key): Drawn {
  const [planKey, fillKey, forceKey] = split(key, 3);
  const trial = task.plan(planKey, survey.forced?.(uniform(forceKey, [5]).data));
  const { nSteps } = trial;
  const labels = new Int32Array(nSteps);
  const inputs = new Float32Array(nSteps * task.nIn);
  task.fill(trial, fillKey, { inputs, targets: labels, mask: new Float32Array(nSteps).fill(1) });
  const nIn = task.nIn - (survey.hidden ?? 0);
  const width = nIn + task.nOut;
  const x = new Float64Array(nSteps * width);
  for (let t = 0; t < nSteps; t++) {
    for (let i = 0; i < nIn; i++) x[t * width + i] = inputs[t * task.nIn + i];
    x[t * width + nIn + labels[t]] = 1;
  }
  return { trial, x, width, labels };
}

/** Means over steps start .. end - 1, of the channels and of their squares. */
function meansOver({ x, width }: Drawn, start: number, end: number): [a: Float64Array, b: Float64Array] {
  const [a, b] = [new Float64Array(width), new Float64Array(width)];
  for (let t = start; t < end; t++) {
    for (let i = 0; i < width; i++) {
      const value = x[t * width + i];
      a[i] += value;
      b[i] += value * value;
    }
  }
  return [a.map((sum) => sum / (end - start)), b.map((sum) => sum / (end - start))];
}

/** Draws trials and sums them up. */
export function summarize(task: CatalogueTask, survey: Survey, key: Key): Summary {
  if (task.kind !== 'classes') throw new RangeError(`summarize: expected classes, got ${task.kind}`);
  const sums: AllSums = new Map();
  const lengths: { [name: string]: { [steps: string]: number } } = {};
  const { response, given = [], rings = [] } = survey;
  const byOutcome = task.nOut <= LARGEST_CONDITIONED;
  const addSteps = (name: string, steps: number): void => {
    addSample(sums, `steps ${name}`, [steps], [steps * steps]);
    lengths[name] ??= {};
    lengths[name][steps] = (lengths[name][steps] ?? 0) + 1;
  };
  for (const trialKey of split(key, survey.trials)) {
    const drawn = drawTrial(task, survey, trialKey);
    const { trial, labels } = drawn;
    const omitted = survey.omit?.(trial) ?? [];
    const spans = new Map(trial.periods.map(({ name, start, end }) => [name, [start, end]] as const));
    for (const name of omitted) spans.delete(name);
    spans.set('trial', [0, trial.nSteps]);
    const answers = response.map((name) => labels[spans.get(name)![1] - 1]);
    const signs = given.map(([name, channel]) =>
      meansOver(drawn, ...spans.get(name)!)[0][channel] > 0.5 ? '+' : '-',
    );
    const outcome = answers.join(',') + (signs.length > 0 ? ` ${signs.join('')}` : '');
    const first = labels.findIndex((label) => label > 0);
    if (first >= 0) addSteps('to first answer', first - spans.get(response[0])![0]);
    for (const [name, [start, end]] of spans) {
      const steps = end - start;
      addSteps(name, steps);
      if (byOutcome) addSample(sums, `steps ${name} | ${outcome}`, [steps], [steps * steps]);
      if (steps <= 0) continue;
      const [a, b] = meansOver(drawn, start, end);
      addSample(sums, `${name} / #`, a, b);
      const squares = a.map((mean) => mean * mean);
      const within = b.map((square, i) => square - squares[i]);
      addSample(sums, `means ${name} / #`, a, squares);
      addSample(
        sums,
        `variance ${name} / #`,
        within,
        within.map((variance) => variance * variance),
      );
      if (byOutcome) addSample(sums, `${name} / # | ${outcome}`, a, b);
      if (answers[0] === 0) continue;
      rings.forEach(([from, number], ring) => {
        const around = (v: Float64Array): number[] =>
          Array.from({ length: number }, (_, k) => v[from + ((k + answers[0] - 1) % number)]);
        addSample(sums, `${name} / ring ${ring} + #`, around(a), around(b));
      });
    }
  }
  return { nIn: task.nIn - (survey.hidden ?? 0), moments: momentsOf(sums), lengths };
}

/** One number of ours and of theirs. */
export interface Comparison {
  readonly name: string;
  readonly ours: number;
  readonly theirs: number;
  /** The difference in standard errors. */
  readonly z: number;
}

// Values are f32: what differs by less is equal. It is also what decides where nothing is random.
const ROUNDING = 1e-6;

// Fewer samples than this are not normal enough for bounds at five standard errors.
const FEWEST = 100;

const zOf = (ours: number, theirs: number, variance: number): number =>
  (ours - theirs) / Math.hypot(Math.sqrt(Math.max(variance, 0)), ROUNDING);

/** Variance of the squared standard deviation, b - a^2, to first order (the delta method). */
const varianceOfVariance = ([n, a, , varA, cov, varB]: Moments): number =>
  (varB - 4 * a * cov + 4 * a * a * varA) / n;

function compareMoments(name: string, ours: Moments, theirs: Moments): Comparison[] {
  const variances = [ours, theirs].map(([, a, b]) => Math.max(b - a * a, 0));
  const [ourStd, theirStd] = variances.map(Math.sqrt);
  const std = {
    name: `std ${name}`,
    ours: ourStd,
    theirs: theirStd,
    z: zOf(variances[0], variances[1], varianceOfVariance(ours) + varianceOfVariance(theirs)),
  };
  // The mean of means is that of the values.
  if (name.startsWith('means ')) return [std];
  const z = zOf(ours[1], theirs[1], ours[3] / ours[0] + theirs[3] / theirs[0]);
  const mean = { name: `mean ${name}`, ours: ours[1], theirs: theirs[1], z };
  return name.startsWith('variance ') ? [mean] : [mean, std];
}

function compareShares(name: string, ours: number, theirs: number, trials: number): Comparison {
  const [p, q] = [ours / trials, theirs / trials];
  const both = (p + q) / 2;
  return { name, ours: p, theirs: q, z: zOf(p, q, (2 * both * (1 - both)) / trials) };
}

/**
 * Kolmogorov and Smirnov's largest distance of two distribution functions, scaled so that its 5 is exceeded as rarely
 * as 5 standard errors are (p = 5.7e-7, at 2.744 by their series).
 */
function compareLengths(
  name: string,
  ours: { readonly [steps: string]: number },
  theirs: { readonly [steps: string]: number },
): Comparison {
  const total = (counts: { readonly [steps: string]: number }): number =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  const [n, m] = [total(ours), total(theirs)];
  const values = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort(
    (a, b) => Number(a) - Number(b),
  );
  let [p, q, worst] = [0, 0, 0];
  for (const value of values) {
    p += (ours[value] ?? 0) / n;
    q += (theirs[value] ?? 0) / m;
    worst = Math.max(worst, Math.abs(p - q));
  }
  const z = (5 / 2.744) * worst * Math.sqrt((n * m) / (n + m));
  return { name: `distribution of steps ${name}`, ours: worst, theirs: 0, z };
}

/**
 * Compares two summaries of as many trials.
 * @param named puts names in place of the numbers of channels
 */
export function compareSummaries(
  ours: Summary,
  theirs: Summary,
  trials: number,
  named: (name: string) => string = (name) => name,
): Comparison[] {
  if (ours.nIn !== theirs.nIn)
    return [{ name: 'inputs', ours: ours.nIn, theirs: theirs.nIn, z: Number.POSITIVE_INFINITY }];
  const comparisons: Comparison[] = [];
  for (const name of new Set([...Object.keys(ours.moments), ...Object.keys(theirs.moments)])) {
    const [mine, other] = [ours.moments[name], theirs.moments[name]];
    const counts = [mine?.[0] ?? 0, other?.[0] ?? 0] as const;
    // Trials that have a period or an answer, or end in an outcome.
    const shared = name.startsWith('steps ') && (name.startsWith('steps trial |') || !name.includes('|'));
    if (shared && (counts[0] < trials || counts[1] < trials)) {
      comparisons.push(compareShares(`share of ${name.slice(6)}`, ...counts, trials));
    }
    if (Math.min(...counts) >= FEWEST) comparisons.push(...compareMoments(named(name), mine, other));
  }
  for (const [name, mine] of Object.entries(ours.lengths)) {
    const other = theirs.lengths[name];
    if (other !== undefined) comparisons.push(compareLengths(name, mine, other));
  }
  return comparisons;
}
