/** Tasks of neurogym (Molano-Mazon et al. 2022). @module */

import { antiReach } from '../neurogym/anti-reach.ts';
import { contextDecisionMaking } from '../neurogym/context-decision-making.ts';
import { delayComparison } from '../neurogym/delay-comparison.ts';
import { delayMatchCategory } from '../neurogym/delay-match-category.ts';
import { delayMatchSample } from '../neurogym/delay-match-sample.ts';
import { delayMatchSampleDistractor1D } from '../neurogym/delay-match-sample-distractor.ts';
import { delayPairedAssociation } from '../neurogym/delay-paired-association.ts';
import { dualDelayMatchSample } from '../neurogym/dual-delay-match-sample.ts';
import { goNogo } from '../neurogym/go-nogo.ts';
import { hierarchicalReasoning } from '../neurogym/hierarchical-reasoning.ts';
import { intervalDiscrimination } from '../neurogym/interval-discrimination.ts';
import { motorTiming } from '../neurogym/motor-timing.ts';
import { multiSensoryIntegration } from '../neurogym/multi-sensory-integration.ts';
import { oneTwoThreeGo } from '../neurogym/one-two-three-go.ts';
import { perceptualDecisionMaking } from '../neurogym/perceptual-decision-making.ts';
import { perceptualDecisionMakingDelayResponse } from '../neurogym/perceptual-decision-making-delay-response.ts';
import { postDecisionWager } from '../neurogym/post-decision-wager.ts';
import { probabilisticReasoning } from '../neurogym/probabilistic-reasoning.ts';
import { pulseDecisionMaking } from '../neurogym/pulse-decision-making.ts';
import { readySetGo } from '../neurogym/ready-set-go.ts';
import type { TaskEntry } from './entry.ts';

export const perceptualDecisionMakingEntry: TaskEntry = {
  name: 'perceptualDecisionMaking',
  collection: 'neurogym',
  title: 'Perceptual decision making',
  citation: 'Britten, Shadlen, Newsome and Movshon (1992), J. Neurosci. 12',
  description: 'Integrate noisy evidence of motion, then report its direction.',
  // The mean of `idealObserver` over the five coherences, 2000 ms.
  ceiling: 0.8957,
  make: perceptualDecisionMaking,
};

export const perceptualDecisionMakingDelayResponseEntry: TaskEntry = {
  name: 'perceptualDecisionMakingDelayResponse',
  collection: 'neurogym',
  title: 'Perceptual decision with a delayed response',
  citation: 'Inagaki, Fontolan, Romani and Svoboda (2019), Nature 566',
  description: 'Integrate noisy evidence, and keep the decision over a long, random delay.',
  // The mean of `idealObserver` over the five coherences, 1100 ms.
  ceiling: 0.8864,
  make: perceptualDecisionMakingDelayResponse,
};

export const contextDecisionMakingEntry: TaskEntry = {
  name: 'contextDecisionMaking',
  collection: 'neurogym',
  title: 'Context-dependent decision making',
  citation: 'Mante, Sussillo, Shenoy and Newsome (2013), Nature 503',
  description: 'Integrate one of two modalities, and ignore the other.',
  // The mean of `idealObserver` over the three coherences, 700 ms.
  ceiling: 0.9409,
  make: contextDecisionMaking,
};

export const multiSensoryIntegrationEntry: TaskEntry = {
  name: 'multiSensoryIntegration',
  collection: 'neurogym',
  title: 'Multisensory integration',
  citation: 'after Raposo, Kaufman and Churchland (2014), Nat. Neurosci. 17',
  description: 'Two modalities show the same direction with different strengths: report it.',
  // An observer of the sum of both modalities, 700 ms.
  ceiling: 0.9074,
  make: multiSensoryIntegration,
};

export const pulseDecisionMakingEntry: TaskEntry = {
  name: 'pulseDecisionMaking',
  collection: 'neurogym',
  title: 'Pulse decision making',
  citation: 'Scott, Constantinople, Erlich, Tank and Brody (2015), eLife 4',
  description: 'Count the pulses on two sides, and report which had more.',
  // `pulseCeiling`: the side is drawn before the pulses.
  ceiling: 0.9604,
  make: pulseDecisionMaking,
};

export const postDecisionWagerEntry: TaskEntry = {
  name: 'postDecisionWager',
  collection: 'neurogym',
  title: 'Post-decision wager',
  citation: 'Kiani and Shadlen (2009), Science 324',
  description: 'Decide, or take a sure but smaller reward where it is offered.',
  ceiling: 0.8622,
  make: postDecisionWager,
};

export const probabilisticReasoningEntry: TaskEntry = {
  name: 'probabilisticReasoning',
  collection: 'neurogym',
  title: 'Probabilistic reasoning',
  citation: 'Yang and Shadlen (2007), Nature 447',
  description: 'Sum the evidence of shapes that come one after the other.',
  // `reasoningCeiling`: the answer that is rewarded is drawn with odds that the shapes set.
  ceiling: 0.9155,
  make: probabilisticReasoning,
};

export const antiReachEntry: TaskEntry = {
  name: 'antiReach',
  collection: 'neurogym',
  title: 'Anti-reach',
  citation: 'Munoz and Everling (2004), Nat. Rev. Neurosci. 5',
  description: 'Reach to the point opposite a stimulus.',
  // There is no noise.
  ceiling: 1,
  make: antiReach,
};

export const goNogoEntry: TaskEntry = {
  name: 'goNogo',
  collection: 'neurogym',
  title: 'Go or no go',
  citation: 'Zhang et al. (2019), eLife 8',
  description: 'Answer one stimulus, withhold the answer to the other.',
  // There is no noise.
  ceiling: 1,
  make: goNogo,
};

export const delayMatchSampleEntry: TaskEntry = {
  name: 'delayMatchSample',
  collection: 'neurogym',
  title: 'Delayed match to sample',
  citation: 'Miller, Erickson and Desimone (1996), J. Neurosci. 16',
  description: 'After a delay, say whether a test is what the sample was.',
  ceiling: 1,
  make: delayMatchSample,
};

export const delayMatchSampleDistractor1DEntry: TaskEntry = {
  name: 'delayMatchSampleDistractor1D',
  collection: 'neurogym',
  title: 'Delayed match to sample among distractors',
  citation: 'Miller, Erickson and Desimone (1996), J. Neurosci. 16',
  description: 'Answer when the sample comes back among tests that differ from it.',
  ceiling: 1,
  make: delayMatchSampleDistractor1D,
};

export const delayMatchCategoryEntry: TaskEntry = {
  name: 'delayMatchCategory',
  collection: 'neurogym',
  title: 'Delayed match to category',
  citation: 'Freedman and Assad (2006), Nature 443',
  description: 'After a delay, say whether a test is of the category of the sample.',
  ceiling: 0.9795,
  make: delayMatchCategory,
};

export const delayComparisonEntry: TaskEntry = {
  name: 'delayComparison',
  collection: 'neurogym',
  title: 'Delayed comparison',
  citation: 'Barak, Tsodyks and Romo (2010), J. Neurosci. 30',
  description: 'Keep a magnitude in memory, and say whether it was larger than a second one.',
  ceiling: 0.9958,
  make: delayComparison,
};

export const delayPairedAssociationEntry: TaskEntry = {
  name: 'delayPairedAssociation',
  collection: 'neurogym',
  title: 'Delayed paired association',
  citation: 'Zhang et al. (2019), eLife 8',
  description: 'Go when two stimuli, one after the other, belong together.',
  // There is no noise.
  ceiling: 1,
  make: delayPairedAssociation,
};

export const dualDelayMatchSampleEntry: TaskEntry = {
  name: 'dualDelayMatchSample',
  collection: 'neurogym',
  title: 'Dual delayed match to sample',
  citation: 'Rose et al. (2016), Science 354',
  description: 'Keep two items in memory, and compare each with a test when it is cued.',
  ceiling: 1,
  make: dualDelayMatchSample,
};

export const readySetGoEntry: TaskEntry = {
  name: 'readySetGo',
  collection: 'neurogym',
  title: 'Ready, set, go',
  citation: 'Remington, Narain, Hosseini and Jazayeri (2018), Neuron 98',
  description: 'Measure the interval between two pulses, then produce it.',
  ceiling: 1,
  make: readySetGo,
};

export const motorTimingEntry: TaskEntry = {
  name: 'motorTiming',
  collection: 'neurogym',
  title: 'Motor timing',
  citation: 'Wang, Narain, Hosseini and Jazayeri (2018), Nat. Neurosci. 21',
  description: 'Produce the interval that an input stands for.',
  ceiling: 1,
  make: motorTiming,
};

export const oneTwoThreeGoEntry: TaskEntry = {
  name: 'oneTwoThreeGo',
  collection: 'neurogym',
  title: 'One, two, three, go',
  citation: 'Egger, Remington, Chang and Jazayeri (2019), Nat. Neurosci. 22',
  description: 'Measure an interval twice, then produce it.',
  ceiling: 1,
  make: oneTwoThreeGo,
};

export const intervalDiscriminationEntry: TaskEntry = {
  name: 'intervalDiscrimination',
  collection: 'neurogym',
  title: 'Interval discrimination',
  citation: 'Genovesio, Tsujimoto and Wise (2009), Neuron 63',
  description: 'Say which of two stimuli lasted longer.',
  ceiling: 1,
  make: intervalDiscrimination,
};

export const hierarchicalReasoningEntry: TaskEntry = {
  name: 'hierarchicalReasoning',
  collection: 'neurogym',
  title: 'Hierarchical reasoning',
  citation: 'Sarafyazd and Jazayeri (2019), Science 364',
  description: 'Judge an interval, and answer by the rule of the trial.',
  ceiling: 0.9444,
  make: hierarchicalReasoning,
};

export const neurogymTasks: readonly TaskEntry[] = [
  perceptualDecisionMakingEntry,
  perceptualDecisionMakingDelayResponseEntry,
  contextDecisionMakingEntry,
  multiSensoryIntegrationEntry,
  pulseDecisionMakingEntry,
  postDecisionWagerEntry,
  probabilisticReasoningEntry,
  antiReachEntry,
  goNogoEntry,
  delayMatchSampleEntry,
  delayMatchSampleDistractor1DEntry,
  delayMatchCategoryEntry,
  delayComparisonEntry,
  delayPairedAssociationEntry,
  dualDelayMatchSampleEntry,
  readySetGoEntry,
  motorTimingEntry,
  oneTwoThreeGoEntry,
  intervalDiscriminationEntry,
  hierarchicalReasoningEntry,
];
