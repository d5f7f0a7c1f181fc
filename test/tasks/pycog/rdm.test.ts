import { describe, expect, it } from 'vitest';
import { trialBatch } from '../../../src/tasks/index.ts';
import { rdm, rdmRt, rdmVarstim } from '../../../src/tasks/pycog/rdm.ts';
import { key } from '../../../src/tensor/index.ts';
import { moments } from '../../support/statistics.ts';
import { endsOf, oddsScore, oneTrial, repeat } from './trial.ts';

describe('rdm', () => {
  it('has 5 + 40 + 15 steps, inputs (1 +- 3.2 c / 100) / 2, and targets 0.2 and 1 where the mask is 1', () => {
    for (const [groundTruth, coherence, row] of [
      [0, 16, [0.756, 0.244]],
      [1, 1, [0.484, 0.516]],
    ] as const) {
      const open = oneTrial(rdm(), { catchTrial: false, groundTruth, coherence });
      expect(endsOf(open)).toEqual([
        ['fixation', 5],
        ['stimulus', 45],
        ['decision', 60],
      ]);
      expect(open.inputs).toEqual([...repeat(5, [0, 0]), ...repeat(40, row), ...repeat(15, [0, 0])]);
      const answer = groundTruth === 0 ? [1, 0.2] : [0.2, 1];
      expect(open.targets).toEqual([...repeat(5, [0.2, 0.2]), ...repeat(40, [0, 0]), ...repeat(15, answer)]);
      expect(open.mask).toEqual([...repeat(5, [1, 1]), ...repeat(40, [0, 0]), ...repeat(15, [1, 1])]);
    }
  });

  it('has catch trials of 100 steps without input, both targets low with mask 1 to the end', () => {
    const open = oneTrial(rdm(), { catchTrial: true });
    expect(endsOf(open)).toEqual([
      ['fixation', 100],
      ['stimulus', 100],
      ['decision', 100],
    ]);
    expect(open.inputs).toEqual(repeat(100, [0, 0]));
    expect(open.targets).toEqual(repeat(100, [0.2, 0.2]));
    expect(open.mask).toEqual(repeat(100, [1, 1]));
    expect(rdm().maxSteps).toBe(100);
  });

  it('draws one catch trial of 11, and choices and coherences at equal odds', () => {
    const cohs = [1, 2, 4, 8, 16];
    expect(oddsScore(rdm(), ({ catchTrial }) => Number(catchTrial), [10 / 11, 1 / 11])).toBeLessThan(4);
    expect(oddsScore(rdm(), ({ groundTruth }) => groundTruth, [0.5, 0.5])).toBeLessThan(4);
    const coherences = (odds: readonly number[]): number =>
      oddsScore(rdm(), ({ coherence }) => cohs.indexOf(coherence), odds);
    expect(coherences([0.2, 0.2, 0.2, 0.2, 0.2])).toBeLessThan(4);
    // Control: odds that are off by a quarter for two of five.
    expect(coherences([0.25, 0.15, 0.2, 0.2, 0.2])).toBeGreaterThan(4);
  });

  it.each<[() => unknown, string]>([
    [() => rdm({ coh: [1] } as never), "rdm: expected known options, got 'coh' - did you mean 'cohs'?"],
    [() => rdm({ cohs: [] }), 'rdm: expected cohs to list at least one coherence, got []'],
    [() => rdm({ cohs: [101] }), 'rdm: expected cohs[0] to be a number in [0, 100], got 101'],
    [() => rdm({ scale: -1 }), 'rdm: expected scale to be a finite number >= 0, got -1'],
    [() => rdm({ pCatch: 1.1 }), 'rdm: expected pCatch to be a number in [0, 1], got 1.1'],
    [() => rdm({ catchDuration: 10 }), 'rdm: expected catchDuration to last at least one step of dt = 20 ms'],
    [() => rdm({ low: Number.NaN }), 'rdm: expected low to be'],
    [() => rdm({ high: Infinity }), 'rdm: expected high to be'],
    [() => rdm({ startCue: 1 } as never), 'rdm: expected startCue to be true or false, got 1'],
    [() => rdmRt({ reactionTime: 0 } as never), 'rdmRt: expected reactionTime to be true or false, got 0'],
    [() => rdmVarstim({ timing: { decision: 0 } }), 'rdmVarstim: expected timing.decision'],
    [
      () => trialBatch(rdm(), key(0), 1, { groundTruth: 2 }),
      'rdm: expected forced groundTruth to be one of 0, 1, got 2',
    ],
  ])('refuses what does not fit: %#', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('rdmVarstim', () => {
  it('shows the start cue with the stimulus', () => {
    const open = oneTrial(rdmVarstim({ timing: { stimulus: 100 } }), {
      catchTrial: false,
      groundTruth: 0,
      coherence: 16,
    });
    expect(open.inputs).toEqual([
      ...repeat(5, [0, 0, 0]),
      ...repeat(5, [0.756, 0.244, 1]),
      ...repeat(15, [0, 0, 0]),
    ]);
  });

  it('has stimuli of 80 to 1480 ms, with the mean of the truncated exponential', () => {
    const { trials } = trialBatch(rdmVarstim(), key(3), 4000, { catchTrial: false });
    const steps = trials.map(({ periods: [, { start, end }] }) => end - start);
    expect([Math.min(...steps), Math.max(...steps) <= 74]).toEqual([4, true]);
    // Closed form: 80 + 330 - 1420 / (e^(1420 / 330) - 1) = 390.51 ms, less the half step that flooring takes: 380.5.
    const { mean, variance } = moments(steps.map((n) => 20 * n));
    const expected = 80 + 330 - 1420 / Math.expm1(1420 / 330);
    expect(Math.abs(mean + 10 - expected)).toBeLessThan(4 * Math.sqrt(variance / 4000) + 1);
  });
});

describe('rdmRt', () => {
  it('shows stimulus and start cue to the end, asks for 1.2 from 300 ms on, and has 5 catch trials of 11', () => {
    const open = oneTrial(rdmRt(), { catchTrial: false, groundTruth: 1, coherence: 16 });
    expect(endsOf(open)).toEqual([
      ['fixation', 5],
      ['stimulus', 20],
      ['decision', 45],
    ]);
    expect(open.inputs).toEqual([...repeat(5, [0, 0, 0]), ...repeat(40, [0.244, 0.756, 1])]);
    expect(open.targets.slice(20)).toEqual(repeat(25, [0.2, 1.2]));
    expect(open.mask.map(([first]) => first)).toEqual(
      [...repeat(5, [1]), ...repeat(15, [0]), ...repeat(25, [1])].flat(),
    );
    expect(oddsScore(rdmRt(), ({ catchTrial }) => Number(catchTrial), [6 / 11, 5 / 11])).toBeLessThan(4);
  });
});
