/** Weights with a structure: multiples of the identity, and orthogonal matrices. @module */

import { orthonormalColumns } from '../../tensor/linalg/index.ts';
import { checkNumber, checkOptions, checkPositive, checkRecord } from '../../tensor/options.ts';
import { normal } from '../../tensor/random.ts';
import { fromArray, zeros } from '../../tensor/tensor.ts';
import { type Initializer, matrixShape, squareLength } from './initializer.ts';

/**
 * `value` on the diagonal of square weights and 0 elsewhere: PsychRNN's `AlphaIdentity`. Without autapses nothing is
 * left of it. With Dale's principle the zeros learn unless `positivity` is `'psychrnn'` or `'rectified'`.
 * @throws RangeError for a value that is not finite
 */
export function scaledIdentity(value: number): Initializer {
  checkNumber('scaledIdentity', 'value', value, -Number.MAX_VALUE);
  return (_, site) => {
    const n = squareLength('scaledIdentity', site);
    const identity = zeros(site.shape);
    for (let i = 0; i < n; i++) identity.data[i * n + i] = value;
    return identity;
  };
}

/** Options of `orthogonal`. */
export interface OrthogonalOptions {
  /** Singular value of the weights; 1 by default. */
  readonly gain?: number;
}

/**
 * Draws `gain` times a random orthogonal matrix, uniformly; for weights that are not square, one with orthonormal
 * columns or, where there are more of them, rows (Saxe, McClelland and Ganguli 2014). Masks and signs undo this.
 * @throws TypeError for unknown options, RangeError for a gain that is not a number > 0
 */
export function orthogonal(options: OrthogonalOptions = {}): Initializer {
  checkRecord('orthogonal', 'options', options);
  checkOptions('orthogonal', options, ['gain']);
  const { gain = 1 } = options;
  checkPositive('orthogonal', 'gain', gain);
  return (key, site) => {
    const [rows, columns] = matrixShape('orthogonal', site);
    const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
    const q = orthonormalColumns(normal(key, [long, short], 'f64')).data;
    const at = (i: number): number => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      return rows >= columns ? row * short + column : column * short + row;
    };
    return fromArray(
      Float32Array.from(q, (_, i) => gain * q[at(i)]),
      site.shape,
    );
  };
}
