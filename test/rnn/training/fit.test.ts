import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/compile/index.ts';
import { adam } from '../../../src/rnn/optimizers/index.ts';
import { type CurriculumOptions, curriculum } from '../../../src/rnn/training/curriculum.ts';
import type { Fit } from '../../../src/rnn/training/fit.ts';
import type { FitState } from '../../../src/rnn/training/fit-options.ts';
import { key, ones } from '../../../src/tensor/index.ts';
import { foldIn } from '../../../src/tensor/random.ts';
import { type Batch, network, type Options, source, start } from './fit-example.ts';

async function logOf(run: Fit<unknown>) {
  const log = [];
  for await (const entry of run) log.push(entry);
  return log;
}

describe('fit', () => {
  it('makes the updates asked for, and logs floor(updates / logEvery) losses', async () => {
    const run = start({ updates: 23 });
    expect((await logOf(run)).map(({ update, trials }) => [update, trials])).toEqual([
      [5, 20],
      [10, 40],
      [15, 60],
      [20, 80],
    ]);
    expect(run.state().losses.map(([update]) => update)).toEqual([5, 10, 15, 20]);
    expect([run.stoppedBy, run.state().train.step]).toEqual(['updates', 23]);
  });

  it.each([
    [50_000, 128, 391],
    [128, 128, 1],
    [129, 128, 2],
    [0, 128, 0],
  ])(
    '%i trials in batches of %i are %i updates (psychrnn.md, section 12)',
    async (trials, batchSize, updates) => {
      let asked = 0;
      const batch = { inputs: ones([1, 1, 1]), targets: ones([1, 1, 1]) };
      const data = {
        batchSize,
        batch: () => {
          asked++;
          return batch;
        },
      };
      const { update, losses } = await start({
        data,
        updates: undefined,
        trials,
        logEvery: 10,
      } as never).finish();
      expect([update, asked]).toEqual([updates, updates]);
      expect(losses.length).toBe(Math.floor(updates / 10));
    },
  );

  it('reduces the loss, from the initial parameters of the key', async () => {
    const run = start({ updates: 200 });
    expect(run.params).toEqual(network.initialize(foldIn(key(1), -1)));
    const { losses, params, seconds, secondsToFirst } = await run.finish();
    expect(losses[39][1]).toBeLessThan(losses[0][1] / 3);
    expect(params).toEqual(run.params);
    expect(seconds).toBeGreaterThan(secondsToFirst);
    expect(secondsToFirst).toBeGreaterThan(0);
  });

  it('stops for performance after exactly 7 updates when the measure is the update and the cutoff 7', async () => {
    const run = start({ measure: ({ update }) => update, performance: { cutoff: 7, every: 1 } });
    const log = await logOf(run);
    expect(log.at(-1)).toMatchObject({ update: 7, performance: 7 });
    expect([run.stoppedBy, run.state().train.step]).toEqual(['performance', 7]);
  });

  it('measures on batches that no update trains on, with all that the network reads', async () => {
    const seen: number[] = [];
    const data = {
      ...source(1),
      batch: (step: number) => {
        seen.push(step);
        return source(1).batch(step);
      },
    };
    const shapes: unknown[] = [];
    await start({
      data,
      updates: 4,
      measure: ({ readings, batch, stage }) => {
        shapes.push([readings.x.shape, readings.r.shape, readings.z.shape, batch.inputs.shape, stage]);
        return 0;
      },
      performance: { cutoff: 1, every: 2 },
    }).finish();
    expect(seen).toEqual([0, 1, 2 ** 30 + 2, 2, 3, 2 ** 30 + 4]);
    expect(shapes[0]).toEqual([[6, 4, 6], [6, 4, 6], [6, 4, 1], [6, 4, 1], 0]);
  });

  it('takes the accuracy of the data as its measure', async () => {
    const { stoppedBy, update } = await start({
      data: source(1, (_, z) => (z.shape[1] === 4 ? 0.75 : 0)),
      performance: { cutoff: 0.75, every: 3 },
    }).finish();
    expect([stoppedBy, update]).toEqual(['performance', 3]);
    await expect(start({ performance: { cutoff: 1, every: 1 } }).finish()).rejects.toThrow(
      'fit: expected data with an accuracy, got none - give the option measure',
    );
  });

  describe('with a curriculum', () => {
    const stages = (gains: number[], values: number[]): CurriculumOptions<Batch> => ({
      stages: gains.map((gain) => ({ data: source(gain, () => values.shift() as number) })),
      every: 2,
    });

    it('goes through the stages as the measure passes, and stops after the last', async () => {
      const run = start({ data: curriculum(stages([0.5, 2], [1, 0, 1])), updates: 100, logEvery: 1 });
      const log = await logOf(run);
      expect(log.map(({ stage }) => stage)).toEqual([0, 1, 1, 1, 1, 2]);
      expect(run.stoppedBy).toBe('curriculum');
      expect(run.state().curriculum).toEqual({
        stage: 2,
        streak: 0,
        values: [
          [1, 0],
          [0, 1],
          [1, 1],
        ],
      });
    });

    it('trains each stage on its own data', async () => {
      const alone = await start({ data: source(2), updates: 4 }).finish();
      const staged = await start({ data: curriculum(stages([2, 7], [0, 0, 0])), updates: 4 }).finish();
      const other = await start({ data: curriculum(stages([2, 7], [1, 0, 0])), updates: 4 }).finish();
      expect(staged.params).toEqual(alone.params);
      expect(other.params).not.toEqual(alone.params);
    });
  });

  describe('with validation', () => {
    const batch = source(0.5).batch(99);

    it('stops after patience checks without a new best, and keeps the best', async () => {
      const { stoppedBy, update, best, params } = await start({
        updates: 500,
        optimizer: adam({ learningRate: 0.5 }),
        validation: { batch, every: 1, patience: 3 },
      }).finish();
      expect(stoppedBy).toBe('validation');
      expect(best?.update).toBe(update - 3);
      expect(best?.params).not.toEqual(params);
    });

    it('stops when the loss reaches the target (pycog: min_error)', async () => {
      const { stoppedBy, best } = await start({
        updates: 500,
        validation: { batch, every: 1, target: 0.02 },
      }).finish();
      expect(stoppedBy).toBe('validation');
      expect(best?.loss).toBeLessThanOrEqual(0.02);
    });

    it('does not change what is trained', async () => {
      const { params } = await start({ validation: { batch, patience: 100 } }).finish();
      expect(params).toEqual((await start().finish()).params);
    });
  });

  it('stops between updates when it is told to', async () => {
    const controller = new AbortController();
    const run = start({ signal: controller.signal, logEvery: 1 });
    for await (const { update } of run) if (update === 3) controller.abort();
    expect([run.stoppedBy, run.state().train.step]).toEqual(['signal', 3]);
  });

  it('saves every so often and at the end, each time once', async () => {
    const at: number[] = [];
    await start({ save: { every: 8, write: ({ train }) => void at.push(train.step) } }).finish();
    await start({ updates: 16, save: { every: 8, write: ({ train }) => void at.push(train.step) } }).finish();
    expect(at).toEqual([8, 16, 20, 8, 16]);
  });

  it('waits for a save before it goes on', async () => {
    const order: string[] = [];
    const write = async ({ train }: FitState<unknown>) => {
      order.push(`begin ${train.step}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(`end ${train.step}`);
    };
    await start({ updates: 4, save: { every: 2, write } }).finish();
    expect(order).toEqual(['begin 2', 'end 2', 'begin 4', 'end 4']);
  });
});

describe.each<Engine>(['compiled', 'interpreted'])('going on, %s', (engine) => {
  /** A run with everything that has a state: Adam, noise, a curriculum, validation, a measure. */
  const full2k = (): Partial<Options> => ({
    engine,
    updates: 24,
    data: curriculum({
      stages: [source(0.5, () => 0.5), source(1, () => 0.5), source(2, () => 0.5)].map((data) => ({
        data,
        threshold: 0.5,
      })),
      every: 7,
      patience: 2,
    }),
    validation: { batch: source(0.5).batch(99), every: 3, patience: 100 },
  });

  it.each([0, 1, 5, 12, 14, 23, 24])(
    'after %i of 24 updates and JSON in between is the same run to the bit',
    async (k) => {
      const whole = start(full2k());
      await whole.finish();
      const first = start({ ...full2k(), updates: k });
      await first.finish();
      // What a file would do: tensors copied, the rest through text.
      const saved = structuredClone(first.state());
      const second = start({ ...full2k(), from: saved });
      await second.finish();
      expect(second.state()).toEqual(whole.state());
    },
  );

  it('another key, or the state of another optimiser, is refused', async () => {
    const first = start({ engine, updates: 2 });
    await first.finish();
    expect(() => start({ engine, from: first.state(), key: key(2) })).toThrow(
      'train: expected the key of the state',
    );
    const { train } = first.state();
    const foreign = { ...first.state(), train: { ...train, optimizer: {} } };
    expect(() => start({ engine, from: foreign as never })).toThrow(
      'train: the optimizer of the state: expected arrays at',
    );
  });
});

describe('fit refuses', () => {
  it.each<[string, object, string]>([
    [
      'a misspelled option',
      { updats: 3 },
      "fit: expected known options, got 'updats' - did you mean 'updates'?",
    ],
    [
      'neither updates nor trials',
      { updates: undefined },
      'fit: expected updates or trials, got neither - give one of them',
    ],
    ['both', { trials: 3 }, 'fit: expected updates or trials, got both - give one of them'],
    ['half an update', { updates: 0.5 }, 'fit: expected updates to be a whole number'],
    ['no data', { data: undefined }, 'fit: expected data to be an object, got undefined'],
    ['data that are no source', { data: {} }, 'fit: expected data.batch to be a function, got undefined'],
    [
      'data without a size',
      { data: { batch: () => 0 } },
      'fit: expected data.batchSize to be a whole number >= 1, got undefined',
    ],
    [
      'a cutoff NaN',
      { performance: { cutoff: Number.NaN } },
      'fit: expected performance.cutoff to be a finite number',
    ],
    [
      'a misspelled cutoff',
      { performance: { cutof: 1 } },
      "fit: performance: expected known options, got 'cutof' - did you mean 'cutoff'?",
    ],
    ['logging never', { logEvery: 0 }, 'fit: expected logEvery to be a whole number >= 1, got 0'],
    ['saving nowhere', { save: { every: 3 } }, 'fit: expected save.write to be a function, got undefined'],
    [
      'patience 0',
      { validation: { batch: {}, patience: 0 } },
      'fit: expected validation.patience to be a whole number >= 1, got 0',
    ],
  ])('%s', (_, changes, message) => {
    expect(() => start(changes as never)).toThrow(message);
  });
});
