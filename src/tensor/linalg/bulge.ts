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

/** Chases the bulge from `start` to `bottom`. Rows and columns outside of the block are not kept up to date. */
export function chase(h: Float64Array, n: number, top: number, bottom: number, start: Start): void {
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
    const [p, q, r] = [x / largest, y / largest, z / largest];
    const length = Math.sqrt(p * p + q * q + r * r);
    const head = p < 0 ? length : -length;
    // The reflection I - t v v^T with v = (1, v1, v2).
    const t = (head - p) / head;
    const v1 = q / (p - head);
    const v2 = r / (p - head);
    if (k > start.row) {
      h[at - 1] = head * largest;
      h[at + n - 1] = 0;
      if (three) h[at + 2 * n - 1] = 0;
    } else if (start.row > top) {
      h[at - 1] *= 1 - t;
    }
    const last = Math.min(k + 3, bottom);
    if (three) {
      rowsOfThree(h, n, k, bottom, t, v1, v2);
      columnsOfThree(h, n, k, top, last, t, v1, v2);
    } else {
      rowsOfTwo(h, n, k, bottom, t, v1);
      columnsOfTwo(h, n, k, top, last, t, v1);
    }
  }
}

function rowsOfThree(
  h: Float64Array,
  n: number,
  k: number,
  bottom: number,
  t: number,
  v1: number,
  v2: number,
): void {
  const second = n;
  const third = 2 * n;
  const [t1, t2] = [t * v1, t * v2];
  for (let at = k * n + k, end = k * n + bottom; at <= end; at++) {
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
  top: number,
  last: number,
  t: number,
  v1: number,
  v2: number,
): void {
  const [t1, t2] = [t * v1, t * v2];
  for (let at = top * n + k, end = last * n + k; at <= end; at += n) {
    const sum = h[at] + v1 * h[at + 1] + v2 * h[at + 2];
    h[at] -= sum * t;
    h[at + 1] -= sum * t1;
    h[at + 2] -= sum * t2;
  }
}

function rowsOfTwo(h: Float64Array, n: number, k: number, bottom: number, t: number, v1: number): void {
  const t1 = t * v1;
  for (let at = k * n + k, end = k * n + bottom; at <= end; at++) {
    const sum = h[at] + v1 * h[at + n];
    h[at] -= sum * t;
    h[at + n] -= sum * t1;
  }
}

function columnsOfTwo(
  h: Float64Array,
  n: number,
  k: number,
  top: number,
  last: number,
  t: number,
  v1: number,
): void {
  const t1 = t * v1;
  for (let at = top * n + k, end = last * n + k; at <= end; at += n) {
    const sum = h[at] + v1 * h[at + 1];
    h[at] -= sum * t;
    h[at + 1] -= sum * t1;
  }
}
