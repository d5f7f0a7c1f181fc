/** The tasks that we share with neurogym, and how ours differ from it on purpose: one row per task. @module */

import { antiReach } from '../src/tasks/neurogym/anti-reach.ts';
import { contextDecisionMaking } from '../src/tasks/neurogym/context-decision-making.ts';
import { delayComparison } from '../src/tasks/neurogym/delay-comparison.ts';
import { delayMatchCategory } from '../src/tasks/neurogym/delay-match-category.ts';
import { delayMatchSample } from '../src/tasks/neurogym/delay-match-sample.ts';
import { delayMatchSampleDistractor1D } from '../src/tasks/neurogym/delay-match-sample-distractor.ts';
import { delayPairedAssociation } from '../src/tasks/neurogym/delay-paired-association.ts';
import { dualDelayMatchSample } from '../src/tasks/neurogym/dual-delay-match-sample.ts';
import { goNogo } from '../src/tasks/neurogym/go-nogo.ts';
import { hierarchicalReasoning } from '../src/tasks/neurogym/hierarchical-reasoning.ts';
import { intervalDiscrimination } from '../src/tasks/neurogym/interval-discrimination.ts';
import { motorTiming } from '../src/tasks/neurogym/motor-timing.ts';
import { multiSensoryIntegration } from '../src/tasks/neurogym/multi-sensory-integration.ts';
import { oneTwoThreeGo } from '../src/tasks/neurogym/one-two-three-go.ts';
import { perceptualDecisionMaking } from '../src/tasks/neurogym/perceptual-decision-making.ts';
import { perceptualDecisionMakingDelayResponse } from '../src/tasks/neurogym/perceptual-decision-making-delay-response.ts';
import { postDecisionWager } from '../src/tasks/neurogym/post-decision-wager.ts';
import { probabilisticReasoning } from '../src/tasks/neurogym/probabilistic-reasoning.ts';
import { pulseDecisionMaking } from '../src/tasks/neurogym/pulse-decision-making.ts';
import { readySetGo } from '../src/tasks/neurogym/ready-set-go.ts';
import { BY_OUTCOME, type Expected, on, type Row } from './neurogym-row.ts';

const cueUntil = (periods: readonly string[], end: string): Expected => ({
  at: on([...periods, 'trial'], ['fixation']),
  reason: `the fixation cue is on until ${end}: its end is the signal to answer; neurogym's ends with the fixation period`,
});

const noisyCue = (periods: readonly string[], channels: readonly string[]): Expected => ({
  at: on([...periods, 'trial'], channels),
  reason: `no noise on ${channels.join(', ')}: they are no stimuli; neurogym adds noise to all channels`,
});

const fromSetOnset = (theirs: string): Expected => ({
  at: /to first answer/,
  reason: `the interval is counted from the onset of set; ${theirs}`,
});

const anotherDelay: Expected = {
  // Of the rest of the trial too, for a part of it is the delay.
  at: / (delay|trial)( .*)? \| \d/,
  reason:
    'the answer depends on the delay that is shown; neurogym judges one delay and shows another, drawn anew',
};

const DT20 = { dt: 20 };

export const nativeRows: readonly Row[] = [
  {
    task: 'perceptualDecisionMaking',
    env: 'PerceptualDecisionMaking-v0',
    make: perceptualDecisionMaking,
    response: ['decision'],
    cases: [
      { expected: [cueUntil(['stimulus'], 'the decision')] },
      { ours: { fixationCue: 'fixationOnly' }, asNeurogym: true },
      {
        ours: { fixationCue: 'fixationOnly', dt: 20, dimRing: 5, sigma: 0.5, cohs: [10, 90] },
        theirs: { dt: 20, dim_ring: 5, sigma: 0.5, cohs: [10, 90] },
        asNeurogym: true,
      },
    ],
    control: { cohs: [0, 6.4, 12.8, 25.6, 60] },
  },
  {
    task: 'perceptualDecisionMakingDelayResponse',
    env: 'PerceptualDecisionMakingDelayResponse-v0',
    make: perceptualDecisionMakingDelayResponse,
    response: ['decision'],
    cases: [{ asNeurogym: true }, { ours: DT20, theirs: DT20, asNeurogym: true }],
    control: { sigma: 1.1 },
  },
  {
    task: 'contextDecisionMaking',
    env: 'ContextDecisionMaking-v0',
    make: contextDecisionMaking,
    response: ['decision'],
    cases: [
      { expected: [cueUntil(['stimulus', 'delay'], 'the decision')] },
      { ours: { fixationCue: 'fixationOnly' }, asNeurogym: true },
      {
        ours: { fixationCue: 'fixationOnly', context: 'modality1', dt: 20 },
        theirs: { impl_context_modality: 1, dt: 20 },
        asNeurogym: true,
      },
      {
        ours: { fixationCue: 'fixationOnly', context: 'explicit', dimRing: 4 },
        theirs: { use_expl_context: true, dim_ring: 4 },
        asNeurogym: true,
      },
    ],
    control: { context: 'modality1' },
  },
  {
    task: 'multiSensoryIntegration',
    env: 'MultiSensoryIntegration-v0',
    make: multiSensoryIntegration,
    response: ['decision'],
    cases: [
      { expected: [noisyCue(['stimulus'], ['fixation'])] },
      { ours: { noiseOn: 'all' }, asNeurogym: true },
      { ours: { noiseOn: 'all', dt: 20, dimRing: 4 }, theirs: { dt: 20, dim_ring: 4 }, asNeurogym: true },
    ],
    control: { cohs: [5, 15, 70] },
  },
  {
    task: 'pulseDecisionMaking',
    env: 'PulseDecisionMaking-v0',
    make: pulseDecisionMaking,
    response: ['decision'],
    cases: [
      { asNeurogym: true },
      {
        ours: { pPulse: [0.1, 0.6], nBins: 3 },
        theirs: { p_pulse: [0.1, 0.6], n_bin: 3 },
        asNeurogym: true,
      },
    ],
    control: { pPulse: [0.3, 0.8] },
  },
  {
    task: 'postDecisionWager',
    env: 'PostDecisionWager-v0',
    make: postDecisionWager,
    periods: { pre_sure: 'preSure' },
    response: ['decision'],
    omit: (trial) => ((trial as { wager?: boolean }).wager ? [] : ['preSure']),
    cases: [
      {
        expected: [
          noisyCue(['stimulus'], ['fixation', 'sure']),
          {
            at: /(decision|trial) \/ class|share of trial|.* \| /,
            reason:
              'the target is the sure choice where that earns more on average; in neurogym it is the direction, always',
          },
        ],
      },
      { ours: { target: 'direction', noiseOn: 'all' }, asNeurogym: true },
      {
        ours: { target: 'direction', noiseOn: 'all', dt: 20 },
        theirs: DT20,
        asNeurogym: true,
      },
    ],
    control: { timing: { preSure: { uniform: [500, 900] } } },
  },
  {
    task: 'probabilisticReasoning',
    env: 'ProbabilisticReasoning-v0',
    make: probabilisticReasoning,
    response: ['decision'],
    cases: [{ asNeurogym: true }, { ours: DT20, theirs: DT20, asNeurogym: true }],
    control: { weights: [-10, -0.9, -0.7, -0.5, -0.3, 0.3, 0.5, 0.7, 10, 0.9] },
  },
  {
    task: 'antiReach',
    env: 'AntiReach-v0',
    make: antiReach,
    response: ['decision'],
    rings: [[1, 32]],
    cases: [
      { asNeurogym: true },
      { ours: { anti: false, dt: 20 }, theirs: { anti: false, dt: 20 }, asNeurogym: true },
    ],
    control: { anti: false },
  },
  {
    task: 'goNogo',
    env: 'GoNogo-v0',
    make: goNogo,
    response: ['decision'],
    cases: [{ asNeurogym: true }, { ours: DT20, theirs: DT20, asNeurogym: true }],
    control: { timing: { delay: 600 } },
  },
  {
    task: 'delayMatchSample',
    env: 'DelayMatchSample-v0',
    make: delayMatchSample,
    response: ['decision'],
    given: [['sample', 1]],
    cases: [
      { asNeurogym: true },
      { ours: { dt: 20, dimRing: 8 }, theirs: { dt: 20, dim_ring: 8 }, asNeurogym: true },
    ],
    control: { sigma: 1.1 },
  },
  {
    task: 'delayMatchSampleDistractor1D',
    env: 'DelayMatchSampleDistractor1D-v0',
    make: delayMatchSampleDistractor1D,
    response: ['test1', 'test2', 'test3'],
    cases: [
      { expected: [cueUntil(['sample', 'delay1'], 'the first test')] },
      { ours: { fixationCue: 'fixationOnly' }, asNeurogym: true },
      { ours: { fixationCue: 'fixationOnly', dt: 20 }, theirs: DT20, asNeurogym: true },
    ],
    control: { timing: { delay2: 900 } },
  },
  {
    task: 'delayMatchCategory',
    env: 'DelayMatchCategory-v0',
    make: delayMatchCategory,
    periods: { first_delay: 'delay' },
    response: ['test'],
    cases: [
      {
        expected: [
          {
            at: /^inputs$/,
            reason:
              'eight stimulus channels: the two of neurogym show +-cos(angle), which is distributed alike in both categories',
          },
        ],
      },
      { ours: {}, theirs: { dim_ring: 8 }, asNeurogym: true },
      { ours: { dimRing: 2, dt: 20 }, theirs: DT20, asNeurogym: true },
    ],
    control: { timing: { sample: 550 } },
  },
  {
    task: 'delayComparison',
    env: 'DelayComparison-v0',
    make: delayComparison,
    response: ['decision'],
    cases: [
      { expected: [noisyCue(['stimulus1', 'stimulus2'], ['fixation'])] },
      { ours: { noiseOn: 'all' }, asNeurogym: true },
      {
        ours: {
          noiseOn: 'all',
          dt: 20,
          vpairs: [
            [3, 1],
            [9, 2],
          ],
        },
        theirs: {
          dt: 20,
          vpairs: [
            [3, 1],
            [9, 2],
          ],
        },
        asNeurogym: true,
      },
    ],
    control: {
      vpairs: [
        [18, 10],
        [22, 14],
        [26, 18],
        [30, 22],
        [34, 30],
      ],
    },
  },
  {
    task: 'delayPairedAssociation',
    env: 'DelayPairedAssociation-v0',
    make: delayPairedAssociation,
    periods: { stim1: 'stimulus1', delay_btw_stim: 'delay1', stim2: 'stimulus2', delay_aft_stim: 'delay2' },
    response: ['decision'],
    given: [['stimulus1', 1]],
    cases: [{ asNeurogym: true }, { ours: DT20, theirs: DT20, asNeurogym: true }],
    control: { sigma: 0.1 },
  },
  {
    task: 'dualDelayMatchSample',
    env: 'DualDelayMatchSample-v0',
    make: dualDelayMatchSample,
    response: ['test1', 'test2'],
    given: [
      ['cue1', 5],
      ['sample', 1],
      ['sample', 3],
    ],
    cases: [
      { expected: [noisyCue(['sample', 'test1', 'test2'], ['fixation', 'cue 1', 'cue 2'])] },
      { ours: { noiseOn: 'all' }, asNeurogym: true },
      { ours: { noiseOn: 'all', dt: 20 }, theirs: DT20, asNeurogym: true },
    ],
    control: { sigma: 1.1 },
  },
  {
    task: 'readySetGo',
    env: 'ReadySetGo-v0',
    make: readySetGo,
    response: ['production'],
    cases: [
      { expected: [fromSetOnset('neurogym rewards that, too, but its target counts from the end of set')] },
      { ours: { countFrom: 'setOffset' }, asNeurogym: true },
      {
        ours: { countFrom: 'setOffset', dt: 20, gain: 1.5 },
        theirs: { dt: 20, gain: 1.5 },
        asNeurogym: true,
      },
    ],
    control: { timing: { measure: { uniform: [800, 1400] } } },
  },
  {
    task: 'motorTiming',
    env: 'MotorTiming-v0',
    make: motorTiming,
    response: ['production'],
    cases: [
      {
        expected: [
          fromSetOnset('neurogym counts from its end'),
          {
            at: /(^| )(set|trial)( |$)/,
            reason:
              'set lasts 80 ms; the 50 ms of neurogym are no step of its dt of 80 ms, so that it is never shown',
          },
        ],
      },
      { ours: { timing: { set: 0 }, countFrom: 'setOffset' }, asNeurogym: true },
      { ours: { timing: { set: 50 }, countFrom: 'setOffset', dt: 25 }, theirs: { dt: 25 }, asNeurogym: true },
    ],
    control: { intervals: [800, 1600] },
  },
  {
    task: 'oneTwoThreeGo',
    env: 'OneTwoThreeGo-v0',
    make: oneTwoThreeGo,
    periods: { s1: 'flash1', s2: 'flash2', s3: 'flash3' },
    response: ['response'],
    cases: [{ asNeurogym: true }, { ours: DT20, theirs: DT20, asNeurogym: true }],
    control: { timing: { interval: { choice: [600, 700, 800, 900, 1100] } } },
  },
  {
    task: 'intervalDiscrimination',
    env: 'IntervalDiscrimination-v0',
    make: intervalDiscrimination,
    periods: { stim1: 'stimulus1', stim2: 'stimulus2' },
    response: ['decision'],
    cases: [
      {
        expected: [
          {
            at: /stimulus|trial|decision \/ class|share of trial|.* \| /,
            reason:
              'durations of equally many steps are excluded: neurogym keeps them, and asks for the second',
          },
        ],
      },
      { ours: { ties: 'second' }, asNeurogym: true },
      { ours: { ties: 'second', dt: 20 }, theirs: DT20, asNeurogym: true },
    ],
    control: { timing: { delay1: { uniform: [800, 1600] } } },
  },
  {
    task: 'hierarchicalReasoning',
    env: 'HierarchicalReasoning-v0',
    make: hierarchicalReasoning,
    periods: { rule_target: 'ruleTarget' },
    response: ['ruleTarget', 'decision'],
    given: [['flash1', 3]],
    cases: [
      {
        expected: [
          {
            at: /(ruleTarget|trial) \/ rule/,
            reason:
              'the rule inputs tell the rule; in neurogym both are on, and it is found out from rewards',
          },
          {
            at: BY_OUTCOME,
            reason:
              'an interval is long above the median of 850 ms; neurogym takes the second interval, 610 ms, for the median',
          },
        ],
      },
      {
        ours: { threshold: 610, atThreshold: 'short', ruleCue: 'hidden' },
        asNeurogym: true,
        expected: [anotherDelay],
      },
      {
        ours: { threshold: 610, ruleCue: 'hidden', dt: 10 },
        theirs: { dt: 10 },
        asNeurogym: true,
        expected: [anotherDelay],
      },
    ],
    control: { timing: { ruleTarget: 900 } },
  },
];
