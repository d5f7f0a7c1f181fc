/** Experiments to begin with: a published one, the classics of PsychRNN, and tasks that ask for memory and context. @module */

import { type ExperimentConfig, readExperiment } from './experiment-config.ts';

/**
 * The excitatory-inhibitory network of Song et al. (2016) on perceptual decisions, as the PyTorch original of the
 * published runs trains it: windows of 100 steps of 20 ms, every step counts alike.
 */
const song2016 = readExperiment({
  name: 'song2016',
  task: 'perceptualDecisionMaking',
  taskOptions: {
    dt: 20,
    timing: { fixation: { choice: [50, 100, 200, 400] }, stimulus: { choice: [100, 200, 400, 800] } },
  },
  network: {
    nRec: 50,
    sigmaRec: 0.15,
    daleRatio: 0.8,
    autapses: false,
    readout: 'excitatory',
    inputBias: true,
  },
  training: { steps: 5000, batchSize: 16, seqLen: 100, masked: false },
  test: { taskOptions: { timing: { fixation: 500, stimulus: 500 } } },
});

/** PsychRNN's first example: 50 units learn which of two noisy inputs is the stronger (Ehrlich et al. 2021). */
const helloWorld = readExperiment({
  name: 'helloWorld',
  task: 'perceptualDiscrimination',
  taskOptions: { dt: 10, tau: 100, T: 2000 },
  network: { start: 'psychrnn', initialState: 'parameter' },
  training: { steps: 400, batchSize: 128, clipNorm: 1 },
});

/** Which of two frequencies, one after the other, was the higher, with Dale's principle. */
const delayedDiscrimination = readExperiment({
  name: 'delayedDiscrimination',
  task: 'delayedDiscrimination',
  taskOptions: { dt: 20, tau: 100 },
  network: {
    nRec: 50,
    sigmaRec: 0.05,
    daleRatio: 0.8,
    autapses: false,
    readout: 'excitatory',
    signs: 'positive',
    start: 'psychrnn',
    initialState: 'parameter',
  },
  training: { steps: 2000, batchSize: 64, clipNorm: 1, learningRate: 2e-3 },
});

/** Two streams of evidence, and an input that says which of them counts (Mante et al. 2013). */
const contextIntegration = readExperiment({
  name: 'contextIntegration',
  task: 'contextDecisionMaking',
  taskOptions: { dt: 50, context: 'explicit', timing: { delay: 300, decision: 300 } },
  network: {
    nRec: 64,
    sigmaRec: 0.05,
    daleRatio: 0.8,
    autapses: false,
    readout: 'excitatory',
    start: 'psychrnn',
    radius: 1.1,
  },
  training: { steps: 3000, batchSize: 64, clipNorm: 1, learningRate: 3e-3 },
});

/** Three bits, each of which remembers the sign of its last pulse (Sussillo and Barak 2013). */
const flipFlop = readExperiment({
  name: 'flipFlop',
  task: 'flipFlop',
  network: { nRec: 50, tau: 2, activation: 'tanh', start: 'orthogonal' },
  training: { steps: 2000, batchSize: 64, clipNorm: 1, learningRate: 2e-3 },
});

/** One of the twenty tasks of Yang et al. (2019): point to a stimulus on a ring once the fixation point is gone. */
const fdgo = readExperiment({
  name: 'fdgo',
  task: 'fdgo',
  taskOptions: { dt: 50 },
  network: { nRec: 64, start: 'psychrnn' },
  training: { steps: 600, batchSize: 32, clipNorm: 1, learningRate: 3e-3 },
});

/** The names of the presets. */
export type PresetName =
  | 'song2016'
  | 'helloWorld'
  | 'delayedDiscrimination'
  | 'contextIntegration'
  | 'flipFlop'
  | 'fdgo';

/** The presets by name. */
export const experimentPresets: { readonly [N in PresetName]: ExperimentConfig } = {
  song2016,
  helloWorld,
  delayedDiscrimination,
  contextIntegration,
  flipFlop,
  fdgo,
};
