import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationAt, mostSteps, wholeSteps } from '../../../src/tasks/core/timing.ts';
import { checkTiming, sampleDuration, type Timing } from '../../../src/tasks/index.ts';
import { key, split } from '../../../src/tensor/index.ts';
import { anyKey, anyTiming } from '../arbitraries.ts';

const fraction = fc.oneof(fc.nat(2 ** 24 - 1), fc.constant(2 ** 24 - 1), fc.nat(9)).map((n) => n * 2 ** -24);
const truncated = fc
  .record({
    mean: fc.constantFrom(1, 50, 600, 1e4, 1e7),
    min: fc.constantFrom(0, 3, 300),
    range: fc.constantFrom(1, 200, 2700, 1e5, Infinity),
  })
  .map(({ mean, min, range }) => ({ mean, min, max: min + range }));

describe('durations', () => {
  it('are multiples of dt in the range of their law', () => {
    fc.assert(
      fc.property(anyTiming, fc.constantFrom(0.1, 1, 12.5, 20), anyKey, (spec, dt, from) => {
        const ms = sampleDuration(spec, dt, from);
        expect(Number.isInteger(Math.round((ms / dt) * 1e9) / 1e9)).toBe(true);
        expect(ms).toBeGreaterThan(99.99 - dt);
        expect(ms).toBeLessThanOrEqual(1200);
        expect(sampleDuration(spec, dt, from)).toBe(ms);
      }),
    );
  });

  it('that are a multiple of dt keep every step, whatever the rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1000 }), (n, tenths) => {
        const dt = tenths / 10;
        expect(wholeSteps(n * dt, dt)).toBe(n);
        expect(wholeSteps((n * tenths) / 10, dt)).toBe(n);
        expect(wholeSteps((n - 0.001) * dt, dt)).toBe(n - 1);
      }),
    );
    expect(wholeSteps(0.3, 0.1)).toBe(3);
  });

  it.each([
    [50, 20, 40],
    [750, 100, 700],
    [1150, 100, 1100],
    [83, 80, 80],
    [0, 20, 0],
  ])('of %d ms at dt %d are cut to %d', (spec, dt, ms) => {
    expect(sampleDuration(spec, dt, key(0))).toBe(ms);
  });
});

describe('the most steps of a timing', () => {
  it('are exceeded by no draw', () => {
    fc.assert(
      fc.property(anyTiming, fc.constantFrom(0.1, 1, 12.5, 20), fraction, (spec, dt, u) => {
        expect(wholeSteps(durationAt(spec, u), dt)).toBeLessThanOrEqual(mostSteps(spec, dt));
      }),
    );
  });

  it.each<[Timing, number, number]>([
    [500, 20, 25],
    [{ choice: [800, 100] }, 20, 40],
    [{ uniform: [200, 500] }, 100, 4],
    [{ truncatedExponential: { mean: 600, max: 3000 } }, 20, 149],
    [{ truncatedExponential: { mean: 600 } }, 20, Infinity],
  ])('of %o at dt %d are %d', (spec, dt, steps) => {
    expect(mostSteps(spec, dt)).toBe(steps);
  });
});

describe('laws', () => {
  it('choice takes each duration equally often', () => {
    const counts = new Map<number, number>();
    for (const each of split(key(1), 4000)) {
      const ms = sampleDuration({ choice: [50, 100, 200, 400] }, 20, each);
      counts.set(ms, (counts.get(ms) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([40, 100, 200, 400]);
    // Standard deviation 27.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it('uniform is linear in the fraction and never reaches its end', () => {
    expect(durationAt({ uniform: [200, 500] }, 0)).toBe(200);
    expect(durationAt({ uniform: [200, 500] }, 0.5)).toBe(350);
    expect(wholeSteps(durationAt({ uniform: [200, 500] }, 1 - 2 ** -24), 100)).toBe(4);
  });

  it('the truncated exponential inverts its distribution function to 1e-4 and stays below its end', () => {
    fc.assert(
      fc.property(truncated, fraction, (law, u) => {
        const { mean, min, max } = law;
        const x = durationAt({ truncatedExponential: law }, u);
        expect(x).toBeGreaterThanOrEqual(min);
        expect(x).toBeLessThan(max);
        const below = Math.expm1((min - x) / mean) / Math.expm1((min - max) / mean);
        expect(Math.abs(below - u)).toBeLessThan(1e-4);
      }),
      { numRuns: 1000 },
    );
  });

  it('TruncExp(600, 300, 3000) has mean 869.67 ms', () => {
    const law = { truncatedExponential: { mean: 600, min: 300, max: 3000 } };
    const n = 20_000;
    const exact = Array.from({ length: n }, (_, i) => durationAt(law, (i + 0.5) / n));
    expect(exact.reduce((a, b) => a + b) / n).toBeCloseTo(869.67, 1);
    const drawn = split(key(2), n).map((each) => sampleDuration(law, 0.001, each));
    // Standard deviation about 503 ms, so 3.6 ms of the mean.
    expect(Math.abs(drawn.reduce((a, b) => a + b) / n - 869.67)).toBeLessThan(14);
  });
});

describe('bad timings', () => {
  const bad: [string, unknown, RegExp][] = [
    ['a negative number', -1, /expected timing\.x to be a finite number >= 0, got -1/],
    ['NaN', NaN, /got NaN/],
    ['an infinite number', Infinity, /got Infinity/],
    ['nothing', undefined, /number of ms or a law .* got undefined/],
    ['text', '100', /number of ms or a law .* got '100'/],
    ['a bare list', [100, 200], /write \{ choice: \[100, 200\] \}/],
    ['an unknown law', { choise: [1] }, /did you mean 'choice'/],
    ['no law', {}, /one law of choice, uniform, truncatedExponential, got \{ {2}\}/],
    ['two laws', { choice: [100], uniform: [100, 200] }, /one law/],
    ['an empty choice', { choice: [] }, /at least one duration, got \[\]/],
    ['a negative choice', { choice: [100, -5] }, /choice\[1\]/],
    ['a uniform of three', { uniform: [1, 2, 3] }, /\[low, high\]/],
    ['an inverted uniform', { uniform: [300, 200] }, /min < max, got 300 and 200/],
    ['an empty uniform', { uniform: [200, 200] }, /min < max/],
    ['a mean of 0', { truncatedExponential: { mean: 0 } }, /mean to be a finite number > 0, got 0/],
    ['min >= max', { truncatedExponential: { mean: 600, min: 300, max: 300 } }, /min < max, got 300 and 300/],
    ['a NaN max', { truncatedExponential: { mean: 600, max: NaN } }, /max/],
    ['a misspelled bound', { truncatedExponential: { mean: 600, mim: 3 } }, /did you mean 'min'/],
    ['only durations below dt', { choice: [5, 19] }, /0 or at least one step of dt = 20 ms/],
  ];
  it.each(bad)('%s', (_, spec, message) => {
    expect(() => checkTiming('task', 'timing.x', spec as Timing, 20)).toThrow(message);
    expect(() => sampleDuration(spec as Timing, 20, key(0))).toThrow(/^sampleDuration: /);
  });

  it('a needed period must have a step in every trial', () => {
    checkTiming('task', 'timing.x', { choice: [0, 100] }, 20);
    expect(() => checkTiming('task', 'timing.x', { choice: [0, 100] }, 20, true)).toThrow(
      'task: expected timing.x to last at least one step of dt = 20 ms, got { choice: [0, 100] } - lengthen it or lower dt',
    );
    expect(() => checkTiming('task', 'timing.x', 100, 0)).toThrow(/dt to be a finite number > 0, got 0/);
  });
});
