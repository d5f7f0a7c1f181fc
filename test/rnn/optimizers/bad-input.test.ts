import { describe, expect, it } from 'vitest';
import { add } from '../../../src/autograd/index.ts';
import {
  adam,
  adamW,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  cosineDecay,
  exponentialDecay,
  linearDecay,
  rmsprop,
  sgd,
  stepDecay,
  warmup,
} from '../../../src/rnn/index.ts';
import { ShapeError, tensor, zeros } from '../../../src/tensor/index.ts';
import { one } from './follow.ts';

type Row = [string, () => unknown, new (...args: never[]) => Error, string];

/** The class and the message of what a call throws. */
function failure(call: () => unknown): unknown[] {
  try {
    call();
  } catch (error) {
    return [(error as Error).constructor, (error as Error).message];
  }
  return ['nothing'];
}

const schedule = exponentialDecay({ initial: 0.1, rate: 0.5 });
const params = { w: zeros([2]) };

describe('bad input', () => {
  it.each<Row>([
    [
      'a misspelled rate',
      () => adam({ learningrate: 1 } as never),
      TypeError,
      "adam: expected known options, got 'learningrate' - did you mean 'learningRate'?",
    ],
    [
      'a misspelled epsilon',
      () => adamW({ epsilom: 1 } as never),
      TypeError,
      "adamW: expected known options, got 'epsilom' - did you mean 'epsilon'?",
    ],
    [
      'a form of adamW',
      () => adamW({ form: 'tensorflow' } as never),
      TypeError,
      "adamW: expected known options, got 'form' - the options are learningRate, beta1, beta2, epsilon, weightDecay",
    ],
    [
      'a misspelled momentum',
      () => sgd({ momentun: 0.9 } as never),
      TypeError,
      "sgd: expected known options, got 'momentun' - did you mean 'momentum'?",
    ],
    [
      'a number for the options',
      () => adam(0.01 as never),
      TypeError,
      'adam: expected options to be an object, got 0.01 - write adam({ learningRate: ... })',
    ],
    [
      'null for the options',
      () => rmsprop(null as never),
      TypeError,
      'rmsprop: expected options to be an object, got null - write rmsprop({ learningRate: ... })',
    ],
    [
      'a negative rate',
      () => sgd({ learningRate: -1 }),
      RangeError,
      'sgd: expected learningRate to be a finite number >= 0, got -1',
    ],
    [
      'a NaN rate',
      () => adam({ learningRate: Number.NaN }),
      RangeError,
      'adam: expected learningRate to be a finite number >= 0, got NaN',
    ],
    [
      'a rate of another kind',
      () => rmsprop({ learningRate: '1' as never }),
      RangeError,
      "rmsprop: expected learningRate to be a finite number >= 0, got '1'",
    ],
    [
      'a schedule that returns a number',
      () => sgd({ learningRate: (() => 0.1) as never }),
      TypeError,
      'sgd: expected the schedule learningRate to return an f32 scalar, got 0.1 - compute it from the step with ops',
    ],
    [
      'a schedule that returns a row',
      () => adam({ learningRate: (step) => add(step, zeros([2])) }),
      TypeError,
      'adam: expected the schedule learningRate to return an f32 scalar, got f32 [2] - compute it from the step with ops',
    ],
    ['beta 1', () => adam({ beta1: 1 }), RangeError, 'adam: expected beta1 to be in [0, 1), got 1'],
    [
      'beta below 0',
      () => adamW({ beta2: -0.1 }),
      RangeError,
      'adamW: expected beta2 to be in [0, 1), got -0.1',
    ],
    ['decay 1', () => rmsprop({ decay: 1 }), RangeError, 'rmsprop: expected decay to be in [0, 1), got 1'],
    [
      'a text for momentum',
      () => sgd({ momentum: '0.9' as never }),
      RangeError,
      "sgd: expected momentum to be in [0, 1), got '0.9'",
    ],
    [
      'Nesterov without momentum',
      () => sgd({ nesterov: true }),
      RangeError,
      'sgd: expected momentum above 0 with nesterov, got 0 - set momentum: 0.9',
    ],
    [
      'Nesterov of another kind',
      () => sgd({ momentum: 0.9, nesterov: 1 as never }),
      TypeError,
      'sgd: expected nesterov to be true or false, got 1',
    ],
    [
      'a negative weight decay',
      () => adamW({ weightDecay: -1 }),
      RangeError,
      'adamW: expected weightDecay to be a finite number >= 0, got -1',
    ],
    [
      'another form',
      () => adam({ form: 'tensorflw' as never }),
      RangeError,
      "adam: expected form to be 'pytorch' or 'tensorflow', got 'tensorflw' - did you mean 'tensorflow'?",
    ],
    [
      'no epsilon',
      () => rmsprop({ epsilon: 0 }),
      RangeError,
      `rmsprop: expected epsilon to be a finite number >= ${2 ** -126}, got 0`,
    ],
  ])('of optimisers: %s', (_, call, kind, message) => {
    expect(failure(call)).toEqual([kind, message]);
  });

  it.each<Row>([
    [
      'gradients of other parameters',
      () => sgd().update(params, { v: zeros([2]) }, {}),
      TypeError,
      'sgd: expected arrays at .w, got .v',
    ],
    [
      'a gradient of another shape',
      () => adam().update(params, { w: zeros([1]) }, adam().init(params)),
      ShapeError,
      'adam: expected a gradient of shape [2] at .w, got [1]',
    ],
    [
      'the state of another optimiser',
      () => adam().update(params, params, rmsprop({ momentum: 0.5 }).init(params)),
      TypeError,
      'adam: expected a state of m, v, c1, c2, got one of square, velocity - start from init(params), or go on with ' +
        'the optimiser and the kind of learning rate that it is from',
    ],
    [
      'a state without the count that a schedule needs',
      () => sgd({ learningRate: schedule }).update(params, params, sgd().init(params)),
      TypeError,
      'sgd: expected a state of step, got one of nothing - start from init(params), or go on with ' +
        'the optimiser and the kind of learning rate that it is from',
    ],
  ])('of updates: %s', (_, call, kind, message) => {
    expect(failure(call)).toEqual([kind, message]);
  });

  it.each<Row>([
    [
      'no options',
      () => linearDecay(undefined as never),
      TypeError,
      'linearDecay: expected options to be an object, got undefined',
    ],
    [
      'a misspelled option',
      () => cosineDecay({ initial: 1, step: 3 } as never),
      TypeError,
      "cosineDecay: expected known options, got 'step' - did you mean 'steps'?",
    ],
    [
      'no initial rate',
      () => exponentialDecay({ rate: 0.5 } as never),
      RangeError,
      'exponentialDecay: expected initial to be a finite number >= 0, got undefined',
    ],
    [
      'a growing rate',
      () => exponentialDecay({ initial: 1, rate: 1.1 }),
      RangeError,
      `exponentialDecay: expected rate to be a number in [${2 ** -126}, 1], got 1.1`,
    ],
    [
      'part of an update',
      () => exponentialDecay({ initial: 1, rate: 0.5, every: 0.5 }),
      RangeError,
      'exponentialDecay: expected every to be a whole number >= 1, got 0.5',
    ],
    [
      'a staircase of another kind',
      () => exponentialDecay({ initial: 1, rate: 0.5, staircase: 1 as never }),
      TypeError,
      'exponentialDecay: expected staircase to be true or false, got 1',
    ],
    [
      'no steps',
      () => linearDecay({ initial: 1, steps: 0 }),
      RangeError,
      'linearDecay: expected steps to be a whole number >= 1, got 0',
    ],
    [
      'a negative end',
      () => cosineDecay({ initial: 1, steps: 2, final: -1 }),
      RangeError,
      'cosineDecay: expected final to be a finite number >= 0, got -1',
    ],
    [
      'steps that do not ascend',
      () => stepDecay({ initial: 1, at: [3, 3] }),
      RangeError,
      'stepDecay: expected at to be ascending whole numbers >= 1, got [3, 3] - a rate that does not change is a number',
    ],
    [
      'one step that is not in a list',
      () => stepDecay({ initial: 1, at: 3 as never }),
      RangeError,
      'stepDecay: expected at to be ascending whole numbers >= 1, got 3 - a rate that does not change is a number',
    ],
    [
      'no steps in the list',
      () => stepDecay({ initial: 1, at: [] }),
      RangeError,
      'stepDecay: expected at to be ascending whole numbers >= 1, got [] - a rate that does not change is a number',
    ],
    [
      'a warm-up of no updates',
      () => warmup(0, 0.1),
      RangeError,
      'warmup: expected steps to be a whole number >= 1, got 0',
    ],
    [
      'a warm-up to a negative rate',
      () => warmup(3, -1),
      RangeError,
      'warmup: expected then to be a finite number >= 0, got -1',
    ],
    [
      'a warm-up to something else',
      () => warmup(3, (() => tensor([1])) as never),
      TypeError,
      'warmup: expected the schedule then to return an f32 scalar, got f32 [1] - compute it from the step with ops',
    ],
  ])('of schedules: %s', (_, call, kind, message) => {
    expect(failure(call)).toEqual([kind, message]);
  });

  it.each<Row>([
    [
      'a negative norm',
      () => clipByGlobalNorm([one(1)], -1),
      RangeError,
      'clipByGlobalNorm: expected maxNorm to be a finite number > 0, got -1',
    ],
    [
      'no norm',
      () => clipByNorm([one(1)], 0),
      RangeError,
      'clipByNorm: expected maxNorm to be a finite number > 0, got 0',
    ],
    [
      'an infinite limit',
      () => clipByValue([one(1)], Infinity),
      RangeError,
      'clipByValue: expected limit to be a finite number > 0, got Infinity',
    ],
    [
      'a number among gradients',
      () => clipByValue([1 as never], 1),
      TypeError,
      'clipByValue: expected tensors in plain objects and arrays, got number 1 at [0]',
    ],
  ])('of clipping: %s', (_, call, kind, message) => {
    expect(failure(call)).toEqual([kind, message]);
  });
});
