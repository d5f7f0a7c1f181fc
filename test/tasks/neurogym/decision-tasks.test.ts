/** Laws of the decision tasks of neurogym, on their default options and on one other value of each. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DescribedTask } from '../../../src/tasks/core/define-task.ts';
import { periodOf, trialBatch } from '../../../src/tasks/index.ts';
import { antiReach } from '../../../src/tasks/neurogym/anti-reach.ts';
import { contextDecisionMaking } from '../../../src/tasks/neurogym/context-decision-making.ts';
import { multiSensoryIntegration } from '../../../src/tasks/neurogym/multi-sensory-integration.ts';
import { perceptualDecisionMaking } from '../../../src/tasks/neurogym/perceptual-decision-making.ts';
import { perceptualDecisionMakingDelayResponse } from '../../../src/tasks/neurogym/perceptual-decision-making-delay-response.ts';
import { postDecisionWager } from '../../../src/tasks/neurogym/post-decision-wager.ts';
import { probabilisticReasoning } from '../../../src/tasks/neurogym/probabilistic-reasoning.ts';
import { pulseDecisionMaking } from '../../../src/tasks/neurogym/pulse-decision-making.ts';
import { key } from '../../../src/tensor/index.ts';
import { runs } from '../../support/runs.ts';
import { anyKey, batchEqualsSingles } from '../arbitraries.ts';
import { answer, input } from './reading.ts';

// biome-ignore lint/suspicious/noExplicitAny: tasks of different conditions in one table
type Any = any;

/** A task, and one other value of each of its options. */
const table: Record<string, [make: (options?: Any) => DescribedTask<Any, 'classes'>, changes: object[]]> = {
  perceptualDecisionMaking: [
    perceptualDecisionMaking,
    [{ cohs: [7] }, { sigma: 2 }, { dimRing: 3 }, { fixationCue: 'fixationOnly' }],
  ],
  perceptualDecisionMakingDelayResponse: [
    perceptualDecisionMakingDelayResponse,
    [{ cohs: [7] }, { sigma: 2 }, { timing: { fixation: 200 } }, { timing: { delay: 100 } }],
  ],
  contextDecisionMaking: [
    contextDecisionMaking,
    [
      { cohs: [7] },
      { sigma: 2 },
      { dimRing: 3 },
      { context: 'modality1' },
      { context: 'explicit' },
      { fixationCue: 'fixationOnly' },
      { timing: { delay: 200 } },
    ],
  ],
  multiSensoryIntegration: [
    multiSensoryIntegration,
    [{ cohs: [7] }, { sigma: 2 }, { dimRing: 3 }, { noiseOn: 'all' }, { timing: { stimulus: 200 } }],
  ],
  pulseDecisionMaking: [
    pulseDecisionMaking,
    [{ pPulse: [0.1, 0.9] }, { nBins: 5 }, { timing: { cue: 20 } }, { timing: { bin: 50 } }],
  ],
  probabilisticReasoning: [
    probabilisticReasoning,
    [{ weights: [-1, 1] }, { nLocations: 3 }, { timing: { delay: 0 } }, { timing: { stimulus: 100 } }],
  ],
  postDecisionWager: [
    postDecisionWager,
    [
      { cohs: [7] },
      { sigma: 2 },
      { sureReward: 0.95 },
      { target: 'direction' },
      { noiseOn: 'all' },
      { timing: { preSure: 100 } },
      { timing: { delay: 1200 } },
    ],
  ],
  antiReach: [antiReach, [{ anti: false }, { dimRing: 8 }, { timing: { delay: 200 } }]],
};

describe.each(Object.entries(table))('%s', (name, [make, changes]) => {
  const variants = changes.map((change) => make(change));
  const bytes = (task: DescribedTask<Any, 'classes'>): string => {
    const { inputs, targets } = trialBatch(task, key(5), 16);
    return `${inputs.shape} ${inputs.data} ${targets.data}`;
  };

  it('names its channels, its outputs and itself', () => {
    for (const task of [make(), ...variants]) {
      expect(task.name).toBe(name);
      expect([new Set(task.inputs).size, new Set(task.outputs).size]).toEqual([task.nIn, task.nOut]);
    }
  });

  it('has its cue on until the answer, labels in the answer only, and no step beyond maxSteps', () => {
    fc.assert(
      fc.property(fc.constantFrom(make(), ...variants), anyKey, (task, from) => {
        const batch = trialBatch(task, from, 1);
        const [trial] = batch.trials;
        const { start, end } = periodOf(trial, 'decision');
        expect(task.response).toEqual(['decision']);
        expect(end).toBe(trial.nSteps);
        expect(trial.nSteps).toBeLessThanOrEqual(task.maxSteps);
        const noisyCue = task.options?.noiseOn === 'all';
        for (let t = 0; t < trial.nSteps; t++) {
          if (task.cue !== undefined && !noisyCue) {
            expect(input(batch, t, 0, task.cue)).toBe(t < start ? 1 : 0);
          }
          expect(batch.targets.data[t] !== 0).toBe(t >= start);
          expect(batch.mask.data[t]).toBe(1);
        }
        expect(answer(batch, 0)).toBeLessThan(task.nOut);
      }),
      runs(0.5),
    );
  });

  it('has batches of single trials', () => {
    fc.assert(
      fc.property(fc.constantFrom(make(), ...variants), anyKey, (task, from) =>
        batchEqualsSingles(task, from, 3),
      ),
      runs(0.2),
    );
  });

  it('changes with every option, and with nothing else', () => {
    const plain = bytes(make());
    expect(bytes(make())).toBe(plain);
    expect(bytes(make(make().options))).toBe(plain);
    for (const change of [
      ...changes,
      { dt: name === 'pulseDecisionMaking' ? 5 : 50 },
      { timing: { decision: 1000 } },
    ]) {
      expect([change, bytes(make(change)) === plain]).toEqual([change, false]);
    }
  });

  it('wants every class', () => {
    const task = make();
    const batch = trialBatch(task, key(9), 400);
    const wanted = new Set(batch.trials.map((_, b) => answer(batch, b)));
    expect(wanted.size).toBe(task.nOut - 1);
  });

  it('refuses unknown options and conditions', () => {
    expect(() => make({ simga: 1 })).toThrow(`${name}: expected known options, got 'simga'`);
    expect(() => make().plan(key(0), { truth: 1 } as object)).toThrow("expected known options, got 'truth'");
    expect(() => make().plan(key(0), { groundTruth: 32 })).toThrow(/forced groundTruth to be .* got 32/);
    expect(() => make({ timing: { decision: 0 } })).toThrow('timing.decision to last at least one step');
  });
});
