/** The compiled training step of song2016: its operations as counted by hand, and its fit to the interpreted step. @module */

import { expect, test } from 'vitest';
import type { Value } from '../../src/autograd/tape.ts';
import { valueAndGrad } from '../../src/autograd/transforms.ts';
import type { Tree } from '../../src/autograd/tree.ts';
import { compileStep, interpretStep } from '../../src/compile/index.ts';
import type { RateParams } from '../../src/rnn/networks/rate-network.ts';
import { createSong2016Network } from '../../src/rnn/networks/song2016.ts';
import { adam } from '../../src/rnn/optimizers/adam.ts';
import { type TaskBatch, taskLoss } from '../../src/rnn/training/task-loss.ts';
import { foldIn, integers, key, normal } from '../../src/tensor/random.ts';
import { item, type Tensor } from '../../src/tensor/tensor.ts';
import { assertCloseTrees } from '../support/close.ts';

const [T, B, N, nIn, nOut] = [100, 16, 50, 3, 3];

type State = { params: RateParams; optimizer: Tree };

/** Loss, gradient and an update, as training does them. */
function training(T: number, B: number) {
  const network = createSong2016Network();
  const optimizer = adam({ learningRate: 1e-3 });
  const lossAndGrad = valueAndGrad(taskLoss(network));
  const step = (state: State, batch: TaskBatch, noise: Value): [State, Value] => {
    const [loss, bars] = lossAndGrad(state.params, batch, noise);
    const [params, rest] = optimizer.update(
      state.params as unknown as Tree,
      bars as unknown as Tree,
      state.optimizer,
    );
    return [{ params: params as unknown as RateParams, optimizer: rest }, loss];
  };
  const params = network.initialize(key(1));
  const state: State = { params, optimizer: optimizer.init(params as unknown as Tree) };
  const batch: TaskBatch = {
    inputs: normal(key(2), [T, B, nIn]),
    targets: integers(key(3), [T, B], 0, nOut),
  };
  return { step, state, batch };
}

test('its products take 26,400,000 operations, three N x N products and five of three columns for all T B rows', () => {
  const { step, state, batch } = training(T, B);
  const { kernels, memoryBytes } = compileStep(step, state, [batch, key(4) as Value]).inspect() ?? {
    kernels: [],
  };
  const flops = kernels.filter(({ name }) => name.startsWith('matmul')).reduce((sum, k) => sum + k.flops, 0);
  const forward = 2 * T * B * (N * N + nIn * N + N * nOut);
  const backward = 2 * T * B * (N * N + N * nOut);
  const weights = 2 * T * B * (N * N + nIn * N + N * nOut);
  expect(forward + backward + weights).toBe(26_400_000);
  expect(flops).toBe(26_400_000);
  expect(memoryBytes).toBeLessThan(4e6);
});

test('ten steps give the losses of interpreted steps within 1e-5, and weights within 1e-4', () => {
  const { step, state, batch } = training(12, 3);
  const compiled = compileStep(step, state, [batch, key(4) as Value]);
  const interpreted = interpretStep(step, state, [batch, key(4) as Value]);
  for (let i = 0; i < 10; i++) {
    const noise = foldIn(key(4), i);
    const [a, b] = [compiled.run(batch, noise), interpreted.run(batch, noise)].map((x) => item(x as Tensor));
    expect(Math.abs(a - b)).toBeLessThan(1e-5);
  }
  assertCloseTrees(compiled.read().params, interpreted.read().params, 1e-4);
});
