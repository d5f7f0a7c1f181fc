/** What the page keeps over a reload. @module */

import { fromBase64, toBase64 } from './base64.ts';

/** What is used of `sessionStorage` and `localStorage`. */
export interface StorageLike {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** What is kept; null for what there is not. */
export interface Kept {
  /** The configuration, as JSON. */
  readonly config: unknown;
  /** What the reader has chosen to see, as JSON. */
  readonly options: unknown;
  /** The last checkpoint. */
  readonly checkpoint: Uint8Array<ArrayBuffer> | null;
}

/** A place for it. */
export interface Keeper {
  /** What was kept last; parts that are missing or damaged are null. */
  load(): Kept;
  /** Keeps what is given in the place of what was there; the rest stays. */
  save(kept: Partial<Kept>): void;
}

/** Names begin so; the number goes up when what is kept changes its form, and what was kept is then forgotten. */
const PREFIX = 'synaptape-lab-1-';
/** In bytes: browsers give a page some 5 MB, of which base64 takes a third more. */
const MOST_BYTES = 2 * 1024 * 1024;

/** What f returns, or null where it throws: storage may be full, forbidden or damaged, and the page works without. */
function attempt<T>(f: () => T): T | null {
  try {
    return f();
  } catch {
    return null;
  }
}

const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

function bytesText(bytes: Uint8Array | null | undefined): string | null {
  return bytes && bytes.length <= MOST_BYTES ? toBase64(bytes) : null;
}

/** Returns a storage; browsers may throw already at its name. */
type Open = () => StorageLike | null;

/**
 * Keeps things in storages.
 * @param ofTab for the run: each tab has its own, and keeps it over a reload
 * @param ofAll for the choices, which are those of the reader
 * @example const keeper = createKeeper(() => sessionStorage, () => localStorage)
 */
export function createKeeper(ofTab: Open, ofAll: Open): Keeper {
  const run = attempt(ofTab);
  const storages = { config: run, checkpoint: run, options: attempt(ofAll) };
  const read = <T>(name: keyof Kept, parse: (text: string) => T): T | null =>
    attempt(() => {
      const text = storages[name]?.getItem(PREFIX + name) ?? null;
      return text === null ? null : parse(text);
    });
  const write = (name: keyof Kept, text: string | null): void => {
    // Removed first: where the new one does not fit, an old one that contradicts the rest must not stay.
    attempt(() => storages[name]?.removeItem(PREFIX + name));
    if (text !== null) attempt(() => storages[name]?.setItem(PREFIX + name, text));
  };
  return {
    load: () => ({
      config: read('config', JSON.parse),
      options: read('options', JSON.parse),
      checkpoint: read('checkpoint', fromBase64),
    }),
    save(kept) {
      if ('config' in kept) write('config', textOf(kept.config));
      if ('options' in kept) write('options', textOf(kept.options));
      if ('checkpoint' in kept) write('checkpoint', bytesText(kept.checkpoint));
    },
  };
}
