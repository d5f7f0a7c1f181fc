/** What sets trials of a task apart: how each condition is drawn, and which values may be forced. @module */

import { checkFlag, checkInteger, checkNumber, show } from '../../tensor/options.ts';

/** A condition of trials: a draw from one uniform number, and a check of values that a caller asks for. */
export interface Condition<T> {
  /** @param u uniform in [0, 1) */
  draw(u: number): T;
  /** @throws TypeError or RangeError naming `fn` and the condition */
  check(fn: string, name: string, value: unknown): void;
}

/** One of a list, at equal odds; only these may be forced. */
export function oneOf<T extends string | number>(values: readonly T[]): Condition<T> {
  return {
    draw: (u) => values[Math.floor(u * values.length)],
    check(fn, name, value) {
      if (values.includes(value as T)) return;
      throw new RangeError(
        `${fn}: expected ${name} to be one of ${values.map(show).join(', ')}, got ${show(value)}`,
      );
    },
  };
}

/** A number from a list, at equal odds; any number from `low` to `high` may be forced. */
export function levelOf(values: readonly number[], low: number, high: number): Condition<number> {
  return {
    draw: (u) => values[Math.floor(u * values.length)],
    check: (fn, name, value) => checkNumber(fn, name, value, low, high),
  };
}

/** A whole number from 0 to n - 1, at equal odds. */
export function indexBelow(n: number): Condition<number> {
  return {
    draw: (u) => Math.floor(u * n),
    check: (fn, name, value) => checkInteger(fn, name, value, 0, n - 1),
  };
}

/** A number from [low, high), uniform; `high` may be forced too. */
export function between(low: number, high: number): Condition<number> {
  return {
    draw: (u) => low + u * (high - low),
    check: (fn, name, value) => checkNumber(fn, name, value, low, high),
  };
}

/** True with probability p, 0.5 by default. */
export function flag(p: number = 0.5): Condition<boolean> {
  return { draw: (u) => u < p, check: checkFlag };
}

/** Always the same unless it is forced, to a number from `low` to `high`. */
export function constant(value: number, low: number, high: number): Condition<number> {
  return levelOf([value], low, high);
}
