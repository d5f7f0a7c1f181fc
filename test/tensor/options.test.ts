import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grad, sum, type Value } from '../../src/autograd/index.ts';
import {
  checkInteger,
  checkNumber,
  checkOptions,
  checkPositive,
  nearestName,
  show,
} from '../../src/tensor/options.ts';
import { zeros } from '../../src/tensor/tensor.ts';

const known = ['batchSize', 'nSteps', 'learningRate', 'seed'];

test('nearestName finds a name after one slip of a letter', () => {
  const slips = fc.tuple(fc.constantFrom(...known), fc.nat(), fc.constantFrom('insert', 'delete', 'replace'));
  fc.assert(
    fc.property(slips, ([name, place, slip]) => {
      const at = place % name.length;
      const written = name.slice(0, at) + (slip === 'delete' ? '' : 'x');
      const wrong = written + name.slice(slip === 'insert' ? at : at + 1);
      expect(nearestName(wrong, known)).toBe(name);
    }),
  );
});

test('nearestName ignores case', () => {
  expect(nearestName('LEARNINGRATE', known)).toBe('learningRate');
});

test('checkOptions names the unknown key and the nearest known one', () => {
  checkOptions('train', { seed: 1, nSteps: 2 }, known);
  expect(() => checkOptions('train', { batch_size: 16 }, known)).toThrow(
    new TypeError("train: expected known options, got 'batch_size' - did you mean 'batchSize'?"),
  );
});

test('checkOptions lists the known names where none is near', () => {
  const list = "f: expected known options, got 'lr' - the options are learningRate, beta1, form";
  expect(() => checkOptions('f', { lr: 1 }, ['learningRate', 'beta1', 'form'])).toThrow(new TypeError(list));
  // The beginning of a name, two slips, and half of the letters are near.
  for (const [near, name] of [
    ['exc', 'excitatory'],
    ['td', 'dt'],
    ['hgih', 'high'],
    ['onset_time', 'onset'],
  ]) {
    expect(() => checkOptions('f', { [near]: 1 }, ['seed', name])).toThrow(`did you mean '${name}'?`);
  }
});

test('checkOptions says where there are no options', () => {
  expect(() => checkOptions('f', { lr: 1 }, [])).toThrow(
    "f: expected known options, got 'lr' - there are none",
  );
});

test('show writes functions by their names', () => {
  expect(show(Math.sqrt)).toBe('function sqrt');
  expect(show(() => 1)).toBe('function');
  expect(() => checkPositive('f', 'tau', null)).toThrow(
    'f: expected tau to be a finite number > 0, got null',
  );
});

test('show names tensors by their types, and cuts what is long, deep or without end', () => {
  const cyclic: Record<string, unknown> = { n: 1 };
  cyclic.self = cyclic;
  for (const [value, text] of [
    [zeros([500], 'f64'), 'a tensor f64 [500]'],
    [{ wRec: zeros([2, 3]) }, '{ wRec: a tensor f32 [2, 3] }'],
    [[1, 2, 3, 4, 5], '[1, 2, 3, 4, 5]'],
    [[1, 2, 3, 4, 5, 6], '[1, 2, 3, 4, 5, ...]'],
    [new Float32Array(3), '0,0,0'],
    [new Float32Array(500), '0,0,0,0,0,...'],
    [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, '{ a: 1, b: 2, c: 3, d: 4, e: 5, ... }'],
    [[[[[1]]]], '[[[...]]]'],
    [cyclic, '{ n: 1, self: { n: 1, self: { n: 1, self: ... } } }'],
  ] as const) {
    expect(show(value)).toBe(text);
  }
  grad((x: Value) => {
    expect(show(x)).toBe('a tensor f32 [2]');
    return sum(x);
  })(zeros([2]));
});

test('checkNumber allows both ends and words what it refuses', () => {
  for (const ok of [0, 0.5, 1]) checkNumber('f', 'fracExc', ok, 0, 1);
  const inside = 'f: expected fracExc to be a number in [0, 1], got';
  for (const bad of [1.2, -0.1, Number.NaN, null]) {
    expect(() => checkNumber('f', 'fracExc', bad, 0, 1)).toThrow(new RangeError(`${inside} ${bad}`));
  }
  expect(() => checkNumber('f', 'fracExc', '0.5', 0, 1)).toThrow(new RangeError(`${inside} '0.5'`));
  expect(() => checkNumber('f', 'tau', Infinity, 0)).toThrow(
    'f: expected tau to be a finite number >= 0, got Infinity',
  );
});

test('checkInteger allows both ends and words what it refuses', () => {
  for (const ok of [0, 1, 7]) checkInteger('f', 'n', ok, 0, 7);
  for (const bad of [-1, 8, 0.5, Number.NaN, null]) {
    expect(() => checkInteger('f', 'n', bad, 0, 7)).toThrow(
      new RangeError(`f: expected n to be a whole number in [0, 7], got ${bad}`),
    );
  }
  expect(() => checkInteger('f', 'n', '1', 0, 7)).toThrow("in [0, 7], got '1'");
  expect(() => checkInteger('f', 'n', 2 ** 53, 1)).toThrow('f: expected n to be a whole number >= 1, got');
});
