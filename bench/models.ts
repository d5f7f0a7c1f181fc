/**
 * Question: how long does a training step of each model take, and do all reach the same share of the time of their
 *   matrix products?
 * Metric: ms per compiled training step of workloads S and P with another model in place of theirs; the time of all
 *   products of that step, each alone in a module of its own; the second divided by the first within interleaved
 *   rounds, its median and interval.
 * Models: `rate` is the network of the workload, `rate with tanh` the same with tanh in place of relu, since LSTM and
 *   GRU have five and three such functions per unit and step; `LSTM` and `GRU`, without noise; `layered`, a cell as a user
 *   may write it: a feed-forward layer of 32 units before a vanilla network.
 * Control: the rate network in a second instance; no difference within the spread between the two counts (harness.ts).
 * A pass does not show the speed of the products inside of the step: alone, their operands stay in cache, so that
 *   the share errs to the low side, and more so for P, whose stacks over time exceed the cache.
 * How to run: npm run bench -- models [S] [P] [L] [--rounds 15] [--round-ms 150] [--warm-up-ms 1000]; result in
 *   bench/results/models.json.
 * @module
 */

import { add, relu, tanh } from '../src/autograd/ops/elementwise.ts';
import { matmul } from '../src/autograd/ops/matmul.ts';
import type { Value } from '../src/autograd/tape.ts';
import type { Tensors } from '../src/autograd/tree.ts';
import { kaimingUniform } from '../src/rnn/initializers/kaiming.ts';
import { softmaxCrossEntropy } from '../src/rnn/losses/cross-entropy.ts';
import { meanSquaredError } from '../src/rnn/losses/squared-error.ts';
import { createGru } from '../src/rnn/networks/gru.ts';
import { createLstm } from '../src/rnn/networks/lstm.ts';
import { type Cell, createNetwork, type Network } from '../src/rnn/networks/network.ts';
import { createRateNetwork } from '../src/rnn/networks/rate-network.ts';
import { adam } from '../src/rnn/optimizers/adam.ts';
import { train } from '../src/rnn/training/train.ts';
import { key, split } from '../src/tensor/random.ts';
import { ones, type Tensor, zeros } from '../src/tensor/tensor.ts';
import { environment } from './environment.ts';
import { type Contestant, compare, inProcess, type Result } from './harness.ts';
import { readOptions } from './options.ts';
import { type Product, productAlone, productsOf } from './products.ts';
import { environmentLine, layOut, writeResult } from './report.ts';
import { type Interval, medianInterval } from './statistics.ts';
import { type Batch, makeWorkload, networkOf, type Workload, type WorkloadName } from './workloads.ts';

const { values, words } = readOptions({
  rounds: 15,
  'round-ms': 150,
  'warm-up-ms': 1000,
  results: 'bench/results',
});

interface LayeredParams<T = Value> {
  readonly wLayer: T;
  readonly bLayer: T;
  readonly wIn: T;
  readonly wRec: T;
  readonly b: T;
  readonly wOut: T;
}

const N_LAYER = 32;

function layeredCell({ nIn, nRec, nOut }: Workload): Cell<LayeredParams, LayeredParams, Value> {
  const times = (x: Value, w: Value): Value => matmul(x, w, { transB: true });
  return {
    name: 'layered',
    nIn,
    nRec,
    nOut,
    initialize(from) {
      const draw = kaimingUniform();
      const [a, b, c, d] = split(from, 4);
      const weights = (k: Tensor, post: number, pre: number): Tensor => {
        const shape = [post, pre];
        const site = { name: 'w', shape, fanIn: pre, mask: ones(shape), signs: null };
        return draw(k, { ...site, effective: (drawn) => drawn });
      };
      return {
        wLayer: weights(a, N_LAYER, nIn),
        bLayer: zeros([N_LAYER]),
        wIn: weights(b, nRec, N_LAYER),
        wRec: weights(c, nRec, nRec),
        b: zeros([nRec]),
        wOut: weights(d, nOut, nRec),
      };
    },
    prepare: (params) => params,
    begin: (_, batchSize) => zeros([batchSize, nRec]),
    step({ wLayer, bLayer, wIn, wRec, b, wOut }, h, { u }) {
      const layer = relu(add(times(u, wLayer), bLayer));
      const r = tanh(add(times(h, wRec), add(times(layer, wIn), b)));
      return [r, { r, z: times(r, wOut) }];
    },
  };
}

/** A training of some network on a workload: its step, and the products that a step consists of. */
interface Model {
  readonly name: string;
  readonly step: () => Promise<unknown>;
  readonly products: readonly Product[];
}

async function startModel<P, S>(name: string, network: Network<P, S>, workload: Workload): Promise<Model> {
  const training = train<Tensors<P>, Batch>({
    params: network.initialize(key(1)),
    network,
    loss(params, batch: Batch<Value>, stepKey) {
      const { z } = network.run(params as P, batch.inputs, stepKey);
      return workload.loss === 'crossEntropy'
        ? softmaxCrossEntropy(z, batch.targets)
        : meanSquaredError(z, batch.targets, batch.mask);
    },
    optimizer: adam({ learningRate: workload.learningRate }),
    batch: () => workload.batch,
    steps: Number.MAX_SAFE_INTEGER,
    key: key(1),
  });
  const steps = training[Symbol.asyncIterator]();
  await steps.next();
  return { name, step: () => steps.next(), products: productsOf(training.inspect()!.kernels) };
}

function stepContestant({ name, step }: Model): Contestant {
  const round = async (count: number): Promise<number> => {
    if (count > 1) await step();
    const began = performance.now();
    for (let i = 0; i < count; i++) await step();
    return (performance.now() - began) / count;
  };
  return { name, versions: {}, round };
}

const productsName = (name: string): string => `products of ${name}`;

/** All products of a step, one after the other, each on operands of its own. */
function productsContestant({ name, products }: Model): Contestant {
  const numbers = (length: number): Float32Array =>
    Float32Array.from({ length }, (_, i) => ((i * 37) % 101) / 101 - 0.5);
  const alone = products.map((product) => {
    const made = productAlone(product);
    const { m, k, n } = product;
    made.write(numbers(m * k), numbers(k * n), numbers(m * n));
    return made;
  });
  return inProcess(productsName(name), {}, () => {
    for (const { run } of alone) run();
  });
}

const percent = ({ median: middle, low, high }: Interval): string =>
  `${(100 * middle).toFixed(1)} % (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;

async function measure(workload: Workload): Promise<object> {
  const { nIn, nRec, nOut } = workload;
  const rate = networkOf(workload);
  const withTanh = createRateNetwork({ ...rate.options, activation: 'tanh' });
  const models = [
    await startModel('rate', rate, workload),
    await startModel('rate with tanh', withTanh, workload),
    await startModel('LSTM', createLstm({ nIn, nRec, nOut }), workload),
    await startModel('GRU', createGru({ nIn, nRec, nOut }), workload),
    await startModel('layered', createNetwork(layeredCell(workload)), workload),
  ];
  const control = await startModel('rate', rate, workload);
  const entries = models.flatMap((model) => [stepContestant(model), productsContestant(model)]);
  const { results, spread } = await compare(entries, {
    reference: 'rate',
    control: stepContestant(control),
    rounds: values.rounds,
    warmUpMs: values['warm-up-ms'],
    roundMs: values['round-ms'],
  });
  const find = (wanted: string): Result => results.find(({ name }) => name === wanted)!;
  const measured = models.map(({ name, products }) => {
    const [step, alone] = [find(name), find(productsName(name))];
    const flops = products.reduce((sum, product) => sum + product.calls * product.flops, 0);
    return {
      model: name,
      stepMs: step.medianMs,
      productsMs: alone.medianMs,
      productsGflops: flops / alone.medianMs / 1e6,
      productsOfStep: medianInterval(step.roundsMs.map((ms, r) => alone.roundsMs[r] / ms)),
      timesRate: step.ratio,
    };
  });
  const rows = measured.map(({ model, stepMs, productsMs, productsGflops, productsOfStep }) => [
    ...[model, stepMs.toFixed(3), productsMs.toFixed(3), productsGflops.toFixed(1), percent(productsOfStep)],
  ]);
  console.log(
    `\n${workload.name}) ${workload.title}; the control's spread is ${(100 * spread).toFixed(1)} %`,
  );
  console.log(layOut([['model', 'ms a step', 'products ms', 'GFLOP/s', 'products of step'], ...rows]));
  return { workload: workload.name, spread, models: measured };
}

const measuredOn = environment();
console.log(environmentLine(measuredOn));
const workloads: object[] = [];
for (const name of words.length > 0 ? words : ['S', 'P']) {
  if (name !== 'S' && name !== 'P' && name !== 'L') {
    throw new RangeError(`models: expected workloads S, P, L, got '${name}'`);
  }
  workloads.push(await measure(makeWorkload(name satisfies WorkloadName)));
}
const result = { benchmark: 'models', rounds: values.rounds, workloads };
writeResult(`${values.results}/models.json`, result, measuredOn);
