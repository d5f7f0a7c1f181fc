/** Delayed comparison, or parametric working memory: which of two magnitudes was larger? (Barak, Tsodyks and Romo 2010) @module */

import { checkNumber } from '../../tensor/index.ts';
import { checkName, show } from '../../tensor/options.ts';
import { indexBelow, oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';

/**
 * Options of `delayComparison`; dt is 100 ms by default, fixation 500, stimulus1 500, delay 1000, stimulus2 500 and
 * decision 100 ms.
 */
export interface DelayComparisonOptions
  extends CommonOptions<'fixation' | 'stimulus1' | 'delay' | 'stimulus2' | 'decision'> {
  /** Standard deviation of the noise that one ms gathers, 1 by default: sigma / sqrt(dt) per step. */
  readonly sigma?: number;
  /** The pairs of magnitudes, the larger first; [18, 10], [22, 14], [26, 18], [30, 22], [34, 26] by default. */
  readonly vpairs?: readonly (readonly [larger: number, smaller: number])[];
  /**
   * Which inputs are noisy while a stimulus is shown: `'stimulus'` (default), or `'all'`, as in neurogym, where the
   * noise is on the fixation cue too.
   */
  readonly noiseOn?: 'stimulus' | 'all';
}

/** What sets trials of `delayComparison` apart. */
export interface DelayComparisonConditions {
  /** Which stimulus is the larger, 1 or 2: also the class to choose. */
  groundTruth: number;
  /** Number of the pair in `vpairs`. */
  pair: number;
}

function checkPairs(fn: string, vpairs: unknown): void {
  if (!Array.isArray(vpairs) || vpairs.length === 0) {
    throw new RangeError(`${fn}: expected vpairs to list at least one pair, got ${show(vpairs)}`);
  }
  vpairs.forEach((pair, i) => {
    if (Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite) && pair[0] > pair[1]) return;
    throw new RangeError(
      `${fn}: expected vpairs[${i}] to be two numbers, the larger first, got ${show(pair)}`,
    );
  });
}

/**
 * Makes the delayed comparison task: nIn = 2, nOut = 3.
 *
 * Input 0 is the fixation cue, on until the decision. In the stimulus periods, input 1 is the magnitude, scaled so that
 * the smallest of all pairs is 0.5 and the largest 1, plus noise of standard deviation sigma / sqrt(dt). The target is
 * groundTruth in the decision period and 0 before it. With the default pairs, whose members differ by 1/6 as they
 * are shown, no observer is right more often than Phi(sqrt(T / 2) / (6 sigma)), T the duration of each stimulus in ms.
 * @example delayComparison({ timing: { delay: { choice: [1000, 3000] } } })
 */
export const delayComparison: (
  options?: DelayComparisonOptions,
) => DescribedTask<DelayComparisonConditions, 'classes'> = defineTask<
  DelayComparisonOptions,
  DelayComparisonConditions,
  'classes'
>('delayComparison', {
  kind: 'classes',
  defaults: {
    dt: 100,
    timing: { fixation: 500, stimulus1: 500, delay: 1000, stimulus2: 500, decision: 100 },
    sigma: 1,
    vpairs: [
      [18, 10],
      [22, 14],
      [26, 18],
      [30, 22],
      [34, 26],
    ],
    noiseOn: 'stimulus',
  },
  check(fn, { sigma, vpairs, noiseOn }) {
    checkNumber(fn, 'sigma', sigma, 0);
    checkPairs(fn, vpairs);
    checkName(fn, 'noiseOn', noiseOn, ['stimulus', 'all']);
  },
  build({ dt, sigma, vpairs, noiseOn }) {
    const smallest = Math.min(...vpairs.flat());
    const range = Math.max(...vpairs.flat()) - smallest;
    const shown = (magnitude: number): number => (1 + (magnitude - smallest) / range) / 2;
    return {
      inputs: ['fixation', 'stimulus'],
      outputs: ['fixate', 'first', 'second'],
      response: ['decision'],
      cue: 0,
      conditions: { groundTruth: oneOf([1, 2]), pair: indexBelow(vpairs.length) },
      paint({ groundTruth, pair }, canvas) {
        const [larger, smaller] = vpairs[pair];
        canvas.add(['fixation', 'stimulus1', 'delay', 'stimulus2'], 0, 1);
        canvas.add('stimulus1', 1, shown(groundTruth === 1 ? larger : smaller));
        canvas.add('stimulus2', 1, shown(groundTruth === 1 ? smaller : larger));
        canvas.noise(['stimulus1', 'stimulus2'], noiseOn === 'all' ? null : 1, sigma / Math.sqrt(dt));
        canvas.label('decision', groundTruth);
      },
    };
  },
});
