/** One implicit double-shift QR sweep: a bulge made at the top of a Hessenberg block and chased out at its end. @module */

const EPS = Number.EPSILON;

/** A pair of shifts re + i im and re - i im; with im = 0, one real shift taken twice. */
export interface Shift {
  readonly re: number;
  readonly im: number;
}

/** Where a sweep starts: its row, and the first column of (H - shift)(H - its conjugate) up to a factor. */
export interface Start {
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/**
 * Finds the lowest row from which a sweep may start: the top of the block, or a row above which two small subdiagonal
 * elements in succession leave less than rounding behind (Francis 1961; Golub and Van Loan, 7.5).
 */
export function startOf(h: Float64Array, n: number, top: number, bottom: number, shift: Shift): Start {
  const twice = 2 * shift.re;
  for (let row = bottom - 2; ; row--) {
    const at = row * n + row;
    const sub = h[at + n];
    const gap = h[at] - shift.re;
    const scale = Math.abs(gap) + Math.abs(shift.im) + Math.abs(sub);
    const part = sub / scale;
    let x = part * h[at + 1] + gap * (gap / scale) + shift.im * (shift.im / scale);
    let y = part * (h[at] + h[at + n + 1] - twice);
    let z = part * h[at + 2 * n + 1];
    // Where all three vanish by underflow the sweep does nothing, and an exceptional shift comes in time.
    const sum = Math.abs(x) + Math.abs(y) + Math.abs(z) || 1;
    x /= sum;
    y /= sum;
    z /= sum;
    if (row === top) return { row, x, y, z };
    const diagonal = Math.abs(h[at - n - 1]) + Math.abs(h[at]) + Math.abs(h[at + n + 1]);
    const left = Math.abs(h[at - 1]) * (Math.abs(y) + Math.abs(z));
    if (left <= EPS * Math.abs(x) * diagonal) return { row, x, y, z };
  }
}

/**
 * Chases the bulge from `start` to `bottom`. Rows and columns outside of the block are kept up to date only where `q`
 * [n, n] is given, whose columns are then reflected as those of `h`: Q H Q^T stays the same matrix.
 */
export function chase(
  h: Float64Array,
  n: number,
  top: number,
  bottom: number,
  start: Start,
  q?: Float64Array,
): void {
  const [first, end] = q ? [0, n - 1] : [top, bottom];
  let { x, y, z } = start;
  for (let k = start.row; k < bottom; k++) {
    const three = k + 2 <= bottom;
    const at = k * n + k;
    if (k > start.row) {
      x = h[at - 1];
      y = h[at + n - 1];
      z = three ? h[at + 2 * n - 1] : 0;
    }
    const largest = Math.max(Math.abs(x), Math.abs(y), Math.abs(z));
    // y = z = 0 needs no reflection: a reflection of (x, 0, 0) would only turn signs.
    if (y === 0 && z === 0) continue;
    const [x0, x1, x2] = [x / largest, y / largest, z / largest];
    const length = Math.sqrt(x0 * x0 + x1 * x1 + x2 * x2);
    const head = x0 < 0 ? length : -length;
    // The reflection I - t v v^T with v = (1, v1, v2).
    const t = (head - x0) / head;
    const v1 = x1 / (x0 - head);
    const v2 = x2 / (x0 - head);
    if (k > start.row) {
      h[at - 1] = head * largest;
      h[at + n - 1] = 0;
      if (three) h[at + 2 * n - 1] = 0;
    } else if (start.row > top) {
      h[at - 1] *= 1 - t;
    }
    const last = Math.min(k + 3, bottom);
    if (three) {
      rowsOfThree(h, n, k, end, t, v1, v2);
      columnsOfThree(h, n, k, first, last, t, v1, v2);
      if (q) columnsOfThree(q, n, k, 0, n - 1, t, v1, v2);
    } else {
      rowsOfTwo(h, n, k, end, t, v1);
      columnsOfTwo(h, n, k, first, last, t, v1);
      if (q) columnsOfTwo(q, n, k, 0, n - 1, t, v1);
    }
  }
}

function rowsOfThree(
  h: Float64Array,
  n: number,
  k: number,
  end: number,
  t: number,
  v1: number,
  v2: number,
): void {
  const second = n;
  const third = 2 * n;
  const [t1, t2] = [t * v1, t * v2];
  for (let at = k * n + k, to = k * n + end; at <= to; at++) {
    const sum = h[at] + v1 * h[at + second] + v2 * h[at + third];
    h[at] -= sum * t;
    h[at + second] -= sum * t1;
    h[at + third] -= sum * t2;
  }
}

function columnsOfThree(
  h: Float64Array,
  n: number,
  k: number,
  first: number,
  last: number,
  t: number,
  v1: number,
  v2: number,
): void {
  const [t1, t2] = [t * v1, t * v2];
  for (let at = first * n + k, to = last * n + k; at <= to; at += n) {
    const sum = h[at] + v1 * h[at + 1] + v2 * h[at + 2];
    h[at] -= sum * t;
    h[at + 1] -= sum * t1;
    h[at + 2] -= sum * t2;
  }
}

function rowsOfTwo(h: Float64Array, n: number, k: number, end: number, t: number, v1: number): void {
  const t1 = t * v1;
  for (let at = k * n + k, to = k * n + end; at <= to; at++) {
    const sum = h[at] + v1 * h[at + n];
    h[at] -= sum * t;
    h[at + n] -= sum * t1;
  }
}

function columnsOfTwo(
  h: Float64Array,
  n: number,
  k: number,
  first: number,
  last: number,
  t: number,
  v1: number,
): void {
  const t1 = t * v1;
  for (let at = first * n + k, to = last * n + k; at <= to; at += n) {
    const sum = h[at] + v1 * h[at + 1];
    h[at] -= sum * t;
    h[at + 1] -= sum * t1;
  }
}
