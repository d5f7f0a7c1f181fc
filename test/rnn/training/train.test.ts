import { afterEach, describe, expect, it, vi } from 'vitest';
import { add, mapTree, mul, normal, sub, sum, type Value } from '../../../src/autograd/index.ts';
import type { Engine } from '../../../src/compile/compile.ts';
import {
  adam,
  clipByGlobalNorm,
  createRateNetwork,
  type Optimizer,
  sgd,
  type TrainOptions,
  type TrainStep,
  taskLoss,
  train,
} from '../../../src/rnn/index.ts';
import {
  integers,
  key,
  normal as randomNormal,
  type Tensor,
  tensor,
  zeros,
} from '../../../src/tensor/index.ts';
import { foldIn } from '../../../src/tensor/random.ts';
import { assertClose, tolerances } from '../../support/close.ts';

interface Line<T = Value> {
  readonly w: T;
  readonly b: T;
}
interface Points<T = Value> {
  readonly x: T;
  readonly y: T;
}

const start: Line<Tensor> = { w: tensor([1, -1, 0.5]), b: tensor(0) };

/** The batch of a step: 4 points of a line with slopes (2, 0, -1) and height 1. */
function points(step: number): Points<Tensor> {
  const x = randomNormal(foldIn(key(9), step), [4, 3]);
  const y = Float32Array.from({ length: 4 }, (_, i) => 2 * x.data[3 * i] - x.data[3 * i + 2] + 1);
  return { x, y: { dtype: 'f32', shape: [4], data: y } };
}

/** Squared error of the points, plus noise on the weights that depends on the key. */
const loss = ({ w, b }: Line, { x, y }: Points, noiseKey: Value): Value => {
  const noisy = add(w, mul(normal(noiseKey, [3]), 0.01));
  const error = sub(add(sum(mul(x, noisy), 1), b), y);
  return sum(mul(error, error));
};

async function collect(steps: AsyncIterable<TrainStep>): Promise<TrainStep[]> {
  const seen: TrainStep[] = [];
  for await (const step of steps) seen.push(step);
  return seen;
}

const engines: readonly Engine[] = ['compiled', 'interpreted'];

describe.each(engines)('train, %s', (engine) => {
  const options: TrainOptions<Line<Tensor>, Points<Tensor>> = {
    engine,
    params: start,
    loss,
    optimizer: sgd({ learningRate: 0.02 }),
    batch: points,
    steps: 6,
    key: key(3),
  };

  /** Trains to the end and returns steps and parameters. */
  async function finish(changes: Partial<TrainOptions<Line<Tensor>, Points<Tensor>>> = {}) {
    const training = train({ ...options, ...changes });
    const steps = await collect(training);
    return { steps, params: training.params };
  }

  describe('training as an iterator', () => {
    it('yields steps 1, 2, ... with the loss before each update, and asks for batches 0, 1, ... once', async () => {
      const batch = vi.fn(points);
      const { steps } = await finish({ batch });
      expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(batch.mock.calls).toEqual([[0], [1], [2], [3], [4], [5]]);
      expect(steps[5].loss).toBeLessThan(steps[0].loss);
    });

    it('has the loss by hand in step k: parameters before it, batch k - 1, key foldIn(key, k - 1)', async () => {
      const training = train(options);
      let before = training.params;
      for await (const { step, loss: value } of training) {
        const byHand = (k: number): Tensor => loss(before, points(step - 1), foldIn(key(3), k)) as Tensor;
        // Engines may add in another order.
        assertClose(tensor(value), byHand(step - 1), tolerances.f32);
        expect(() => assertClose(tensor(value), byHand(step), 10 * tolerances.f32)).toThrow('expected');
        before = training.params;
      }
    });

    it('starts from the given parameters, does nothing before it is asked to, and never changes them', async () => {
      const given = structuredClone(start);
      const batch = vi.fn(points);
      const training = train({ ...options, params: given, batch });
      expect(training.params).toEqual(start);
      expect(batch).not.toHaveBeenCalled();
      await collect(training);
      expect(given).toEqual(start);
      expect(training.params.w).not.toEqual(start.w);
    });

    it('has params that are a snapshot: later steps do not change what was read between steps', async () => {
      const kept: Line<Tensor>[] = [];
      const training = train(options);
      for await (const { step } of training) if (step < 3) kept.push(training.params);
      expect(kept[0]).toEqual((await finish({ steps: 1 })).params);
      expect(kept[1]).toEqual((await finish({ steps: 2 })).params);
      expect(kept[0].w).not.toEqual(kept[1].w);
    });

    it('goes on after break where it stopped, with the bits of a run in one go', async () => {
      const training = train({ ...options, optimizer: adam() });
      const seen: TrainStep[] = [];
      for await (const step of training) {
        seen.push(step);
        if (step.step % 2 === 1) break;
      }
      expect(seen).toHaveLength(1);
      for await (const step of training) {
        seen.push(step);
        if (step.step === 4) break;
      }
      seen.push(...(await collect(training)));
      expect(await collect(training)).toEqual([]);
      const whole = await finish({ optimizer: adam() });
      expect({ steps: seen, params: training.params }).toEqual(whole);
    });

    it('of 0 steps ends at once with the parameters it was given', async () => {
      expect(await finish({ steps: 0 })).toEqual({ steps: [], params: start });
    });

    it('ends before the next step once its signal is aborted, and at once if it was before', async () => {
      const controller = new AbortController();
      const batch = vi.fn(points);
      const training = train({ ...options, batch, signal: controller.signal });
      const seen: number[] = [];
      for await (const { step } of training) {
        seen.push(step);
        if (step === 3) controller.abort();
      }
      expect(seen).toEqual([1, 2, 3]);
      expect(batch).toHaveBeenCalledTimes(3);
      expect(training.params).toEqual((await finish({ steps: 3 })).params);
      expect(await finish({ signal: AbortSignal.abort() })).toEqual({ steps: [], params: start });
    });
  });

  describe('the same key gives the same bits', () => {
    it('of losses and parameters, and another key others', async () => {
      const [one, again, other] = await Promise.all([finish(), finish(), finish({ key: key(4) })]);
      expect(again).toEqual(one);
      expect(other.params.w).not.toEqual(one.params.w);
      expect(other.steps.map((s) => s.loss)).not.toEqual(one.steps.map((s) => s.loss));
    });

    it('with a network, its noise and its initial weights', async () => {
      const network = createRateNetwork({ nIn: 2, nRec: 5, nOut: 2, daleRatio: 0.6, sigmaRec: 0.15 });
      const weights = async (seed: number, noise: number): Promise<unknown> => {
        const training = train({
          params: network.initialize(key(seed)),
          loss: taskLoss(network),
          engine,
          optimizer: adam(),
          batch: (step: number) => ({
            inputs: randomNormal(foldIn(key(1), step), [4, 3, 2]),
            targets: integers(foldIn(key(2), step), [4, 3], 0, 2),
          }),
          steps: 3,
          key: key(noise),
        });
        await collect(training);
        return training.params;
      };
      const one = await weights(0, 1);
      expect(await weights(0, 1)).toEqual(one);
      expect(await weights(0, 2)).not.toEqual(one);
      expect(await weights(1, 1)).not.toEqual(one);
    });
  });

  describe('clip and fixed', () => {
    it('clip is applied to the gradients before the update', async () => {
      const { params } = await finish({
        steps: 1,
        optimizer: sgd({ learningRate: 1 }),
        clip: (g) => clipByGlobalNorm(g, 0.5),
      });
      const moved = [...params.w.data.map((v, i) => v - start.w.data[i]), params.b.data[0]];
      expect(Math.hypot(...moved)).toBeCloseTo(0.5, 6);
    });

    it('fixed entries keep their bits even where the optimiser moves what has no gradient', async () => {
      const decay: Optimizer = {
        init: () => ({}),
        update: (p, g, state) => [mapTree('decay', (v, s) => sub(mul(v, 0.9), mul(s, 0.02)), p, g), state],
      };
      const fixed = { w: tensor([0, 1, 0]) };
      const { params } = await finish({ optimizer: decay, fixed });
      expect([...params.w.data].map((v, i) => v === start.w.data[i])).toEqual([false, true, false]);
      expect(params.b).not.toEqual(start.b);
      expect((await finish({ optimizer: decay })).params.w.data[1]).not.toBe(-1);
    });
  });

  describe('numbers that are not finite', () => {
    /** Runs until it throws; returns the message, the steps before, and the training. */
    async function failure(changes: Partial<TrainOptions<Line<Tensor>, Points<Tensor>>>) {
      const training = train({ ...options, ...changes });
      const seen: TrainStep[] = [];
      try {
        for await (const step of training) seen.push(step);
      } catch (error) {
        return { error: error as Error, seen, training };
      }
      throw new Error('expected training to fail');
    }

    it.each([Number.NaN, Infinity, -Infinity])(
      '%f in the data of step 3: names the array, keeps step 2',
      async (bad) => {
        const batch = (step: number): Points<Tensor> => {
          const made = points(step);
          if (step === 2) made.y.data[1] = bad;
          return made;
        };
        const { error, seen, training } = await failure({ batch });
        expect(error).toBeInstanceOf(RangeError);
        expect(error.message).toBe(
          'train: expected finite data, got a batch with NaN or infinite entries at batch.y in step 3',
        );
        expect(seen).toHaveLength(2);
        expect(training.params).toEqual((await finish({ steps: 2 })).params);
        // Asked again, it stands before the same step.
        await expect(collect(training)).rejects.toThrow('in step 3');
      },
    );

    it('divergence: says so, with advice, and blames no data', async () => {
      const { error, seen } = await failure({ optimizer: sgd({ learningRate: 1e20 }), steps: 50 });
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toMatch(
        /^train: expected a finite loss, got (NaN|Infinity) in step \d+ - lower the learning rate or clip the gradients$/,
      );
      expect(seen.length).toBeGreaterThan(0);
      expect(error.message).toContain(`in step ${seen.length + 1} `);
    });
  });

  describe('bad calls', () => {
    it.each<[string, object, string, ErrorConstructor]>([
      [
        'a misspelled option',
        { optimiser: sgd() },
        "train: expected known options, got 'optimiser' - did you mean 'optimizer'?",
        TypeError,
      ],
      [
        'steps that are not whole',
        { steps: 1.5 },
        'train: expected steps to be a whole number >= 0, got 1.5',
        RangeError,
      ],
      [
        'negative steps',
        { steps: -1 },
        'train: expected steps to be a whole number >= 0, got -1',
        RangeError,
      ],
      ['a seed for a key', { key: 3 }, 'train: expected a key, got 3 - make one with key(seed)', TypeError],
      [
        'a key of another shape',
        { key: zeros([3], 'i32') },
        'train: expected a key (i32 of shape [2]), got i32 of shape [3] - make one with key(seed)',
        Error,
      ],
      [
        'fixed that names no parameter',
        { fixed: { W: zeros([3]) } },
        "train: expected fixed to name parameters, got 'W' - did you mean 'w'?",
        TypeError,
      ],
    ])('%s', (_, changes, message, type) => {
      const call = (): unknown =>
        train({ ...options, ...changes } as TrainOptions<Line<Tensor>, Points<Tensor>>);
      expect(call).toThrow(message);
      expect(call).toThrow(type);
    });

    it('fixed of another shape than its parameter', () => {
      expect(() => train({ ...options, fixed: { w: zeros([2, 3]) } })).toThrow(
        /^train: .*w.*\[3\].*\[2, 3\]/,
      );
    });

    it('a loss that is not a scalar, and a batch of another shape than the first', async () => {
      const vector = train({ ...options, loss: ({ w }: Line) => w });
      await expect(collect(vector)).rejects.toThrow('expected f to return a scalar, got shape [3]');
      const growing = (step: number): Points<Tensor> =>
        step < 2 ? points(step) : { x: zeros([5, 3]), y: zeros([5]) };
      await expect(finish({ batch: growing })).rejects.toThrow(/expected f32 \[4, 3\].*got f32 \[5, 3\]/);
    });
  });

  describe('silence', () => {
    afterEach(() => {
      vi.restoreAllMocks();
    });

    it('nothing is printed, in success or failure', async () => {
      const spies = [
        ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name)),
        vi.spyOn(process.stdout, 'write'),
        vi.spyOn(process.stderr, 'write'),
      ];
      await finish();
      await finish({ optimizer: sgd({ learningRate: 1e20 }), steps: 50 }).catch(() => null);
      for (const spy of spies) expect(spy).not.toHaveBeenCalled();
      // Control: the spies hear.
      spies[0].mockImplementation(() => true as never);
      console.log('heard');
      expect(spies[0]).toHaveBeenCalledOnce();
    });
  });
});
