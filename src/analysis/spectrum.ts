/** Spectra of recurrent weights, and of the linear dynamics that they make. @module */

import { type Eigenvalues, eigenvalues } from '../tensor/linalg/index.ts';
import { squareOf } from '../tensor/linalg/matrix.ts';
import { checkNumber, checkOptions, checkPositive, checkRecord } from '../tensor/options.ts';
import { formatShape, ShapeError } from '../tensor/shape.ts';
import { fromArray, isTensor, type Tensor } from '../tensor/tensor.ts';

/** The eigenvalues of a matrix of recurrent weights, as `eigenvalues` orders them. */
export interface WeightSpectrum {
  readonly eigenvalues: Eigenvalues;
  /** The largest modulus. */
  readonly radius: number;
  /** The largest real part: above 1, the linear dynamics tau dx/dt = -x + W x grow. */
  readonly abscissa: number;
}

function moduli({ re, im }: Eigenvalues): Float64Array {
  return re.map((x, i) => Math.hypot(x, im[i]));
}

/**
 * Returns the spectrum of an effective recurrent matrix, `network.effectiveWeights(params).wRec` or a block of it.
 * @param w `f32` or `f64` [n, n], [post, pre]
 * @throws as `eigenvalues`
 */
export function weightSpectrum(w: Tensor): WeightSpectrum {
  squareOf('weightSpectrum', w);
  const values = eigenvalues(w);
  return {
    eigenvalues: values,
    radius: Math.max(...moduli(values)),
    abscissa: Math.max(...values.re),
  };
}

export interface StepSpectrumOptions {
  /** dt / tau in (0, 1], one number or f32 or f64 [n]: `network.alpha`. */
  readonly alpha: number | Tensor;
  /** Length of a step in ms. */
  readonly dt: number;
}

/** The eigenvalues mu of one step of linear dynamics, as `eigenvalues` orders them: the slowest mode is first. */
export interface StepSpectrum {
  readonly eigenvalues: Eigenvalues;
  /**
   * Time constant of each mode in ms, -dt / ln |mu|: the time in which it decays to 1/e. Negative for modes that grow,
   * by e in that time; Infinity for |mu| = 1, 0 for mu = 0.
   */
  readonly timeConstants: Float64Array;
}

function readAlpha(alpha: unknown, n: number): (unit: number) => number {
  if (!isTensor(alpha)) {
    checkNumber('stepSpectrum', 'alpha', alpha, 0, 1);
    checkPositive('stepSpectrum', 'alpha', alpha);
    return () => alpha as number;
  }
  if (alpha.shape.length !== 1 || alpha.shape[0] !== n) {
    const want = `alpha of shape ${formatShape([n])}`;
    throw new ShapeError(`stepSpectrum: expected ${want}, got ${formatShape(alpha.shape)}`, [
      [n],
      alpha.shape,
    ]);
  }
  const bad = alpha.data.findIndex((x: number) => !(x > 0 && x <= 1));
  if (bad >= 0) {
    throw new RangeError(
      `stepSpectrum: expected alpha to hold numbers in (0, 1], got ${alpha.data[bad]} at [${bad}]`,
    );
  }
  return (unit) => alpha.data[unit];
}

/**
 * Returns the spectrum of the linearised step x' = (1 - alpha) x + alpha W x, whose matrix is (1 - a_i) d_ij + a_i w_ij
 * for post unit i: that of a network with unit gain, of the active units of a ReLU network (give their block of W), or
 * around a fixed point, with the columns of W times the slopes of the activation there. With one alpha,
 * mu = 1 - alpha (1 - lambda) for the eigenvalues lambda of W.
 * @param w `f32` or `f64` [n, n], [post, pre]
 * @throws TypeError for an unknown option; ShapeError or RangeError for an alpha that does not fit or a dt that is no
 * time; as `eigenvalues` for `w`
 */
export function stepSpectrum(w: Tensor, options: StepSpectrumOptions): StepSpectrum {
  checkRecord('stepSpectrum', 'options', options);
  checkOptions('stepSpectrum', options, ['alpha', 'dt']);
  const step = squareOf('stepSpectrum', w);
  const n = w.shape[0];
  const alphaOf = readAlpha(options.alpha, n);
  checkPositive('stepSpectrum', 'dt', options.dt);
  for (let i = 0; i < n; i++) {
    const alpha = alphaOf(i);
    for (let j = 0; j < n; j++) step[i * n + j] = alpha * step[i * n + j] + (i === j ? 1 - alpha : 0);
  }
  const values = eigenvalues(fromArray(step, [n, n]));
  // |mu| = 1 gives -dt / 0, and that is told as a time that never ends, of either sign.
  const timeOf = (modulus: number): number =>
    modulus === 1 ? Infinity : -options.dt / Math.log(modulus) + 0;
  return { eigenvalues: values, timeConstants: moduli(values).map(timeOf) };
}
