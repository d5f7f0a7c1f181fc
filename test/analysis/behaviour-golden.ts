/** What test/golden/analysis/behaviour.py wrote. @module */

import { readFileSync } from 'node:fs';

/** A pair of an argument and a value. */
type Pair = readonly [number, number];

export interface ProbitCase {
  readonly name: string;
  readonly points: readonly (readonly [number, number, number])[];
  readonly lapses: 'none' | 'symmetric';
  /** Bias, sigma and, where it is fitted, the share of lapses. */
  readonly value: readonly number[];
  readonly standardError: readonly number[];
  readonly deviance: number;
}

/** As described in behaviour.py. */
export interface BehaviourGolden {
  readonly normal: readonly Pair[];
  readonly ndtr: readonly Pair[];
  readonly ndtri: readonly Pair[];
  readonly wilson: readonly (readonly [number, number, number, number])[];
  readonly selectivity: {
    readonly shape: readonly number[];
    readonly seed: number;
    readonly gain: readonly number[];
    readonly truth: readonly number[];
    readonly choice: readonly number[];
    readonly from: number;
    readonly to: number;
    readonly byTruth: readonly number[];
    readonly byChoice: readonly number[];
  };
  readonly probit: readonly ProbitCase[];
}

export const golden: BehaviourGolden = JSON.parse(
  readFileSync(new URL('../golden/analysis/behaviour.json', import.meta.url), 'utf8'),
);
