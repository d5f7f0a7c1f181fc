/** What scikit-learn and NumPy computed: test/golden/analysis/clusters.py. @module */

import { readFileSync } from 'node:fs';
import { fromArray, type Shape, type Tensor } from '../../src/tensor/index.ts';

interface Golden {
  readonly clusterings: readonly {
    readonly name: string;
    readonly n: number;
    readonly d: number;
    readonly data: readonly number[];
    readonly k: readonly number[];
    readonly inertia: readonly number[];
    readonly labels: readonly (readonly number[])[];
    readonly silhouette: readonly number[];
    readonly samples: readonly number[];
  }[];
  readonly variance: {
    readonly shape: Shape;
    readonly r: readonly number[];
    readonly from: number;
    readonly variance: readonly number[];
    readonly lengths: readonly number[];
    readonly padded: readonly number[];
  };
}

/** As described in clusters.py. */
export const golden: Golden = JSON.parse(
  readFileSync(new URL('../golden/analysis/clusters.json', import.meta.url), 'utf8'),
);

/** Doubles as a tensor; one axis by default. */
export const doubles = (values: readonly number[], shape: Shape = [values.length]): Tensor =>
  fromArray(Float64Array.from(values), shape);
