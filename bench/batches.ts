/**
 * Question: is making a batch of a task a small part of the training step that it feeds?
 * Metric: ms per batch, a new one each time, and ms per compiled training step on a batch of that task (forward, backward,
 *   Adam, on a fixed batch); the first divided by the second within interleaved rounds, its median and interval. The aim is
 *   below a tenth.
 * Workloads: PsychRNN's three tasks with their defaults, 128 trials of 200 steps, and PsychRNN's network of 50 units;
 *   song2016, windows of 16 columns and 100 steps (src/cli/song2016.ts); contextdm1 of Yang et al. (2019), 64 trials and 256
 *   softplus units; goNogo, 64 trials and 64 units.
 * Control: the step in a second instance; its ratio to the first is 1 within the spread (harness.ts).
 * In one process tasks share code that engines fit to what it has seen: named alone, song2016's batches take a tenth less.
 * A pass does not show the time of a batch within a training, where the step has pushed its arrays out of the caches.
 * How to run: npm run bench -- batches [WORKLOAD ..] [--rounds 21] [--round-ms 100] [--warm-up-ms 1000]; result in
 *   bench/results/batches.json unless workloads are named.
 * @module
 */

import type { Value } from '../src/autograd/tape.ts';
import { psychrnnOptions } from '../src/rnn/networks/psychrnn.ts';
import { createRateNetwork, type RateNetwork, type RateParams } from '../src/rnn/networks/rate-network.ts';
import { createSong2016Network } from '../src/rnn/networks/song2016.ts';
import { adam } from '../src/rnn/optimizers/adam.ts';
import { taskLoss } from '../src/rnn/training/task-loss.ts';
import { train } from '../src/rnn/training/train.ts';
import { streamDataset } from '../src/tasks/core/stream.ts';
import type { TargetKind, Task } from '../src/tasks/core/task.ts';
import { trialDataset } from '../src/tasks/core/trial-dataset.ts';
import { goNogo } from '../src/tasks/neurogym/go-nogo.ts';
import { perceptualDecisionMaking } from '../src/tasks/neurogym/perceptual-decision-making.ts';
import { delayedDiscrimination } from '../src/tasks/psychrnn/delayed-discrimination.ts';
import { matchToCategory } from '../src/tasks/psychrnn/match-to-category.ts';
import { perceptualDiscrimination } from '../src/tasks/psychrnn/perceptual-discrimination.ts';
import { yang2019 } from '../src/tasks/yang2019/yang2019.ts';
import { key } from '../src/tensor/random.ts';
import type { Tensor } from '../src/tensor/tensor.ts';
import { environment } from './environment.ts';
import { type Contestant, compare, inProcess, type Result } from './harness.ts';
import { readOptions } from './options.ts';
import { environmentLine, layOut, writeResult } from './report.ts';

const { values, words } = readOptions({
  rounds: 21,
  'round-ms': 100,
  'warm-up-ms': 1000,
  results: 'bench/results',
});
const AIM = 0.1;

interface Batch<T = Tensor> {
  readonly inputs: T;
  readonly targets: T;
  readonly mask?: T;
}

/** Batches by number, and the network that they train. */
interface Workload {
  readonly name: string;
  readonly batch: (number: number) => Batch;
  readonly network: RateNetwork;
}

type Shape = Pick<Task<object, TargetKind>, 'nIn' | 'nOut' | 'dt'>;

const psychrnn = ({ nIn, nOut, dt }: Shape): RateNetwork =>
  createRateNetwork(psychrnnOptions({ nIn, nRec: 50, nOut, dt, tau: 100 }));

function trials<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  batchSize: number,
  networkFor: (task: Shape) => RateNetwork,
): Workload {
  const data = trialDataset(task, { batchSize, key: key(1) });
  const batch = (number: number): Batch => {
    const { inputs, targets, mask } = data.batch(number);
    return { inputs, targets, mask };
  };
  return { name: task.name, batch, network: networkFor(task) };
}

function song2016(): Workload {
  const timing = { fixation: { choice: [50, 100, 200, 400] }, stimulus: { choice: [100, 200, 400, 800] } };
  const data = streamDataset(perceptualDecisionMaking({ dt: 20, timing }), {
    batchSize: 16,
    seqLen: 100,
    key: key(1),
  });
  // The mask is made, as in training, and left out, as there: every step counts alike.
  const batch = (number: number): Batch => {
    const { inputs, targets } = data.batch(number);
    return { inputs, targets };
  };
  return { name: 'song2016', batch, network: createSong2016Network() };
}

const workloads: readonly Workload[] = [
  trials(perceptualDiscrimination(), 128, psychrnn),
  trials(delayedDiscrimination(), 128, psychrnn),
  trials(matchToCategory(), 128, psychrnn),
  song2016(),
  trials(yang2019('contextdm1'), 64, ({ nIn, nOut, dt }) =>
    createRateNetwork({ nIn, nRec: 256, nOut, dt, tau: 100, activation: 'softplus', sigmaRec: 0.05 }),
  ),
  trials(goNogo(), 64, ({ nIn, nOut, dt }) =>
    createRateNetwork({ nIn, nRec: 64, nOut, dt, tau: 100, sigmaRec: 0.05 }),
  ),
];

/** Training steps on the first batch. */
async function stepContestant({ network, batch }: Workload): Promise<Contestant> {
  const first = batch(0);
  const training = train<RateParams<Tensor>, Batch>({
    params: network.initialize(key(2)),
    network,
    loss: taskLoss(network) as (params: RateParams, batch: Batch<Value>, key: Value) => Value,
    optimizer: adam({ learningRate: 1e-3 }),
    batch: () => first,
    steps: Number.MAX_SAFE_INTEGER,
    key: key(3),
  });
  const steps = training[Symbol.asyncIterator]();
  const round = async (count: number): Promise<number> => {
    if (count > 1) await steps.next();
    const began = performance.now();
    for (let i = 0; i < count; i++) await steps.next();
    return (performance.now() - began) / count;
  };
  return { name: 'step', versions: {}, round };
}

interface Measured {
  readonly shape: readonly number[];
  readonly batch: Result;
  readonly step: Result;
  readonly spread: number;
}

async function measure(workload: Workload): Promise<Measured> {
  const { batch } = workload;
  let number = 0;
  const make = inProcess('batch', {}, () => batch(number++));
  const { results, spread } = await compare([await stepContestant(workload), make], {
    reference: 'step',
    control: await stepContestant(workload),
    rounds: values.rounds,
    warmUpMs: values['warm-up-ms'],
    roundMs: values['round-ms'],
  });
  const [step, made] = results;
  return { shape: batch(0).inputs.shape, batch: made, step, spread };
}

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

const measuredOn = environment();
console.log(environmentLine(measuredOn));
const names = workloads.map(({ name }) => name);
const unknown = words.find((word) => !names.includes(word));
if (unknown !== undefined)
  throw new RangeError(`batches: expected workloads ${names.join(', ')}, got '${unknown}'`);
const rows: string[][] = [];
const measured: object[] = [];
for (const workload of workloads) {
  if (words.length > 0 && !words.includes(workload.name)) continue;
  const { shape, batch, step, spread } = await measure(workload);
  const { median, low, high } = batch.ratio;
  rows.push([
    ...[workload.name, shape.join(' x '), batch.medianMs.toFixed(3), step.medianMs.toFixed(3)],
    ...[
      `${percent(median)} (${percent(low)} to ${percent(high)})`,
      percent(spread),
      high < AIM ? 'yes' : 'no',
    ],
  ]);
  measured.push({ workload: workload.name, shape, belowAim: high < AIM, spread, batch, step });
}
console.log(
  layOut([['workload', 'inputs', 'batch ms', 'step ms', 'batch of step', 'control', '< 10 %'], ...rows]),
);
if (words.length === 0) {
  const result = { benchmark: 'batches', rounds: values.rounds, aim: AIM, workloads: measured };
  writeResult(`${values.results}/batches.json`, result, measuredOn);
}
