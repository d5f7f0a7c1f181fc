/** A rectangle on the recurrent matrix: moved and sized by units, and said in words. @module */

import type { WeightBlock } from '../../../src/experiments/experiment-config.ts';

/** Rows and columns of the matrix, both ends included by `from` and excluded by `to`. */
export type Area = Pick<WeightBlock, 'post' | 'pre'>;

type Range = WeightBlock['post'];

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** The area between two cells, both of them within it. */
export function areaBetween(
  a: { readonly post: number; readonly pre: number },
  b: typeof a,
  n: number,
): Area {
  const range = (i: number, j: number): Range => [
    clamp(Math.min(i, j), 0, n - 1),
    clamp(Math.max(i, j), 0, n - 1) + 1,
  ];
  return { post: range(a.post, b.post), pre: range(a.pre, b.pre) };
}

/** An area that fits a matrix of n units. */
export function fitted({ post, pre }: Area, n: number): Area {
  const clip = ([from, to]: Range): Range => [clamp(from, 0, n - 1), clamp(to, clamp(from, 0, n - 1) + 1, n)];
  return { post: clip(post), pre: clip(pre) };
}

function movedRange([from, to]: Range, by: number, n: number): Range {
  const shift = clamp(by, -from, n - to);
  return [from + shift, to + shift];
}

/** The area moved by units, as far as the matrix goes. */
export const moved = ({ post, pre }: Area, down: number, right: number, n: number): Area => ({
  post: movedRange(post, down, n),
  pre: movedRange(pre, right, n),
});

/** The area with its lower right corner moved by units, at least one unit in size. */
export const sized = ({ post, pre }: Area, down: number, right: number, n: number): Area => ({
  post: [post[0], clamp(post[1] + down, post[0] + 1, n)],
  pre: [pre[0], clamp(pre[1] + right, pre[0] + 1, n)],
});

const rangeText = ([from, to]: Range): string => (to - from === 1 ? `${from}` : `${from} to ${to - 1}`);

/** An area in words, units counted from 0: `sending 40 to 49, receiving 0 to 9`. */
export const areaText = ({ post, pre }: Area): string =>
  `sending ${rangeText(pre)}, receiving ${rangeText(post)}`;

/** The border between excitatory and inhibitory units as a path: none without both, nor for a share that is no number. */
export const borderPath = (n: number, nExc: number): string =>
  nExc > 0 && nExc < n ? `M0 ${nExc}H${n}M${nExc} 0V${n}` : '';
