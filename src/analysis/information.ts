/** Symmetric matrices of up to three parameters: their inverse is that of Fisher's information. @module */

/** The rows of a symmetric 3 x 3 matrix: 00, 01, 02, 11, 12, 22. */
export type Symmetric3 = readonly [number, number, number, number, number, number];

export type Vector3 = readonly [number, number, number];

/** The inverse of a positive definite matrix by cofactors, or undefined for one that is not, to rounding. */
export function inverse3([a, b, c, d, e, f]: Symmetric3): Symmetric3 | undefined {
  const [p, q, r] = [d * f - e * e, c * e - b * f, b * e - c * d];
  const determinant = a * p + b * q + c * r;
  // Of the product of the diagonal, the largest that the determinant can be, rounding leaves 1e-15.
  if (!(a > 0 && d > 0 && p > 0 && determinant > 1e-14 * a * d * f)) return undefined;
  const each = [p, q, r, a * f - c * c, b * c - a * e, a * d - b * b];
  return each.map((cofactor) => cofactor / determinant) as unknown as Symmetric3;
}

export function times3([a, b, c, d, e, f]: Symmetric3, [x, y, z]: Vector3): Vector3 {
  return [a * x + b * y + c * z, b * x + d * y + e * z, c * x + e * y + f * z];
}

export function dot3([a, b, c]: Vector3, [x, y, z]: Vector3): number {
  return a * x + b * y + c * z;
}
