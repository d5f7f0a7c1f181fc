/** Which entries of weights are connections. */
import type { Tensor } from '../../src/tensor/index.ts';

type Place = readonly [post: number, pre: number];

const places = ({ shape: [rows, columns] }: Tensor): Place[] =>
  Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i % columns] as const);

/** The places of entries that are not 0. */
export const wired = (w: Tensor): readonly Place[] => places(w).filter((_, i) => w.data[i] !== 0);

/** The same as text. */
export const link = (w: Tensor): readonly string[] => wired(w).map(String);

/** The places for which a rule holds, as text. */
export const entry = (w: Tensor, rule: (post: number, pre: number) => boolean): readonly string[] =>
  places(w)
    .filter(([post, pre]) => rule(post, pre))
    .map(String);
