import { describe, expect, it } from 'vitest';
import { trialBatch } from '../../../src/tasks/index.ts';
import { mante } from '../../../src/tasks/pycog/mante.ts';
import { multisensory } from '../../../src/tasks/pycog/multisensory.ts';
import { rdm } from '../../../src/tasks/pycog/rdm.ts';
import { romo, romoWorstCondition } from '../../../src/tasks/pycog/romo.ts';
import { fromArray, key, type Tensor, zeros } from '../../../src/tensor/index.ts';
import { endsOf, oddsScore, oneTrial, repeat } from './trial.ts';

describe('mante', () => {
  it('tells the context and shows both modalities in the stimulus period only', () => {
    const conditions = { motion: 1, colour: 0, motionCoherence: 10, colourCoherence: 3, catchTrial: false };
    for (const [context, cue, answer] of [
      ['motion', [1, 0], [0.2, 1]],
      ['colour', [0, 1], [1, 0.2]],
    ] as const) {
      const open = oneTrial(mante(), { ...conditions, context });
      const shown = repeat(40, [...cue, 0.25, 0.75, 0.575, 0.425]);
      expect(open.inputs).toEqual([
        ...repeat(5, Array(6).fill(0)),
        ...shown,
        ...repeat(15, Array(6).fill(0)),
      ]);
      expect(open.targets.slice(45)).toEqual(repeat(15, answer));
    }
  });

  it('keeps the right choice and that of the modality that counts the same, whichever is forced', () => {
    const { trials } = trialBatch(mante(), key(2), 200);
    const counted = trials.map(({ context, motion, colour }) => (context === 'motion' ? motion : colour));
    expect(trials.map(({ groundTruth }) => groundTruth)).toEqual(counted);
    // The other modality is free.
    const others = trials.map(({ context, motion, colour }) => (context === 'motion' ? colour : motion));
    expect(others.filter((choice, i) => choice === counted[i]).length).toBeGreaterThan(60);
    for (const choice of [0, 1]) {
      for (const forced of [{ groundTruth: choice }, { context: 'colour', colour: choice } as const]) {
        const { trials: same } = trialBatch(mante(), key(3), 20, forced);
        expect(new Set(same.map(({ groundTruth }) => groundTruth))).toEqual(new Set([choice]));
      }
    }
    const call = (): unknown =>
      trialBatch(mante(), key(0), 1, { context: 'motion', motion: 1, groundTruth: 0 });
    expect(call).toThrow('mante: expected forced groundTruth to be one of 1, got 0');
  });

  it.each(['context', 'groundTruth', 'motion', 'colour'] as const)('draws %s at equal odds', (name) => {
    expect(
      oddsScore(mante(), (trial) => Number(['colour', 1].includes(trial[name])), [0.5, 0.5]),
    ).toBeLessThan(4);
  });

  it('refuses bad options', () => {
    expect(() => trialBatch(mante(), key(0), 1, { context: 'motion', motion: 2 })).toThrow(
      'forced motion to be one of',
    );
    expect(() => mante({ scale: Number.NaN })).toThrow('mante: expected scale to be');
    expect(() => mante({ cohs: [] })).toThrow('mante: expected cohs to list at least one coherence, got []');
    expect(() => trialBatch(mante(), key(0), 1, { context: 'shape' } as never)).toThrow(
      "mante: expected forced context to be one of 'motion', 'colour', got 'shape'",
    );
  });
});

describe('multisensory', () => {
  it('shows rates as rising and falling inputs of the modality, and a start cue until the end', () => {
    for (const [modality, row] of [
      ['visual', [1.2, 0, 0.4, 0, 1]],
      ['auditory', [0, 1.2, 0, 0.4, 1]],
      ['both', [1.2, 1.2, 0.4, 0.4, 1]],
    ] as const) {
      const open = oneTrial(multisensory(), { catchTrial: false, modality, frequency: 16 });
      expect(open.inputs).toEqual([
        ...repeat(5, [0, 0, 0, 0, 0]),
        ...repeat(50, row),
        ...repeat(15, [0, 0, 0, 0, 1]),
      ]);
    }
    expect(oneTrial(multisensory(), { catchTrial: true }).inputs).toEqual(repeat(125, [0, 0, 0, 0, 0]));
  });

  it('draws all rates at equal odds, on the side of the right choice', () => {
    const rates = [9, 10, 11, 12, 13, 14, 15, 16];
    const rateOf = ({ frequency }: { frequency: number }): number => rates.indexOf(frequency);
    expect(
      oddsScore(
        multisensory(),
        rateOf,
        rates.map(() => 1 / 8),
      ),
    ).toBeLessThan(4);
    const uneven = multisensory({ boundary: 9.5 });
    expect(
      oddsScore(
        uneven,
        rateOf,
        rates.map(() => 1 / 8),
      ),
    ).toBeLessThan(4);
    const above = trialBatch(uneven, key(0), 50, { groundTruth: 0 }).trials.map(({ frequency }) => frequency);
    expect(Math.min(...above)).toBe(10);
  });

  it('has the boundary at 12.5 Hz, and any rate of the range may be forced', () => {
    const last = (frequency: number): readonly number[] =>
      oneTrial(multisensory(), { catchTrial: false, frequency }).targets[69];
    expect([last(12), last(13), last(12.6)]).toEqual([...repeat(1, [0.2, 1]), ...repeat(2, [1, 0.2])]);
  });

  it.each<[() => unknown, string]>([
    [() => multisensory({ frequencies: [9] }), 'expected frequencies to list at least two rates, got [9]'],
    [
      () => multisensory({ frequencies: [9, -1] }),
      'expected frequencies[1] to be a finite number >= 0, got -1',
    ],
    [() => multisensory({ boundary: Number.NaN }), 'expected boundary to be'],
    [
      () => multisensory({ frequencies: [9, 16], boundary: 16 }),
      'multisensory: expected boundary to have frequencies on either side, got 16 beside [9, 16]',
    ],
    [
      () => trialBatch(multisensory(), key(0), 1, { frequency: 9, groundTruth: 0 }),
      'multisensory: expected forced groundTruth to be one of 1, got 0',
    ],
    [() => trialBatch(multisensory(), key(0), 1, { frequency: 17 }), 'expected forced frequency'],
  ])('refuses what does not fit: %#', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('romo', () => {
  it('shows two frequencies with a delay between them', () => {
    const open = oneTrial(romo({ timing: { delay: 100 } }), { catchTrial: false, pair: 0, groundTruth: 1 });
    expect(endsOf(open)).toEqual([
      ['fixation', 5],
      ['f1', 30],
      ['delay', 35],
      ['f2', 60],
      ['decision', 75],
    ]);
    // The lower frequency of the first pair, 10 Hz, comes first: inputs 0.4 and 1.2; then 18 Hz: 0.4 + 0.8 / 3.
    const pause = (n: number): number[][] => repeat(n, [0, 0]);
    expect(open.inputs).toEqual([
      ...pause(5),
      ...repeat(25, [0.4, 1.2]),
      ...pause(5),
      ...repeat(25, [0.4 + 0.8 / 3, 0.4 + 1.6 / 3]),
      ...pause(15),
    ]);
    expect(open.targets[74]).toEqual(repeat(1, [0.2, 1])[0]);
  });

  it('has delays of 125 to 174 steps', () => {
    const { trials } = trialBatch(romo(), key(0), 2000, { catchTrial: false });
    const steps = trials.map(({ periods }) => periods[2].end - periods[2].start);
    expect([Math.min(...steps), Math.max(...steps), romo().maxSteps]).toEqual([125, 174, 244]);
  });

  it.each<[() => unknown, string]>([
    [() => romo({ pairs: [] }), 'romo: expected pairs to list at least one pair, got []'],
    [() => romo({ pairs: [[1, 2]] }), 'romo: expected pairs[0] to be [higher, lower], got [1, 2]'],
    [() => romo({ pairs: [[1, -2]] }), 'romo: expected pairs[0][1] to be a finite number >= 0, got -2'],
    [
      () => trialBatch(romo(), key(0), 1, { pair: 5 }),
      'romo: expected forced pair to be a whole number in [0, 4]',
    ],
  ])('refuses what does not fit: %#', (call, message) => {
    expect(call).toThrow(message);
  });
});

/** Outputs [T, B, 2] that choose as told at the last step of each trial, and wrongly at all others. */
function choosing(lastSteps: readonly number[], nSteps: number, choices: readonly number[]): Tensor {
  const z = zeros([nSteps, choices.length, 2]);
  choices.forEach((choice, b) => {
    for (let t = 0; t < nSteps; t++) {
      const now = t === lastSteps[b] ? choice : 1 - choice;
      z.data[(t * choices.length + b) * 2 + now] = 1;
    }
  });
  return z;
}

describe('accuracy of two choices', () => {
  const batch = trialBatch(romo(), key(1), 6, (b) => ({
    catchTrial: b === 5,
    pair: b < 2 ? 0 : 3,
    groundTruth: b % 2,
  }));
  const last = batch.trials.map(({ nSteps }) => nSteps - 1);
  const [nSteps] = batch.inputs.shape;
  const answer = (choices: readonly number[]): Tensor => choosing(last, nSteps, choices);
  const accuracy = (z: Tensor): number => romo().accuracy?.(batch, z) as number;

  it('is by the larger output at the last step of each trial, without catch trials', () => {
    expect(accuracy(answer([0, 1, 0, 1, 0, 0]))).toBe(1);
    expect(accuracy(answer([0, 1, 0, 1, 0, 1]))).toBe(1);
    expect(accuracy(answer([0, 0, 0, 1, 1, 0]))).toBe(0.6);
    expect(accuracy(answer([1, 0, 1, 0, 1, 1]))).toBe(0);
  });

  it('is, in the worst condition, the least of the conditions', () => {
    // Trials 2 and 4 have the same condition.
    expect(romoWorstCondition(batch, answer([0, 1, 0, 1, 0, 0]))).toBe(1);
    expect(romoWorstCondition(batch, answer([0, 1, 0, 1, 1, 0]))).toBe(0.5);
    expect(romoWorstCondition(batch, answer([0, 0, 0, 1, 1, 0]))).toBe(0);
  });

  it('counts NaN as wrong and the first of equal outputs, is NaN for catch trials alone, and checks shapes', () => {
    const z = answer([0, 1, 0, 1, 0, 0]);
    z.data[last[0] * 12] = Number.NaN;
    expect(accuracy(z)).toBe(0.8);
    expect(accuracy(zeros([nSteps, 6, 2]))).toBe(0.6);
    const caught = trialBatch(rdm(), key(0), 2, { catchTrial: true });
    expect(rdm().accuracy?.(caught, zeros([100, 2, 2]))).toBeNaN();
    expect(
      romoWorstCondition(trialBatch(romo(), key(0), 1, { catchTrial: true }), zeros([125, 1, 2])),
    ).toBeNaN();
    expect(() => accuracy(fromArray(new Float32Array(4), [2, 1, 2]))).toThrow(
      `accuracy: expected outputs of shape [${nSteps}, 6, 2], got [2, 1, 2]`,
    );
  });
});
