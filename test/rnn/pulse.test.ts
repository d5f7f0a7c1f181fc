import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pulse } from '../../src/rnn/pulse.ts';
import { ones, tensor } from '../../src/tensor/index.ts';

describe('pulse', () => {
  const value = [1, 2];

  it('covers the steps t with from <= t dt < to', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.1, 0.5, 1, 20), fc.nat(12), fc.nat(12), (dt, a, b) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const whole = pulse({ nSteps: 12, dt, from: first * dt, to: last * dt, value });
        const on = Array.from({ length: 12 }, (_, t) => t >= first && t < last);
        expect([...whole.data]).toEqual(on.flatMap((is) => (is ? value : [0, 0])));
      }),
    );
    expect([...pulse({ nSteps: 4, dt: 10, from: 5, to: 21, value: [1] }).data]).toEqual([0, 1, 1, 0]);
  });

  it('has the shape and dtype of its value behind time', () => {
    const each = pulse({ nSteps: 2, dt: 1, from: 1, to: 2, value: tensor([[1], [2], [3]], 'f64') });
    expect(each).toEqual(
      tensor(
        [
          [[0], [0], [0]],
          [[1], [2], [3]],
        ],
        'f64',
      ),
    );
  });
});

describe('pulse refuses', () => {
  const good = { nSteps: 4, dt: 20, from: 0, to: 20, value: [1] };

  it.each<[string, object, string]>([
    ['to end after the run', { to: 100 }, "pulse: expected 'to' to be a number in [0, 80], got 100"],
    ['to end before it starts', { from: 40 }, "pulse: expected 'to' to be a number in [40, 80], got 20"],
    ['to start before the run', { from: -1 }, "pulse: expected 'from' to be a number in [0, 80], got -1"],
    [
      'values over time',
      { value: ones([4, 3, 2]) },
      'pulse: expected value of shape [n] or [B, n], got [4, 3, 2]',
    ],
    [
      'a pulse between two steps',
      { nSteps: 10, from: 81, to: 99 },
      'pulse: expected a step that starts in the pulse, got none from 81 to 99 at dt 20 - move or widen it',
    ],
    [
      'an end that rounding hides',
      { nSteps: 3, dt: 0.1, to: 0.31 },
      "pulse: expected 'to' to be a number in [0, 0.3], got 0.31",
    ],
    ['an end that is none', { to: '20' }, "pulse: expected 'to' to be a number in [0, 80], got '20'"],
    ['half a step', { nSteps: 1.5 }, 'pulse: expected nSteps to be a whole number >= 1, got 1.5'],
    ['steps of no length', { dt: 0 }, 'pulse: expected dt to be a finite number > 0, got 0'],
    [
      'a misspelled option',
      { until: 3 },
      "pulse: expected known options, got 'until' - the options are nSteps, dt",
    ],
  ])('%s', (_, changes, message) => {
    expect(() => pulse({ ...good, ...changes })).toThrow(message);
  });
});
