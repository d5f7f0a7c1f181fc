/** Whether the constraints of a network hold in the weights that it ended with. @module */

import type { RateNetwork, RateParams } from '../rnn/networks/rate-network.ts';
import { isTensor, type Nested, type Tensor, tensor } from '../tensor/tensor.ts';
import type { Study } from './study.ts';

/** A constraint, and what was found. */
export interface CheckedConstraint {
  readonly name: string;
  readonly holds: boolean;
  /** What was looked at, and how much of it breaks the constraint. */
  readonly found: string;
}

const asTensor = (given: unknown): Tensor => (isTensor(given) ? given : tensor(given as Nested));

/** Entries [post, pre] of a matrix for which something is so. */
function countWhere(
  { shape, data }: Tensor,
  broken: (w: number, post: number, pre: number) => boolean,
): number {
  const n = shape[1];
  let count = 0;
  data.forEach((w, i) => {
    if (broken(w, Math.floor(i / n), i % n)) count++;
  });
  return count;
}

function checked(name: string, what: string, broken: number, of: number): CheckedConstraint {
  return { name, holds: broken === 0, found: `${of - broken} of ${of} ${what}` };
}

/** Entries of all parameters that are wholly fixed, and those among them that are not what they were. */
function fixedEntries(
  { fixed }: RateNetwork,
  before: RateParams<Tensor>,
  after: RateParams<Tensor>,
): { readonly moved: number; readonly of: number } {
  let [moved, of] = [0, 0];
  for (const [name, mask] of Object.entries(fixed)) {
    const [a, b] = [before, after].map((params) => params[name as 'wRec']?.data);
    asTensor(mask).data.forEach((share, i) => {
      if (share !== 1 || a === undefined || b === undefined) return;
      of++;
      if (!Object.is(a[i], b[i])) moved++;
    });
  }
  return { moved, of };
}

/** Checks the constraints that a network has, entry by entry. */
export function checkConstraints({ experiment, params, weights, nExc }: Study): readonly CheckedConstraint[] {
  const { network, config, initial } = experiment;
  const { wRec } = weights.after;
  const n = network.nRec;
  const found: CheckedConstraint[] = [];
  if (config.network.daleRatio !== null) {
    const wrong = countWhere(wRec, (w, _, pre) => !(pre < nExc ? w >= 0 : w <= 0));
    found.push(checked('Dale’s principle', 'recurrent weights have the sign of their column', wrong, n * n));
  }
  if (!config.network.autapses) {
    found.push(
      checked(
        'no autapses',
        'diagonal entries are 0',
        countWhere(wRec, (w, post, pre) => post === pre && w !== 0),
        n,
      ),
    );
  }
  if (config.network.signs === 'positive') {
    for (const [name, { data }] of [
      ['wIn', weights.after.wIn],
      ['wOut', weights.after.wOut],
    ] as const) {
      const wrong = data.filter((w) => !(w >= 0)).length;
      found.push(checked(`no negative ${name}`, 'entries are 0 or more', wrong, data.length));
    }
  }
  const mask = network.options.masks?.wRec;
  if (mask !== undefined) {
    const { data } = asTensor(mask);
    const absent = data.filter((m) => m === 0).length;
    const there = countWhere(wRec, (w, post, pre) => data[post * n + pre] === 0 && w !== 0);
    found.push(checked('absent connections', 'absent entries are 0', there, absent));
  }
  const { moved, of } = fixedEntries(network, initial, params);
  if (of > 0) found.push(checked('fixed weights', 'fixed entries are what they were, to the bit', moved, of));
  if (config.network.readout === 'excitatory') {
    const read = countWhere(weights.after.wOut, (w, _, pre) => pre >= nExc && w !== 0);
    found.push(
      checked(
        'read-out from excitatory units',
        'output weights of inhibitory units are 0',
        read,
        (n - nExc) * network.nOut,
      ),
    );
  }
  return found;
}
