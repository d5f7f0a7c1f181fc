import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeeper, type Keeper, type StorageLike } from '../../lab/src/storage.ts';

const EMPTY = { config: null, options: null, checkpoint: null };

/** A storage with room for so many letters. */
function fakeStorage(room: number = Infinity): StorageLike & { readonly items: Map<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (name) => items.get(name) ?? null,
    setItem(name, value) {
      const others = [...items]
        .filter(([each]) => each !== name)
        .reduce((sum, [, text]) => sum + text.length, 0);
      if (others + value.length > room) throw new Error('QuotaExceededError');
      items.set(name, value);
    },
    removeItem: (name) => void items.delete(name),
  };
}

const none = (): null => null;

/** A keeper of one storage for all. */
const keeperOf = (open: () => StorageLike | null): Keeper => createKeeper(open, open);

const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)));

describe('what is kept', () => {
  test('comes back as it was, in another session of the page too', () => {
    fc.assert(
      fc.property(json, json, fc.option(fc.uint8Array()), (config, options, checkpoint) => {
        const storage = fakeStorage();
        keeperOf(() => storage).save({ config, options, checkpoint });
        expect(keeperOf(() => storage).load()).toEqual({ config, options, checkpoint });
      }),
    );
  });

  test('a part replaces that part alone', () => {
    const keeper = keeperOf(() => fakeStorage());
    const kept = keeperOf(
      (
        (storage) => () =>
          storage
      )(fakeStorage()),
    );
    expect(keeper.load()).toEqual(EMPTY);
    kept.save({ config: { seed: 1 }, checkpoint: Uint8Array.of(1, 2) });
    kept.save({ options: { theme: 'dark' } });
    kept.save({ checkpoint: null });
    expect(kept.load()).toEqual({ config: { seed: 1 }, options: { theme: 'dark' }, checkpoint: null });
  });

  test('the run is that of the tab, the choices are those of the reader', () => {
    const [all, one, other] = [fakeStorage(), fakeStorage(), fakeStorage()];
    const checkpoint = Uint8Array.of(1);
    createKeeper(
      () => one,
      () => all,
    ).save({ config: { seed: 1 }, options: { theme: 'dark' }, checkpoint });
    const inOther = createKeeper(
      () => other,
      () => all,
    );
    expect(inOther.load()).toEqual({ ...EMPTY, options: { theme: 'dark' } });
    inOther.save({ config: { seed: 2 }, checkpoint: null });
    expect(createKeeper(() => one, none).load()).toEqual({ config: { seed: 1 }, options: null, checkpoint });
  });

  test('a checkpoint beyond 2 MB is not kept, nor is the one before it', () => {
    const storage = fakeStorage();
    const keeper = keeperOf(() => storage);
    keeper.save({ checkpoint: new Uint8Array(2 * 1024 * 1024) });
    expect(keeper.load().checkpoint?.length).toBe(2 * 1024 * 1024);
    keeper.save({ checkpoint: new Uint8Array(2 * 1024 * 1024 + 1) });
    expect(keeper.load().checkpoint).toBeNull();
  });

  test('where there is no room, what does not fit is not kept, and nothing old stands for it', () => {
    const storage = fakeStorage(40);
    const keeper = keeperOf(() => storage);
    keeper.save({ config: { seed: 1 }, checkpoint: new Uint8Array(9) });
    keeper.save({ checkpoint: new Uint8Array(90) });
    expect(keeper.load()).toEqual({ ...EMPTY, config: { seed: 1 } });
  });

  test('damaged parts are as if they were not there, and so is all of another version', () => {
    const storage = fakeStorage();
    const keeper = keeperOf(() => storage);
    keeper.save({ config: { seed: 1 }, options: 3, checkpoint: Uint8Array.of(1) });
    for (const name of storage.items.keys()) storage.items.set(name, '{*');
    expect(keeper.load()).toEqual(EMPTY);
    for (const [name] of storage.items) {
      storage.items.set(name.replace('lab-1-', 'lab-0-'), '1');
      storage.items.delete(name);
    }
    expect(keeper.load()).toEqual(EMPTY);
  });

  test.each<[string, () => StorageLike | null]>([
    ['missing', () => null],
    [
      'forbidden',
      () => {
        throw new Error('SecurityError');
      },
    ],
    [
      'broken',
      () => {
        const broken = (): never => {
          throw new Error('broken');
        };
        return { getItem: broken, setItem: broken, removeItem: broken };
      },
    ],
  ])('a storage that is %s keeps nothing, without an error', (_, open) => {
    const keeper = keeperOf(open);
    keeper.save({ config: 1, options: 2, checkpoint: Uint8Array.of(3) });
    expect(keeper.load()).toEqual(EMPTY);
  });
});
