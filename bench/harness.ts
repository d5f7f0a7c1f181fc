/**
 * The harness of the benchmarks: several contestants in interleaved rounds, and only the claims that rounds bear out.
 *
 * Question: how much longer does each contestant take for a step than the reference does?
 * Metric: ms per step in each round; the ratio to the reference of the same round, its median and an interval.
 * Control: the reference entered twice. Its second entry must not differ from the first; the farthest end of its
 *   interval is the spread, and no contestant is called faster or slower by less than that.
 * A pass does not show that contestants do the same work (see agree.ts), nor what another machine would say.
 * How to run: through the benchmarks, `npm run bench -- train-step`.
 * @module
 */

import { type Interval, median, medianDeviation, medianInterval } from './statistics.ts';

/** Something to time, in this process or another. */
export interface Contestant {
  readonly name: string;
  readonly versions: { readonly [part: string]: string };
  /** Runs steps and returns the time of one in ms. A step that warms up caches may come before, untimed. */
  round(steps: number): Promise<number>;
  /** Cores used in the mean over all rounds so far, if known: what keeps "one thread" honest. */
  cores?(): number;
}

/** A contestant that cannot take part, and why. */
export interface Missing {
  readonly name: string;
  readonly missing: string;
}

export interface CompareOptions {
  /** Name of the contestant that the others are divided by. */
  readonly reference: string;
  /** The second entry of the reference, e.g. in a process of its own; the same contestant by default. */
  readonly control?: Contestant;
  readonly rounds: number;
  /** Time that each contestant runs before it counts; 0 by default. */
  readonly warmUpMs?: number;
  /** Time that a round of one contestant should take; the number of steps follows, at least one. 300 by default. */
  readonly roundMs?: number;
  /** A fixed number of steps instead, without warm-up. */
  readonly stepsPerRound?: number;
  /** Told what is going on. */
  readonly tell?: (line: string) => void;
}

/** What the rounds bear out about a contestant and the reference. */
export type Verdict = 'faster' | 'slower' | 'no claim';

export interface Result {
  readonly name: string;
  readonly versions: { readonly [part: string]: string };
  readonly medianMs: number;
  readonly deviationMs: number;
  readonly minMs: number;
  readonly steps: number;
  readonly cores: number | null;
  /** Time divided by that of the reference in the same round. */
  readonly ratio: Interval;
  readonly verdict: Verdict;
  readonly roundsMs: readonly number[];
}

export interface Comparison {
  readonly reference: string;
  readonly rounds: number;
  readonly results: readonly Result[];
  readonly control: Result;
  /** Claims need a ratio above 1 + spread or below 1 / (1 + spread). */
  readonly spread: number;
  readonly missing: readonly Missing[];
}

/** Makes a contestant of a function that does one step in this process. */
export function inProcess(
  name: string,
  versions: { readonly [part: string]: string },
  step: () => unknown,
  now: () => number = () => performance.now(),
): Contestant {
  return {
    name,
    versions,
    async round(steps) {
      if (steps > 1) step();
      const began = now();
      for (let i = 0; i < steps; i++) step();
      return (now() - began) / steps;
    },
  };
}

const MAX_STEPS = 100_000;

/** Runs a contestant until it is warm and returns how many steps make a round. */
async function warmUp(contestant: Contestant, options: CompareOptions): Promise<number> {
  const { warmUpMs = 0, roundMs = 300, stepsPerRound } = options;
  if (stepsPerRound !== undefined) return stepsPerRound;
  const stepsIn = (time: number, ms: number): number =>
    Math.min(MAX_STEPS, Math.max(1, Math.round(time / Math.max(ms, 1e-6))));
  // The first step may compile for seconds: it says nothing of those after it.
  await contestant.round(1);
  let [ms, steps, spent] = [await contestant.round(1), 1, 0];
  for (spent += ms; spent < warmUpMs && ms > 0; spent += ms * steps) {
    steps = Math.min(2 * steps, stepsIn(warmUpMs - spent, ms));
    ms = await contestant.round(steps);
  }
  return stepsIn(roundMs, ms);
}

const verdictOf = ({ low, high }: Interval, spread: number): Verdict => {
  if (low > 1 + spread) return 'slower';
  return high < 1 / (1 + spread) ? 'faster' : 'no claim';
};

/** Contestants in the order of a round: each starts in turn, and every second round runs backwards. */
function orderOf<T>(all: readonly T[], round: number): T[] {
  const start = (round >> 1) % all.length;
  const order = [...all.slice(start), ...all.slice(0, start)];
  return round % 2 === 0 ? order : order.reverse();
}

/**
 * Compares contestants with the reference. One that fails on the way is listed as missing, with what it said.
 * @throws RangeError if the reference itself is not there
 */
export async function compare(
  entries: readonly (Contestant | Missing)[],
  options: CompareOptions,
): Promise<Comparison> {
  const { reference, rounds, tell = () => {} } = options;
  const missing = entries.filter((entry): entry is Missing => 'missing' in entry);
  const present = entries.filter((entry): entry is Contestant => 'round' in entry);
  const first = present.find(({ name }) => name === reference);
  const absent = (why: string): RangeError =>
    new RangeError(`compare: expected the reference '${reference}', got ${why}`);
  if (first === undefined)
    throw absent(missing.find(({ name }) => name === reference)?.missing ?? 'no such entry');

  const control = options.control ?? first;
  const again = { ...control, name: `${reference}, again`, round: control.round.bind(control) };
  type Lane = { readonly contestant: Contestant; steps: number; readonly times: number[]; failed: boolean };
  const lanes: Lane[] = [...present, again].map((contestant) => ({
    contestant,
    steps: 1,
    times: [],
    failed: false,
  }));
  const attempt = async (lane: Lane, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      const { name } = lane.contestant;
      const reason = (error as Error).message;
      if (lane.contestant === first || lane.contestant === again) throw absent(reason);
      lane.failed = true;
      missing.push({ name, missing: reason });
      tell(`${name}: ${reason}`);
    }
  };
  for (const lane of lanes) {
    await attempt(lane, async () => {
      lane.steps = await warmUp(lane.contestant, options);
      tell(`${lane.contestant.name}: warm, ${lane.steps} steps a round`);
    });
  }
  for (let round = 0; round < rounds; round++) {
    for (const lane of orderOf(
      lanes.filter(({ failed }) => !failed),
      round,
    )) {
      await attempt(lane, async () => {
        lane.times.push(await lane.contestant.round(lane.steps));
      });
    }
  }

  const base = lanes.find(({ contestant }) => contestant === first)!.times;
  const ratioOf = ({ times }: Lane): Interval => medianInterval(times.map((t, round) => t / base[round]));
  const last = lanes[lanes.length - 1];
  const { low, high } = ratioOf(last);
  const spread = Math.max(high, 1 / low, 1) - 1;
  const resultOf = (lane: Lane): Result => {
    const { contestant, times, steps } = lane;
    const ratio = ratioOf(lane);
    return {
      name: contestant.name,
      versions: contestant.versions,
      medianMs: median(times),
      deviationMs: medianDeviation(times),
      minMs: Math.min(...times),
      steps,
      cores: contestant.cores?.() ?? null,
      ratio,
      verdict: verdictOf(ratio, spread),
      roundsMs: times,
    };
  };
  const finished = lanes.filter((lane) => !lane.failed && lane !== last);
  return { reference, rounds, results: finished.map(resultOf), control: resultOf(last), spread, missing };
}
