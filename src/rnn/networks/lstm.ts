/** Long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000), and PsychRNN's variant of it. @module */

import { add, mul, sigmoid, tanh } from '../../autograd/ops/elementwise.ts';
import { matmul } from '../../autograd/ops/matmul.ts';
import type { Value } from '../../autograd/tape.ts';
import type { Tensors } from '../../autograd/tree.ts';
import { checkName } from '../../tensor/options.ts';
import { gaussian, uniformBetween } from '../initializers/fixed-scale.ts';
import { glorotNormal } from '../initializers/glorot.ts';
import { kaimingUniform } from '../initializers/kaiming.ts';
import {
  checkGatedOptions,
  cutGates,
  driveOf,
  firstState,
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
 * Which LSTM: that of PyTorch, h = o * tanh(c), or that of PsychRNN, which has the logistic function in place of tanh
 * there, and other initial values.
 */
export type LstmVariant = 'standard' | 'psychrnn';

/**
 * Parameters of an LSTM. Stacks hold the blocks of the input gate i, the forget gate f, the candidate g and the output
 * gate o, in this order (the one of PyTorch).
 */
export interface LstmParams<T = Value> {
  /** [4 nRec, nIn] */
  readonly wIn: T;
  /** [4 nRec, nRec] */
  readonly wRec: T;
  /** [4 nRec], the sum of PyTorch's two biases */
  readonly b: T;
  /** [nOut, nRec] */
  readonly wOut: T;
  /** [nOut] */
  readonly bOut: T;
  /** First hidden state, [nRec], or [batchSize, nRec] with `initialState: 'perTrial'`. */
  readonly h0?: T;
  /** First cell state, of the same shape. */
  readonly c0?: T;
}

/** Options of `createLstm`. The state starts at 0 by default, in PsychRNN's variant at parameters. */
export interface LstmOptions extends GatedOptions<keyof LstmParams> {
  /** `'standard'` by default. */
  readonly variant?: LstmVariant;
}

/** Hidden and cell state, [B, nRec] both. */
export interface LstmState {
  readonly h: Value;
  readonly c: Value;
}

/** What a step reports: the hidden state as r, the cell state c and the outputs z. */
export interface LstmReadings extends Readings {
  readonly c: Value;
}

/** An LSTM: its settings, and functions on its parameters. */
export interface LstmNetwork extends Network<LstmParams, LstmState, LstmReadings> {
  readonly options: Readonly<LstmOptions>;
}

interface LstmWeights {
  readonly gates: readonly Gate[];
  readonly wOut: Value;
  readonly bOut: Value;
  readonly h0?: Value;
  readonly c0?: Value;
}

const FN = 'createLstm';
const STATES = ['h0', 'c0'] as const;

function lstmParams(options: LstmOptions): GatedParam[] {
  const { nIn, nRec, nOut, variant = 'standard' } = options;
  const isStandard = variant === 'standard';
  const bound = 1 / Math.sqrt(nRec);
  const torch = uniformBetween({ low: -bound, high: bound });
  const small = gaussian({ std: 0.1 });
  const weights = isStandard ? torch : small;
  const { initialState = isStandard ? 'zero' : 'parameter' } = options;
  return [
    { name: 'wIn', gates: 4, block: [nRec, nIn], fanIn: nIn, initial: weights },
    { name: 'wRec', gates: 4, block: [nRec, nRec], fanIn: nRec, initial: weights },
    { name: 'b', gates: 4, block: [nRec], fanIn: nRec, initial: isStandard ? torch : 1 },
    {
      ...{ name: 'wOut', gates: 1, block: [nOut, nRec], fanIn: nRec },
      initial: isStandard ? kaimingUniform() : glorotNormal(),
    },
    { name: 'bOut', gates: 1, block: [nOut], fanIn: nRec, initial: isStandard ? kaimingUniform() : 0 },
    ...stateParams(STATES, options, initialState, isStandard ? 0 : small),
  ];
}

function lstmCell(options: LstmOptions): Cell<LstmParams, LstmWeights, LstmState, LstmReadings> {
  const { nIn, nRec, nOut, variant = 'standard' } = options;
  const { fixed, shapes, draw } = readGatedParams(FN, options, lstmParams(options), STATES);
  const shown = variant === 'standard' ? tanh : sigmoid;
  return {
    name: 'LSTM',
    nIn,
    nRec,
    nOut,
    fixed,
    shapes,
    initialize: (key) => draw(key) as unknown as Tensors<LstmParams>,
    prepare({ wIn, wRec, b, ...rest }) {
      return { ...rest, gates: cutGates({ wIn, wRec, b }, 4) };
    },
    begin: ({ gates, h0, c0 }, batchSize) => ({
      h: firstState(h0, gates[0], batchSize),
      c: firstState(c0, gates[0], batchSize),
    }),
    step({ gates, wOut, bOut }, { h, c }, { u, perturbation }) {
      const [i, f, g, o] = gates.map((gate) => driveOf(gate, h, u));
      const nextC = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
      const nextH = pushed('LSTM', mul(sigmoid(o), shown(nextC)), perturbation);
      const z = add(matmul(nextH, wOut, { transB: true }), bOut);
      return [
        { h: nextH, c: nextC },
        { r: nextH, c: nextC, z },
      ];
    },
  };
}

/**
 * Makes a network of LSTM units with PyTorch's equations: with the drives d = W u + V h + b of each gate, W and V the
 * blocks of `wIn` and `wRec`, and the logistic function s, i = s(di), f = s(df), g = tanh(dg), o = s(do),
 * c' = f c + i g, h' = o tanh(c'), z = wOut h' + bOut.
 * With `variant: 'psychrnn'` h' = o s(c'), weights and first states are drawn from N(0, 0.1^2), all gates have a bias
 * of 1, and the first state is a parameter that all trials share; in PsychRNN each place in the batch has its own,
 * as with `initialState: 'perTrial'`. By default initial values are PyTorch's: U(-k, k), k = 1 / sqrt(nRec).
 * @throws TypeError for an unknown option, and for those of the rate network that gates cannot honour (signs, masks,
 * time constants, noise); RangeError for an impossible value; ShapeError for an array that does not fit
 * @example createLstm({ nIn: 2, nRec: 64, nOut: 2 })
 */
export function createLstm(given: LstmOptions): LstmNetwork {
  checkGatedOptions(FN, given, ['variant']);
  checkName(FN, 'variant', given.variant ?? 'standard', ['standard', 'psychrnn']);
  const options = copyOf(given);
  return { ...createNetwork(lstmCell(options)), options: Object.freeze(options) };
}
