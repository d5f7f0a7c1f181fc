/** What the tests of PsychRNN's files share: its files of NumPy, and small weights to change. @module */

import { readFileSync } from 'node:fs';
import { decodeNpz, encodeNpz } from '../../src/io/npz.ts';
import { decodePsychrnn, encodePsychrnn, type PsychrnnWeights } from '../../src/io/psychrnn.ts';
import { type Tensor, tensor } from '../../src/tensor/tensor.ts';

/** Reads a file that test/golden/psychrnn.py wrote. */
export const golden = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../golden/psychrnn/${name}.npz`, import.meta.url)));

/** Two units, the second inhibitory. */
export const small: PsychrnnWeights = {
  wIn: tensor([[1], [2]]),
  wRec: tensor([
    [0.5, -1],
    [2, 0],
  ]),
  wOut: tensor([[3, 0]]),
  bRec: tensor([0.25, 0]),
  bOut: tensor([-1]),
  x0: tensor([0.1, 0.2]),
  daleRatio: 0.5,
};

export const membersOf = async (w: PsychrnnWeights): Promise<Record<string, Tensor>> => ({
  ...(await decodeNpz(encodePsychrnn(w))),
});

export async function messageOf(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

/** Reads the small weights with members changed, added, or, for undefined, left out. */
export async function changed(
  changes: Record<string, Tensor | undefined>,
): ReturnType<typeof decodePsychrnn> {
  const entries = Object.entries({ ...(await membersOf(small)), ...changes });
  const kept = entries.filter((entry): entry is [string, Tensor] => entry[1] !== undefined);
  return decodePsychrnn(encodeNpz(Object.fromEntries(kept)));
}

export const diagonal = (...signs: number[]): Tensor =>
  tensor(signs.map((sign, i) => signs.map((_, j) => (i === j ? sign : 0))));
