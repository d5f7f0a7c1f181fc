/** Whether parameters are those of a network. @module */

import { isValue } from '../../autograd/tree.ts';
import { checkRecord } from '../../tensor/options.ts';
import { type Key, key } from '../../tensor/random.ts';
import { checkAxes } from './check-run.ts';
import type { ParamShapes } from './read-options.ts';

type Named = { readonly [name: string]: unknown };

/** Compares each array of a tree with what stands at its place in another. */
function visit(fn: string, want: unknown, given: unknown, path: string): void {
  if (isValue(want)) checkAxes(fn, `parameter ${path.slice(1)}`, given, [want.shape]);
  else {
    // A list of parameters is as good as an object of them.
    checkRecord(fn, `params${path}`, Array.isArray(want) && Array.isArray(given) ? { ...given } : given);
    for (const [name, each] of Object.entries(want as object)) {
      visit(fn, each, (given as Named)[name], `${path}.${name}`);
    }
  }
}

/**
 * Checks that parameters have the names and shapes of those that a network starts with, as far as these go: others
 * may stand beside them, and dtypes may differ. Where a network does not tell its shapes, it draws parameters once.
 * @param params arrays or recorded values
 * @throws TypeError or ShapeError naming `fn`, the first parameter that does not fit, and both shapes
 */
export function checkParams(
  fn: string,
  network: { readonly shapes?: ParamShapes | undefined; initialize(key: Key): unknown },
  params: unknown,
): void {
  const { shapes } = network;
  if (shapes === undefined) {
    visit(fn, network.initialize(key(0)), params, '');
    return;
  }
  checkRecord(fn, 'params', params);
  for (const [name, shape] of Object.entries(shapes)) {
    checkAxes(fn, `parameter ${name}`, (params as Named)[name], [shape]);
  }
}
