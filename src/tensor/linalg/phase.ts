/** Which of the multiples of an eigenvector is returned. @module */

import type { Complex } from './back-substitution.ts';

// Entries of equal size differ by rounding, which should not choose among them.
const ALIKE = 1 - 2 ** -30;

/** The index of the first entry that is as large as the largest, but for 1e-9 of it. */
function leading(sizes: Float64Array): number {
  let largest = 0;
  for (const x of sizes) largest = Math.max(largest, x);
  return sizes.findIndex((x) => x >= largest * ALIKE);
}

/** Turns the sign of a real vector, in place, so that its leading entry is positive. */
export function turnSign(v: Float64Array): void {
  if (v[leading(v.map(Math.abs))] < 0) for (let i = 0; i < v.length; i++) v[i] = -v[i] + 0;
}

/** Returns the multiple of 2-norm 1 whose leading entry is real and positive; imaginary parts of 0 stay so. */
export function unitVector({ re, im }: Complex<Float64Array>): Complex<Float64Array> {
  let largest = 0;
  for (let i = 0; i < re.length; i++) largest = Math.max(largest, Math.abs(re[i]), Math.abs(im[i]));
  const x = re.map((value) => value / largest);
  const y = im.map((value) => value / largest);
  const sizes = x.map((value, i) => Math.sqrt(value * value + y[i] * y[i]));
  const at = leading(sizes);
  let squares = 0;
  for (const each of sizes) squares += each * each;
  const norm = sizes[at] * Math.sqrt(squares);
  const [c, s] = [x[at] / norm, y[at] / norm];
  // Adding 0 turns -0 into 0.
  const turned = {
    re: x.map((value, i) => value * c + y[i] * s + 0),
    im: x.map((value, i) => y[i] * c - value * s + 0),
  };
  turned.im[at] = 0;
  return turned;
}
