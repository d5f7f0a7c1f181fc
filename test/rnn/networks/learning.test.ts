import { describe, expect, it } from 'vitest';
import { grad } from '../../../src/autograd/index.ts';
import {
  adam,
  createRateNetwork,
  createSong2016Network,
  type RateParams,
  softmaxCrossEntropy,
  taskLoss,
  train,
} from '../../../src/rnn/index.ts';
import { perceptualDecisionMaking, streamDataset, trialBatch } from '../../../src/tasks/index.ts';
import { item, key, split, type Tensor } from '../../../src/tensor/index.ts';
import { foldIn } from '../../../src/tensor/random.ts';
import { moments } from '../../support/statistics.ts';
import { type Params, violations } from './networks.ts';

const mean = (x: readonly number[]): number => moments(x).mean;

/** Trials of 3 + 10 + 3 steps; an answer is asked in 3 of 16. */
const shortTask = (coherence: number) =>
  perceptualDecisionMaking({
    dt: 20,
    timing: { fixation: 60, stimulus: 200, decision: 60 },
    cohs: [coherence],
  });

/** The loss of a network that knows when to answer, but not what. */
const TIMING_ONLY = (3 / 16) * Math.LN2;

const small = createRateNetwork({
  nIn: 3,
  nRec: 16,
  nOut: 3,
  daleRatio: 0.75,
  sigmaRec: 0.05,
  readout: 'excitatory',
});

/** Trains the small network with batches of 8 trials; returns its losses and parameters. */
async function learn(coherence: number, steps: number): Promise<{ losses: number[]; params: Params }> {
  const task = shortTask(coherence);
  const [initial, data, noise] = split(key(0), 3);
  const training = train({
    params: small.initialize(initial),
    loss: taskLoss(small),
    optimizer: adam({ learningRate: 0.02 }),
    batch(step: number) {
      const { inputs, targets } = trialBatch(task, foldIn(data, step), 8);
      return { inputs, targets };
    },
    steps,
    key: noise,
  });
  const losses: number[] = [];
  for await (const { loss } of training) losses.push(loss);
  return { losses, params: training.params as Params };
}

describe('a network of 16 units learns short decisions', () => {
  it('beyond knowing when to answer: from ln 3 to below (3/16) ln 2 = .130 in 200 steps', async () => {
    const { losses, params } = await learn(51.2, 200);
    expect(losses[0]).toBeGreaterThan(0.8);
    expect(mean(losses.slice(150))).toBeLessThan(TIMING_ONLY / 2);
    expect(violations(small, small.effectiveWeights(params))).toEqual([]);
  });

  it('control: without evidence it stays at (3/16) ln 2, so the answer does not leak into the input', async () => {
    const { losses } = await learn(0, 220);
    // Each of 8 trials adds about .03 of chance to a loss: the mean of 560 of them is off by less than .01.
    expect(mean(losses.slice(150))).toBeGreaterThan(TIMING_ONLY - 0.01);
    expect(mean(losses.slice(150))).toBeLessThan(TIMING_ONLY + 0.05);
  });
});

describe('the network and data of Song et al. (2016)', () => {
  const network = createSong2016Network();
  const timing = { fixation: { choice: [50, 100, 200, 400] }, stimulus: { choice: [100, 200, 400, 800] } };
  const task = perceptualDecisionMaking({ dt: 20, timing });
  const streamOf = (seed: number) => streamDataset(task, { batchSize: 16, seqLen: 100, key: key(seed) });

  it('start near ln 3 and improve from the first steps on', async () => {
    const stream = streamOf(1);
    const training = train({
      params: network.initialize(key(2)),
      loss: taskLoss(network),
      optimizer: adam({ learningRate: 1e-3 }),
      batch: () => stream.next(),
      steps: 30,
      key: key(3),
    });
    const losses: number[] = [];
    for await (const { loss } of training) losses.push(loss);
    expect(losses[0]).toBeGreaterThan(0.9);
    expect(losses[0]).toBeLessThan(1.5);
    const [first, second, third] = [0, 10, 20].map((from) => mean(losses.slice(from, from + 10)));
    expect(second).toBeLessThan(first - 0.05);
    expect(third).toBeLessThan(second - 0.05);
    expect(violations(network, network.effectiveWeights(training.params as Params))).toEqual([]);
  });

  it('start at ln 3 in the mean of initial weights', () => {
    const { inputs, targets } = streamDataset(task, { batchSize: 4, seqLen: 40, key: key(3) }).next();
    const losses = Array.from({ length: 60 }, (_, i) => {
      const { z } = network.run(network.initialize(foldIn(key(4), i)), inputs, foldIn(key(5), i));
      return item(softmaxCrossEntropy(z, targets) as Tensor);
    });
    // Standard deviation .15 between draws: a standard error of .02.
    expect(Math.abs(mean(losses) - Math.log(3))).toBeLessThan(0.09);
  });

  it('give most of every array a gradient: only silent units and the diagonal have none', () => {
    const batch = streamDataset(task, { batchSize: 4, seqLen: 40, key: key(3) }).next();
    const params = network.initialize(key(0));
    const lossOf = (p: RateParams) => taskLoss(network)(p, batch, key(1));
    const gradient = grad(lossOf)(params) as Params;
    for (const [name, g] of Object.entries(gradient) as [string, Tensor][]) {
      const moving = g.data.filter((v) => v !== 0).length / g.data.length;
      expect(moving, name).toBeGreaterThan(0.5);
    }
  });
});
