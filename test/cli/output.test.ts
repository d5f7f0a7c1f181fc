import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonDocument } from '../../src/cli/json.ts';
import { columns, fixed, interval, percent } from '../../src/cli/table.ts';

describe('jsonDocument', () => {
  test('gives back what JSON has, and says what it has not', () => {
    const value = { a: [1, Number.NaN, Infinity, -Infinity], b: Float32Array.of(0.5, Number.NaN), c: null };
    expect(JSON.parse(jsonDocument(value))).toEqual({
      a: [1, null, 'Infinity', '-Infinity'],
      b: [0.5, null],
      c: null,
    });
    expect(jsonDocument({ a: 1 })).toBe('{\n  "a": 1\n}\n');
  });

  test('keeps every finite number to the bit, but for the sign of 0', () => {
    fc.assert(
      fc.property(fc.float64Array({ noNaN: true, noDefaultInfinity: true }), (numbers) => {
        expect(JSON.parse(jsonDocument({ numbers })).numbers).toEqual(Array.from(numbers, (x) => x + 0));
      }),
    );
  });
});

describe('tables', () => {
  test('columns are as wide as what is in them, the first to the left', () => {
    expect(
      columns([
        ['', 'a'],
        ['name', '1'],
        ['x', '-20'],
      ]),
    ).toEqual(['        a', 'name    1', 'x     -20']);
  });

  test('all lines of a table are equally long', () => {
    const row = fc.tuple(fc.string(), fc.string(), fc.string());
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        expect(new Set(columns(rows).map((line) => line.length)).size).toBe(1);
      }),
    );
  });

  test.each([
    [fixed(1.23456, 2), '1.23'],
    [fixed(-0.001, 2), '0.00'],
    [fixed(Number.NaN, 2), '-'],
    [fixed(-Infinity, 2), '-Infinity'],
    [percent(0.8245), '82.5 %'],
    [percent(Number.NaN), '-'],
    [interval(-1, Infinity, 1), '[-1.0, Infinity]'],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected);
  });
});
