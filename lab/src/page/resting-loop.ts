/** Work that leaves time for training: a piece at a time, and rests between the pieces while a run goes on. @module */

import type { LabStore } from './state.ts';

/** Rests between two pieces while training. */
export interface Rests {
  /** At least, in ms. */
  readonly least: number;
  /** As a multiple of what the last piece took. */
  readonly share: number;
}

/** The next piece of work, or undefined where there is none. */
export type Next = () => (() => Promise<void>) | undefined;

/** Makes the function that is called whenever there may be work; what is done or rests already goes on. */
export function restingLoop(store: LabStore, { least, share }: Rests, next: Next): () => void {
  let busy = false;
  let timer = 0;
  let notBefore = 0;

  async function work(piece: () => Promise<void>): Promise<void> {
    busy = true;
    const began = performance.now();
    await piece();
    const ended = performance.now();
    notBefore = ended + Math.max(least, share * (ended - began));
    busy = false;
    wake();
  }

  function wake(): void {
    clearTimeout(timer);
    if (busy) return;
    // First, for it is cheap, and asked ten times a second.
    const rest = store.get().run === 'running' ? notBefore - performance.now() : 0;
    if (rest > 0) {
      timer = window.setTimeout(wake, rest);
      return;
    }
    const piece = next();
    if (piece !== undefined) void work(piece);
  }
  return wake;
}

/** Keeps in step which elements are seen. */
export function watchSeen(
  watched: readonly { readonly element: HTMLElement; seen: boolean }[],
  wake: () => void,
): void {
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const found = watched.find(({ element }) => element === target);
      if (found) found.seen = isIntersecting;
    }
    wake();
  });
  for (const { element } of watched) observer.observe(element);
}
