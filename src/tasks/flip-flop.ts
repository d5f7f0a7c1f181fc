/** The flip-flop: several bits, each remembers the sign of its last pulse (Sussillo and Barak 2013). @module */

import {
  checkInteger,
  checkNumber,
  checkOptions,
  foldIn,
  formatShape,
  ShapeError,
  type Tensor,
  uniform,
} from '../tensor/index.ts';
import { noiseInto } from '../tensor/noise.ts';
import { checkRecord } from '../tensor/options.ts';
import type { DescribedTask } from './core/define-task.ts';
import type { TrialBatch } from './core/task.ts';

/** Options of `flipFlop`. */
export interface FlipFlopOptions {
  /** Number of bits, each with an input and an output; 3 by default. */
  readonly bits?: number;
  /** Probability of a pulse, per bit and step behind step 0; 0.5 by default. */
  readonly probability?: number;
  /** Steps of a trial, 64 by default. */
  readonly steps?: number;
  /** Standard deviation of the noise of each input at each step, 0 by default. */
  readonly noise?: number;
}

/** Nothing sets trials of `flipFlop` apart but their pulses. */
export type FlipFlopConditions = Record<never, never>;

const NAME = 'flipFlop';

/** The fraction of signs that are right, where the mask is not 0; 0 and NaN are no signs. */
function accuracy({ targets, mask }: TrialBatch<FlipFlopConditions, 'values'>, outputs: Tensor): number {
  if (outputs.shape.join() !== targets.shape.join()) {
    throw new ShapeError(
      `accuracy: expected outputs of shape ${formatShape(targets.shape)}, got ${formatShape(outputs.shape)}`,
      [targets.shape, outputs.shape],
    );
  }
  let asked = 0;
  let right = 0;
  for (let i = 0; i < targets.data.length; i++) {
    if (mask.data[i] === 0) continue;
    asked++;
    if (targets.data[i] * outputs.data[i] > 0) right++;
  }
  return right / asked;
}

/**
 * Makes the flip-flop task, with targets of kind `'values'`: nIn = nOut = bits.
 *
 * At step 0 every input has a pulse of +1 or -1, at equal odds; at each later step it has one with the given
 * probability, and is 0 otherwise. The target of each output is the sign of the last pulse of its input, from the step of the
 * pulse on. The time step is 1 ms: time means nothing here but steps. Accuracy is the fraction of right signs
 * over steps, bits and trials.
 *
 * The defaults are those of Golub and Sussillo (2018). A network solves it with 2^bits stable fixed points.
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example flipFlop({ probability: 0.1, noise: 0.05 })
 */
export function flipFlop(options: FlipFlopOptions = {}): DescribedTask<FlipFlopConditions, 'values'> {
  checkRecord(NAME, 'options', options);
  checkOptions(NAME, options, ['bits', 'probability', 'steps', 'noise']);
  const { bits = 3, probability = 0.5, steps = 64, noise = 0 } = options;
  checkInteger(NAME, 'bits', bits, 1, 2 ** 16);
  checkNumber(NAME, 'probability', probability, 0, 1);
  checkInteger(NAME, 'steps', steps, 1, 2 ** 31 - 1);
  checkNumber(NAME, 'noise', noise, 0);
  const names = (kind: string): string[] => Array.from({ length: bits }, (_, i) => `${kind} ${i}`);
  const periods = [{ name: 'memory', start: 0, end: steps }];
  return {
    name: NAME,
    kind: 'values',
    dt: 1,
    nIn: bits,
    nOut: bits,
    maxSteps: steps,
    inputs: names('pulse'),
    outputs: names('bit'),
    response: ['memory'],
    options: { bits, probability, steps, noise },
    accuracy,
    plan(_, forced = {}) {
      checkRecord(NAME, 'forced', forced);
      const [name] = Object.keys(forced);
      if (name !== undefined) {
        throw new TypeError(`${NAME}: expected no forced conditions, for it has none, got '${name}'`);
      }
      return { periods, nSteps: steps, dt: 1 };
    },
    fill(_, key, { inputs, targets }) {
      const pulses = uniform(foldIn(key, 0), [steps * bits]).data;
      const signs = uniform(foldIn(key, 1), [steps * bits]).data;
      if (noise > 0) noiseInto(foldIn(key, 2), inputs, noise);
      for (let i = 0; i < steps * bits; i++) {
        if (i < bits || pulses[i] < probability) {
          targets[i] = signs[i] < 0.5 ? -1 : 1;
          inputs[i] += targets[i];
        } else targets[i] = targets[i - bits];
      }
    },
  };
}
