/** What the tests of LSTM and GRU share: sums of gates in plain loops, PyTorch's parameters, and a task of memory. @module */

import type { Tensors } from '../../../src/autograd/index.ts';
import { meanSquaredError, sgd, train } from '../../../src/rnn/index.ts';
import type { Network } from '../../../src/rnn/networks/network.ts';
import { adam } from '../../../src/rnn/optimizers/adam.ts';
import {
  cast,
  type DType,
  foldIn,
  fromArray,
  integers,
  key,
  type Shape,
  sizeOf,
  type Tensor,
  zeros,
} from '../../../src/tensor/index.ts';

export type Named = { readonly [name: string]: Tensor };

const castAll = <P>(params: P, dtype: DType): P =>
  Object.fromEntries(
    Object.entries(params as Named).map(([name, x]) => [name, cast(x, dtype)]),
  ) as unknown as P;

export const toDouble = <P>(params: P): P => castAll(params, 'f64');
export const toSingle = <P>(params: P): P => castAll(params, 'f32');

/** Row `i` of a matrix [.., n] times a vector. */
function dot(w: Tensor, i: number, x: readonly number[]): number {
  const n = w.shape[1];
  return x.reduce((sum, v, k) => sum + w.data[i * n + k] * v, 0);
}

/** Row `first + i` of w x for the units i of a gate. */
export const times = (w: Tensor, first: number, nRec: number, x: readonly number[]): number[] =>
  Array.from({ length: nRec }, (_, i) => dot(w, first + i, x));

/** A drive of gate number `gate` of the stacks: wIn u + wRec h + b. */
export function plainDrive(
  { wIn, wRec, b }: Named,
  gate: number,
  h: readonly number[],
  u: readonly number[],
): number[] {
  const [nRec, first] = [h.length, gate * h.length];
  const [fromU, fromH] = [times(wIn, first, nRec, u), times(wRec, first, nRec, h)];
  return fromU.map((v, i) => v + fromH[i] + b.data[first + i]);
}

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** sin(k + 1) / 2 for the elements k = first, first + 1, ... of parameters that are numbered through. */
export const numbered = (first: number, shape: Shape): Tensor =>
  fromArray(
    Float64Array.from({ length: sizeOf(shape) }, (_, k) => Math.sin(first + k + 1) / 2),
    shape,
  );

/** cos 0, cos 1, ... */
export const cosines = (shape: Shape): Tensor =>
  fromArray(
    Float64Array.from({ length: sizeOf(shape) }, (_, k) => Math.cos(k)),
    shape,
  );

export const sum = (a: Tensor, b: Tensor): Tensor =>
  fromArray(
    Float64Array.from(a.data, (v, i) => v + b.data[i]),
    a.shape,
  );

const DELAY = 12;

/** Trials that begin with +1 or -1, to be told after 12 silent steps; `seen` false hides it. */
export function memoryBatch(step: number, seen: boolean) {
  const batchSize = 16;
  const bits = integers(foldIn(key(7), step), [batchSize], 0, 2).data;
  const inputs = zeros([DELAY, batchSize, 1]);
  const targets = zeros([DELAY, batchSize, 1]);
  const mask = zeros([DELAY, batchSize]);
  bits.forEach((bit, b) => {
    if (seen) inputs.data[b] = 2 * bit - 1;
    targets.data[(DELAY - 1) * batchSize + b] = 2 * bit - 1;
    mask.data[(DELAY - 1) * batchSize + b] = 1;
  });
  return { inputs, targets, mask };
}

/** Trains a network to remember, compiled, and returns the mean loss of the last 20 of 200 steps. */
export async function rememberingLoss<P, S>(network: Network<P, S>, seen: boolean): Promise<number> {
  const training = train({
    params: network.initialize(key(3)),
    network,
    loss: (params, batch, stepKey) =>
      meanSquaredError(network.run(params as P, batch.inputs, stepKey).z, batch.targets, batch.mask),
    optimizer: adam({ learningRate: 0.03 }),
    batch: (step: number) => memoryBatch(step, seen),
    steps: 200,
    key: key(4),
  });
  const losses: number[] = [];
  for await (const { loss } of training) losses.push(loss);
  return losses.slice(-20).reduce((total, loss) => total + loss, 0) / 20;
}

/** The parameters after two steps of an engine with plain gradient descent. */
export async function twoSteps<P, S>(
  network: Network<P, S>,
  params: Tensors<P>,
  engine: 'compiled' | 'interpreted',
): Promise<Tensors<P>> {
  const training = train({
    params,
    network,
    loss: (p, batch, stepKey) =>
      meanSquaredError(network.run(p as P, batch.inputs, stepKey).z, batch.targets, batch.mask),
    optimizer: sgd({ learningRate: 0.5 }),
    batch: (step: number) => memoryBatch(step, true),
    steps: 2,
    key: key(5),
    engine,
  });
  for await (const { loss } of training) if (!Number.isFinite(loss)) throw new Error(`loss ${loss}`);
  if (training.engine !== engine) throw new Error(`expected ${engine} steps, got ${training.engine}`);
  return training.params as Tensors<P>;
}
