/** The twenty tasks of Yang et al. (2019). @module */

import { type Yang2019Rule, yang2019Rules } from '../yang2019/rules.ts';
import { yang2019 } from '../yang2019/yang2019.ts';
import type { TaskEntry } from './entry.ts';

/** Title, and what is to be done. */
const TEXTS: { readonly [R in Yang2019Rule]: readonly [title: string, description: string] } = {
  fdgo: ['Go', 'Go to the stimulus when the cue goes off.'],
  reactgo: ['Reaction-time go', 'Go to the stimulus as soon as it appears.'],
  delaygo: ['Delayed go', 'Remember where the stimulus was, and go there.'],
  fdanti: ['Anti', 'Go away from the stimulus when the cue goes off.'],
  reactanti: ['Reaction-time anti', 'Go away from the stimulus as soon as it appears.'],
  delayanti: ['Delayed anti', 'Remember where the stimulus was, and go to the opposite side.'],
  dm1: ['Decision, modality 1', 'Go to the stronger of two stimuli of modality 1.'],
  dm2: ['Decision, modality 2', 'Go to the stronger of two stimuli of modality 2.'],
  contextdm1: [
    'Context decision, modality 1',
    'Go to the stronger stimulus by modality 1, and ignore modality 2.',
  ],
  contextdm2: [
    'Context decision, modality 2',
    'Go to the stronger stimulus by modality 2, and ignore modality 1.',
  ],
  multidm: ['Multisensory decision', 'Go to the stronger stimulus by both modalities together.'],
  delaydm1: ['Delayed decision, modality 1', 'Compare two stimuli of modality 1 over a delay.'],
  delaydm2: ['Delayed decision, modality 2', 'Compare two stimuli of modality 2 over a delay.'],
  contextdelaydm1: [
    'Context delayed decision, modality 1',
    'Compare two stimuli over a delay by modality 1, and ignore modality 2.',
  ],
  contextdelaydm2: [
    'Context delayed decision, modality 2',
    'Compare two stimuli over a delay by modality 2, and ignore modality 1.',
  ],
  multidelaydm: [
    'Multisensory delayed decision',
    'Compare two stimuli over a delay by both modalities together.',
  ],
  dmsgo: ['Match to sample, go', 'Go to the test if it is where the sample was.'],
  dmsnogo: ['Match to sample, no go', 'Go to the test if it is not where the sample was.'],
  dmcgo: ['Match to category, go', 'Go to the test if it is of the category of the sample.'],
  dmcnogo: ['Match to category, no go', 'Go to the test if it is not of the category of the sample.'],
};

/** Those for which an observer of the noisy inputs was computed. */
const SEEN_THROUGH_NOISE: readonly string[] = ['dm1', 'dm2', 'contextdm1', 'contextdm2'];

export const yang2019Tasks: readonly TaskEntry[] = yang2019Rules.map((rule) => {
  const [title, description] = TEXTS[rule];
  return {
    name: rule,
    collection: 'Yang et al. 2019',
    title,
    citation: 'Yang, Joglekar, Song, Newsome and Wang (2019), Nat. Neurosci. 22',
    description,
    code: `yang2019('${rule}')`,
    ceiling: SEEN_THROUGH_NOISE.includes(rule) ? 0.9999 : null,
    make: (options) => yang2019(rule, options),
  };
});
