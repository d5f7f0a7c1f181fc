/** A small task that obeys all laws, and copies of it with a fault each. @module */

import type { CatalogueTask } from '../../src/tasks/catalogue.ts';
import { oneOf } from '../../src/tasks/core/conditions.ts';
import { type CommonOptions, defineTask } from '../../src/tasks/core/define-task.ts';
import type { TrialView } from '../../src/tasks/index.ts';
import type { Key } from '../../src/tensor/index.ts';
import * as laws from './laws.ts';

/** Two classes, told apart by input 1; input 0 is on until the answer. */
export const makeSound: (options?: CommonOptions) => CatalogueTask = defineTask<
  CommonOptions,
  { side: number },
  'classes'
>('sound', {
  kind: 'classes',
  defaults: { dt: 20, timing: { wait: { uniform: [40, 200] }, answer: 60 } },
  build: () => ({
    inputs: ['cue', 'side'],
    outputs: ['left', 'right'],
    response: ['answer'],
    cue: 0,
    conditions: { side: oneOf([0, 1]) },
    paint({ side }, canvas) {
      canvas.add('wait', 0, 1);
      canvas.add('wait', 1, side);
      canvas.label('answer', side);
      canvas.noise('wait', 1, 0.1);
    },
  }),
});
export const sound: CatalogueTask = makeSound();

type View = TrialView<'classes' | 'values'>;

/** The same task, with more done to every trial after it is written. */
const after = (spoil: (view: View, nSteps: number, key: Key) => void): CatalogueTask => ({
  ...sound,
  fill(trial, key, view) {
    sound.fill(trial, key, view);
    spoil(view, trial.nSteps, key);
  },
});

let calls = 0;

/** A law, a task that breaks it, and what the law says then. */
export interface Fault {
  readonly what: string;
  readonly law: (task: CatalogueTask, key: Key, special?: laws.Peculiarities) => string[];
  readonly task: CatalogueTask;
  readonly special?: laws.Peculiarities;
  readonly complaint: RegExp;
}

export const faults: readonly Fault[] = [
  {
    what: 'an input that is not finite',
    law: laws.shapes,
    task: after(({ inputs }) => {
      inputs[3] = NaN;
    }),
    complaint: /input that is not finite/,
  },
  {
    what: 'a class that there is not',
    law: laws.shapes,
    task: after(({ targets }) => {
      targets[0] = 2;
    }),
    complaint: /target out of range/,
  },
  {
    what: 'a negative weight',
    law: laws.shapes,
    task: after(({ mask }) => {
      mask[0] = -1;
    }),
    complaint: /weight that is negative/,
  },
  {
    what: 'a channel without a name',
    law: laws.shapes,
    task: { ...sound, inputs: ['cue'] },
    complaint: /1 names for 2 inputs/,
  },
  {
    what: 'a period that goes on behind the end',
    law: laws.shapes,
    task: {
      ...sound,
      plan: (key, forced) => {
        const trial = sound.plan(key, forced);
        return {
          ...trial,
          periods: [...trial.periods.slice(1), { name: 'wait', start: 1, end: trial.nSteps + 1 }],
        };
      },
    },
    complaint: /period that is not within.*step that belongs to no period/,
  },
  {
    what: 'a cue that ends too early',
    law: laws.cue,
    task: after(({ inputs }) => {
      inputs[2] = 0;
    }),
    complaint: /cue is off at step 1/,
  },
  {
    what: 'a cue that does not end',
    law: laws.cue,
    task: after(({ inputs }, nSteps) => {
      inputs[2 * nSteps - 2] = 1;
    }),
    complaint: /cue is on at step \d+ of the response/,
  },
  {
    what: 'a response that is not asked for',
    law: laws.response,
    task: after(({ mask }, nSteps) => {
      mask.fill(0, nSteps - 3);
    }),
    complaint: /answer that the mask leaves out/,
  },
  {
    what: 'a response period that trials do not have',
    law: laws.response,
    task: { ...sound, response: ['answer', 'encore'] },
    complaint: /trial without encore/,
  },
  {
    what: 'one answer for all',
    law: laws.variety,
    task: after(({ targets }) => {
      targets.fill(1);
    }),
    complaint: /same answer in 40 trials/,
  },
  {
    what: 'trials that are said to be the same and are not',
    law: laws.variety,
    task: sound,
    special: { constant: true },
    complaint: /trials that differ/,
  },
  {
    what: 'a class that is never wanted',
    law: laws.labels,
    task: { ...sound, nOut: 3, outputs: ['left', 'right', 'up'] },
    complaint: /output 2 is never wanted/,
  },
  {
    what: 'answers that are not balanced',
    law: laws.labels,
    task: after(({ targets }, nSteps, key) => {
      if (key.data[1] % 2 === 0) targets.fill(1, nSteps - 3);
    }),
    special: { shares: [0.5, 0.5] },
    complaint: /where the shares are 0.5,0.5/,
  },
  {
    what: 'an answer that should not be',
    law: laws.labels,
    task: sound,
    special: { shares: [0, 1] },
    complaint: /answers that should not be/,
  },
  {
    what: 'trials that depend on their neighbours',
    law: laws.singles,
    task: after(({ inputs }) => {
      inputs[0] = 1 + 0.001 * calls++;
    }),
    complaint: /batch that is not its trials/,
  },
  {
    what: 'trials that are not those of their key',
    law: laws.keys,
    task: after(({ inputs }) => {
      inputs[0] = 1 + 0.001 * calls++;
    }),
    complaint: /one key, two batches/,
  },
  {
    what: 'trials that are always the same',
    law: laws.variety,
    task: {
      ...sound,
      plan: () => sound.plan(laws.fixedKey),
      fill: (trial, _, view) => sound.fill(trial, laws.fixedKey, view),
    },
    complaint: /two keys, one batch/,
  },
  {
    what: 'trials that are longer than stated',
    law: laws.lengths,
    task: { ...sound, maxSteps: 6 },
    complaint: /steps where maxSteps is 6/,
  },
  {
    what: 'a longest trial that there is not',
    law: laws.lengths,
    task: { ...sound, plan: () => sound.plan(laws.fixedKey), maxSteps: 14 },
    complaint: /always \d+ steps, maxSteps 14/,
  },
  {
    what: 'an accuracy that the right answer does not have',
    law: laws.accuracy,
    task: { ...sound, accuracy: () => 0.9 },
    complaint: /accuracy 0.9 of the targets/,
  },
  {
    what: 'an accuracy that is no share',
    law: laws.accuracy,
    task: { ...sound, accuracy: ({ mask }) => (mask.data[0] === 0 ? 2 : 1) },
    complaint: /accuracy 2 where nothing is asked/,
  },
  {
    what: 'a forced condition that is ignored',
    law: laws.forcing,
    task: { ...sound, plan: (key) => sound.plan(key) },
    complaint: /forced \{"side":[01]\}, got/,
  },
];
