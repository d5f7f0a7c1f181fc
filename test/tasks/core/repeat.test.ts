import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostStepsRepeated, repeatPeriods } from '../../../src/tasks/core/repeat.ts';
import { consecutivePeriods } from '../../../src/tasks/core/task.ts';
import { key } from '../../../src/tensor/index.ts';
import { anyKey, anyTiming } from '../arbitraries.ts';

describe('repeatPeriods', () => {
  it('lays rounds of the same durations end to end and moves what follows', () => {
    fc.assert(
      fc.property(
        fc.record({ wait: anyTiming, cue: anyTiming, gap: anyTiming, answer: anyTiming }),
        anyKey,
        fc.integer({ min: 1, max: 5 }),
        (timing, from, times) => {
          const frame = consecutivePeriods('test', 20, timing)(from);
          const { periods, nSteps, dt } = repeatPeriods(frame, ['cue', 'gap'], times);
          const rounds = Array.from({ length: times }, (_, i) => [`cue${i}`, `gap${i}`]).flat();
          expect(periods.map(({ name }) => name)).toEqual(['wait', ...rounds, 'answer']);
          periods.forEach(({ start }, i) => {
            expect(start).toBe(i === 0 ? 0 : periods[i - 1].end);
          });
          const long = (name: string): number => {
            const { start, end } = frame.periods.find((period) => period.name === name)!;
            return end - start;
          };
          for (const { name, start, end } of periods) expect(end - start).toBe(long(name.replace(/\d/, '')));
          expect([nSteps, dt]).toEqual([periods.at(-1)!.end, 20]);
          expect(nSteps).toBeLessThanOrEqual(mostStepsRepeated(timing, 20, ['cue', 'gap'], times));
        },
      ),
    );
  });

  it('leaves out what comes no time', () => {
    const timing = { wait: 100, cue: 50, answer: 100 };
    const frame = consecutivePeriods('test', 10, timing)(key(0));
    expect(repeatPeriods(frame, ['cue'], 0).nSteps).toBe(20);
    expect(mostStepsRepeated(timing, 10, ['cue'], 0)).toBe(20);
  });

  it('knows the longest trial', () => {
    const timing = { wait: { uniform: [100, 200] as const }, cue: { choice: [10, 50] }, answer: 100 };
    expect(mostStepsRepeated(timing, 10, ['cue'], 3)).toBe(19 + 15 + 10);
    const endless = { wait: { truncatedExponential: { mean: 100 } }, cue: 10 };
    expect(mostStepsRepeated(endless, 10, ['cue'], 3)).toBe(Infinity);
  });
});
