/** Tasks by their own names: with all tasks of their collections the page would weigh 7 KB more. @module */

import type { TaskEntry } from '../../src/tasks/catalogue/entry.ts';
import { antiReach } from '../../src/tasks/neurogym/anti-reach.ts';
import { contextDecisionMaking } from '../../src/tasks/neurogym/context-decision-making.ts';
import { delayMatchSample } from '../../src/tasks/neurogym/delay-match-sample.ts';
import { goNogo } from '../../src/tasks/neurogym/go-nogo.ts';
import { intervalDiscrimination } from '../../src/tasks/neurogym/interval-discrimination.ts';
import { perceptualDecisionMaking } from '../../src/tasks/neurogym/perceptual-decision-making.ts';
import { perceptualDecisionMakingDelayResponse } from '../../src/tasks/neurogym/perceptual-decision-making-delay-response.ts';
import { delayedDiscrimination } from '../../src/tasks/psychrnn/delayed-discrimination.ts';
import { perceptualDiscrimination } from '../../src/tasks/psychrnn/perceptual-discrimination.ts';

/** The tasks of PsychRNN that presets train; entries of the catalogue, word by word. */
export const psychrnnTasks: readonly TaskEntry[] = [
  {
    name: 'perceptualDiscrimination',
    collection: 'PsychRNN',
    title: 'Perceptual discrimination',
    citation: 'Ehrlich et al. (2021), eNeuro 8; after Roitman and Shadlen (2002), J. Neurosci. 22',
    description: 'Which of two noisy inputs is the stronger?',
    ceiling: null,
    make: perceptualDiscrimination,
  },
  {
    name: 'delayedDiscrimination',
    collection: 'PsychRNN',
    title: 'Delayed discrimination',
    citation: 'Ehrlich et al. (2021), eNeuro 8; after Romo, Brody, Hernandez and Lemus (1999), Nature 399',
    description: 'Which of two frequencies, one after the other, is the higher?',
    ceiling: null,
    make: delayedDiscrimination,
  },
];

/** Seven tasks that a small network learns within a quarter of a minute; entries of the catalogue, word by word. */
export const neurogymTasks: readonly TaskEntry[] = [
  {
    name: 'perceptualDecisionMaking',
    collection: 'neurogym',
    title: 'Perceptual decision making',
    citation: 'Britten, Shadlen, Newsome and Movshon (1992), J. Neurosci. 12',
    description: 'Integrate noisy evidence of motion, then report its direction.',
    ceiling: 0.8957,
    make: perceptualDecisionMaking,
  },
  {
    name: 'perceptualDecisionMakingDelayResponse',
    collection: 'neurogym',
    title: 'Perceptual decision with a delayed response',
    citation: 'Inagaki, Fontolan, Romani and Svoboda (2019), Nature 566',
    description: 'Integrate noisy evidence, and keep the decision over a long, random delay.',
    ceiling: 0.8864,
    make: perceptualDecisionMakingDelayResponse,
  },
  {
    name: 'contextDecisionMaking',
    collection: 'neurogym',
    title: 'Context-dependent decision making',
    citation: 'Mante, Sussillo, Shenoy and Newsome (2013), Nature 503',
    description: 'Integrate one of two modalities, and ignore the other.',
    ceiling: 0.9409,
    make: contextDecisionMaking,
  },
  {
    name: 'antiReach',
    collection: 'neurogym',
    title: 'Anti-reach',
    citation: 'Munoz and Everling (2004), Nat. Rev. Neurosci. 5',
    description: 'Reach to the point opposite a stimulus.',
    ceiling: 1,
    make: antiReach,
  },
  {
    name: 'goNogo',
    collection: 'neurogym',
    title: 'Go or no go',
    citation: 'Zhang et al. (2019), eLife 8',
    description: 'Answer one stimulus, withhold the answer to the other.',
    ceiling: 1,
    make: goNogo,
  },
  {
    name: 'delayMatchSample',
    collection: 'neurogym',
    title: 'Delayed match to sample',
    citation: 'Miller, Erickson and Desimone (1996), J. Neurosci. 16',
    description: 'After a delay, say whether a test is what the sample was.',
    ceiling: 1,
    make: delayMatchSample,
  },
  {
    name: 'intervalDiscrimination',
    collection: 'neurogym',
    title: 'Interval discrimination',
    citation: 'Genovesio, Tsujimoto and Wise (2009), Neuron 63',
    description: 'Say which of two stimuli lasted longer.',
    ceiling: 1,
    make: intervalDiscrimination,
  },
];
