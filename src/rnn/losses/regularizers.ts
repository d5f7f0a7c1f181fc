/** Penalties on weights and rates, as means over entries. @module */

import { abs, add, mul } from '../../autograd/ops/elementwise.ts';
import type { Value } from '../../autograd/tape.ts';
import { isValue } from '../../autograd/tree.ts';
import { checkNumber, checkOptions, checkRecord, show } from '../../tensor/options.ts';
import { formatShape, ShapeError } from '../../tensor/shape.ts';
import { zeros } from '../../tensor/tensor.ts';
import { mean } from './masked-mean.ts';

const FN = 'regularization';

/**
 * Mean of |w| over all entries, those without a connection too. PsychRNN and pycog take means as well, although they
 * write norms: a coefficient of a package that sums must be multiplied by the number of entries to mean the same
 * here. At w = 0 the derivative is 0.
 */
export function l1(w: Value): Value {
  return mean(abs(w));
}

/** Mean of w^2 over all entries; as for `l1`, a mean where other packages sum. */
export function l2(w: Value): Value {
  return mean(mul(w, w));
}

/** Mean of |r| over time, trials and units, of rates r [T, B, nRec]: the metabolic cost; no step is masked. */
export function l1Rate(r: Value): Value {
  return l1(r);
}

/** Mean of r^2 over time, trials and units, of rates r [T, B, nRec]; no step is masked. */
export function l2Rate(r: Value): Value {
  return l2(r);
}

/** Effective weights `[post, pre]`, as far as they are penalised. */
export interface PenalizedWeights {
  readonly wIn?: Value;
  readonly wRec?: Value;
  readonly wOut?: Value;
}

/** The activity of a run, as far as it is penalised: rates r [T, B, nRec]. */
export interface PenalizedActivity {
  readonly r?: Value;
}

/** A penalty: a scalar to be added to the loss. */
export type Regularization<
  P = unknown,
  W extends PenalizedWeights = PenalizedWeights,
  A extends PenalizedActivity = PenalizedActivity,
> = (weights: W, activity: A, params: P) => Value;

/** Coefficients of `regularization`, finite numbers >= 0; 0 by default. */
export interface RegularizationOptions<
  P = unknown,
  W extends PenalizedWeights = PenalizedWeights,
  A extends PenalizedActivity = PenalizedActivity,
> {
  /** Coefficients of `l1` of the effective weights. */
  readonly l1In?: number;
  readonly l1Rec?: number;
  readonly l1Out?: number;
  /** Coefficients of `l2` of the effective weights. */
  readonly l2In?: number;
  readonly l2Rec?: number;
  readonly l2Out?: number;
  /** Coefficient of `l1Rate`. */
  readonly l1Rate?: number;
  /** Coefficient of `l2Rate`, PsychRNN's `L2_firing_rate`. */
  readonly l2Rate?: number;
  /** A penalty of one's own, a scalar, added as it is. */
  readonly custom?: Regularization<P, W, A>;
}

type Coefficient = Exclude<keyof RegularizationOptions, 'custom'>;
type Source = 'weights.wIn' | 'weights.wRec' | 'weights.wOut' | 'activity.r';

/** By coefficient: what is penalised, and how. */
const TERMS: { readonly [C in Coefficient]: readonly [Source, (x: Value) => Value] } = {
  l1In: ['weights.wIn', l1],
  l1Rec: ['weights.wRec', l1],
  l1Out: ['weights.wOut', l1],
  l2In: ['weights.wIn', l2],
  l2Rec: ['weights.wRec', l2],
  l2Out: ['weights.wOut', l2],
  l1Rate: ['activity.r', l1Rate],
  l2Rate: ['activity.r', l2Rate],
};
const COEFFICIENTS = Object.keys(TERMS) as Coefficient[];

function checkPenalty(value: unknown): Value {
  if (!isValue(value)) {
    throw new TypeError(`${FN}: expected custom to return a scalar array, got ${show(value)}`);
  }
  if (value.shape.length !== 0) {
    const got = `shape ${formatShape(value.shape)} - reduce it with sum()`;
    throw new ShapeError(`${FN}: expected custom to return a scalar, got ${got}`, [value.shape]);
  }
  return value;
}

/**
 * Makes the penalty l1In mean|wIn| + ... + l2Out mean(wOut^2) + l1Rate mean|r| + l2Rate mean(r^2) + custom, to be
 * added to a loss (Ehrlich et al. 2021). A coefficient of 0 records nothing.
 * @returns a function of effective weights { wIn, wRec, wOut }, activity { r } and, for `custom`, the parameters
 * @throws TypeError for an unknown option or a `custom` that is no function, RangeError for a coefficient that is not
 * a finite number >= 0; when called, TypeError for arrays that are missing, ShapeError for a `custom` that is no scalar
 * @example
 * const penalty = regularization({ l2Rec: 0.1, l2Rate: 0.01 });
 * const loss = add(meanSquaredError(z, targets, mask), penalty(weights, activity, params));
 */
export function regularization<
  P = unknown,
  W extends PenalizedWeights = PenalizedWeights,
  A extends PenalizedActivity = PenalizedActivity,
>(options: RegularizationOptions<P, W, A> = {}): Regularization<P, W, A> {
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, [...COEFFICIENTS, 'custom']);
  for (const name of COEFFICIENTS) checkNumber(FN, name, options[name] ?? 0, 0);
  const { custom } = options;
  if (custom !== undefined && typeof custom !== 'function') {
    throw new TypeError(`${FN}: expected custom to be a function, got ${show(custom)}`);
  }
  const active = COEFFICIENTS.filter((name) => (options[name] ?? 0) !== 0);

  return (weights, activity, params) => {
    const { wIn, wRec, wOut } = weights;
    const sources: { readonly [S in Source]: Value | undefined } = {
      'weights.wIn': wIn,
      'weights.wRec': wRec,
      'weights.wOut': wOut,
      'activity.r': activity.r,
    };
    const terms = active.map((name) => {
      const [source, penalty] = TERMS[name];
      const x = sources[source];
      if (x === undefined) throw new TypeError(`${FN}: expected ${source} for ${name}, got undefined`);
      return mul(penalty(x), options[name] as number);
    });
    if (custom !== undefined) terms.push(checkPenalty(custom(weights, activity, params)));
    const { dtype } = Object.values(sources).find((x) => x !== undefined) ?? { dtype: 'f32' as const };
    return terms.length === 0 ? zeros([], dtype) : terms.reduce((total, term) => add(total, term));
  };
}
