/**
 * Files: weights in the form of PsychRNN, edited and read back; a model in one safetensors file; and a run that is
 * stopped, saved and resumed, which ends where one that was never stopped ends, to the bit.
 *
 * Run:  node examples/saving-and-loading.mjs [--trials 5000] [--seed 1] [--out runs/saving-and-loading]
 *       (after npm run build)
 * Time: about 2 s.
 */
import {
  createRateNetwork,
  decodeCheckpoint,
  decodePsychrnn,
  encodeCheckpoint,
  encodePsychrnn,
  fit,
  fromPsychrnn,
  key,
  loadFit,
  Model,
  perceptualDiscrimination,
  psychrnnOptions,
  saveFit,
  split,
  taskLoss,
  toPsychrnn,
  trialBatch,
  trialDataset,
} from 'synaptape';
import { readFileBytes, writeFileWhole } from 'synaptape/node';
import { readOptions } from './shared/options.mjs';

const { trials, seed, out } = readOptions({ trials: 5_000, seed: 1, out: 'runs/saving-and-loading' });
const time = { dt: 10, tau: 100 };
const task = perceptualDiscrimination({ ...time, T: 2000 });
const network = createRateNetwork(psychrnnOptions({ nIn: 2, nRec: 50, nOut: 2, ...time }));
const [dataKey, testKey, runKey] = split(key(seed), 3);
const data = trialDataset(task, { batchSize: 50, key: dataKey });
const { inputs } = trialBatch(task, testKey, 20);

const sameBits = (a, b) => a.data.length === b.data.length && a.data.every((x, i) => Object.is(x, b.data[i]));
const sameTree = (a, b) => Object.keys(a).every((name) => sameBits(a[name], b[name]));
function report(what, holds) {
  console.log(`  ${what}: ${holds ? 'yes' : 'NO'}`);
  if (!holds) process.exitCode = 1;
}

const model = new Model(network, { seed });
const { update } = await model.train(data, { trials });
console.log(`trained for ${update} updates`);

// 1. Weights as PsychRNN's save() writes them, an npz. They are effective: signs and masks are part of them.
const weightFile = `${out}/weights.npz`;
await writeFileWhole(weightFile, encodePsychrnn(toPsychrnn(network, model.params)));
const read = await decodePsychrnn(await readFileBytes(weightFile));
console.log(`\n${weightFile}: ${Object.keys(read).join(', ')}`);
report('the weights that were saved', sameTree(model.params, read));

// Silence what the first ten units say to each other, and save that as well.
const wRec = { ...read.wRec, data: read.wRec.data.slice() };
for (let post = 0; post < 10; post++) wRec.data.fill(0, 50 * post, 50 * post + 10);
const editedFile = `${out}/edited-weights.npz`;
await writeFileWhole(editedFile, encodePsychrnn({ ...read, wRec }));

// Load the edited file into a network: from effective weights back to its free parameters.
const edited = await decodePsychrnn(await readFileBytes(editedFile));
const silenced = new Model(network, { params: fromPsychrnn(network, edited) });
const block = network.effectiveWeights(silenced.params).wRec.data.filter((_, i) => i < 500 && i % 50 < 10);
report(
  `the ${block.length} edited weights are 0 in the network`,
  block.every((w) => w === 0),
);
report('the outputs differ from those before', !sameBits(silenced.test(inputs).z, model.test(inputs).z));

// 2. A model in one file: the network's options, its parameters, and the state of the optimiser.
const modelFile = `${out}/model.safetensors`;
await writeFileWhole(modelFile, encodeCheckpoint(model.save()));
const again = Model.load(decodeCheckpoint(await readFileBytes(modelFile)));
console.log(`\n${modelFile}: ${again.network.name} network of ${again.network.nRec} units`);
report('the same outputs, to the bit', sameBits(again.test(inputs).z, model.test(inputs).z));
await model.train(data, { updates: 5 });
await again.train(data, { updates: 5 });
report('the same weights after five more updates of both', sameTree(again.params, model.params));

// 3. A long run that is interrupted half-way. Everything follows from its key and the number of the update.
const updates = 2 * Math.ceil(update / 2);
const options = { network, loss: taskLoss(network), data, key: runKey };
const whole = await fit({ ...options, updates }).finish();

const runFile = `${out}/run.safetensors`;
const half = fit({ ...options, updates: updates / 2 });
await half.finish();
await writeFileWhole(runFile, encodeCheckpoint(saveFit(half.state())));

const from = loadFit(decodeCheckpoint(await readFileBytes(runFile)));
const resumed = await fit({ ...options, updates, from }).finish();
console.log(`\n${runFile}: update ${from.train.step} of ${updates}`);
report('the resumed run ends with the weights of the whole one', sameTree(resumed.params, whole.params));
report('and has the same log', JSON.stringify(resumed.losses) === JSON.stringify(whole.losses));
