/** Eigenvectors of block triangular matrices. @module */

/** A complex number, or a vector of them. */
export interface Complex<T = number> {
  readonly re: T;
  readonly im: T;
}

const EPS = Number.EPSILON;
// Of a matrix with elements up to 2^401 no larger part than rounding is lost below this.
const TINY = 2 ** -400;
// Components above this are divided by the largest, so that no product with an element overflows.
const LARGE = 2 ** 100;

const times = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});
const minus = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im });
const size = ({ re, im }: Complex): number => Math.max(Math.abs(re), Math.abs(im));

/** a / b by division of the larger part of b first (Smith 1962). */
function over(a: Complex, b: Complex): Complex {
  if (b.im === 0) return { re: a.re / b.re, im: a.im / b.re };
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const ratio = b.im / b.re;
    const whole = b.re + b.im * ratio;
    return { re: (a.re + a.im * ratio) / whole, im: (a.im - a.re * ratio) / whole };
  }
  const ratio = b.re / b.im;
  const whole = b.re * ratio + b.im;
  return { re: (a.re * ratio + a.im) / whole, im: (a.im * ratio - a.re) / whole };
}

/** A pivot, or where it is 0 but for rounding, the smallest change of the matrix that makes it another number. */
const nonZero = (pivot: Complex, least: number): Complex =>
  size(pivot) < least ? { re: least, im: 0 } : pivot;

/** The first row of the block of T that holds row k. */
const blockOf = (t: Float64Array, n: number, k: number): number =>
  k > 0 && t[k * n + k - 1] !== 0 ? k - 1 : k;

/** The null vector of [[a, b], [c, d]] - lambda, from the row that is larger. */
function ofPair(a: number, b: number, c: number, d: number, lambda: Complex): readonly [Complex, Complex] {
  const upper = minus({ re: a, im: 0 }, lambda);
  const lower = minus({ re: d, im: 0 }, lambda);
  const above = size(upper) + Math.abs(b);
  const below = size(lower) + Math.abs(c);
  const pair: [Complex, Complex] =
    above >= below
      ? [{ re: b, im: 0 }, minus({ re: 0, im: 0 }, upper)]
      : [minus({ re: 0, im: 0 }, lower), { re: c, im: 0 }];
  const scale = { re: Math.max(size(pair[0]), size(pair[1])), im: 0 };
  return [over(pair[0], scale), over(pair[1], scale)];
}

/** Solves ([[a, b], [c, d]] - lambda) x = r by elimination with pivoting. */
function solvePair(
  [a, b, c, d]: readonly [number, number, number, number],
  lambda: Complex,
  r: readonly [Complex, Complex],
  least: number,
): readonly [Complex, Complex] {
  const rows = [
    { x: minus({ re: a, im: 0 }, lambda), y: { re: b, im: 0 }, r: r[0] },
    { x: { re: c, im: 0 }, y: minus({ re: d, im: 0 }, lambda), r: r[1] },
  ];
  if (size(rows[1].x) > size(rows[0].x)) rows.reverse();
  const [first, second] = rows;
  const pivot = nonZero(first.x, least);
  const factor = over(second.x, pivot);
  const last = nonZero(minus(second.y, times(factor, first.y)), least);
  const y = over(minus(second.r, times(factor, first.r)), last);
  return [over(minus(first.r, times(first.y, y)), pivot), y];
}

/**
 * Returns x [n] with T x = lambda x, where T [n, n] is a real Schur form, its largest element near 2^400, and lambda the
 * eigenvalue of row k. Rows below its block are 0. A pivot counts as n 2^-52 of the block of the matrix at least, as
 * exact as T is known: of an eigenvalue that is repeated, a vector then does not run into those before it by the accident
 * of rounding. A real eigenvalue has im = 0 throughout.
 * @param sizes for each row the largest element of what counts as its block
 */
export function eigenvectorAt(
  t: Float64Array,
  n: number,
  sizes: Float64Array,
  k: number,
  lambda: Complex,
): Complex<Float64Array> {
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  const set = (i: number, x: Complex): void => {
    re[i] = x.re;
    im[i] = x.im;
  };
  const first = blockOf(t, n, k);
  const wide = first + 1 < n && t[(first + 1) * n + first] !== 0;
  const last = wide ? first + 1 : first;
  const complex = lambda.im !== 0;
  const diagonal = (j: number): readonly [number, number, number, number] => {
    const at = j * n + j;
    return [t[at], t[at + 1], t[at + n], t[at + n + 1]];
  };

  set(first, { re: 1, im: 0 });
  if (wide) {
    const pair = ofPair(...diagonal(first), lambda);
    set(first, pair[0]);
    set(last, pair[1]);
  }
  /** What the components from `from` on ask of row j. */
  const rest = (j: number, from: number): Complex => {
    let sum = 0;
    let sumIm = 0;
    for (let i = from; i <= last; i++) sum -= t[j * n + i] * re[i];
    if (complex) for (let i = from; i <= last; i++) sumIm -= t[j * n + i] * im[i];
    return { re: sum, im: sumIm };
  };
  for (let j = first - 1; j >= 0; j--) {
    const top = blockOf(t, n, j);
    const least = Math.max(n * EPS * Math.max(sizes[j], size(lambda)), TINY);
    if (top === j) {
      const own = t[j * n + j];
      set(j, over(rest(j, j + 1), nonZero(minus({ re: own, im: 0 }, lambda), least)));
    } else {
      const [x, y] = solvePair(diagonal(top), lambda, [rest(top, j + 1), rest(j, j + 1)], least);
      set(top, x);
      set(j, y);
    }
    let largest = 0;
    for (let i = top; i <= j; i++) largest = Math.max(largest, Math.abs(re[i]), Math.abs(im[i]));
    if (largest > LARGE) {
      for (let i = top; i <= last; i++) {
        re[i] /= largest;
        im[i] /= largest;
      }
    }
    j = top;
  }
  return { re, im };
}
