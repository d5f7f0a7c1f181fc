/** What holds for every optimiser, with a number or any schedule for its rate. @module */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  interpret,
  mapTree,
  mul,
  neg,
  sub,
  type Tree,
  type Value,
} from '../../../src/autograd/index.ts';
import { compile, compileStep, interpretStep } from '../../../src/compile/index.ts';
import { adam, adamW, linearDecay, type Optimizer, rmsprop, sgd } from '../../../src/rnn/index.ts';
import { key, normal, type Tensor, tensor } from '../../../src/tensor/index.ts';
import { foldIn } from '../../../src/tensor/random.ts';
import { keys } from '../../support/arbitraries.ts';
import { runs } from '../../support/runs.ts';
import { decaying, follow, optimizers, schedules } from './follow.ts';

const all = [...optimizers, ...decaying];

const randomTree = (from: Tensor): Tree => ({
  w: normal(foldIn(from, 0), [2, 3]),
  b: [normal(foldIn(from, 1), [])],
});

describe.each(all)('%s', (name, make) => {
  it('gives the same bits compiled, recorded and at once, with a number and a schedule', () => {
    const [, schedule] = schedules[all.findIndex((row) => row[0] === name) % schedules.length];
    for (const [i, learningRate] of [0.1, schedule].entries()) {
      const optimizer = make(learningRate);
      let params = randomTree(key(i));
      let state = optimizer.init(params);
      const args = [params, params, state] as [Tree, Tree, Tree];
      const compiled = compile(optimizer.update, args);
      const recorded = interpret(optimizer.update, args);
      expect(compiled.engine).toBe('compiled');
      for (let t = 0; t < 4; t++) {
        const gradients = randomTree(foldIn(key(i), t));
        const next = optimizer.update(params, gradients, state);
        expect(compiled(params, gradients, state)).toEqual(next);
        expect(recorded(params, gradients, state)).toEqual(next);
        [params, state] = next;
      }
    }
  });

  it('passes NaN on to its entry and no other', () => {
    const params = { a: tensor([1, 1]), b: tensor([1]) };
    const bad = { a: tensor([Number.NaN, 1]), b: tensor([2]) };
    const [moved] = follow(make(0.1), params, [bad]) as (typeof params)[];
    expect([...moved.a.data, ...moved.b.data].map(Number.isNaN)).toEqual([true, false, false]);
  });

  it('updates parameters of f64 with a schedule, which is f32', () => {
    const [moved] = follow(make(linearDecay({ initial: 0.5, steps: 3 })), tensor([1], 'f64'), [
      tensor([1], 'f64'),
    ]) as Tensor[];
    expect(moved.dtype).toBe('f64');
    expect(moved.data[0]).toBeLessThan(1);
  });
});

/** The gradient of sum of a (x - c)^2 / 2, and its value. */
const slope = (x: Value, a: Value, c: Value): Value => mul(sub(x, c), a);
const height = (x: Tensor, a: Tensor, c: Tensor): number =>
  [...x.data].reduce((total, v, i) => total + (a.data[i] * (v - c.data[i]) ** 2) / 2, 0);

/** How much of the height of a random bowl is left after 200 updates from 0. */
function heightLeft(optimizer: Optimizer, from: Tensor): number {
  const draw = (i: number, f: (z: number) => number): Tensor => {
    const z = normal(foldIn(from, i), [32]);
    return { ...z, data: z.data.map(f) };
  };
  const a = draw(0, (z) => 0.5 + 1.5 * Math.abs(Math.sin(z)));
  const c = draw(1, (z) => (z < 0 ? z - 1 : z + 1));
  const x0 = draw(2, () => 0);
  type State = { x: Value; optimizer: Tree };
  const step = ({ x, optimizer: state }: State): [State, Tree] => {
    const [next, rest] = optimizer.update(x, slope(x, a, c), state);
    return [{ x: next as Value, optimizer: rest }, []];
  };
  const stepper = interpretStep(step, { x: x0, optimizer: optimizer.init(x0) }, []);
  for (let t = 0; t < 200; t++) stepper.run();
  return height(stepper.read().x as Tensor, a, c) / height(x0, a, c);
}

const falling = linearDecay({ initial: 0.1, steps: 200 });

describe('a convex quadratic', () => {
  it.each(all)('is reduced to a hundredth by %s', (_, make) => {
    // Weight decay of .01 moves the minimum by 2 %, which costs .0004 of the height.
    fc.assert(
      fc.property(keys, (from) => heightLeft(make(falling), from) < 0.01),
      runs(0.05),
    );
  });

  it('control: not by an optimiser that ascends, nor by one that stands still', () => {
    const { init, update } = sgd({ learningRate: 0.01 });
    const ascending: Optimizer = { init, update: (p, g, s) => update(p, mapTree('neg', neg, g), s) };
    expect(heightLeft(ascending, key(1))).toBeGreaterThan(1);
    expect(heightLeft(sgd({ learningRate: 0 }), key(1))).toBe(1);
  });
});

/** Parameters after `count` updates from a state, and the state; gradients depend on the number of the update. */
function advance(
  optimizer: Optimizer,
  [params, state]: [Tree, Tree],
  first: number,
  count: number,
): [Tree, Tree] {
  for (let t = first; t < first + count; t++) {
    [params, state] = optimizer.update(params, randomTree(key(t)), state);
  }
  return [params, state];
}

/** Whether 4 updates, and 4 of another optimiser from what the first left, are the 8 of one in one go. */
function resumes(make: () => Optimizer): boolean {
  const start = randomTree(key(99));
  const whole = make();
  const first = make();
  const wanted = advance(whole, [start, whole.init(start)], 0, 8);
  const saved = structuredClone(advance(first, [start, first.init(start)], 0, 4));
  const got = advance(make(), saved, 4, 4);
  return JSON.stringify(got) === JSON.stringify(wanted);
}

describe('k updates and k from the saved state are 2k updates, to the bit', () => {
  it.each(all)('of %s', (_, make) => {
    expect(resumes(() => make(0.1))).toBe(true);
    for (const [, schedule] of schedules) expect(resumes(() => make(schedule))).toBe(true);
  });

  it.each(all)('of %s, compiled', (_, make) => {
    const optimizer = make(schedules[5][1]);
    type State = { params: Tree; optimizer: Tree };
    const step = (state: State, gradients: Tree): [State, Tree] => {
      const [params, rest] = optimizer.update(state.params, gradients, state.optimizer);
      return [{ params, optimizer: rest }, []];
    };
    const params = randomTree(key(99));
    const start: State = { params, optimizer: optimizer.init(params) };
    const from = (state: State, first: number, count: number): State => {
      const stepper = compileStep(step, state, [params]);
      for (let t = first; t < first + count; t++) stepper.run(randomTree(key(t)));
      return stepper.read();
    };
    const wanted = from(start, 0, 8);
    expect(from(structuredClone(from(start, 0, 4)), 4, 4)).toEqual(wanted);
  });

  it('control: not of one that counts outside of its state', () => {
    const forgetful = (): Optimizer => {
      let t = 0;
      return {
        init: () => ({}),
        update: (params, gradients, state) =>
          sgd({ learningRate: 1 / ++t }).update(params, gradients, state) as [Tree, Tree],
      };
    };
    expect(resumes(forgetful)).toBe(false);
  });
});

/** Entries out of 6 that have moved in 10 updates, when every second has no gradient. */
function movedEntries(optimizer: Optimizer, from: Tensor): number[] {
  const start = normal(foldIn(from, 99), [6]);
  const gradients = Array.from({ length: 10 }, (_, t) => {
    const g = normal(foldIn(from, t), [6]);
    return { ...g, data: g.data.map((v, i) => (i % 2 === 0 ? 0 : v)) };
  });
  const end = follow(optimizer, start, gradients)[9] as Tensor;
  return [0, 1, 2, 3, 4, 5].filter((i) => !Object.is(end.data[i], start.data[i]));
}

describe('weight decay', () => {
  it.each<[string, (weightDecay: number) => Optimizer]>([
    ['sgd', (weightDecay) => sgd({ momentum: 0.5, weightDecay })],
    ['rmsprop', (weightDecay) => rmsprop({ weightDecay })],
    ['adam', (weightDecay) => adam({ weightDecay })],
    ["TensorFlow's adam", (weightDecay) => adam({ weightDecay, form: 'tensorflow' })],
  ])('of %s is that of gradients with weightDecay theta added', (_, make) => {
    let [params, other] = [randomTree(key(1)), randomTree(key(1))];
    let [state, rest] = [make(0.25).init(params), make(0).init(other)];
    for (let t = 0; t < 5; t++) {
      const gradients = randomTree(key(t));
      const summed = mapTree('sum', (g, p) => add(g, mul(p, 0.25)), gradients, other);
      [params, state] = make(0.25).update(params, gradients, state);
      [other, rest] = make(0).update(other, summed, rest);
      expect(params).toEqual(other);
    }
  });
});

describe('entries without a gradient', () => {
  it.each(optimizers)('stay identical to the bit under %s, and the others move', (_, make) => {
    fc.assert(
      fc.property(keys, fc.constantFrom(1e-3, 1, 1e3), (from, rate) => {
        expect(movedEntries(make(rate), from)).toEqual([1, 3, 5]);
      }),
      runs(0.2),
    );
  });

  it.each(decaying)('control: move under %s', (_, make) => {
    expect(movedEntries(make(0.1), key(1))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('do not become NaN with the least epsilon that is allowed, which f32 still adds to 0', () => {
    const epsilon = 2 ** -126;
    const forms = ['pytorch', 'tensorflow'] as const;
    const least = [
      ...forms.flatMap((form) => [adam({ epsilon, form }), rmsprop({ epsilon, form })]),
      adamW({ epsilon, weightDecay: 0 }),
    ];
    for (const optimizer of least) expect(movedEntries(optimizer, key(1))).toEqual([1, 3, 5]);
  });
});
