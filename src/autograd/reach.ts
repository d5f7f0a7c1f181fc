/** What the values of a tape depend on. @module */

import { type Tape, type Value, Var } from './tape.ts';

/** What a walk over a recorded function reads of its tape. */
export type Recorded = Pick<Tape, 'inputs' | 'nodes' | 'outputs' | 'size'>;

/** Marks the values of a tape that the given ones depend on; indexed by id. */
export function reachedFrom(tape: Recorded, targets: readonly Value[]): boolean[] {
  const reached = new Array<boolean>(tape.size).fill(false);
  for (const v of targets) if (v instanceof Var) reached[v.id] = true;
  for (const { inputs, outputs } of tape.nodes.toReversed()) {
    if (!outputs.some((v) => reached[v.id])) continue;
    for (const v of inputs) if (v instanceof Var) reached[v.id] = true;
  }
  return reached;
}

/** Removes the operations and captures of a closed tape that its outputs do not depend on, and returns it. */
export function prune(tape: Tape): Tape {
  const reached = reachedFrom(tape, tape.outputs);
  const keep = <T>(list: T[], wanted: (item: T) => boolean): void => {
    list.splice(0, list.length, ...list.filter(wanted));
  };
  keep(tape.nodes, ({ outputs }) => outputs.some((v) => reached[v.id]));
  keep(tape.captures, ({ inner }) => reached[inner.id]);
  return tape;
}
