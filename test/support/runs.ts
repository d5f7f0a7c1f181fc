/** Scales the number of fast-check runs of an expensive property, in proportion to the configured number. @module */

import fc from 'fast-check';

/** Runs a share of the configured runs, at least one: `fc.assert(property, runs(0.2))`. */
export function runs(share: number): { numRuns: number } {
  return { numRuns: Math.max(1, Math.ceil(share * (fc.readConfigureGlobal().numRuns ?? 100))) };
}
