/** Records equal operations once. @module */

import { apply, type Tape, type Value, Var } from '../../autograd/tape.ts';
import { rewrite } from './rewrite.ts';

/** Operations on the same values with the same attributes give the same result: only the first is kept. */
export function shareEqual(tape: Tape): Tape {
  const seen = new Map<string, readonly Value[]>();
  const names = new Map<Value, number>();
  const nameOf = (v: Value): string => {
    if (!names.has(v)) names.set(v, names.size);
    return v instanceof Var || v.data.length !== 1
      ? `${names.get(v)}`
      : `${v.dtype}${v.shape}:${Object.is(v.data[0], -0) ? '-0' : v.data[0]}`;
  };
  return rewrite(tape, ({ node: { op, attrs }, args }) => {
    if (op.name === 'scan') return null;
    const key = `${op.name} ${JSON.stringify(attrs)} ${args.map(nameOf).join(' ')}`;
    const known = seen.get(key) ?? apply(op, args, attrs);
    seen.set(key, known);
    return known;
  });
}
