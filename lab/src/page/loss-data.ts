/** Losses as the chart draws them. @module */

/** A line of the chart: values at steps. */
export interface LossLine {
  readonly steps: readonly number[];
  readonly losses: readonly number[];
}

/** Means over stretches of equal length, each at its last step; of the rest, fewer than a stretch, nothing is said. */
export function stretchMeans(losses: readonly number[], length: number): LossLine {
  const count = Math.floor(losses.length / length);
  const steps: number[] = [];
  const means: number[] = [];
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let j = i * length; j < (i + 1) * length; j++) sum += losses[j];
    steps.push((i + 1) * length);
    means.push(sum / length);
  }
  return { steps, losses: means };
}

/** Losses in at most `most` points: means of stretches, as long as they must be. */
export const downsampled = (losses: readonly number[], most: number): LossLine =>
  stretchMeans(losses, Math.max(1, Math.ceil(losses.length / most)));

/**
 * Lines on one axis of steps: each step once, in order, and for each line its value there or null. At most
 * as many points as the lines have together.
 */
export function aligned(lines: readonly LossLine[]): { steps: number[]; values: (number | null)[][] } {
  const steps = [...new Set(lines.flatMap((line) => line.steps))].sort((a, b) => a - b);
  const values = lines.map((line) => {
    const at = new Map(line.steps.map((step, i) => [step, line.losses[i]]));
    return steps.map((step) => at.get(step) ?? null);
  });
  return { steps, values };
}

/**
 * The ends of a logarithmic axis: one digit each, below and above what is shown. uPlot counts its ticks up from the
 * lower end, and from an end of more digits it never arrives.
 * @param low null where nothing is above 0
 */
export function decades(low: number | null, high: number | null): [low: number, high: number] {
  const digit = (value: number, round: (digits: number) => number): number => {
    const unit = 10 ** Math.floor(Math.log10(value));
    return Number((round(value / unit) * unit).toPrecision(1));
  };
  if (low === null || high === null || !(low > 0) || !(high < Infinity)) return [0.1, 1];
  return [digit(low * 0.9, Math.floor), digit(high * 1.1, Math.ceil)];
}
