import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepsIn } from '../../../src/tasks/core/timing.ts';
import { fixedTime, fourthRootOfDt, stepAfter, stepFrom } from '../../../src/tasks/psychrnn/fixed-time.ts';

describe('steps', () => {
  const dts = fc.constantFrom(0.1, 0.3, 1, 7.3, 10, 12.5);
  const times = fc.oneof(
    fc.double({ min: 0, max: 3000, noNaN: true }),
    fc.nat(300).map((n) => n * 10),
    fc.nat(300).map((n) => n / 10),
  );

  it('are the first with k dt >= t, and the first with k dt > t', () => {
    fc.assert(
      fc.property(times, dts, (t, dt) => {
        const from = stepFrom(t, dt);
        expect(from * dt >= t && (from === 0 || (from - 1) * dt < t)).toBe(true);
        const after = stepAfter(t, dt);
        expect(after * dt > t && (after === 0 || (after - 1) * dt <= t)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [1005, 10, 101],
    [2000, 10, 200],
    [0.3, 0.1, 3],
    [0.7, 0.1, 7],
    [1, 1, 1],
    [2, 0.3, 7],
  ])('T %d at dt %d has %d', (T, dt, nSteps) => {
    expect(stepsIn(T, dt)).toBe(nSteps);
  });

  it('of n times dt are n, whatever the rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e5 }), fc.integer({ min: 1, max: 1000 }), (n, tenths) => {
        expect(stepsIn(n * (tenths / 10), tenths / 10)).toBe(n);
        expect(stepsIn((n * tenths) / 10, tenths / 10)).toBe(n);
        expect(stepsIn((n + 0.001) * (tenths / 10), tenths / 10)).toBe(n + 1);
      }),
    );
  });
});

describe('standard deviations of the noise', () => {
  // reference/psychrnn.md 9.2, printed to six digits.
  it.each([
    [1, 0.0251487],
    [5, 0.037606],
    [10, 0.0447214],
    [20, 0.053183],
  ])('of PsychRNN at dt %d is %d', (dt, std) => {
    const options = { dt, noise: 'psychrnn' } as const;
    expect(fixedTime('test', options, 0.1, fourthRootOfDt).std).toBeCloseTo(std, 6);
  });

  it.each([
    [10, 100, 0.0447214],
    [20, 100, 0.0632456],
    [10, 50, 0.0632456],
    [5, 200, 0.0223607],
  ])('aware of tau at dt %d and tau %d is %d', (dt, tau, std) => {
    expect(fixedTime('test', { dt, tau }, 0.1, fourthRootOfDt).std).toBeCloseTo(std, 6);
  });
});
