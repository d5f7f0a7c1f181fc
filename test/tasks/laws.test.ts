/** The laws of all tasks, over the whole catalogue, and tasks with planted faults that break them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CatalogueTask, taskCatalogue } from '../../src/tasks/catalogue.ts';
import { key } from '../../src/tensor/index.ts';
import { runs } from '../support/runs.ts';
import { anyKey } from './arbitraries.ts';
import * as laws from './laws.ts';
import { changesOf, optionChanges, withOption } from './option-changes.ts';
import { peculiarities } from './peculiarities.ts';
import { faults, makeSound, sound } from './planted.ts';

type Make = (options?: object) => CatalogueTask;

/** The options of a task, each as it is or changed; only those that a task can have together. */
function anyOptions(name: string, make: Make): fc.Arbitrary<object> {
  const changes = Object.entries(changesOf(make(), optionChanges[name]));
  return fc.subarray(changes).map((chosen) => {
    let options = {};
    for (const [option, change] of chosen) {
      if (change === undefined) continue;
      const more = withOption(Object.assign({}, options, change.given), option, change.value);
      try {
        make(more);
        options = more;
      } catch {
        // These do not go together.
      }
    }
    return options;
  });
}

/** Without the noise of the inputs. */
const quiet = (make: Make, options: object): CatalogueTask =>
  make('sigma' in (make().options ?? {}) ? { ...options, sigma: 0 } : options);

const { shapes, response, lengths, accuracy, forcing, singles, keys } = laws;
const forAnyOptions = { shapes, response, lengths, accuracy, forcing, singles, keys };

const names = taskCatalogue.map(({ name }) => name);

test('the tables beside this test name tasks of the catalogue only', () => {
  for (const name of [...Object.keys(optionChanges), ...Object.keys(peculiarities)]) {
    expect(names).toContain(name);
  }
});

describe.each(taskCatalogue)('$name', ({ name, make: makeIt }) => {
  const make: Make = (options) => makeIt(options);
  const options = anyOptions(name, make);
  const special = peculiarities[name] ?? {};

  test.each(Object.entries(forAnyOptions))('%s', (_, law) => {
    fc.assert(
      fc.property(options, anyKey, (given, from) => {
        expect(law(make(given), from, special)).toEqual([]);
      }),
      runs(0.02),
    );
  });

  test('the cue is on until the response', () => {
    fc.assert(
      fc.property(options, anyKey, (given, from) => {
        if (special.cueless?.(given)) return;
        expect(laws.cue(quiet(make, given), from, special)).toEqual([]);
      }),
      runs(0.02),
    );
  });

  test('trials that differ: in their bytes, and in what they ask for', () => {
    fc.assert(
      fc.property(anyKey, (from) => {
        expect(laws.variety(make(), from, special)).toEqual([]);
      }),
      runs(0.01),
    );
  });

  test('labels: every output is wanted, answers have their shares', () => {
    fc.assert(
      fc.property(anyKey, (from) => {
        expect(laws.labels(make(), from, special)).toEqual([]);
      }),
      runs(0.01),
    );
  });

  test('misspelled options, periods and conditions', () => {
    expect(laws.misspelled(make, key(1))).toEqual([]);
  });

  test('its name is that of the catalogue', () => {
    expect(special.factory ?? make().name).toBe(special.factory ?? name);
  });

  test('every option has another value in the table, and it changes the batch', () => {
    const changes = Object.entries(changesOf(make(), optionChanges[name]));
    expect(changes.length).toBeGreaterThan(0);
    const missing = changes.filter(([, change]) => change === undefined).map(([option]) => option);
    expect(missing, `options of ${name} that test/tasks/option-changes.ts has no value for`).toEqual([]);
    const texts = new Map<string, string>();
    const textOf = (given: object): string => {
      const name = JSON.stringify(given);
      const text = texts.get(name) ?? laws.batchText(make(given));
      texts.set(name, text);
      return text;
    };
    const idle = changes.filter(([option, change]) => {
      if (change === undefined || change.unseen) return false;
      const { given = {}, value } = change;
      return textOf(withOption(given, option, value)) === textOf(given);
    });
    expect(idle.map(([option]) => option)).toEqual([]);
  });

  test('the table has no option that the task has not', () => {
    const known = Object.keys(changesOf(make()));
    for (const option of Object.keys(optionChanges[name] ?? {})) expect(known).toContain(option);
  });
});

describe('controls: each law sees a planted fault', () => {
  test('the task without a fault obeys', () => {
    for (const { law } of faults) expect(law(sound, key(7))).toEqual([]);
    expect(laws.misspelled(makeSound, key(7))).toEqual([]);
    expect(laws.labels(sound, key(7), { shares: [0.5, 0.5] })).toEqual([]);
  });

  test.each(faults)('$what', ({ law, task, special, complaint }) => {
    expect(law(task, key(7), special).join('; ')).toMatch(complaint);
  });

  test('options that are not checked', () => {
    expect(laws.misspelled(() => ({ ...sound, plan: (from) => sound.plan(from) }), key(7)).join()).toMatch(
      /^option dtx: '',.*condition sidex: ''$/,
    );
  });

  test('an option without a value in the table, or with the same batch', () => {
    const task = { ...sound, options: { dt: 20, mood: 'calm' } };
    expect(changesOf(task)).toEqual({ dt: { value: 10 }, mood: undefined });
    expect(laws.batchText(task)).toBe(laws.batchText(sound));
  });
});
