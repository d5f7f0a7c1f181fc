/** What sets trials of a task apart: how each condition is drawn, and which values may be forced. @module */

import { key, uniform } from '../../tensor/index.ts';
import { checkFlag, checkInteger, checkNumber, show } from '../../tensor/options.ts';
import { durationAt, mostSteps, type Timing, wholeSteps } from './timing.ts';

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

/** A number from [low, high), uniform, or its negative, at equal odds; any number from -high to high may be forced. */
export function eitherSign(low: number, high: number): Condition<number> {
  const size = between(low, high);
  return {
    draw: (u) => (u < 0.5 ? size.draw(2 * u) : -size.draw(2 * u - 1)),
    check: (fn, name, value) => checkNumber(fn, name, value, -high, high),
  };
}

/**
 * A duration in ms, drawn from a valid timing and cut to whole steps. Any of a step or more may be forced, but none that
 * takes more steps than the longest that is drawn.
 */
export function lasting(timing: Timing, dt: number): Condition<number> {
  const most = mostSteps(timing, dt);
  return {
    draw: (u) => wholeSteps(durationAt(timing, u), dt) * dt,
    check(fn, name, value) {
      checkNumber(fn, name, value, dt);
      if (wholeSteps(value as number, dt) <= most) return;
      throw new RangeError(
        `${fn}: expected ${name} to last at most ${most} steps of dt = ${dt} ms, got ${show(value)}`,
      );
    },
  };
}

/** Returns n uniform numbers that follow from one: its 24 bits are the seed. */
export function severalFrom(u: number, n: number): Float32Array {
  return uniform(key(Math.floor(u * 2 ** 24)), [n]).data as Float32Array;
}

function checkList(fn: string, name: string, value: unknown, n: number): asserts value is readonly unknown[] {
  if (Array.isArray(value) && value.length === n) return;
  throw new RangeError(`${fn}: expected ${name} to be a list of ${n}, got ${show(value)}`);
}

/** A list of n independent draws of one condition. */
export function listOf<T>(n: number, each: Condition<T>): Condition<readonly T[]> {
  return {
    draw: (u) => Array.from(severalFrom(u, n), (v) => each.draw(v)),
    check(fn, name, value) {
      checkList(fn, name, value, n);
      value.forEach((one, i) => {
        each.check(fn, `${name}[${i}]`, one);
      });
    },
  };
}

/** The whole numbers from 0 to n - 1 in random order, all orders at equal odds. */
export function orderOf(n: number): Condition<readonly number[]> {
  return {
    draw(u) {
      const order = Array.from({ length: n }, (_, i) => i);
      const draws = severalFrom(u, n);
      for (let i = n - 1; i > 0; i--) {
        const j = Math.floor(draws[i] * (i + 1));
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    },
    check(fn, name, value) {
      checkList(fn, name, value, n);
      if (value.toSorted((a, b) => Number(a) - Number(b)).every((one, i) => one === i)) return;
      throw new RangeError(
        `${fn}: expected ${name} to be the numbers 0 to ${n - 1} in some order, got ${show(value)}`,
      );
    },
  };
}
