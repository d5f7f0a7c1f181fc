import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choicesIn, readChoices } from '../../../lab/src/page/choices.ts';
import { aligned, decades, downsampled, stretchMeans } from '../../../lab/src/page/loss-data.ts';
import { type Moment, paceOf, spanText, withMoment } from '../../../lab/src/page/pace.ts';
import { createStore, FIRST_CHOICES } from '../../../lab/src/page/state.ts';
import { neighbour, toggled, withUnits } from '../../../lab/src/page/units.ts';
import { apartViews, watchViews } from '../../../lab/src/page/view-list.ts';

const losses = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { maxLength: 300 });

describe('losses for the chart', () => {
  test('never more points than asked for, and their mean is that of what they stand for', () => {
    fc.assert(
      fc.property(losses, fc.integer({ min: 1, max: 50 }), (given, most) => {
        const line = downsampled(given, most);
        expect(line.steps.length).toBeLessThanOrEqual(most);
        const last = line.steps.at(-1) ?? 0;
        const sum = given.slice(0, last).reduce((total, loss) => total + loss, 0);
        const drawn = line.losses.reduce((total, loss) => total + loss, 0);
        // Sums of at most 300 terms of at most 10 in another order: far below a thousandth of a billionth.
        if (last > 0) expect((drawn * last) / line.steps.length).toBeCloseTo(sum, 9);
      }),
    );
  });

  test('few losses are drawn as they are', () => {
    expect(downsampled([3, 1, 2], 10)).toEqual({ steps: [1, 2, 3], losses: [3, 1, 2] });
    expect(stretchMeans([1, 3, 5, 7, 100], 2)).toEqual({ steps: [2, 4], losses: [2, 6] });
    expect(stretchMeans([], 200)).toEqual({ steps: [], losses: [] });
  });

  test('on one axis every line has its values at its own steps', () => {
    const { steps, values } = aligned([
      { steps: [1, 3], losses: [10, 30] },
      { steps: [0, 3], losses: [5, 5] },
    ]);
    expect(steps).toEqual([0, 1, 3]);
    expect(values).toEqual([
      [null, 10, 30],
      [5, null, 5],
    ]);
  });
});

describe('the ends of a logarithmic axis', () => {
  test('have one digit, and hold what is shown between them', () => {
    const loss = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(loss, loss, (a, b) => {
        const [low, high] = decades(Math.min(a, b), Math.max(a, b));
        expect(low).toBeLessThan(Math.min(a, b));
        expect(high).toBeGreaterThan(Math.max(a, b));
        expect([low, high].map((end) => Number(end.toPrecision(1)))).toEqual([low, high]);
      }),
    );
  });

  test('are there for no losses, too', () => {
    expect(decades(null, null)).toEqual([0.1, 1]);
    expect(decades(0, 1)).toEqual([0.1, 1]);
    expect(decades(0.053, 1.72)).toEqual([0.04, 2]);
  });
});

describe('the pace of training', () => {
  test('steady training has its own pace, whatever is forgotten', () => {
    const moments = Array.from({ length: 80 }, (_, i): Moment => ({ step: 70 * i, seconds: 0.14 * i }));
    const kept = moments.reduce<readonly Moment[]>(withMoment, []);
    expect(kept.length).toBe(50);
    expect(paceOf(kept)).toBeCloseTo(0.002, 12);
  });

  test('nothing is said before anything is trained, nor across a reset', () => {
    expect(paceOf([])).toBeNull();
    expect(paceOf([{ step: 5, seconds: 1 }])).toBeNull();
    expect(withMoment([{ step: 5, seconds: 1 }], { step: 0, seconds: 0 })).toEqual([{ step: 0, seconds: 0 }]);
  });

  test.each([
    [-1, '0 s'],
    [8.4, '8 s'],
    [59.6, '1 min 0 s'],
    [125, '2 min 5 s'],
    [3780, '1 h 3 min'],
  ])('%s s is %s', (seconds, text) => {
    expect(spanText(seconds)).toBe(text);
  });
});

describe('units', () => {
  test('the arrow keys stay among the units, and there and back is the same unit', () => {
    const keys = fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.nat(59),
        fc.integer({ min: 1, max: 20 }),
        keys,
        (n, at, columns, key) => {
          const to = neighbour(key, at % n, n, columns) as number;
          expect(to).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThan(n);
        },
      ),
    );
    expect(neighbour('ArrowDown', 3, 50, 20)).toBe(23);
    expect(neighbour('ArrowDown', 43, 50, 20)).toBe(43);
    expect(neighbour('End', 3, 50, 20)).toBe(49);
    expect(neighbour('Tab', 3, 50, 20)).toBeNull();
  });

  test('a unit that is pressed twice is as before', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(49)), fc.nat(49), (units, i) => {
        const silenced = units.toSorted((a, b) => a - b);
        expect(toggled(toggled(silenced, i), i)).toEqual(silenced);
      }),
    );
    expect(withUnits([1, 45], 40, 43)).toEqual([1, 40, 41, 42, 45]);
  });
});

describe('choices that were kept', () => {
  test('whatever was kept, choices are read, and read again they are the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (kept) => {
        const choices = readChoices(kept);
        expect(readChoices(JSON.parse(JSON.stringify(choices)))).toEqual(choices);
      }),
    );
  });

  test('each comes back', () => {
    const choices = {
      ...{ theme: 'dark', logLoss: false, palette: 'blue-orange', order: 'index' },
      trial: { conditions: { coherence: 12.8 }, seed: 7, noise: false },
      manipulation: { silenced: [3, 40], inhibition: 0.5 },
    } as const;
    expect(choicesIn(readChoices(JSON.parse(JSON.stringify(choices))))).toEqual(choices);
    expect(readChoices(null)).toEqual(FIRST_CHOICES);
  });

  test.each([
    { theme: 'pink' },
    { trial: { seed: -1, conditions: { coherence: 'strong' } } },
    { manipulation: { silenced: ['all'], inhibition: 3 } },
  ])('damaged ones are the first ones: %j', (kept) => {
    expect(readChoices(kept)).toEqual(FIRST_CHOICES);
  });
});

test('a store tells its listeners what is and what was', () => {
  const store = createStore({ a: 1, b: 2 });
  const told: unknown[] = [];
  store.subscribe((state, before) => told.push([state, before]));
  store.update({ b: 3 });
  expect(store.get()).toEqual({ a: 1, b: 3 });
  expect(told).toEqual([
    [
      { a: 1, b: 3 },
      { a: 1, b: 2 },
    ],
  ]);
});

test('each view has a title, and says how it is read', () => {
  for (const { title, reading } of [...watchViews, ...apartViews]) {
    expect(title).not.toBe('');
    expect(reading).toMatch(/^.+\.$/);
  }
});
