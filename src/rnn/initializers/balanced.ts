/** Balance of excitation and inhibition at each unit. @module */

import { checkName, checkOptions, checkRecord } from '../../tensor/options.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  checkInner,
  type Initial,
  type Initializer,
  type InitialSite,
  initialValues,
  matrixShape,
  squareLength,
} from './initializer.ts';

/** How weights are balanced; see `balanced`. */
export type BalanceForm = 'row' | 'psychrnn';

/** Options of `balanced`. */
export interface BalancedOptions {
  /** `'row'` by default. */
  readonly form?: BalanceForm;
}

/** v of each entry: 1 for excitatory columns, `inhibition(row)` for inhibitory ones; and the norm of each row of C v. */
interface Scales {
  readonly v: Float64Array;
  readonly norms: Float64Array;
}

function scalesOf({ mask, shape }: InitialSite, signs: Tensor, inhibition: (row: number) => number): Scales {
  const [rows, columns] = shape;
  const ofRow = Float64Array.from({ length: rows }, (_, row) => inhibition(row));
  const v = Float64Array.from(mask.data, (_, i) =>
    signs.data[i % columns] > 0 ? 1 : ofRow[Math.floor(i / columns)],
  );
  const squares = new Float64Array(rows);
  mask.data.forEach((m, i) => {
    squares[Math.floor(i / columns)] += m * v[i] * (m * v[i]);
  });
  return { v, norms: squares.map(Math.sqrt) };
}

/** Excitation over inhibition, or 1 where one of them is missing and there is nothing to balance. */
const ratio = (exc: number, inh: number): number => (exc > 0 && inh > 0 ? exc / inh : 1);

/** Factors v_ij / |C_i v_i|, v_ij the ratio of the sums over E and I of row i of the mask C. */
function rowFactors(site: InitialSite, signs: Tensor): Float64Array {
  const { mask } = site;
  const [, columns] = site.shape;
  const sumOver = (row: number, sign: number): number => {
    let sum = 0;
    for (let j = 0; j < columns; j++) if (signs.data[j] === sign) sum += mask.data[row * columns + j];
    return sum;
  };
  const { v, norms } = scalesOf(site, signs, (row) => ratio(sumOver(row, 1), sumOver(row, -1)));
  return v.map((value, i) => {
    const norm = norms[Math.floor(i / columns)];
    return norm > 0 ? value / norm : 1;
  });
}

/** Factors v_j / |C_j v|, where j is the column and C_j all the same row j; v_j = nExc / nInh for inhibitory units. */
function psychrnnFactors(site: InitialSite, signs: Tensor): Float64Array {
  const n = squareLength('balanced', site);
  const nExc = signs.data.filter((s) => s > 0).length;
  const { v, norms } = scalesOf(site, signs, () => ratio(nExc, n - nExc));
  const empty = norms.indexOf(0);
  if (empty >= 0) {
    const want = `every unit of ${site.name} to have inputs in the form 'psychrnn'`;
    throw new RangeError(`balanced: expected ${want}, got none at unit ${empty} - use the form 'row'`);
  }
  return v.map((value, i) => value / norms[i % n]);
}

/**
 * Scales what `inner` drew so that excitation and inhibition of each unit are equal in the mean. With C the mask:
 * - `'row'` (pycog): in each row, inhibitory entries are multiplied by the sum of C over excitatory units divided by
 *   that over inhibitory ones, and the row is divided by the norm of C times these factors. Rows that lack one kind
 *   are divided by their norm, empty ones are left alone.
 * - `'psychrnn'`: the same with the ratio nExc / nInh for all rows, but column i is divided by the norm of row i, as
 *   PsychRNN does it. Equal to `'row'` for a full mask.
 *
 * Without signs there is nothing to balance, and what was drawn is returned as it is. With one sign only (`daleRatio`
 * 0 or 1), rows are divided by their norm. Effective weights that are constants do not count.
 * @throws TypeError for unknown options; RangeError for an unknown form, or a unit without inputs in the form
 * `'psychrnn'`; ShapeError for biases, and in the form `'psychrnn'` for weights that are not square
 * @example spectralRadius(1.1, balanced(gaussian()))
 */
export function balanced(inner: Initial, options: BalancedOptions = {}): Initializer {
  checkInner('balanced', inner);
  checkRecord('balanced', 'options', options);
  checkOptions('balanced', options, ['form']);
  const { form = 'row' } = options;
  checkName('balanced', 'form', form, ['row', 'psychrnn']);
  return (key, site) => {
    matrixShape('balanced', site);
    const w = initialValues('balanced', inner, key, site);
    if (site.signs === null) return w;
    const factors = form === 'row' ? rowFactors(site, site.signs) : psychrnnFactors(site, site.signs);
    return { ...w, data: w.data.map((value, i) => value * factors[i]) };
  };
}
