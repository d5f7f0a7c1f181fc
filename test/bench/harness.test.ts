/** Controls of the benchmark harness: it finds what is planted, and claims nothing where nothing is. @module */

import { expect, test } from 'vitest';
import { type Comparison, type Contestant, compare, inProcess, type Missing } from '../../bench/harness.ts';
import { median, medianDeviation, medianInterval } from '../../bench/statistics.ts';

/** Uniform numbers in [0, 1) from a seed (Marsaglia's xorshift, 2003). */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A clock that only contestants advance: each step takes its time, a common drift, and noise of up to `jitter`. */
function fakeMachine(seed: number, jitter: number) {
  const random = noise(seed);
  let time = 0;
  let steps = 0;
  const contestant = (name: string, ms: number): Contestant =>
    inProcess(
      name,
      {},
      () => {
        steps++;
        // The machine slows down by half and recovers, as one does that others work on.
        const drift = 1 + 0.5 * Math.sin(steps / 500) ** 2;
        time += ms * drift * (1 + jitter * random());
      },
      () => time,
    );
  return { contestant };
}

const options = { reference: 'A', rounds: 21, warmUpMs: 20, roundMs: 40 };

async function race(
  seed: number,
  others: { [name: string]: number },
  extra: readonly Missing[] = [],
): Promise<Comparison> {
  const { contestant } = fakeMachine(seed, 0.1);
  const entries = Object.entries({ A: 1, ...others }).map(([name, ms]) => contestant(name, ms));
  return compare([...entries, ...extra], options);
}

const verdicts = ({ results }: Comparison): { [name: string]: string } =>
  Object.fromEntries(results.map(({ name, verdict }) => [name, verdict]));

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

test.each(seeds)(
  'control: a planted 10 % is found in spite of 10 % noise and 50 % drift (seed %i)',
  async (seed) => {
    const comparison = await race(seed, { slower: 1.1, faster: 0.9 });
    expect(verdicts(comparison)).toEqual({ A: 'no claim', slower: 'slower', faster: 'faster' });
    const { ratio } = comparison.results[1];
    expect(ratio.low).toBeGreaterThan(1.06);
    expect(ratio.high).toBeLessThan(1.14);
  },
);

test.each(seeds)(
  'control: A against A is not claimed, however often it is entered (seed %i)',
  async (seed) => {
    const comparison = await race(seed, { B: 1 });
    expect(comparison.control.verdict).toBe('no claim');
    expect(comparison.spread).toBeLessThan(0.05);
    expect(verdicts(comparison)).toEqual({ A: 'no claim', B: 'no claim' });
  },
);

test('no claim is made below the spread of the control', async () => {
  const { contestant } = fakeMachine(1, 0);
  const unlike = contestant('A', 1.2);
  const comparison = await compare([contestant('A', 1), contestant('B', 1.1)], {
    ...options,
    control: unlike,
  });
  expect(comparison.spread).toBeGreaterThan(0.15);
  expect(verdicts(comparison)).toEqual({ A: 'no claim', B: 'no claim' });
});

test('with a fake clock everything repeats to the bit', async () => {
  expect(await race(3, { B: 1.1 })).toEqual(await race(3, { B: 1.1 }));
});

test('rounds are as long as asked, whatever a step takes', async () => {
  const { results } = await race(1, { tiny: 0.01, huge: 300 });
  expect(results.map(({ steps }) => steps >= 20 && steps <= 50)).toEqual([true, false, false]);
  expect(results[1].steps).toBeGreaterThan(2000);
  expect(results[2].steps).toBe(1);
  const fixed = await compare([fakeMachine(1, 0).contestant('A', 1)], { ...options, stepsPerRound: 7 });
  expect(fixed.results[0].steps).toBe(7);
});

test('every contestant runs at every place of the order', async () => {
  const order: string[] = [];
  const log = (name: string): Contestant => ({
    name,
    versions: {},
    round: async () => {
      order.push(name);
      return 1;
    },
  });
  await compare([log('A'), log('B')], { reference: 'A', control: log('C'), rounds: 6, stepsPerRound: 1 });
  const rounds = order.join('').match(/.../g);
  expect(rounds).toEqual(['ABC', 'CBA', 'BCA', 'ACB', 'CAB', 'BAC']);
});

test('the missing are listed with their reasons: those absent, and those that fail on the way', async () => {
  const { contestant } = fakeMachine(1, 0);
  let rounds = 0;
  const fragile: Contestant = {
    ...contestant('fragile', 1),
    round: async () => {
      if (rounds++ > 3) throw new Error('out of memory');
      return 1;
    },
  };
  const entries = [contestant('A', 1), { name: 'gone', missing: 'not installed' }, fragile];
  const comparison = await compare(entries, options);
  expect(comparison.missing).toEqual([
    { name: 'gone', missing: 'not installed' },
    { name: 'fragile', missing: 'out of memory' },
  ]);
  expect(comparison.results.map(({ name }) => name)).toEqual(['A']);
  await expect(compare([{ name: 'A', missing: 'not built' }], options)).rejects.toThrow(/'A', got not built/);
});

test('median, deviation and interval of the median', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(medianDeviation([1, 2, 3, 4, 100])).toBe(1);
  const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
  // Tables of the sign test: 6 values reach 96.9 % with their extremes, 21 values 97.3 % with the 6th and the 16th.
  expect(medianInterval(upTo(6))).toEqual({ median: 3.5, low: 1, high: 6, coverage: 1 - 2 / 64 });
  expect(medianInterval(upTo(21))).toMatchObject({ median: 11, low: 6, high: 16 });
  expect(medianInterval(upTo(21)).coverage).toBeCloseTo(0.9734, 4);
  expect(medianInterval([5])).toEqual({ median: 5, low: 5, high: 5, coverage: 0 });
});
