/** How fast training goes, and how long it will take. @module */

/** Steps and training time at two moments. */
export interface Moment {
  readonly step: number;
  /** Training time. */
  readonly seconds: number;
}

/** Moments that are kept, ten a second: the pace is that of the last five seconds. */
const KEPT = 50;

/** The moments with a new one; those of another run, or before a step back, are dropped. */
export function withMoment(moments: readonly Moment[], next: Moment): readonly Moment[] {
  const last = moments.at(-1);
  if (last !== undefined && (next.step < last.step || next.seconds < last.seconds)) return [next];
  return [...moments, next].slice(-KEPT);
}

/** Seconds per step over some moments; null where nothing was trained between them. */
export function paceOf(moments: readonly Moment[]): number | null {
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined || last.step <= first.step) return null;
  return (last.seconds - first.seconds) / (last.step - first.step);
}

/** A span of time in words: `8 s`, `2 min 5 s`, `1 h 3 min`. */
export function spanText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
