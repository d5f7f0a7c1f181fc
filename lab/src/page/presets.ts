/** The presets as the page offers them. @module */

import {
  changedExperiment,
  differences,
  type ExperimentConfig,
} from '../../../src/experiments/experiment-config.ts';
import { experimentPresets, type PresetName } from '../../../src/experiments/experiment-presets.ts';

export interface PresetText {
  readonly title: string;
  /** One sentence. */
  readonly text: string;
}

export const presetTexts: { readonly [N in PresetName]: PresetText } = {
  song2016: {
    title: 'song2016: perceptual decision with Dale’s principle',
    text: '40 excitatory and 10 inhibitory units learn which of two noisy inputs is the stronger, as in Song et al. (2016).',
  },
  helloWorld: {
    title: 'helloWorld: the first example of PsychRNN',
    text: '50 units without signs learn which of two noisy inputs is the stronger (Ehrlich et al. 2021).',
  },
  delayedDiscrimination: {
    title: 'delayedDiscrimination: two frequencies, one after the other',
    text: 'The network keeps the first frequency in mind through a delay and says which was the higher.',
  },
  contextIntegration: {
    title: 'contextIntegration: which evidence counts',
    text: 'Two streams of evidence at once, and a cue that says which of them counts (Mante et al. 2013).',
  },
  flipFlop: {
    title: 'flipFlop: three bits of memory',
    text: 'Each output remembers the sign of the last pulse of its input (Sussillo and Barak 2013).',
  },
  fdgo: {
    title: 'fdgo: point to the stimulus',
    text: 'One of the twenty tasks of Yang et al. (2019): point to a stimulus on a ring once the fixation point is gone.',
  },
};

export const presetNames: readonly PresetName[] = Object.keys(presetTexts) as PresetName[];

export const isPreset = (name: string): name is PresetName => Object.hasOwn(experimentPresets, name);

/** The preset whose configuration this is, but for its seed and its length; null for others. */
function presetOf(config: ExperimentConfig): PresetName | null {
  const { name: _, ...rest } = config;
  const found = presetNames.find((name) => {
    const changed = changedExperiment(experimentPresets[name], rest);
    return changed.name === name && differences(changed, config).every((path) => path === 'name');
  });
  return found ?? null;
}

/** A configuration under its right name: that of the preset that it is, or 'custom'. One that is impossible stays as it is. */
export function named(config: ExperimentConfig): ExperimentConfig {
  try {
    return { ...config, name: presetOf(config) ?? (isPreset(config.name) ? 'custom' : config.name) };
  } catch {
    return config;
  }
}
