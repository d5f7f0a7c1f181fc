/** The options of a rate network, read and checked. @module */

import {
  checkFlag,
  checkInteger,
  checkName,
  checkNumber,
  checkOptions,
  checkRecord,
} from '../../tensor/options.ts';
import type { Shape } from '../../tensor/shape.ts';
import { full, ones, type Tensor } from '../../tensor/tensor.ts';
import { excitatoryCount } from '../constraints/connectivity.ts';
import type { FixedMasks } from '../constraints/fixed.ts';
import {
  daleSigns,
  type Positivity,
  positivities,
  signedMask,
  type WeightRule,
  withoutAutapses,
} from '../constraints/weight-rules.ts';
import type { Initial, Matrix } from '../initializers/initializer.ts';
import type { Dynamics } from './dynamics.ts';
import { DYNAMICS_NAMES, type DynamicsOptions, readDynamics } from './dynamics-options.ts';
import { checkInit, readArray, readFixed } from './read-options.ts';

/** Names of the three matrices of a rate network. */
export type WeightName = 'wIn' | 'wRec' | 'wOut';

/** Names of the parameters of a rate network. */
export type RateParamName = WeightName | 'bRec' | 'bOut' | 'bIn' | 'x0' | 'alpha';

/** One value per matrix, each of them optional. */
export type PerMatrix<T> = { readonly [N in WeightName]?: T };

/** Signs that the weights of a matrix may have; `dale` gives them those of their columns. */
export type SignRule = 'free' | 'positive' | 'negative' | 'dale';

/** Options of `createRateNetwork`; times are in ms, matrices are `[post, pre]`. */
export interface RateNetworkOptions extends DynamicsOptions {
  readonly nIn: number;
  readonly nRec: number;
  readonly nOut: number;
  /**
   * Whether each unit learns its alpha = dt / tau, kept within [2^-20, 1]; false by default. Weight decay of `adamW`
   * reaches alpha, too: it makes time constants longer.
   */
  readonly trainTau?: boolean;
  /** Where the state starts: at 0 (`'zero'`, default), or at a parameter `x0` [nRec] that all trials share. */
  readonly initialState?: 'zero' | 'parameter';
  /** Fraction of excitatory units, which come first; null, the default, sets no signs. */
  readonly daleRatio?: number | null;
  /**
   * How weights with a sign are kept to it; `'absolute'` by default. Weight decay acts on the free weights: with
   * `'softplus'` it pulls magnitudes to log 2, not to 0.
   */
  readonly positivity?: Positivity;
  /** Signs of the other weights; `{ wIn: 'free', wOut: 'free' }` by default. */
  readonly signs?: { readonly wIn?: Exclude<SignRule, 'dale'>; readonly wOut?: SignRule };
  /** Whether units may connect to themselves; by default only without Dale's principle. */
  readonly autapses?: boolean;
  /** Which units the outputs read; `'all'` by default. */
  readonly readout?: 'all' | 'excitatory';
  /** Whether there is a second bias `bIn` beside `bRec`, as in the PyTorch original; false by default. */
  readonly inputBias?: boolean;
  /** Connectivity: factors >= 0 of the weights, 0 where there is no connection; 1 by default. */
  readonly masks?: PerMatrix<Matrix>;
  /** Effective weights, signs included, that are part of the network but not learned; nothing is learned in those entries. */
  readonly constants?: PerMatrix<Matrix>;
  /**
   * What does not learn: true for a whole parameter, or numbers in [0, 1], 1 where an entry keeps its value. A number
   * between them scales gradients, to which `adam` hardly answers; see `FixedMasks`.
   */
  readonly fixed?: { readonly [N in RateParamName]?: boolean | Matrix };
  /** Initial values: a rule, a number or values; by default those of the PyTorch original of Song et al. (2016). */
  readonly init?: { readonly [N in RateParamName]?: Initial };
}

/** The options with everything decided. */
export interface RateSettings {
  readonly nIn: number;
  readonly nRec: number;
  readonly nOut: number;
  readonly nExc: number;
  /** Units that the outputs read, the first of all. */
  readonly nRead: number;
  readonly dynamics: Dynamics;
  /** dt / tau, one number or one per unit, f64 [nRec]. */
  readonly alpha: number | Tensor;
  readonly rules: { readonly [N in WeightName]: WeightRule };
  readonly masks: { readonly [N in WeightName]: Tensor };
  /** Signs of the columns of each matrix; null where they are free. */
  readonly signs: { readonly [N in WeightName]: Tensor | null };
  readonly shapes: { readonly [name: string]: Shape };
  readonly fixed: FixedMasks;
}

const FN = 'createRateNetwork';
const MATRICES = ['wIn', 'wRec', 'wOut'] as const satisfies WeightName[];

/** The names of `RateNetworkOptions`. */
export const RATE_OPTION_NAMES: readonly (keyof RateNetworkOptions)[] = [
  'nIn',
  'nRec',
  'nOut',
  ...DYNAMICS_NAMES,
  'trainTau',
  'initialState',
  'daleRatio',
  'positivity',
  'signs',
  'autapses',
  'readout',
  'inputBias',
  'masks',
  'constants',
  'fixed',
  'init',
];

function checkNames(options: RateNetworkOptions): void {
  const { positivity = 'absolute', readout = 'all', initialState = 'zero' } = options;
  checkName(FN, 'positivity', positivity, positivities);
  checkName(FN, 'readout', readout, ['all', 'excitatory']);
  checkName(FN, 'initialState', initialState, ['zero', 'parameter']);
  for (const name of ['trainTau', 'autapses', 'inputBias'] as const) {
    if (options[name] !== undefined) checkFlag(FN, name, options[name]);
  }
  const { signs = {} } = options;
  checkRecord(FN, 'signs', signs);
  checkOptions(`${FN}: signs`, signs, ['wIn', 'wOut']);
  checkName(FN, 'signs.wIn', signs.wIn ?? 'free', ['free', 'positive', 'negative']);
  checkName(FN, 'signs.wOut', signs.wOut ?? 'free', ['free', 'positive', 'negative', 'dale']);
  if (options.daleRatio != null) return;
  if (readout === 'excitatory' || signs.wOut === 'dale') {
    const what = readout === 'excitatory' ? "readout 'excitatory'" : "signs.wOut 'dale'";
    throw new RangeError(`${FN}: expected ${what} beside a daleRatio, got none - give daleRatio`);
  }
}

/** Signs of the columns of a matrix, or null if they are free. */
function columnSigns(rule: SignRule, columns: number, nExc: number): Tensor | null {
  if (rule === 'free') return null;
  return rule === 'dale'
    ? daleSigns(columns, Math.min(nExc, columns))
    : full([columns], rule === 'positive' ? 1 : -1);
}

function readConstant(
  name: WeightName,
  given: Matrix,
  mask: Tensor | null,
  signs: Tensor | null,
  shape: Shape,
): Tensor {
  const label = `constants.${name}`;
  const constant = readArray(FN, label, given, shape, Number.isFinite, 'finite numbers');
  constant.data.forEach((value, i) => {
    const at = `${label}[${Math.floor(i / shape[1])}][${i % shape[1]}]`;
    if (signs !== null && value * signs.data[i % shape[1]] < 0) {
      throw new RangeError(`${FN}: expected ${at} to have the sign of its column, got ${value}`);
    }
    if (value !== 0 && mask !== null && mask.data[i] !== 0) {
      throw new RangeError(
        `${FN}: expected masks.${name} to be 0 where ${at} is ${value}, got ${mask.data[i]}`,
      );
    }
  });
  return constant;
}

/** Reads and checks the options of a rate network. */
export function readRateOptions(options: RateNetworkOptions): RateSettings {
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, RATE_OPTION_NAMES);
  const { nIn, nRec, nOut, daleRatio = null, positivity = 'absolute' } = options;
  for (const name of ['nIn', 'nRec', 'nOut'] as const) checkInteger(FN, name, options[name], 1);
  const { dynamics, alpha } = readDynamics(FN, options, nRec);
  if (daleRatio !== null) checkNumber(FN, 'daleRatio', daleRatio, 0, 1);
  checkNames(options);
  const { autapses = daleRatio === null, readout = 'all', signs: signRules = {} } = options;
  const nExc = excitatoryCount(nRec, daleRatio);
  const nRead = readout === 'excitatory' ? nExc : nRec;
  if (nRead === 0)
    throw new RangeError(`${FN}: expected excitatory units to read, got daleRatio ${daleRatio}`);
  const matrixShapes = { wIn: [nRec, nIn], wRec: [nRec, nRec], wOut: [nOut, nRead] };
  const signs = {
    wIn: columnSigns(signRules.wIn ?? 'free', nIn, nExc),
    wRec: columnSigns(daleRatio === null ? 'free' : 'dale', nRec, nExc),
    wOut: columnSigns(signRules.wOut ?? 'free', nRead, nExc),
  };
  for (const option of ['masks', 'constants'] as const) checkRecord(FN, option, options[option] ?? {});
  checkOptions(`${FN}: masks`, options.masks ?? {}, MATRICES);
  checkOptions(`${FN}: constants`, options.constants ?? {}, MATRICES);

  const read = (name: WeightName): { rule: WeightRule; mask: Tensor } => {
    const shape = matrixShapes[name];
    const given = options.masks?.[name];
    const chosen =
      given === undefined
        ? null
        : readArray(FN, `masks.${name}`, given, shape, (x) => x >= 0 && x < Infinity, 'finite numbers >= 0');
    const sign = signs[name];
    const constantOption = options.constants?.[name];
    const constant =
      constantOption === undefined ? null : readConstant(name, constantOption, chosen, sign, shape);
    if (name === 'wRec' && !autapses && constant?.data.some((v, i) => v !== 0 && i % (nRec + 1) === 0)) {
      throw new RangeError(
        `${FN}: expected constants.wRec to have a zero diagonal, got autapses - set autapses: true`,
      );
    }
    const all = chosen ?? ones(shape);
    const plastic =
      constant === null ? all : { ...all, data: all.data.map((m, i) => (constant.data[i] === 0 ? m : 0)) };
    const mask = name === 'wRec' && !autapses ? withoutAutapses(plastic) : plastic;
    const factor = sign === null ? mask : signedMask(mask, sign);
    return { mask, rule: { factor, positivity: sign === null ? null : positivity, constant } };
  };
  const each = { wIn: read('wIn'), wRec: read('wRec'), wOut: read('wOut') };
  const shapes: { [name: string]: Shape } = {
    ...matrixShapes,
    bRec: [nRec],
    bOut: [nOut],
    ...(options.inputBias ? { bIn: [nRec] } : {}),
    ...(options.initialState === 'parameter' ? { x0: [nRec] } : {}),
    ...(options.trainTau ? { alpha: [nRec] } : {}),
  };
  checkInit(FN, options.init ?? {}, shapes);
  return {
    nIn,
    nRec,
    nOut,
    nExc,
    nRead,
    dynamics,
    alpha,
    rules: { wIn: each.wIn.rule, wRec: each.wRec.rule, wOut: each.wOut.rule },
    masks: { wIn: each.wIn.mask, wRec: each.wRec.mask, wOut: each.wOut.mask },
    signs,
    shapes,
    fixed: readFixed(FN, options.fixed ?? {}, shapes),
  };
}
