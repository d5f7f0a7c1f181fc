import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Area,
  areaBetween,
  areaText,
  borderPath,
  fitted,
  moved,
  sized,
} from '../../../lab/src/page/block-area.ts';
import { fieldGroups, fieldOf, rangeOf } from '../../../lab/src/page/fields.ts';
import { parted, recordIn } from '../../../lab/src/page/json-record.ts';
import { valueAt, withValue } from '../../../lab/src/page/paths.ts';
import { named } from '../../../lab/src/page/presets.ts';
import { changedExperiment, readExperiment } from '../../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../../src/experiments/experiment-presets.ts';

const { song2016, helloWorld } = experimentPresets;
const fields = fieldGroups.flatMap((group) => group.fields);

/** The sentence with which a configuration is refused. */
function refusal(config: object): string {
  try {
    readExperiment(config as never);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('values by path', () => {
  test('what is set is there, nothing else has changed, and the original is as it was', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), ({ path }, value) => {
        const before = JSON.stringify(song2016);
        const next = withValue(song2016, path, value);
        expect(valueAt(next, path)).toEqual(value);
        expect(withValue(next, path, valueAt(song2016, path))).toEqual(song2016);
        expect(JSON.stringify(song2016)).toBe(before);
      }),
    );
  });

  test('undefined takes a name away', () => {
    expect(withValue(song2016, 'taskOptions.dt', undefined).taskOptions).not.toHaveProperty('dt');
    expect(valueAt(song2016, 'taskOptions.timing.none.none')).toBeUndefined();
  });
});

describe('the fields of the form', () => {
  test('stand for every value of a configuration but its name, once each', () => {
    const paths = fields.map(({ path }) => path).filter((path) => path !== 'taskOptions.dt');
    const parts = ['network', 'training', 'test'] as const;
    const names = Object.keys(song2016).filter((name) => name !== 'name' && !parts.includes(name as never));
    const members = parts.flatMap((part) => Object.keys(song2016[part]).map((name) => `${part}.${name}`));
    expect(paths.toSorted()).toEqual([...names, ...members].toSorted());
  });

  test('each has an explanation of one sentence or two', () => {
    for (const { path, label, hint } of fields) {
      expect(label, path).not.toBe('');
      expect(hint, path).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('the choices are those that a configuration takes, all of them', () => {
    for (const field of fields) {
      if (field.kind !== 'choice') continue;
      // Some values need others beside them: Dale's principle is on, as in song2016.
      const refused = field.choices.filter(
        ([value]) => refusal(withValue(song2016, field.path, value)) !== '',
      );
      expect(refused, field.path).toEqual([]);
      const told = refusal(withValue(song2016, field.path, 'nothing of the kind'));
      for (const [value] of field.choices) expect(told).toContain(`'${value}'`);
      expect(told.split(' or ')).toHaveLength(field.choices.length);
    }
  });

  test('ranges are those that a configuration takes', () => {
    // The task checks its own options, and the session of the lab takes networks of at most 512 units.
    const elsewhere = ['taskOptions.dt', 'network.nRec'];
    for (const field of fields) {
      if ((field.kind !== 'number' && field.kind !== 'optional') || elsewhere.includes(field.path)) continue;
      const at = (value: number): string => refusal(withValue(song2016, field.path, value));
      const { min, max, above } = field;
      expect(at(above ? min + 0.5 : min), field.path).toBe('');
      expect(at(above ? min : min - 1), field.path).not.toBe('');
      if (max !== undefined) expect([at(max), at(max + 1) === ''], field.path).toEqual(['', false]);
    }
  });

  test('ranges in words', () => {
    expect(rangeOf({ min: 1, max: 512, whole: true })).toBe('whole number, 1 to 512');
    expect(rangeOf({ min: 0, above: true, unit: 'ms' })).toBe('above 0, ms');
    expect(rangeOf({ min: 0 })).toBe('0 or more');
    expect(rangeOf({ min: 0, above: true, max: 1 })).toBe('above 0 to 1');
  });

  test.each([
    ['network.tau', 0],
    ['network.readout', 'none'],
    ['training.clipNorm', -1],
    ['training.steps', 0.5],
    ['seed', -1],
    ['test.trials', 0],
    ['network.blocks', [{ post: [0, 99], pre: [0, 1], rule: 'absent' }]],
  ])('a sentence about %s is shown at that field', (path, value) => {
    expect(fieldOf(refusal(withValue(song2016, path, value)))?.path).toBe(path);
  });

  test('a sentence about a contradiction is shown at one of its fields, others at none', () => {
    const { readout } = { readout: refusal(withValue(song2016, 'network.daleRatio', null)) };
    expect(fieldOf(readout)?.path).toBe('network.readout');
    expect(fieldOf('createRateNetwork: expected dt <= tau, got 200')?.path).toBe('taskOptions.dt');
    expect(fieldOf('something else')).toBeUndefined();
  });
});

describe('the name of what the form says', () => {
  test('is that of a preset with another seed, length or batch, and custom for other networks', () => {
    expect(named({ ...song2016, seed: 9 }).name).toBe('song2016');
    expect(named(withValue(song2016, 'training.steps', 10)).name).toBe('song2016');
    expect(named(withValue(song2016, 'network.nRec', 60)).name).toBe('custom');
    expect(named(withValue(song2016, 'taskOptions.timing', undefined)).name).toBe('custom');
    expect(named({ ...helloWorld, name: 'custom' }).name).toBe('helloWorld');
  });

  test('one of your own stays, and so does what is impossible', () => {
    expect(named(changedExperiment(song2016, { name: 'mine', network: { nRec: 9 } })).name).toBe('mine');
    const broken = withValue(song2016, 'network.tau', Number.NaN);
    expect(named(broken)).toBe(broken);
  });
});

describe('options as JSON', () => {
  test('any record comes back, and nothing is an empty one', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const text = JSON.stringify(record);
        expect(recordIn(text)).toEqual(JSON.parse(text));
        const { rest, kept } = parted(record, ['dt']);
        expect(rest).not.toHaveProperty('dt');
        expect({ ...kept, ...rest }).toEqual({ ...record });
      }),
    );
    expect(recordIn(' ')).toEqual({});
  });

  test.each(['null', '[]', '[{}]', '3', '"dt"', 'true'])('%s is no record', (text) => {
    expect(() => recordIn(text)).toThrow(
      'These are no options, which have names, as in {"dt": 20}; the options stay as they were.',
    );
  });

  test.each(['{', '{"dt": 20', 'dt: 20'])('%s is no JSON', (text) => {
    expect(() => recordIn(text)).toThrow(/^This is not JSON yet \(.+\); the options stay as they were\.$/);
  });
});

describe('areas of the matrix', () => {
  const n = fc.integer({ min: 1, max: 60 });
  const steps = fc.integer({ min: -70, max: 70 });
  const cell = fc.record({ post: fc.integer({ min: -5, max: 65 }), pre: fc.integer({ min: -5, max: 65 }) });
  const isWithin = ({ post, pre }: Area, size: number): boolean =>
    [post, pre].every(([from, to]) => from >= 0 && from < to && to <= size);

  test('stay within the matrix, with one unit at least', () => {
    fc.assert(
      fc.property(n, cell, cell, steps, steps, n, (size, a, b, down, right, other) => {
        const area = areaBetween(a, b, size);
        const all = [area, moved(area, down, right, size), sized(area, down, right, size)];
        expect(all.every((each) => isWithin(each, size))).toBe(true);
        expect(isWithin(fitted(area, other), other)).toBe(true);
      }),
    );
  });

  test('keep their size when they move, and their corner when they are sized', () => {
    fc.assert(
      fc.property(n, cell, cell, steps, steps, (size, a, b, down, right) => {
        const area = areaBetween(a, b, size);
        const { post } = moved(area, down, right, size);
        expect(post[1] - post[0]).toBe(area.post[1] - area.post[0]);
        expect(sized(area, down, right, size).pre[0]).toBe(area.pre[0]);
      }),
    );
  });

  test('the border between E and I: none without both, nor for a share that is no number', () => {
    expect(borderPath(50, 40)).toBe('M0 40H50M40 0V50');
    for (const nExc of [0, 50, 60, -1, Number.NaN]) expect(borderPath(50, nExc)).toBe('');
  });

  test('in either direction of the pointer, and in words', () => {
    const area = areaBetween({ post: 9, pre: 2 }, { post: 0, pre: 2 }, 50);
    expect(area).toEqual({ post: [0, 10], pre: [2, 3] });
    expect(areaText(area)).toBe('sending 2, receiving 0 to 9');
  });
});
