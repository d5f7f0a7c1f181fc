import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  idealObserver,
  type PerceptualDecisionMakingOptions,
  perceptualDecisionMaking,
  periodOf,
  trialBatch,
} from '../../../src/tasks/index.ts';
import { key, split } from '../../../src/tensor/index.ts';
import { anyKey, anyOptions, song } from '../arbitraries.ts';

const COHS = [0, 6.4, 12.8, 25.6, 51.2];
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('every trial, whatever the options and the key', () => {
  it('shows the cue, the stimulus and the target in their periods and nothing elsewhere', () => {
    fc.assert(
      fc.property(anyOptions, anyKey, (options, from) => {
        const task = perceptualDecisionMaking(options);
        const dimRing = options.dimRing!;
        expect([task.dt, task.nIn, task.nOut]).toEqual([options.dt, 1 + dimRing, 1 + dimRing]);
        const { inputs, targets, mask, trials } = trialBatch(task, from, 1);
        const [trial] = trials;
        expect(inputs.shape).toEqual([trial.nSteps, 1, task.nIn]);
        expect(trial.periods.map(({ name }) => name)).toEqual(['fixation', 'stimulus', 'delay', 'decision']);
        expect(options.cohs).toContain(trial.coherence);
        const stimulus = periodOf(trial, 'stimulus');
        const decision = periodOf(trial, 'decision');
        expect(decision.end).toBe(trial.nSteps);
        expect(decision.end).toBeGreaterThan(decision.start);
        const cueEnd = options.fixationCue === 'fixationOnly' ? stimulus.start : decision.start;
        for (let t = 0; t < trial.nSteps; t++) {
          const [cue, ...channels] = inputs.data.subarray(t * task.nIn, (t + 1) * task.nIn);
          expect(cue).toBe(t < cueEnd ? 1 : 0);
          expect(targets.data[t]).toBe(t >= decision.start ? trial.groundTruth + 1 : 0);
          expect(mask.data[t]).toBe(1);
          if (t >= stimulus.start && t < stimulus.end) {
            // Box-Muller on 32 bits reaches 6.66 standard deviations.
            const reach = 0.5001 + (6.7 * options.sigma!) / Math.sqrt(task.dt);
            for (const value of channels) expect(Math.abs(value - 0.5)).toBeLessThanOrEqual(reach);
          } else expect(channels.every((value) => value === 0)).toBe(true);
        }
      }),
    );
  });

  it('takes forced conditions as given and draws the rest as before', () => {
    fc.assert(
      fc.property(anyOptions, anyKey, fc.nat(8), fc.nat(100), (options, from, direction, coherence) => {
        const task = perceptualDecisionMaking(options);
        const groundTruth = direction % options.dimRing!;
        const [free] = trialBatch(task, from, 1).trials;
        const [both] = trialBatch(task, from, 1, { groundTruth, coherence }).trials;
        const [one] = trialBatch(task, from, 1, { coherence }).trials;
        expect(both).toEqual({ ...free, groundTruth, coherence });
        expect(one).toEqual({ ...free, coherence });
      }),
    );
  });

  it('without noise has 0.5 + coherence / 200 cos(angle) on the ring', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 33 }),
        fc.nat(32),
        fc.nat(100),
        (dimRing, direction, coherence) => {
          const groundTruth = direction % dimRing;
          const task = perceptualDecisionMaking({ dimRing, sigma: 0 });
          const { inputs } = trialBatch(task, key(0), 1, { groundTruth, coherence });
          const shown = inputs.data.subarray(5 * task.nIn + 1, 6 * task.nIn);
          shown.forEach((value, i) => {
            const angle = (2 * Math.PI * (i - groundTruth)) / dimRing;
            expect(value).toBeCloseTo(0.5 + (coherence / 200) * Math.cos(angle), 6);
          });
        },
      ),
    );
  });
});

describe('what the task says of itself', () => {
  it('names its channels, its classes and the signal to answer', () => {
    const task = perceptualDecisionMaking({ dimRing: 3, sigma: 0.5 });
    expect(task.inputs).toEqual(['fixation', 'direction 0', 'direction 1', 'direction 2']);
    expect(task.outputs).toEqual(['fixate', 'choice 0', 'choice 1', 'choice 2']);
    expect([task.response, task.cue]).toEqual([['decision'], 0]);
    expect(task.options).toMatchObject({ dt: 100, cohs: COHS, sigma: 0.5, dimRing: 3 });
    expect('cue' in perceptualDecisionMaking({ fixationCue: 'fixationOnly' })).toBe(false);
  });

  it('gives trials with the same key of timing the same periods, and conditions of their own', () => {
    fc.assert(
      fc.property(anyOptions, anyKey, anyKey, (options, from, shared) => {
        const task = perceptualDecisionMaking(options);
        const [a, b] = split(from).map((each) => task.plan(each, {}, shared));
        expect(a.periods).toEqual(b.periods);
        const { groundTruth, coherence } = task.plan(split(from)[0]);
        expect(a).toMatchObject({ groundTruth, coherence });
      }),
    );
  });
});

describe('each option matters', () => {
  const changes: PerceptualDecisionMakingOptions[] = [
    { dt: 50 },
    { timing: { fixation: 300 } },
    { timing: { stimulus: { uniform: [500, 1500] } } },
    { timing: { delay: 200 } },
    { timing: { decision: 200 } },
    { cohs: [0, 100] },
    { sigma: 0.5 },
    { dimRing: 3 },
    { fixationCue: 'fixationOnly' },
  ];
  const bytes = (options: PerceptualDecisionMakingOptions): string => {
    const { inputs, targets } = trialBatch(perceptualDecisionMaking(options), key(5), 4);
    return `${inputs.shape} ${inputs.data} ${targets.data}`;
  };
  it.each(changes.map((c) => [JSON.stringify(c), c] as const))('%s', (_, options) => {
    expect(bytes(options)).not.toBe(bytes({}));
    expect(bytes(options)).toBe(bytes(options));
  });

  it('and a default stated is a default', () => {
    const stated: PerceptualDecisionMakingOptions = {
      dt: 100,
      timing: { fixation: 100, stimulus: 2000, delay: 0, decision: 100 },
      cohs: COHS,
      sigma: 1,
      dimRing: 2,
      fixationCue: 'untilDecision',
    };
    expect(bytes(stated)).toBe(bytes({}));
  });
});

describe('known facts', () => {
  it('the default trial has 22 steps; 500 / 500 ms at dt 20 has 55', () => {
    expect(perceptualDecisionMaking().plan(key(0)).nSteps).toBe(22);
    const test = perceptualDecisionMaking({ dt: 20, timing: { fixation: 500, stimulus: 500 } });
    const trial = test.plan(key(0));
    expect(trial.periods.map(({ start, end }) => end - start)).toEqual([25, 25, 0, 5]);
    expect(trial.nSteps).toBe(55);
  });

  it('the timing of Song et al. has its period lengths and a mean of 33 steps', () => {
    const task = song();
    const trials = split(key(3), 20_000).map((each) => task.plan(each));
    const lengths = (name: string): number[] => {
      const steps = trials.map((trial) => periodOf(trial, name).end - periodOf(trial, name).start);
      return [...new Set(steps)].sort((a, b) => a - b);
    };
    expect(lengths('fixation')).toEqual([2, 5, 10, 20]);
    expect(lengths('stimulus')).toEqual([5, 10, 20, 40]);
    expect(lengths('decision')).toEqual([5]);
    // Standard deviation of a trial 15.05 steps, of the mean 0.106.
    expect(Math.abs(mean(trials.map(({ nSteps }) => nSteps)) - 33)).toBeLessThan(0.45);
    // Standard deviations 0.0035 and 0.0028.
    expect(Math.abs(mean(trials.map(({ groundTruth }) => groundTruth)) - 0.5)).toBeLessThan(0.015);
    for (const coh of COHS) {
      const share = trials.filter(({ coherence }) => coherence === coh).length / trials.length;
      expect(Math.abs(share - 0.2)).toBeLessThan(0.012);
    }
  });

  it('direction, coherence and durations are drawn independently', () => {
    const task = song();
    const trials = split(key(8), 20_000).map((each) => task.plan(each));
    const centred = (of: (trial: (typeof trials)[number]) => number): number[] => {
      const values = trials.map(of);
      const middle = mean(values);
      const deviations = values.map((value) => value - middle);
      const norm = Math.sqrt(mean(deviations.map((value) => value * value)));
      return deviations.map((value) => value / norm);
    };
    const columns = [
      centred(({ groundTruth }) => groundTruth),
      centred(({ coherence }) => coherence),
      centred((trial) => periodOf(trial, 'fixation').end),
      centred((trial) => periodOf(trial, 'stimulus').end - periodOf(trial, 'stimulus').start),
    ];
    // Standard error of a correlation 0.007.
    columns.forEach((a, i) => {
      for (const b of columns.slice(0, i))
        expect(Math.abs(mean(a.map((x, n) => x * b[n])))).toBeLessThan(0.032);
    });
  });

  it.each(COHS)('two channels at coherence %d are 0.5 +- coh / 200', (coherence) => {
    for (const groundTruth of [0, 1]) {
      const quiet = perceptualDecisionMaking({ sigma: 0 });
      const { data } = trialBatch(quiet, key(0), 1, { groundTruth, coherence }).inputs;
      expect(data[5 * 3 + 1 + groundTruth]).toBe(Math.fround(0.5 + coherence / 200));
      expect(data[5 * 3 + 2 - groundTruth]).toBe(Math.fround(0.5 - coherence / 200));
    }
  });

  it('noise at dt 20 is white with standard deviation 0.2236', () => {
    const task = perceptualDecisionMaking({ dt: 20 });
    const { inputs, trials } = trialBatch(task, key(4), 300, { coherence: 0 });
    const { start, end } = periodOf(trials[0], 'stimulus');
    const at = (t: number, b: number, i: number): number => inputs.data[(t * 300 + b) * 3 + 1 + i] - 0.5;
    const pairs: [number, number, number][] = [];
    for (let t = start; t < end - 1; t++) {
      for (let b = 0; b < 300; b++) pairs.push([at(t, b, 0), at(t, b, 1), at(t + 1, b, 0)]);
    }
    // 29700 pairs: standard errors 0.0013 of a mean, 0.0009 of a deviation, 0.00029 of a covariance.
    expect(Math.abs(mean(pairs.map(([a]) => a)))).toBeLessThan(0.006);
    expect(Math.abs(Math.sqrt(mean(pairs.map(([a]) => a * a))) - 0.2236)).toBeLessThan(0.004);
    expect(Math.abs(Math.sqrt(mean(pairs.map(([, b]) => b * b))) - 0.2236)).toBeLessThan(0.004);
    expect(Math.abs(mean(pairs.map(([a, b]) => a * b)))).toBeLessThan(0.0013);
    expect(Math.abs(mean(pairs.map(([a, , c]) => a * c)))).toBeLessThan(0.0013);
  });

  it('summing the channels answers as often as the ideal observer', () => {
    const task = perceptualDecisionMaking({ dt: 20, timing: { fixation: 20, stimulus: 500 } });
    const { inputs, trials } = trialBatch(task, key(6), 4000, { coherence: 12.8 });
    const right = trials.map(({ groundTruth }, b) => {
      let difference = 0;
      for (let t = 1; t < 26; t++) {
        difference += inputs.data[(t * 4000 + b) * 3 + 1] - inputs.data[(t * 4000 + b) * 3 + 2];
      }
      return difference > 0 === (groundTruth === 0) ? 1 : 0;
    });
    // Standard error 0.0023.
    expect(Math.abs(mean(right) - idealObserver(12.8, 500))).toBeLessThan(0.009);
  });
});

describe('bad options', () => {
  const bad: [string, unknown, RegExp][] = [
    ['no object', 3, /expected options to be an object, got 3/],
    ['unknown', { simga: 1 }, /did you mean 'sigma'/],
    ['unknown period', { timing: { stimuls: 100 } }, /did you mean 'stimulus'/],
    ['timing of a wrong kind', { timing: 100 }, /expected timing to be an object, got 100/],
    ['period undefined', { timing: { delay: undefined } }, /timing\.delay .* got undefined/],
    [
      'no decision',
      { timing: { decision: 0 } },
      /timing\.decision to last at least one step of dt = 100 ms, got 0/,
    ],
    ['stimulus below dt', { timing: { stimulus: 50 } }, /timing\.stimulus to last 0 or at least one step/],
    ['dt 0', { dt: 0 }, /dt to be a finite number > 0, got 0/],
    ['dt NaN', { dt: NaN }, /dt .* got NaN/],
    ['dt text', { dt: '20' }, /dt .* got '20'/],
    ['no cohs', { cohs: [] }, /cohs to list at least one coherence, got \[\]/],
    ['cohs a number', { cohs: 51.2 }, /cohs to list at least one coherence, got 51.2/],
    ['coherence above 100', { cohs: [0, 512] }, /cohs\[1\] to be a number in \[0, 100\], got 512/],
    ['negative sigma', { sigma: -1 }, /sigma to be a finite number >= 0, got -1/],
    ['ring of one', { dimRing: 1 }, /dimRing to be a whole number in \[2, 65536\], got 1/],
    ['half a ring', { dimRing: 2.5 }, /dimRing .* got 2.5/],
    ['unknown cue', { fixationCue: 'fixation' }, /did you mean 'fixationOnly'/],
    ['cue of a wrong kind', { fixationCue: true }, /'untilDecision' or 'fixationOnly', got true$/],
  ];
  it.each(bad)('%s', (_, options, message) => {
    const make = (): unknown => perceptualDecisionMaking(options as PerceptualDecisionMakingOptions);
    expect(make).toThrow(message);
    expect(make).toThrow(/^perceptualDecisionMaking: expected /);
  });

  it.each<[object, RegExp]>([
    [{ groundTruth: 2 }, /forced groundTruth to be a whole number in \[0, 1\], got 2/],
    [{ coherence: -5 }, /forced coherence to be a number in \[0, 100\], got -5/],
    [{ coh: 5 }, /did you mean 'coherence'/],
  ])('forced %o', (forced, message) => {
    expect(() => trialBatch(perceptualDecisionMaking(), key(0), 2, forced)).toThrow(message);
  });
});
