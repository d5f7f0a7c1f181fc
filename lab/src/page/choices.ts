/** What the reader has chosen to see, read from what was kept. @module */

import { type Choices, FIRST_CHOICES } from './state.ts';

const oneOf = <T>(value: unknown, known: readonly T[], other: T): T =>
  known.includes(value as T) ? (value as T) : other;

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Reads choices; those that are missing or damaged are the first ones. */
export function readChoices(kept: unknown): Choices {
  const { theme, logLoss, palette, order, trial, manipulation } = recordOf(kept);
  const { conditions, seed, noise } = recordOf(trial);
  const { silenced, inhibition } = recordOf(manipulation);
  const numbers = Object.entries(recordOf(conditions)).filter(([, value]) => typeof value === 'number');
  const isFactor = typeof inhibition === 'number' && inhibition >= 0 && inhibition <= 2;
  return {
    theme: oneOf(theme, ['system', 'light', 'dark'], FIRST_CHOICES.theme),
    logLoss: oneOf(logLoss, [true, false], FIRST_CHOICES.logLoss),
    palette: oneOf(palette, ['red-blue', 'blue-orange'], FIRST_CHOICES.palette),
    order: oneOf(order, ['index', 'selectivity'], FIRST_CHOICES.order),
    trial: {
      conditions: Object.fromEntries(numbers) as Record<string, number>,
      seed: isCount(seed) ? seed : FIRST_CHOICES.trial.seed,
      noise: oneOf(noise, [true, false], FIRST_CHOICES.trial.noise),
    },
    manipulation: {
      silenced: Array.isArray(silenced) ? silenced.filter(isCount) : [],
      inhibition: isFactor ? inhibition : 1,
    },
  };
}

/** The choices in a state, as they are kept. */
export const choicesIn = (state: Choices): Choices => {
  const { theme, logLoss, palette, order, trial, manipulation } = state;
  return { theme, logLoss, palette, order, trial, manipulation };
};
