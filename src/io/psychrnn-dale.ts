/** Dale's principle as PsychRNN's files tell it: a ratio, and two matrices that may know better. @module */

import { formatShape } from '../tensor/shape.ts';
import { type Tensor, zeros } from '../tensor/tensor.ts';

export interface Dale {
  /** Fraction of excitatory units, or null where signs are free. */
  readonly daleRatio: number | null;
  /** Number of excitatory units, which come first; null where signs are free or in another order. */
  readonly nExc: number | null;
}

const FREE: Dale = { daleRatio: null, nExc: null };

/** Returns the diagonal of Dale_rec. */
function signsOf(fn: string, { data, shape }: Tensor): number[] {
  const n = shape[0];
  data.forEach((value, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    if (i === j ? Math.abs(value) === 1 : value === 0) return;
    const expected = `Dale_rec to be diagonal with 1 and -1, got ${value} at ${formatShape([i, j])}`;
    throw new Error(
      `${fn}: expected ${expected} - read the members with decodeNpz(bytes, { skipPickled: true })`,
    );
  });
  return Array.from({ length: n }, (_, i) => data[i * n + i]);
}

/** First entry `[post, pre]` whose product with the sign of its column is negative, or -1. */
const findWrongSign = ({ data, shape }: Tensor, signs: readonly number[]): number =>
  data.findIndex((w: number, at: number) => w * signs[at % shape[1]] < 0);

/** The ratio, if the floor(ratio * nRec + 1e-9) units of `createRateNetwork` are `count`; else count / nRec. */
const ratioFor = (ratio: number | null, count: number, nRec: number): number =>
  ratio !== null && Math.floor(ratio * nRec + 1e-9) === count ? ratio : count / nRec;

/**
 * Makes sense of the two accounts of a file. Dale_rec counts. The ratio is kept where it means the same number of units
 * to `createRateNetwork`; else it is replaced by the fraction of excitatory units: PsychRNN takes floor(ratio * nRec) of
 * them in floating point, so that its 0.58 of 50 are 28, and a network of as many has the ratio 0.56. Without a ratio,
 * or with 0, PsychRNN runs without Dale's principle: signs are free then, unless Dale_rec has negative ones and the
 * weights obey it.
 * @param ratio null where the file has none that can be read
 * @param daleRec [nRec, nRec], or undefined where the file has none: then only the ratio counts, and 0 is null
 * @param wRec effective weights [nRec, nRec]
 * @throws Error for a Dale_rec that is not diagonal with 1 and -1
 */
export function readDale(fn: string, ratio: number | null, daleRec: Tensor | undefined, wRec: Tensor): Dale {
  if (daleRec === undefined) {
    const nRec = wRec.shape[0];
    return { daleRatio: ratio ? ratioFor(ratio, Math.floor(ratio * nRec), nRec) : null, nExc: null };
  }
  const signs = signsOf(fn, daleRec);
  const nRec = signs.length;
  const count = signs.filter((sign) => sign > 0).length;
  if (!ratio && (count === nRec || findWrongSign(wRec, signs) >= 0)) return FREE;
  const ordered = signs.every((sign, i) => sign > 0 === i < count);
  return { daleRatio: ratioFor(ratio, count, nRec), nExc: ordered ? count : null };
}

/**
 * Counts excitatory units as PsychRNN does, unless they are given.
 * @throws RangeError for a count that is a whole unit or more away from the ratio
 */
export function countExcitatory(fn: string, { daleRatio, nExc }: Dale, nRec: number): number | null {
  if (daleRatio === null) {
    if (nExc === null) return null;
    throw new RangeError(`${fn}: expected nExc to be null without a daleRatio, got ${nExc}`);
  }
  const count = nExc ?? Math.floor(daleRatio * nRec);
  if (Number.isInteger(count) && count >= 0 && count <= nRec && Math.abs(daleRatio * nRec - count) < 1) {
    return count;
  }
  const expected = `nExc within one unit of ${daleRatio} * ${nRec}`;
  throw new RangeError(`${fn}: expected ${expected}, got ${count}`);
}

/** Makes the diagonal matrix that has `excitatory` in the first places and `inhibitory` in the others. */
function diagonal(nRec: number, nExc: number, inhibitory: number): Tensor {
  const x = zeros([nRec, nRec]);
  for (let i = 0; i < nRec; i++) x.data[i * nRec + i] = i < nExc ? 1 : inhibitory;
  return x;
}

/** Makes Dale_rec and Dale_out: identities where signs are free. */
export function daleMatrices(nRec: number, nExc: number | null): { Dale_rec: Tensor; Dale_out: Tensor } {
  return { Dale_rec: diagonal(nRec, nExc ?? nRec, -1), Dale_out: diagonal(nRec, nExc ?? nRec, 0) };
}

/**
 * Checks that PsychRNN, which sets the signs of weights again when it loads them, would leave these as they are.
 * @throws RangeError naming the first entry that it would change
 */
export function checkSigns(
  fn: string,
  weights: { readonly wIn: Tensor; readonly wRec: Tensor; readonly wOut: Tensor },
  nExc: number,
): void {
  const { wIn, wRec, wOut } = weights;
  const refuse = (name: string, expected: string, { data, shape }: Tensor, at: number): void => {
    if (at < 0) return;
    const place = formatShape([Math.floor(at / shape[1]), at % shape[1]]);
    const cure = 'write daleRatio: null, with which PsychRNN keeps all signs';
    throw new RangeError(`${fn}: expected ${name} ${expected}, got ${data[at]} at ${place} - ${cure}`);
  };
  const nRec = wRec.shape[0];
  const signs = Array.from({ length: nRec }, (_, i) => (i < nExc ? 1 : -1));
  const positive = (x: Tensor): number => x.data.findIndex((w: number) => w < 0);
  const silent = wOut.data.findIndex((w: number, at: number) => at % nRec >= nExc && w !== 0);
  const columns = `>= 0 in columns below ${nExc} and <= 0 in the others`;
  refuse('wRec', columns, wRec, findWrongSign(wRec, signs));
  refuse('wIn', '>= 0 beside a daleRatio', wIn, positive(wIn));
  refuse('wOut', '>= 0 beside a daleRatio', wOut, positive(wOut));
  refuse('wOut', `0 for inhibitory units (columns from ${nExc} on)`, wOut, silent);
}
