/** The vector that closes the dynamics of a network: the next one follows from it and the input alone. @module */

import { concat, slice } from '../autograd/ops/layout.ts';
import type { Value } from '../autograd/tape.ts';
import { flatten, isValue } from '../autograd/tree.ts';
import { readActivation } from '../rnn/activations.ts';
import type { RateState } from '../rnn/networks/dynamics.ts';
import type { Network, Readings } from '../rnn/networks/network.ts';
import type { RateNetwork } from '../rnn/networks/rate-network.ts';
import { show } from '../tensor/options.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** How a vector [S, n] stands for the state of a network. */
export interface ClosedState<S> {
  readonly n: number;
  toState(x: Value): S;
  fromState(state: S): Value;
}

const isRate = (network: object): network is RateNetwork =>
  'effectiveWeights' in network && 'alpha' in network;

/** Whether the currents x of a rate network close its dynamics, not the rates r. */
const leaksCurrents = ({ options: { leak = 'current' } }: RateNetwork): boolean =>
  leak === 'current' || leak === 'reservoir';

/**
 * Rate networks: x where currents leak (`current`, `reservoir`), with r = f(x), and r where rates leak (`rateOutside`,
 * `rateInside`). Other networks: all parts of their state side by side, in the order of their names.
 */
export function closedState<P, S, Y extends Readings>(network: Network<P, S, Y>, params: P): ClosedState<S> {
  if (isRate(network)) {
    const onCurrents = leaksCurrents(network);
    const f = readActivation('findFixedPoints', 'activation', network.options.activation ?? 'relu');
    const toState = (x: Value): RateState => ({ x, r: onCurrents ? f(x) : x });
    const fromState = ({ x, r }: RateState): Value => (onCurrents ? x : r);
    return { n: network.nRec, toState, fromState } as unknown as ClosedState<S>;
  }
  // Where each place in a batch has a first state of its own, there is no batch of another size.
  const { batchSize = 1 } = (network as { readonly options?: { readonly batchSize?: number } }).options ?? {};
  const form = flatten('findFixedPoints', network.begin(params, batchSize));
  const widths = form.leaves.map(({ shape }) => shape[1]);
  const offset = (part: number): number => widths.slice(0, part).reduce((sum, width) => sum + width, 0);
  return {
    n: offset(widths.length),
    toState: (x) =>
      form.rebuild(widths.map((width, part) => slice(x, [0, offset(part)], [x.shape[0], width]))) as S,
    fromState: (state) => concat(flatten('findFixedPoints', state).leaves, 1),
  };
}

/**
 * Returns the states that a run went through, as `findFixedPoints` knows them: x or r of a rate network, the hidden state
 * of a GRU, cell state and hidden state side by side of an LSTM.
 * @param activity what `run` returned, time-major [T, B, ...]
 * @returns [T, B, n]
 * @throws TypeError for what is no activity
 */
export function recordedStates<P, S, Y extends Readings>(
  network: Network<P, S, Y>,
  activity: { readonly r: Tensor; readonly x?: Tensor; readonly c?: Tensor },
): Tensor {
  const names = isRate(network) ? [leaksCurrents(network) ? 'x' : 'r'] : 'c' in activity ? ['c', 'r'] : ['r'];
  const parts = names.map((name) => (activity as { readonly [name: string]: unknown })[name]);
  const missing = parts.findIndex((part) => !isValue(part));
  if (missing >= 0) {
    const got = show(parts[missing]);
    throw new TypeError(`recordedStates: expected activity to hold a tensor ${names[missing]}, got ${got}`);
  }
  return parts.length === 1 ? (parts[0] as Tensor) : concat(parts as Tensor[], 2);
}
