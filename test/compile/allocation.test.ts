/** Steady-state training allocates nothing that stays: the heap after many steps. @module */

import { expect, test } from 'vitest';
import { runChild } from '../support/child.ts';

/** Grows a heap by running a step often; `keep` is code that runs after each step. */
const growth = (keep: string): Promise<string> =>
  runChild(
    `
    import { createSong2016Network } from './src/rnn/networks/song2016.ts';
    import { taskLoss } from './src/rnn/training/task-loss.ts';
    import { adam } from './src/rnn/optimizers/adam.ts';
    import { valueAndGrad } from './src/autograd/index.ts';
    import { compileStep } from './src/compile/index.ts';
    import { foldIn, integers, key, normal } from './src/tensor/random.ts';

    const network = createSong2016Network();
    const optimizer = adam();
    const lossAndGrad = valueAndGrad(taskLoss(network));
    const params = network.initialize(key(1));
    const batch = { inputs: normal(key(2), [20, 4, 3]), targets: integers(key(3), [20, 4], 0, 3) };
    const step = (state, data, noise) => {
      const [loss, bars] = lossAndGrad(state.params, data, noise);
      const [next, rest] = optimizer.update(state.params, bars, state.optimizer);
      return [{ params: next, optimizer: rest }, loss];
    };
    const stepper = compileStep(step, { params, optimizer: optimizer.init(params) }, [batch, key(4)]);
    const noise = key(4);
    const kept = [];
    const runs = (count) => {
      for (let i = 0; i < count; i++) {
        noise.data[1] = i;
        const loss = stepper.run(batch, noise);
        ${keep}
      }
    };
    const heap = () => {
      gc();
      gc();
      const { heapUsed, external, arrayBuffers } = process.memoryUsage();
      return heapUsed + external + arrayBuffers;
    };
    runs(500);
    const before = heap();
    runs(1000);
    console.log(heap() - before, kept.length);`,
    { flags: ['--expose-gc'] },
  );

test('1000 training steps leave the heap less than 100 KB larger', async () => {
  const grown = Number((await growth('')).split(' ')[0]);
  if (process.env.SHOW) console.log(`grown by ${grown} bytes`);
  expect(grown).toBeLessThan(100_000);
});

test('control: 200 bytes kept per step are seen', async () => {
  const grown = Number((await growth('kept.push(new Float64Array(25));')).split(' ')[0]);
  expect(grown).toBeGreaterThan(200_000);
});
