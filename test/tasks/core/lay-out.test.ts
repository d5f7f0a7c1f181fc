import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lasting } from '../../../src/tasks/core/conditions.ts';
import { endToEnd, stepsOf } from '../../../src/tasks/core/lay-out.ts';
import { durationAt, mostSteps, wholeSteps } from '../../../src/tasks/core/timing.ts';
import { anyTiming } from '../arbitraries.ts';

it('periods laid end to end have their lengths and leave no gap', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { minLength: 1 }), (lengths) => {
      const frame = endToEnd(
        20,
        lengths.map((steps, i) => [`p${i}`, steps]),
      );
      expect(lengths.map((_, i) => stepsOf(frame, `p${i}`))).toEqual(lengths);
      frame.periods.forEach(({ start }, i) => {
        expect(start).toBe(i === 0 ? 0 : frame.periods[i - 1].end);
      });
      expect([frame.nSteps, frame.dt]).toEqual([frame.periods.at(-1)!.end, 20]);
    }),
  );
});

it('a lasting condition is drawn as the timing is, in whole steps, and may be forced within them', () => {
  const u = fc.nat(2 ** 24 - 1).map((n) => n / 2 ** 24);
  fc.assert(
    fc.property(anyTiming, fc.constantFrom(10, 25, 80, 12.5, 0.1), u, (timing, dt, fraction) => {
      const condition = lasting(timing, dt);
      const steps = wholeSteps(durationAt(timing, fraction), dt);
      expect(condition.draw(fraction)).toBe(steps * dt);
      expect(wholeSteps(condition.draw(fraction), dt)).toBe(steps);
      const most = mostSteps(timing, dt);
      for (const ms of [dt, condition.draw(fraction), most * dt]) condition.check('f', 'x', ms);
      expect(() => condition.check('f', 'x', (most + 1) * dt)).toThrow(
        `f: expected x to last at most ${most} steps of dt = ${dt} ms, got`,
      );
    }),
  );
  expect(() => lasting(500, 100).check('f', 'x', 99)).toThrow(
    'f: expected x to be a finite number >= 100, got 99',
  );
  expect(() => lasting(500, 100).check('f', 'x', '300')).toThrow(
    'f: expected x to be a finite number >= 100',
  );
});
