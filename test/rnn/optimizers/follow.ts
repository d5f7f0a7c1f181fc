/** Runs of an optimiser by hand, and every optimiser there is. @module */

import type { Tree } from '../../../src/autograd/index.ts';
import {
  adam,
  adamW,
  cosineDecay,
  exponentialDecay,
  type LearningRate,
  linearDecay,
  type Optimizer,
  rmsprop,
  type Schedule,
  sgd,
  stepDecay,
  warmup,
} from '../../../src/rnn/index.ts';
import { type Tensor, tensor, toNested } from '../../../src/tensor/index.ts';

/** Applies gradients one after the other and returns the parameters after each. */
export function follow(optimizer: Optimizer, start: Tree, gradients: readonly Tree[]): Tree[] {
  let params = start;
  let state = optimizer.init(start);
  return gradients.map((g) => {
    [params, state] = optimizer.update(params, g, state);
    return params;
  });
}

export const one = (x: number): Tensor => tensor([x], 'f64');

/** What the sequences of numbers from PyTorch start from, and the gradients that they follow. */
const START = [1, -2];
const GRADIENTS = [
  [1, -0.5],
  [0.5, 0.25],
  [-2, 0],
  [0.125, 1.5],
  [3, -1],
];

/** The five points that an optimiser goes through, in f64. */
export const sequenceOf = (optimizer: Optimizer): Tensor =>
  tensor(
    follow(
      optimizer,
      tensor(START, 'f64'),
      GRADIENTS.map((g) => tensor(g, 'f64')),
    ).map((p) => toNested(p as Tensor)),
    'f64',
  );

/** Every schedule, with bends within some ten steps. */
export const schedules: readonly (readonly [string, Schedule])[] = [
  ['exponentialDecay', exponentialDecay({ initial: 0.1, rate: 0.9, every: 2 })],
  ['a staircase', exponentialDecay({ initial: 0.1, rate: 0.5, every: 3, staircase: true })],
  ['cosineDecay', cosineDecay({ initial: 0.1, steps: 7, final: 0.01 })],
  ['linearDecay', linearDecay({ initial: 0.1, steps: 5, final: 0.02 })],
  ['stepDecay', stepDecay({ initial: 0.1, factor: 0.5, at: [2, 3, 6] })],
  ['warmup', warmup(3, cosineDecay({ initial: 0.1, steps: 5 }))],
  ['warmup of a number', warmup(4, 0.1)],
];

/** Every optimiser and form, by learning rate. */
export const optimizers: readonly (readonly [string, (learningRate: LearningRate) => Optimizer])[] = [
  ['sgd', (learningRate) => sgd({ learningRate })],
  ['momentum', (learningRate) => sgd({ learningRate, momentum: 0.5 })],
  ['nesterov', (learningRate) => sgd({ learningRate, momentum: 0.5, nesterov: true })],
  ['rmsprop', (learningRate) => rmsprop({ learningRate })],
  ['rmsprop with momentum', (learningRate) => rmsprop({ learningRate, momentum: 0.5 })],
  ["TensorFlow's rmsprop", (learningRate) => rmsprop({ learningRate, momentum: 0.5, form: 'tensorflow' })],
  ['adam', (learningRate) => adam({ learningRate })],
  ["TensorFlow's adam", (learningRate) => adam({ learningRate, form: 'tensorflow' })],
  ['adamW without decay', (learningRate) => adamW({ learningRate, weightDecay: 0 })],
];

/** Those with weight decay, which moves entries without a gradient. */
export const decaying: typeof optimizers = [
  ['sgd with decay', (learningRate) => sgd({ learningRate, momentum: 0.5, weightDecay: 0.01 })],
  ['rmsprop with decay', (learningRate) => rmsprop({ learningRate, weightDecay: 0.01 })],
  ['adam with decay', (learningRate) => adam({ learningRate, weightDecay: 0.01 })],
  ['adamW', (learningRate) => adamW({ learningRate })],
];
