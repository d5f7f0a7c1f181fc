/** Binary cross-entropy of outputs [T, B, nOut] against targets in [0, 1]. @module */

import { add, exp, log, maximum, minimum, mul, neg, relu, sub } from '../../autograd/ops/elementwise.ts';
import type { Value } from '../../autograd/tape.ts';
import { checkName, checkOptions, checkRecord } from '../../tensor/options.ts';
import { checkDType, checkOutputs, checkShapeOf, entryMask, maskedMean, mean, shown } from './masked-mean.ts';

const FN = 'binaryCrossEntropy';

/** Options of `binaryCrossEntropy`. */
export interface BinaryCrossEntropyOptions {
  /**
   * What z means. `'logits'`, the default: the probability is the logistic function of z, and the mean is over what
   * the mask shows. `'psychrnn'`: z itself, clipped, is the probability, and the mean is over all entries, as in
   * PsychRNN (Ehrlich et al. 2021); where z is outside (0, 1) there is no gradient, however wrong z is.
   */
  readonly form?: 'logits' | 'psychrnn';
}

const FORMS: readonly string[] = ['logits', 'psychrnn'];

/** Keeps PsychRNN's probabilities, and what it takes the logarithm of, away from 0. */
const EPSILON = 1e-7;

/** log(1 + e^z) - z y, written so that no exponential overflows. */
function fromLogits(z: Value, y: Value): Value {
  // -|z| as a minimum, whose derivative at 0 is +1 while that of relu is 0: together 1/2, as it should be. abs would give 0.
  const tail = log(add(exp(minimum(neg(z), z)), 1));
  return add(sub(relu(z), mul(z, y)), tail);
}

/** -y log(q + eps) - (1 - y) log(1 - q + eps), q = z clipped to [eps, 1 - eps]. */
function fromClipped(z: Value, y: Value): Value {
  const q = minimum(maximum(z, EPSILON), 1 - EPSILON);
  const [yes, no] = [log(add(q, EPSILON)), log(add(sub(1, q), EPSILON))];
  return neg(add(mul(y, yes), mul(sub(1, y), no)));
}

/**
 * Binary cross-entropy, in nats, over the entries that the mask shows: sum(mask ce) / sum(mask) with
 * ce = log(1 + e^z) - z target, for logits z; or PsychRNN's form, mean(mask ce) over all entries with z clipped to
 * [1e-7, 1 - 1e-7] as the probability. Where the mask is 0 nothing is read, and the gradient is exactly 0; if it is
 * 0 everywhere, so is the loss.
 *
 * In f32 the loss of an entry is exact to about 1e-7; in PsychRNN's form 1e-7 is itself near the rounding at 1
 * (2^-24 = 6e-8), so that a loss at the clip is 15.333 where f64 gives 15.425.
 * @param z outputs [T, B, nOut]
 * @param targets in [0, 1], [T, B, nOut]
 * @param mask weights >= 0 [T, B], the same for every output, or [T, B, nOut]; all 1 by default
 * @throws ShapeError or TypeError for targets or a mask that do not fit z; TypeError or RangeError for bad options
 * @example binaryCrossEntropy(z, batch.targets, batch.mask)
 */
export function binaryCrossEntropy(
  z: Value,
  targets: Value,
  mask: Value | null = null,
  options: BinaryCrossEntropyOptions = {},
): Value {
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, ['form']);
  const { form = 'logits' } = options;
  checkName(FN, 'form', form, FORMS);
  checkOutputs(FN, z);
  checkShapeOf(FN, 'targets', targets.shape, [z.shape]);
  checkDType(FN, 'targets', targets.dtype, z.dtype);
  const perEntry = entryMask(FN, mask, z);
  const [x, y] = [shown(z, perEntry), shown(targets, perEntry)];
  if (form === 'logits') return maskedMean(fromLogits(x, y), perEntry);
  const losses = fromClipped(x, y);
  return mean(perEntry === null ? losses : mul(losses, perEntry));
}
