/**
 * Every option of a rate network, of its loss and of its training, with a value and what it means. A value is the
 * default unless its comment says otherwise.
 *
 * Run:  node examples/all-options.mjs [--trials 100000] [--seed 1] [--out runs/all-options]      (after npm run build)
 * Time: about 15 s for 100,000 trials.
 */
import * as synaptape from 'synaptape';
import { encodeCheckpoint, init, key, saveFit, split, taskAccuracy } from 'synaptape';
import { writeFileWhole } from 'synaptape/node';
import { readOptions } from './shared/options.mjs';
import { lossLine } from './shared/text-plot.mjs';

const { trials, seed, out } = readOptions({ trials: 100_000, seed: 1, out: 'runs/all-options' });
const write = (state) =>
  writeFileWhole(`${out}/update-${state.train.step}.safetensors`, encodeCheckpoint(saveFit(state)));

const [dataKey, runKey, firstKey] = split(key(seed), 3);
const task = synaptape.perceptualDiscrimination({
  dt: 10, // length of a step in ms
  tau: 100, // time constant of the network in ms: it scales the noise of the inputs
  T: 2000, // duration of every trial in ms
  sigma: 0.1, // noise of the inputs
  noise: 'tauAware', // or 'psychrnn', which does not look at tau
  coherence: [0.1, 0.3, 0.5, 0.7], // drawn for each trial; or one number
  // direction: 0, // would always make input 0 the stronger one; drawn if left out
  gap: 'trained', // the 20 ms after the stimulus ask for outputs of 0; or 'masked'
});

const network = synaptape.createRateNetwork({
  nIn: 2, // inputs (no default)
  nRec: 50, // recurrent units (no default)
  nOut: 2, // outputs (no default)
  dt: 10, // length of a step in ms; default 20
  tau: 100, // time constant in ms; or a list of one per unit
  leak: 'current', // or 'rateOutside', 'rateInside', 'reservoir': four models that are all called CTRNN
  activation: 'relu', // or 'softplus', 'tanh', 'sigmoid', 'retanh', 'power', 'linear', or a function
  sigmaRec: 0, // noise of the units
  sigmaIn: 0, // noise that the network adds to its inputs
  tauIn: 100, // time constant of that noise in ms
  baselineIn: 0, // added to every input
  rectifyInputs: false, // whether inputs are cut off below 0
  trainTau: false, // whether each unit learns its time constant
  initialState: 'parameter', // the first state is learned, as PsychRNN's; default 'zero'
  daleRatio: null, // fraction of excitatory units; null for weights of any sign
  positivity: 'absolute', // how weights keep their sign; or 'psychrnn', 'rectified', 'softplus', 'projected'
  signs: { wIn: 'free', wOut: 'free' }, // or 'positive', 'negative', and for wOut 'dale'
  autapses: true, // whether units connect to themselves; default only without daleRatio
  readout: 'all', // or 'excitatory': which units the outputs read
  inputBias: false, // a second bias, for comparisons with PyTorch
  masks: { wRec: synaptape.full([50, 50], 1) }, // connectivity: factors, 0 where there is none
  constants: {}, // weights that are there but never learned, such as { wIn: ... }
  fixed: { bOut: false }, // what does not learn: true, or a matrix with 1 where an entry is fixed
  init: {
    wIn: init.glorotNormal(), // PsychRNN's 'glorot_gauss'; default kaimingUniform()
    wRec: init.spectralRadius(1.1, init.gaussian()), // Gaussian, then scaled; PsychRNN's default
    wOut: init.glorotNormal(),
    bRec: 0, // a number, or values, or a rule; default kaimingUniform()
    bOut: 0,
    x0: init.gaussian({ mean: 0.1, std: 0.01 }), // default 0
  },
});

const penalty = synaptape.regularization({
  l1In: 0, // coefficients of the mean of |w| over the effective weights
  l1Rec: 0,
  l1Out: 0,
  l2In: 0, // of the mean of w^2
  l2Rec: 0,
  l2Out: 0,
  l1Rate: 0, // of the mean rate, the metabolic cost
  l2Rate: 0, // of the mean squared rate
  custom: (_weights, { r }, _params) => synaptape.mul(synaptape.l1Rate(r), 0), // a penalty of one's own; default none
});
const loss = synaptape.taskLoss(network, {
  error: (z, y, mask) => synaptape.meanSquaredError(z, y, mask, { form: 'psychrnn' }), // default form 'normalised'
  penalty, // default none
  vanishingGradient: 0, // coefficient of the penalty against vanishing gradients
  vanishingGradientAt: 'previous', // or 'same', as in pycog
});

const data = synaptape.trialDataset(task, {
  batchSize: 50, // trials per update (no default)
  key: dataKey, // where its randomness comes from (no default)
  padTo: 200, // steps of every batch; by default what the longest trial of the task has
  forced: {}, // conditions that all trials share, such as { coherence: 0.5 }
});
const run = synaptape.fit({
  network,
  loss,
  data, // or a curriculum
  trials, // how long to train; or updates: 2000
  key: runKey, // of initial weights and noise (no default)
  params: network.initialize(firstKey), // where to start; drawn from key by default
  optimizer: synaptape.adam({
    ...{ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
    form: 'tensorflow', // PsychRNN's; default 'pytorch'
  }),
  clip: (gradients) => synaptape.clipByNorm(gradients, 1), // per tensor, as PsychRNN; default none
  fixed: {}, // tensors of 0 and 1 as in the network, for this run only
  logEvery: 10, // updates between entries of the log
  measure: ({ batch, readings }) => taskAccuracy(task, batch, readings.z), // default: the accuracy of the data
  performance: { cutoff: 2, every: 100 }, // stop when the measure reaches this; never here. Default none
  testNoise: true, // whether measures are taken with the noise of the network. Default true
  validation: { batch: data.batch(2 ** 31), every: 100, patience: 100, minDelta: 0, target: 0 }, // default none
  save: { every: 500, write }, // default none; every 100 if `every` is left out
  from: undefined, // the state to go on from: loadFit(decodeCheckpoint(bytes))
  engine: 'compiled', // to WebAssembly; or 'interpreted'
  fma: false, // faster products where there are any, but not the same bits on every machine
  signal: new AbortController().signal, // stops training when it is aborted
});

for await (const entry of run) {
  if (entry.update % 200 !== 0) continue;
  console.log(`update ${entry.update}: loss ${entry.loss.toFixed(4)}, correct ${entry.performance}`);
}
const { losses, seconds, stoppedBy, best } = await run.finish();
console.log(`${lossLine(losses)}\n${seconds.toFixed(1)} s with batches of ${data.batchSize}`);
console.log(`stopped by ${stoppedBy}; best validation loss ${best?.loss.toFixed(4) ?? 'not taken'}`);
