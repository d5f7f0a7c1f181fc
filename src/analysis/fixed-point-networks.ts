/** Fixed and slow points of a network whose input does not change. @module */

import { broadcastTo } from '../autograd/ops/layout.ts';
import { mapTree, type Tensors } from '../autograd/tree.ts';
import type { Network, Readings } from '../rnn/networks/network.ts';
import { checkOptions, checkRecord } from '../tensor/options.ts';
import { formatShape, ShapeError } from '../tensor/shape.ts';
import { cast, fromArray, isTensor, type Tensor, zeros } from '../tensor/tensor.ts';
import { checkStarts } from './fixed-point-starts.ts';
import { type ClosedState, closedState } from './fixed-point-state.ts';
import {
  FIXED_POINT_OPTION_NAMES,
  type FixedPointOptions,
  type FixedPoints,
  type FoundPoint,
  search,
} from './fixed-points.ts';
import type { StateMap } from './jacobians.ts';

/** What a network does at a state, one step on; at a fixed point that is where it stays. */
export interface NetworkReadings {
  /** [nRec] */
  readonly rates: Float64Array;
  /** [nOut] */
  readonly outputs: Float64Array;
}

/** A point that a search has found, and what the network reports there. */
export interface NetworkPoint extends FoundPoint, NetworkReadings {}

/** Options of `findFixedPoints`. */
export interface NetworkFixedPointOptions extends FixedPointOptions {
  /** States to start from, [S, n]; see `drawStarts` and `recordedStates`. */
  readonly starts: Tensor;
  /** The input at every step, [nIn]; 0 by default. */
  readonly input?: Tensor;
}

/** A network with its parameters and its input: a map of states, and readings of them. */
export interface ClosedNetwork {
  readonly n: number;
  readonly step: StateMap;
  readingsAt(x: Float64Array): NetworkReadings;
}

/** @throws TypeError or ShapeError for what is no input [nIn] */
function checkInput(fn: string, input: unknown, nIn: number): void {
  const want = `input of shape [${nIn}]`;
  if (!isTensor(input)) throw new TypeError(`${fn}: expected ${want}, got ${typeof input} - make a tensor()`);
  if (input.shape.length === 1 && input.shape[0] === nIn) return;
  throw new ShapeError(`${fn}: expected ${want}, got ${formatShape(input.shape)}`, [[nIn], input.shape]);
}

/** Closes a network: one step without noise, under one input, as a map of the vector that `closedState` names. */
export function closeNetwork<P, S, Y extends Readings>(
  fn: string,
  network: Network<P, S, Y>,
  params: Tensors<P>,
  input: Tensor,
): ClosedNetwork {
  checkInput(fn, input, network.nIn);
  const inDtype = (dtype: Tensor['dtype']): P =>
    mapTree(fn, (value) => cast(value as Tensor, dtype), params) as unknown as P;
  const byDtype = { f32: inDtype('f32'), f64: inDtype('f64') };
  const state: ClosedState<S> = closedState(network, byDtype.f32);
  const after = (x: Parameters<StateMap>[0]): readonly [S, Y] => {
    const dtype = x.dtype === 'f64' ? 'f64' : 'f32';
    const u = broadcastTo(cast(input, dtype), [x.shape[0], network.nIn]);
    return network.step(byDtype[dtype], state.toState(x), { u });
  };
  return {
    n: state.n,
    step: (x) => state.fromState(after(x)[0]),
    readingsAt(x) {
      const [, { r, z }] = after(fromArray(x, [1, x.length]));
      return {
        rates: Float64Array.from((r as Tensor).data),
        outputs: Float64Array.from((z as Tensor).data),
      };
    },
  };
}

/**
 * Finds the states at which a network stays, or almost, while its input does not change and there is no noise, as
 * `findFixedPointsOf` does. The state is what closes the dynamics: the currents x of a rate network with the leak
 * `'current'` or `'reservoir'`, its rates r with `'rateOutside'` or `'rateInside'`; of other networks all of their
 * state, parts in the order of their names (c and h of an LSTM).
 * @throws TypeError for unknown options, RangeError for values out of range, ShapeError for starts or an input that do not fit
 * @example
 * const activity = network.run(params, inputs, null);
 * const starts = drawStarts(recordedStates(network, activity), { key: key(1), count: 256, noise: 0.1 });
 * const { points } = findFixedPoints(network, params, { starts, input: tensor([1, 0.5, 0.5]) });
 * points.filter(({ kind, stable }) => kind === 'fixed' && stable).length;
 */
export function findFixedPoints<P, S, Y extends Readings>(
  network: Network<P, S, Y>,
  params: Tensors<P>,
  options: NetworkFixedPointOptions,
): FixedPoints<NetworkPoint> {
  const fn = 'findFixedPoints';
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['starts', 'input', ...FIXED_POINT_OPTION_NAMES]);
  const { starts, input = zeros([network.nIn]), ...rest } = options;
  const closed = closeNetwork(fn, network, params, input);
  checkStarts(fn, starts, closed.n);
  const { points, ends } = search(fn, closed.step, starts, rest);
  return { points: points.map((point) => ({ ...point, ...closed.readingsAt(point.x) })), ends };
}
