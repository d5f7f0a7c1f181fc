/**
 * The three workloads that training steps are timed on, with the same parameters and batch for every contestant.
 *
 * S: song2016, the excitatory-inhibitory network of Song, Yang and Wang (2016) as its PyTorch original sets it.
 * P: PsychRNN's default sizes, as a rate network with Dale's principle and without recurrent noise. Left out, for all
 *    alike: |W| for input and read-out weights, the trained initial state, and the clipping of gradients.
 * L: as S with 256 units and batches of 64.
 * A step is: recurrent noise drawn for each time step (S, L), forward, backward, Adam, and the loss read back. The batch
 * is random and fixed; making data is measured by end-to-end.
 * @module
 */

import { createRateNetwork, type RateNetwork, type RateParams } from '../src/rnn/networks/rate-network.ts';
import { integers, key, normal, split } from '../src/tensor/random.ts';
import { full, type Tensor } from '../src/tensor/tensor.ts';

export type WorkloadName = 'S' | 'P' | 'L';

/** A batch: inputs [T, B, nIn]; classes i32 [T, B], or targets [T, B, nOut] with a mask [T, B]. */
export interface Batch<T = Tensor> {
  readonly inputs: T;
  readonly targets: T;
  readonly mask?: T;
}

/** Sizes and settings of a workload; dt and tau in ms. */
export interface Sizes {
  readonly name: WorkloadName;
  readonly title: string;
  readonly nIn: number;
  readonly nRec: number;
  readonly nOut: number;
  readonly batchSize: number;
  readonly nSteps: number;
  readonly dt: number;
  readonly tau: number;
  readonly sigmaRec: number;
  readonly autapses: boolean;
  readonly inputBias: boolean;
  readonly loss: 'crossEntropy' | 'meanSquares';
  readonly learningRate: number;
}

export interface Workload extends Sizes {
  readonly nExc: number;
  readonly alpha: number;
  readonly params: RateParams<Tensor>;
  readonly batch: Batch;
}

const S: Sizes = {
  name: 'S',
  title: 'song2016: N 50, batch 16, 100 steps, cross-entropy',
  nIn: 3,
  nRec: 50,
  nOut: 3,
  batchSize: 16,
  nSteps: 100,
  dt: 20,
  tau: 100,
  sigmaRec: 0.15,
  autapses: false,
  inputBias: true,
  loss: 'crossEntropy',
  learningRate: 1e-3,
};
const P: Sizes = {
  ...S,
  name: 'P',
  title: "PsychRNN's default: N 50, batch 128, 200 steps, masked mean squares",
  nIn: 2,
  nOut: 2,
  batchSize: 128,
  nSteps: 200,
  dt: 10,
  sigmaRec: 0,
  autapses: true,
  inputBias: false,
  loss: 'meanSquares',
};
const L: Sizes = {
  ...S,
  name: 'L',
  title: 'large: N 256, batch 64, 100 steps, cross-entropy',
  nRec: 256,
  batchSize: 64,
};
const sizes: { readonly [name in WorkloadName]: Sizes } = { S, P, L };

export const workloadNames = Object.keys(sizes) as WorkloadName[];

export function networkOf({ nIn, nRec, nOut, dt, tau, sigmaRec, autapses, inputBias }: Sizes): RateNetwork {
  const shape = { nIn, nRec, nOut, dt, tau, sigmaRec };
  return createRateNetwork({ ...shape, daleRatio: 0.8, autapses, readout: 'excitatory', inputBias });
}

/** Makes a workload, or one like it of other sizes; the same numbers every time. */
export function makeWorkload(name: WorkloadName, changes: Partial<Sizes> = {}): Workload {
  const given = { ...sizes[name], ...changes };
  const { nIn, nOut, batchSize, nSteps, loss } = given;
  const [initKey, inputKey, targetKey] = split(key(1), 3);
  const network = networkOf(given);
  const inputs = normal(inputKey, [nSteps, batchSize, nIn]);
  const mask = full([nSteps, batchSize], 1);
  // As in PsychRNN's tasks, the loss looks at the later part of a trial only.
  mask.data.fill(0, 0, mask.data.length / 2);
  const batch: Batch =
    loss === 'crossEntropy'
      ? { inputs, targets: integers(targetKey, [nSteps, batchSize], 0, nOut) }
      : { inputs, targets: normal(targetKey, [nSteps, batchSize, nOut]), mask };
  const { nExc, alpha } = network;
  if (typeof alpha !== 'number') throw new Error('expected one time constant for all units');
  return { ...given, nExc, alpha, params: network.initialize(initKey), batch };
}

/** Tensors as JSON: flat arrays; every f32 survives. */
const encodeAll = (tensors: object): object =>
  Object.fromEntries(
    Object.entries(tensors as { [name: string]: Tensor }).map(([name, { dtype, shape, data }]) => [
      name,
      { dtype, shape, data: Array.from(data) },
    ]),
  );

/** A workload as other processes read it. */
export function encodeWorkload(workload: Workload): object {
  return { ...workload, params: encodeAll(workload.params), batch: encodeAll(workload.batch) };
}
