/**
 * Fits the polynomials of src/tensor/formulas.ts and prints their f32 coefficients, lowest power first.
 * Interpolation at Chebyshev nodes in f64, within a factor of about 2 of the best possible fit.
 * How to run: node scripts/fit-formulas.mjs
 */

/** Coefficients of the polynomial of `degree` through f at the Chebyshev nodes of [low, high]. */
function interpolate(f, low, high, degree) {
  const n = degree + 1;
  const nodes = Array.from({ length: n }, (_, i) => {
    const node = Math.cos((Math.PI * (i + 0.5)) / n);
    return (low + high) / 2 + ((high - low) / 2) * node;
  });
  // Newton's divided differences, then expansion into powers.
  const difference = nodes.map(f);
  for (let level = 1; level < n; level++) {
    for (let i = n - 1; i >= level; i--) {
      difference[i] = (difference[i] - difference[i - 1]) / (nodes[i] - nodes[i - level]);
    }
  }
  let powers = [difference[n - 1]];
  for (let i = n - 2; i >= 0; i--) {
    const shifted = [0, ...powers];
    powers = shifted.map((c, k) => c - nodes[i] * (powers[k] ?? 0) + (k === 0 ? difference[i] : 0));
  }
  return powers.map(Math.fround);
}

/** Sums a power series until its terms vanish: exact to rounding near 0, where the closed forms cancel. */
function series(term) {
  let sum = 0;
  for (let k = 0; k < 60; k++) sum += term(k);
  return sum;
}

function factorial(n) {
  return n < 2 ? 1 : n * factorial(n - 1);
}

const quarter = Math.PI / 2;
const rows = {
  // (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2
  exp: interpolate((r) => series((k) => r ** k / factorial(k + 2)), -0.3466, 0.3466, 4),
  // (atanh(s) - s) * 2 / s^3 as a function of s^2, |s| <= (sqrt 2 - 1) / (sqrt 2 + 1)
  log: interpolate((w) => series((k) => (2 * w ** k) / (2 * k + 3)), 0, 0.1716 ** 2, 3),
  // sin(f pi / 2) / f and (cos(f pi / 2) - 1) / f^2 as functions of f^2, |f| <= 1/2
  sin: interpolate(
    (w) => series((k) => ((-1) ** k * quarter ** (2 * k + 1) * w ** k) / factorial(2 * k + 1)),
    0,
    0.25,
    3,
  ),
  cos: interpolate(
    (w) => series((k) => ((-1) ** (k + 1) * quarter ** (2 * k + 2) * w ** k) / factorial(2 * k + 2)),
    0,
    0.25,
    3,
  ),
  // (tanh(x) - x) / x^3 as a function of x^2, |x| <= 0.625
  tanh: interpolate(
    (w) =>
      w < 1e-3
        ? -1 / 3 + (2 / 15) * w - (17 / 315) * w * w
        : (Math.tanh(Math.sqrt(w)) - Math.sqrt(w)) / w ** 1.5,
    0,
    0.625 ** 2,
    4,
  ),
};
for (const [name, coefficients] of Object.entries(rows)) console.log(`${name}: [${coefficients.join(', ')}]`);
