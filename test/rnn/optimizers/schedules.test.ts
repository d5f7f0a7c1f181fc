import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add } from '../../../src/autograd/index.ts';
import { compile } from '../../../src/compile/index.ts';
import {
  cosineDecay,
  exponentialDecay,
  linearDecay,
  type Schedule,
  sgd,
  stepDecay,
  warmup,
} from '../../../src/rnn/index.ts';
import { item, type Tensor, tensor } from '../../../src/tensor/index.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { follow, one, schedules } from './follow.ts';

/** The rate of an update. */
const at = (schedule: Schedule, step: number): number => item(schedule(tensor(step)) as Tensor);

/** The rates of the first `count` updates. */
const rates = (schedule: Schedule, count: number): number[] =>
  Array.from({ length: count }, (_, step) => at(schedule, step));

/** Asserts that rates agree to a few roundings of f32, relative to each. */
function assertRates(actual: readonly number[], expected: readonly number[]): void {
  const ratios = actual.map((rate, i) => rate / expected[i]);
  assertClose(tensor(ratios, 'f64'), tensor(Array(expected.length).fill(1), 'f64'), tolerances.f32);
}

// PyTorch 2.15: o = torch.optim.SGD([p], lr=0.1); s = ...; for each update: print(o.param_groups[0]['lr']);
// o.step(); s.step(). The schedule, from torch.optim.lr_scheduler, is the comment at each row.
describe('rates of PyTorch', () => {
  it.each<[string, Schedule, number[]]>([
    [
      'exponentialDecay', // ExponentialLR(o, 0.9)
      exponentialDecay({ initial: 0.1, rate: 0.9 }),
      [0.1, 0.09, 0.081, 0.0729, 0.06561, 0.059049],
    ],
    [
      'a staircase', // StepLR(o, 2, 0.5)
      exponentialDecay({ initial: 0.1, rate: 0.5, every: 2, staircase: true }),
      [0.1, 0.1, 0.05, 0.05, 0.025, 0.025],
    ],
    [
      'stepDecay', // MultiStepLR(o, [2, 3, 5], 0.1)
      stepDecay({ initial: 0.1, at: [2, 3, 5] }),
      [0.1, 0.1, 0.01, 0.001, 0.001, 0.0001, 0.0001],
    ],
    [
      'cosineDecay', // CosineAnnealingLR(o, 5, 0.01)
      cosineDecay({ initial: 0.1, steps: 5, final: 0.01 }),
      [0.1, 0.09140576474687263, 0.06890576474687263, 0.04109423525312736, 0.018594235253127367, 0.01],
    ],
    [
      'linearDecay', // LinearLR(o, 1.0, 0.1, 5)
      linearDecay({ initial: 0.1, steps: 5, final: 0.01 }),
      [0.1, 0.082, 0.064, 0.046, 0.028, 0.01, 0.01],
    ],
  ])('%s', (_, schedule, expected) => {
    assertRates(rates(schedule, expected.length), expected);
    // Control: the rates of one update later are not these.
    expect(() => assertRates(rates(schedule, expected.length + 1).slice(1), expected)).toThrow('expected');
  });
});

describe('ends', () => {
  const ends = fc.record({
    initial: fc.constantFrom(1, 0.1, 0.025),
    final: fc.constantFrom(0, 1e-5, 0.01),
    steps: fc.integer({ min: 1, max: 1e6 }),
  });

  it('linearDecay and cosineDecay start at initial and stay at final from update `steps`, to the bit', () => {
    fc.assert(
      fc.property(ends, fc.nat(1000), (options, later) => {
        for (const schedule of [linearDecay(options), cosineDecay(options)]) {
          expect(at(schedule, 0)).toBe(Math.fround(options.initial));
          expect(at(schedule, options.steps + later)).toBe(Math.fround(options.final));
        }
      }),
    );
  });

  it('all decays fall, or stay', () => {
    fc.assert(
      fc.property(
        ends,
        fc.constantFrom(1, 0.9, 0.1),
        fc.nat(2e6),
        fc.nat(100),
        (options, rate, step, more) => {
          const { initial, steps } = options;
          const all = [
            linearDecay(options),
            cosineDecay(options),
            exponentialDecay({ initial, rate, every: steps }),
            exponentialDecay({ initial, rate, every: steps, staircase: true }),
            stepDecay({ initial, factor: rate, at: [steps, 2 * steps] }),
          ];
          // Rounding may lift a rate that has all but stopped falling, by a few 2^-24 of the largest.
          const slack = initial * 2 ** -21;
          for (const schedule of all) {
            expect(at(schedule, step + more)).toBeLessThanOrEqual(at(schedule, step) + slack);
            expect(at(schedule, step)).toBeLessThanOrEqual(Math.fround(initial) + slack);
          }
        },
      ),
    );
  });
});

describe('exponentialDecay', () => {
  it('keeps its digits for rates close to 1: .025 .99975^10000, which .99975 in f32 misses by 2e-4', () => {
    assertRates([at(exponentialDecay({ initial: 0.025, rate: 0.99975 }), 10000)], [0.025 * 0.99975 ** 10000]);
    expect(Math.abs((Math.fround(0.99975) / 0.99975) ** 10000 - 1)).toBeGreaterThan(1e-4);
  });

  it('is a power for every rate, and a constant for 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 0 }), fc.integer({ min: 1, max: 50 }), (exponent, every) => {
        const rate = 1.5 * 2 ** (exponent - 1);
        const schedule = exponentialDecay({ initial: 2, rate, every });
        const half = Math.round(every / 2);
        // An exponent of 28 rounded to f32 moves the power by 28 2^-24 = 1.7e-6.
        const error = at(schedule, half) / (2 * rate ** (half / every)) - 1;
        expect(Math.abs(error)).toBeLessThan(4e-6);
      }),
    );
    expect(rates(exponentialDecay({ initial: 0.25, rate: 1 }), 4)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('as a staircase falls at multiples of `every` and nowhere else, up to 2^24 updates', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(5000), (every, k) => {
        const schedule = exponentialDecay({ initial: 1, rate: 0.999, every, staircase: true });
        expect(at(schedule, (k + 1) * every - 1)).toBe(at(schedule, k * every));
        expect(at(schedule, (k + 1) * every)).toBeLessThan(at(schedule, k * every));
      }),
    );
  });
});

describe('warmup', () => {
  it('rises in a straight line to the rate, at update steps - 1', () => {
    expect(rates(warmup(4, 0.5), 6)).toEqual([0.125, 0.25, 0.375, 0.5, 0.5, 0.5]);
    expect(rates(warmup(1, 0.5), 2)).toEqual([0.5, 0.5]);
  });

  it('then follows the schedule as if it began there', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...schedules),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(10),
        ([, then], steps, n) => {
          const schedule = warmup(steps, then);
          expect(at(schedule, steps + n)).toBe(at(then, n));
          expect(at(schedule, 0)).toBeCloseTo(at(then, 0) / steps, 8);
        },
      ),
    );
  });
});

describe('schedules in optimisers', () => {
  it('are asked for the number of updates made: 0, 1, 2, ...', () => {
    const learningRate: Schedule = (step) => add(step, 1);
    expect(follow(sgd({ learningRate }), one(0), [one(1), one(1), one(1)])).toEqual([
      one(-1),
      one(-3),
      one(-6),
    ]);
  });

  it('count to 2^24 in f32, and stay there', () => {
    const optimizer = sgd({ learningRate: (step) => step });
    const following = (step: number): unknown => optimizer.update(one(0), one(1), { step: tensor(step) })[1];
    expect(following(2 ** 24 - 1)).toEqual({ step: tensor(2 ** 24) });
    expect(following(2 ** 24)).toEqual({ step: tensor(2 ** 24) });
  });

  it.each(schedules)('%s gives the same bits compiled and at once', (_, schedule) => {
    const compiled = compile(schedule, [tensor(0)]);
    expect(compiled.engine).toBe('compiled');
    for (const step of [0, 1, 2, 3, 4, 5, 6, 7, 8, 100, 2 ** 24]) {
      expect(compiled(tensor(step))).toEqual(schedule(tensor(step)));
    }
  });
});
