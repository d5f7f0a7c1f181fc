/** From a task of the catalogue to the figure of one trial. @module */

import { trialFigure } from '../plot/trial-figure.ts';
import type { TaskEntry } from '../tasks/catalogue.ts';
import { trialBatch } from '../tasks/core/trial-batch.ts';
import { key } from '../tensor/random.ts';

/** Which trial is drawn. */
export interface ShownTrial {
  readonly seed: number;
  /** Options of the task. */
  readonly options?: object;
  /** Conditions of the trial. */
  readonly forced?: object;
}

/** Writes a condition: numbers with four digits at most. */
function brief(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(4)));
  if (Array.isArray(value)) return `[${value.map(brief).join(', ')}]`;
  return String(value);
}

/**
 * Draws a trial of a task, that of the first of the keys `split(key(seed), 1)`.
 * @returns an SVG document
 * @throws TypeError or RangeError for options and conditions that the task does not allow
 */
export function showTrial(entry: TaskEntry, { seed, options, forced }: ShownTrial): string {
  const task = entry.make(options);
  const { inputs, targets, mask, trials } = trialBatch(task, key(seed), 1, forced);
  const { periods, nSteps, dt, ...conditions } = trials[0];
  const shown = Object.entries(conditions).map(([name, value]) => `${name} ${brief(value)}`);
  return trialFigure({
    title: entry.title,
    ...(shown.length > 0 ? { subtitle: shown.join(', ') } : {}),
    description: entry.description,
    dt,
    nSteps,
    periods,
    inputs: { names: task.inputs, values: inputs.data },
    targets:
      task.kind === 'classes'
        ? { classes: task.outputs, labels: targets.data }
        : { names: task.outputs, values: targets.data },
    mask: { names: task.kind === 'classes' ? ['mask'] : task.outputs, values: mask.data },
  });
}
