/**
 * Does it help to begin with easy trials? One network gets coherence 0.7, 0.5, 0.3 and 0.1 in turn, advancing when it
 * answers 90 % of a batch; another gets coherence 0.1 from the start and stops at the same 90 %. One pair of runs says
 * little, so that the comparison is made with several seeds.
 *
 * Run:  node examples/curriculum.mjs [--seeds 10] [--trials 50000]        (after npm run build)
 * Time: about 2 s per seed. --trials bounds each run.
 */
import {
  clipByNorm,
  createRateNetwork,
  curriculum,
  fit,
  key,
  meanSquaredError,
  perceptualDiscrimination,
  psychrnnOptions,
  split,
  taskLoss,
  trialDataset,
} from 'synaptape';
import { readOptions } from './shared/options.mjs';
import { bars } from './shared/text-plot.mjs';

const { seeds, trials } = readOptions({ seeds: 10, trials: 50_000 });
const time = { dt: 10, tau: 100 };
const COHERENCES = [0.7, 0.5, 0.3, 0.1];
const CUTOFF = 0.9;

const network = createRateNetwork(psychrnnOptions({ nIn: 2, nRec: 50, nOut: 2, ...time }));
const error = (z, targets, mask) => meanSquaredError(z, targets, mask, { form: 'psychrnn' });
const loss = taskLoss(network, { error });

/** Trials of one coherence. How many of them are answered correctly, which both runs go by, is up to the task. */
function dataAt(coherence, seed) {
  const task = perceptualDiscrimination({ ...time, T: 2000, coherence });
  return trialDataset(task, { batchSize: 50, key: split(key(seed))[0] });
}

/** What both runs share, the first weights among it. */
const shared = (seed) => ({
  network,
  loss,
  trials,
  key: key(seed),
  clip: (gradients) => clipByNorm(gradients, 1),
  logEvery: 1,
});

async function pair(seed) {
  const stages = COHERENCES.map((coherence) => ({ data: dataAt(coherence, seed), threshold: CUTOFF }));
  const staged = fit({ ...shared(seed), data: curriculum({ stages, every: 1 }) });
  const first = await staged.finish();
  const { values, stage } = staged.state().curriculum;
  const direct = fit({
    ...shared(seed),
    data: dataAt(COHERENCES.at(-1), seed),
    performance: { cutoff: CUTOFF, every: 1 },
  });
  return { first, values, stage, second: await direct.finish() };
}

const pairs = [];
for (let seed = 1; seed <= seeds; seed++) {
  const { first, second, values, stage } = await pair(seed);
  // A run that ended for want of trials is no result.
  const updates = (run, reason) => (run.stoppedBy === reason ? run.update : Number.POSITIVE_INFINITY);
  pairs.push([updates(first, 'curriculum'), updates(second, 'performance')]);
  const done = stage === COHERENCES.length ? 'all stages done' : `ended in stage ${stage + 1}`;
  console.log(
    `seed ${seed}: curriculum ${first.update} updates (${done}), hard trials only ${second.update}`,
  );
  if (seed > 1) continue;
  const accuracies = values.map(([accuracy]) => accuracy);
  console.log(`  accuracy ${bars(accuracies, { low: 0.3, high: 1 })}`);
  console.log(`  stage    ${values.map(([, at]) => at + 1).join('')}`);
  console.log(`  loss, curriculum  ${bars(first.losses.map(([, value]) => value))}`);
  console.log(`  loss, hard trials ${bars(second.losses.map(([, value]) => value))}`);
}

const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
const [staged, direct] = [0, 1].map((i) => median(pairs.map((counts) => counts[i])));
const faster = pairs.filter(([a, b]) => a < b).length;
const told = (updates) => (Number.isFinite(updates) ? updates : 'more than there were');
console.log(
  `median over ${seeds} seeds: curriculum ${told(staged)}, hard trials only ${told(direct)} updates`,
);
console.log(`the curriculum was faster with ${faster} of ${seeds} seeds`);
