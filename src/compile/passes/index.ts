/** The passes that a tape goes through before it is lowered. @module */

import type { Tape } from '../../autograd/tape.ts';
import { shareEqual } from './common.ts';
import { splitScans } from './split-scans.ts';
import { separateTransposes } from './transposes.ts';

/** Rewrites a tape for compilation; it still computes the same function. */
export function optimize(tape: Tape): Tape {
  return shareEqual(separateTransposes(splitScans(tape)));
}
