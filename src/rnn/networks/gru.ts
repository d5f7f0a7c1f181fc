/** The gated recurrent unit (Cho et al. 2014) as PyTorch computes it. @module */

import { add, mul, sigmoid, sub, tanh } from '../../autograd/ops/elementwise.ts';
import { matmul } from '../../autograd/ops/matmul.ts';
import type { Value } from '../../autograd/tape.ts';
import type { Tensors } from '../../autograd/tree.ts';
import { uniformBetween } from '../initializers/fixed-scale.ts';
import { kaimingUniform } from '../initializers/kaiming.ts';
import {
  checkGatedOptions,
  cutGates,
  driveOf,
  firstState,
  fromInput,
  type Gate,
  type GatedOptions,
  type GatedParam,
  pushed,
  readGatedParams,
  stateParams,
} from './gated-cell.ts';
import { type Cell, createNetwork, type Network, type Readings } from './network.ts';
import { copyOf } from './read-options.ts';

/**
 * Parameters of a GRU. Stacks hold the blocks of the reset gate r, the update gate y and the candidate n, in this
 * order (the one of PyTorch).
 */
export interface GruParams<T = Value> {
  /** [3 nRec, nIn] */
  readonly wIn: T;
  /** [3 nRec, nRec] */
  readonly wRec: T;
  /** [3 nRec]: for the two gates the sum of PyTorch's two biases, for the candidate that of the input. */
  readonly b: T;
  /** [nRec]: bias of the candidate's recurrent drive, which the reset gate multiplies (PyTorch's b_hn). */
  readonly bRec: T;
  /** [nOut, nRec] */
  readonly wOut: T;
  /** [nOut] */
  readonly bOut: T;
  /** First hidden state, [nRec], or [batchSize, nRec] with `initialState: 'perTrial'`. */
  readonly h0?: T;
}

/** Options of `createGru`. The state starts at 0 by default. */
export type GruOptions = GatedOptions<keyof GruParams>;

/** The hidden state, [B, nRec]. */
export interface GruState {
  readonly h: Value;
}

/** A GRU: its settings, and functions on its parameters. It reports the hidden state as r. */
export interface GruNetwork extends Network<GruParams, GruState, Readings> {
  readonly options: Readonly<GruOptions>;
}

interface GruWeights {
  readonly gates: readonly Gate[];
  readonly bRec: Value;
  readonly wOut: Value;
  readonly bOut: Value;
  readonly h0?: Value;
}

const FN = 'createGru';
const STATES = ['h0'] as const;

function gruParams(options: GruOptions): GatedParam[] {
  const { nIn, nRec, nOut, initialState = 'zero' } = options;
  const bound = 1 / Math.sqrt(nRec);
  const torch = uniformBetween({ low: -bound, high: bound });
  const linear = kaimingUniform();
  return [
    { name: 'wIn', gates: 3, block: [nRec, nIn], fanIn: nIn, initial: torch },
    { name: 'wRec', gates: 3, block: [nRec, nRec], fanIn: nRec, initial: torch },
    { name: 'b', gates: 3, block: [nRec], fanIn: nRec, initial: torch },
    { name: 'bRec', gates: 1, block: [nRec], fanIn: nRec, initial: torch },
    { name: 'wOut', gates: 1, block: [nOut, nRec], fanIn: nRec, initial: linear },
    { name: 'bOut', gates: 1, block: [nOut], fanIn: nRec, initial: linear },
    ...stateParams(STATES, options, initialState, 0),
  ];
}

function gruCell(options: GruOptions): Cell<GruParams, GruWeights, GruState> {
  const { nIn, nRec, nOut } = options;
  const { fixed, shapes, draw } = readGatedParams(FN, options, gruParams(options), STATES);
  return {
    name: 'GRU',
    nIn,
    nRec,
    nOut,
    fixed,
    shapes,
    initialize: (key) => draw(key) as unknown as Tensors<GruParams>,
    prepare({ wIn, wRec, b, ...rest }) {
      return { ...rest, gates: cutGates({ wIn, wRec, b }, 3) };
    },
    begin: ({ gates, h0 }, batchSize) => ({ h: firstState(h0, gates[0], batchSize) }),
    step({ gates: [reset, update, candidate], bRec, wOut, bOut }, { h }, { u, perturbation }) {
      const r = sigmoid(driveOf(reset, h, u));
      const y = sigmoid(driveOf(update, h, u));
      const recurrent = add(matmul(h, candidate.wRec, { transB: true }), bRec);
      const n = tanh(add(fromInput(candidate, u), mul(r, recurrent)));
      const next = pushed('GRU', add(n, mul(y, sub(h, n))), perturbation);
      return [{ h: next }, { r: next, z: add(matmul(next, wOut, { transB: true }), bOut) }];
    },
  };
}

/**
 * Makes a network of gated recurrent units with PyTorch's equations:
 * r = s(Wr u + Vr h + br), y = s(Wy u + Vy h + by), n = tanh(Wn u + bn + r * (Vn h + bRec)), h' = (1-y) n + y h,
 * z = wOut h' + bOut; s is the logistic function, W and V are the blocks of `wIn` and `wRec`. The reset gate acts after
 * the product, unlike in Cho et al. (2014). Initial values are PyTorch's: U(-k, k), k = 1 / sqrt(nRec).
 * @throws TypeError for an unknown option, and for those of the rate network that gates cannot honour (signs, masks,
 * time constants, noise); RangeError for an impossible value; ShapeError for an array that does not fit
 * @example createGru({ nIn: 2, nRec: 64, nOut: 2 })
 */
export function createGru(given: GruOptions): GruNetwork {
  checkGatedOptions(FN, given);
  const options = copyOf(given);
  return { ...createNetwork(gruCell(options)), options: Object.freeze(options) };
}
