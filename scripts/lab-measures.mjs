/** The guided experiments of docs/lab.md: their configurations, and what is measured of their runs. */

/** Seeds of each measurement; links hold the first. */
export const SEEDS = [1, 2, 3, 4, 5];

const free = { daleRatio: null, readout: 'all' };
const unbalanced = { start: 'orthogonal' };
const training = { steps: 2000 };

/** What each link changes of the preset song2016, by experiment and label. */
export const LINKS = {
  check: { '100 steps of song2016': { training: { steps: 100 } } },
  dale: {
    'Dale, outputs read excitatory units (song2016)': {},
    'Dale, outputs read all units': { network: { readout: 'all' } },
    'without Dale, outputs read all units': { network: free },
  },
  balance: {
    'balanced, radius 1.5': { training, network: { radius: 1.5 } },
    'unbalanced, radius 0.5': { training, network: { ...unbalanced, radius: 0.5 } },
    'unbalanced, radius 1.5': { training, network: { ...unbalanced, radius: 1.5 } },
    'unbalanced, as drawn': { training, network: unbalanced },
  },
  inhibition: { song2016: {} },
};

/** The configuration of a link, with another seed where one is given. */
export const configOf = (lab, change, seed = SEEDS[0]) =>
  lab.changedExperiment(lab.experimentPresets.song2016, { ...change, seed });

const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return Number.isInteger(half) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[Math.floor(half)];
}

/** Steps over which the page says the mean loss. */
const STRETCH = 200;

/** The first step at which the mean of the last 200 losses is below a level; infinite where none is. */
export function stepsTo(losses, level) {
  const at = losses.findIndex(
    (_, i) => i >= STRETCH - 1 && mean(losses.slice(i + 1 - STRETCH, i + 1)) < level,
  );
  return at < 0 ? Number.POSITIVE_INFINITY : at + 1;
}

/** An experiment before its first step. */
export const startRun = (lab, config) => lab.startExperiment(config, { findTask: lab.labTask });

/** Trains a configuration to its end; `early` is the fraction of correct trials after 1000 steps. */
export async function trainedRun(lab, config) {
  const experiment = startRun(lab, config);
  const losses = [];
  let early = Number.NaN;
  for await (const { step, loss } of experiment.run()) {
    losses.push(loss);
    if (step === 1000) early = experiment.test().performance;
  }
  return { experiment, losses, early };
}

/** Steps to a loss of 0.105 - when to answer, but not what -, and what comes of the training. */
export function learning({ experiment, losses, early }) {
  return {
    below: stepsTo(losses, 0.105),
    early,
    correct: experiment.test().performance,
    last: mean(losses.slice(-STRETCH)),
  };
}

function ratesOf({ data }) {
  let sum = 0;
  let most = 0;
  for (const rate of data) {
    sum += rate;
    most = Math.max(most, rate);
  }
  return { rate: sum / data.length, most };
}

/** Spectral radius of the recurrent weights as they are. */
export const radiusOf = (lab, { network, training }) =>
  lab.weightSpectrum(network.effectiveWeights(training.params).wRec).radius;

/** The spectrum and the activity before training, and the loss of the first batch. */
export async function beginning(lab, config) {
  const { network, initial, test, run } = startRun(lab, config);
  const { eigenvalues, radius } = lab.weightSpectrum(network.effectiveWeights(initial).wRec);
  const moduli = Array.from(eigenvalues.re, (re, i) => Math.hypot(re, eigenvalues.im[i]));
  const { value } = await run().next();
  return {
    radius,
    long: moduli.filter((modulus) => modulus > radius / 2).length,
    ...ratesOf(test(initial).activity.r),
    first: value.loss,
  };
}

/** Behaviour and activity of a trained network with units silenced and inhibition scaled. */
export function behaviour(lab, experiment, { silenced = [], inhibition = 1 }) {
  const { network, training } = experiment;
  const params = lab.manipulated(network, training.params, { silenced, inhibition });
  const study = lab.studyOf(experiment, { params, losses: [], seconds: 0 });
  const given = Array.from(study.choices.given);
  const fit = lab.findingsOf(study).psychometric;
  return {
    correct: study.tested.performance,
    answers: [0, 1, -1].map((choice) => given.filter((each) => each === choice).length),
    ...ratesOf(study.tested.activity.r),
    bias: fit?.status === 'fitted' ? fit.bias : Number.NaN,
  };
}

/** The excitatory units that prefer choice 0 most, and those that prefer choice 1 most: three each, by their d'. */
export function preferring(lab, experiment) {
  const { tested, choices, span } = lab.studyOf(experiment, { losses: [], seconds: 0 });
  const dPrime = lab.selectivity(tested.activity.r, choices.wanted, span);
  const order = lab.populations(experiment.network).E.sort((a, b) => dPrime[b] - dPrime[a]);
  return [order.slice(0, 3), order.slice(-3).reverse()];
}
