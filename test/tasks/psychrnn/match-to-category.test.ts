import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MatchToCategoryOptions, matchToCategory, trialBatch } from '../../../src/tasks/index.ts';
import { key, split } from '../../../src/tensor/index.ts';
import { chiSquareScore, countsOf, kolmogorovScore } from '../../support/statistics.ts';
import { anyKey } from '../arbitraries.ts';
import { anyCategory, range, stepsWith } from './psychrnn-tasks.ts';

const TURN = 2 * Math.PI;
// Four roundings to f32 of a number below 1/2, and the error of exp.
const TOLERANCE = 1e-7;

describe('every trial, whatever the options and the key', () => {
  it('shows a bump around its angle, then asks for its category', () => {
    fc.assert(
      fc.property(anyCategory, anyKey, (options, from) => {
        const task = matchToCategory({ ...options, sigma: 0 });
        const { inputs, targets, mask, trials } = trialBatch(task, from, 1);
        const [{ angle, category, nSteps }] = trials;
        const [nIn, nOut] = [options.nIn!, options.nOut!];
        expect([task.nIn, task.nOut, angle >= 0, angle < TURN]).toEqual([nIn, nOut, true, true]);
        expect(category).toBe(Math.floor((angle / TURN) * nOut));
        const onset = options.timing!.fixation!;
        const offset = onset + options.timing!.stimulus!;
        const end = offset + options.timing!.decision!;
        const gaps = options.channels === 'psychrnn' ? nIn - 1 : nIn;
        for (let k = 0; k < nSteps; k++) {
          const t = k * task.dt;
          const seen = onset <= t && t < offset;
          const asked = offset <= t && t < end;
          for (let i = 0; i < nIn; i++) {
            const apart = Math.abs((i * TURN) / gaps - angle);
            const z = Math.min(apart, TURN - apart);
            const density = Math.exp(-0.5 * z * z) / Math.sqrt(TURN);
            expect(Math.abs(inputs.data[k * nIn + i] - (seen ? density : 0))).toBeLessThan(TOLERANCE);
          }
          for (let i = 0; i < nOut; i++) {
            expect(targets.data[k * nOut + i]).toBe(asked && i === category ? 1 : 0);
            expect(mask.data[k * nOut + i]).toBe(asked ? 1 : 0);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('takes a forced angle or category as given', () => {
    fc.assert(
      fc.property(anyCategory, anyKey, fc.nat(1000), (options, from, thousandths) => {
        const task = matchToCategory(options);
        const angle = (thousandths / 1001) * TURN;
        const given = task.plan(from, { angle });
        expect(given.angle).toBe(angle);
        const { category } = given;
        expect(task.plan(from, { angle, category })).toEqual(given);
        const drawn = task.plan(from, { category });
        expect(drawn.category).toBe(category);
        expect(Math.floor((drawn.angle / TURN) * task.nOut)).toBe(category);
      }),
    );
  });
});

describe('known facts (reference/psychrnn.md 9.4 and 12)', () => {
  const half = [
    0.39894228, 0.36543445, 0.28087156, 0.18113605, 0.09801688, 0.04450366, 0.01695467, 0.00541978,
  ];

  it('angle 0: the 16 values of PsychRNN, input steps 20-119, mask 120-199', () => {
    const task = matchToCategory({ channels: 'psychrnn', sigma: 0 });
    const { inputs, targets, mask } = trialBatch(task, key(0), 1, { angle: 0 });
    expect(inputs.shape).toEqual([200, 1, 16]);
    [...half, ...half.toReversed()].forEach((value, i) => {
      expect(Math.abs(inputs.data[20 * 16 + i] - value)).toBeLessThan(TOLERANCE);
      expect(stepsWith(inputs.data, 16, i)).toEqual(range(20, 119));
    });
    for (const i of [0, 1]) expect(stepsWith(mask.data, 2, i)).toEqual(range(120, 199));
    expect(stepsWith(targets.data, 2, 0)).toEqual(range(120, 199));
    expect(stepsWith(targets.data, 2, 1)).toEqual([]);
  });

  it('the channels are distinct by default: no two respond alike to every angle', () => {
    const response = (channels: 'distinct' | 'psychrnn', angle: number): number[] => [
      ...trialBatch(matchToCategory({ channels, sigma: 0 }), key(0), 1, { angle }).inputs.data.subarray(
        20 * 16,
        21 * 16,
      ),
    ];
    const angles = [0.3, 1.7, 4];
    const patterns = (channels: 'distinct' | 'psychrnn'): number =>
      new Set(range(0, 15).map((i) => `${angles.map((angle) => response(channels, angle)[i].toFixed(6))}`))
        .size;
    expect(patterns('distinct')).toBe(16);
    expect(patterns('psychrnn')).toBe(15);
  });

  it.each([
    [10, 0.005],
    [1, 0.05],
    [20, 0.0025],
  ])('the noise of PsychRNN at dt %d has standard deviation %d', (dt, std) => {
    // Equal keys draw equal normals: the ratio of two noises is that of their deviations.
    const of = (options: MatchToCategoryOptions): number =>
      trialBatch(matchToCategory({ dt, ...options }), key(0), 1).inputs.data[0];
    const unit = of({ tau: 2 * dt, sigma: 1, noise: 'tauAware' });
    expect(of({ noise: 'psychrnn' }) / unit / std).toBeCloseTo(1, 5);
    expect(of({}) / unit / (0.005 * Math.sqrt(dt / 10))).toBeCloseTo(1, 5);
  });

  it('draws angles uniformly and all categories equally often', () => {
    const task = matchToCategory({ nOut: 5 });
    const trials = split(key(6), 3000).map((each) => task.plan(each));
    expect(
      kolmogorovScore(
        Float64Array.from(trials, ({ angle }) => angle / TURN),
        (x) => x,
      ),
    ).toBeLessThan(1.95);
    const counts = countsOf(
      trials.map(({ category }) => category),
      5,
    );
    expect(chiSquareScore(counts, Array(5).fill(0.2))).toBeLessThan(4);
  });

  it('an angle just below a full turn is in the last category', () => {
    for (const nOut of [2, 3, 7, 10]) {
      const { category } = matchToCategory({ nOut }).plan(key(0), { angle: TURN * (1 - 2 ** -53) });
      expect(category).toBe(nOut - 1);
    }
  });
});

describe('bad calls', () => {
  it.each<[MatchToCategoryOptions, string]>([
    [
      { T: 1000 },
      'expected timing that lasts at most T = 1000 ms, got 2000 ms - raise T or give a shorter timing',
    ],
    [
      { timing: { decision: 900 } },
      'expected timing that lasts at most T = 2000 ms, got 2100 ms - raise T or give a shorter timing',
    ],
    [
      { timing: { stimulus: 0 } },
      'expected timing.stimulus to last at least one step of dt = 10 ms, got { stimulus: 0 }',
    ],
    [{ timing: { fixation: -1 } }, 'expected timing.fixation to be a finite number >= 0, got -1'],
    [
      { timing: { stimuls: 5 } as object },
      "expected known options, got 'stimuls' - did you mean 'stimulus'?",
    ],
    [{ timing: 5 as unknown as object }, 'expected timing to be an object, got 5'],
    [{ nIn: 1 }, 'expected nIn to be a whole number in [2, 65536], got 1'],
    [{ nOut: 1.5 }, 'expected nOut to be a whole number in [2, 65536], got 1.5'],
    [
      { channels: 'distict' as 'distinct' },
      "expected channels to be 'distinct' or 'psychrnn', got 'distict' - did you mean 'distinct'?",
    ],
  ])('%o', (options, message) => {
    expect(() => matchToCategory(options)).toThrow(`matchToCategory: ${message}`);
  });

  it.each<[object, string]>([
    [{ category: 2 }, 'expected forced category to be a whole number in [0, 1], got 2'],
    [{ angle: -1 }, 'expected forced angle to be a number in [0, 6.283185307179586], got -1'],
    [{ angle: TURN }, 'expected forced angle in [0, 2 pi) and in its category, got { angle: 6.28'],
    [
      { angle: 1, category: 1 },
      'expected forced angle in [0, 2 pi) and in its category, got { angle: 1, category: 1 }',
    ],
  ])('forced %o', (forced, message) => {
    expect(() => matchToCategory().plan(key(0), forced)).toThrow(`matchToCategory: ${message}`);
  });
});
