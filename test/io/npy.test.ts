import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeNpy, encodeNpy } from '../../src/io/index.ts';
import { sizeOf } from '../../src/tensor/shape.ts';
import { type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { shapes, tensors } from './arbitraries.ts';
import { buildNpy, dict } from './archive.ts';

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('round trips', () => {
  test('decodeNpy(encodeNpy(x)) is x for every dtype, shape and value', () => {
    fc.assert(
      fc.property(tensors, (x) => {
        expect(decodeNpy(encodeNpy(x))).toStrictEqual(x);
      }),
    );
  });

  test('headers end on a multiple of 64 bytes', () => {
    fc.assert(fc.property(tensors, (x) => (encodeNpy(x).length - x.data.byteLength) % 64 === 0));
  });

  test('a view into a larger buffer at any offset decodes alike', () => {
    fc.assert(
      fc.property(tensors, fc.nat({ max: 9 }), (x, offset) => {
        const bytes = encodeNpy(x);
        const larger = new Uint8Array(bytes.length + offset + 3).fill(0xff);
        larger.set(bytes, offset);
        expect(decodeNpy(larger.subarray(offset, offset + bytes.length))).toStrictEqual(x);
      }),
    );
  });

  test('column-major elements are transposed: x[i][j][..] is at sum of i_k * prod(shape before k)', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const size = sizeOf(shape);
        const columnMajor = Int32Array.from({ length: size }, (_, i) => i);
        const text = `(${shape.map((n) => `${n},`).join(' ')})`;
        const x = decodeNpy(buildNpy(dict('<i4', text, 'True'), new Uint8Array(columnMajor.buffer)));
        const expected = Array.from({ length: size }, (_, i) => {
          let rest = i;
          let at = 0;
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            at += (rest % shape[axis]) * sizeOf(shape.slice(0, axis));
            rest = Math.floor(rest / shape[axis]);
          }
          return at;
        });
        expect([...x.data]).toEqual(expected);
        expect(x.shape).toEqual(shape);
      }),
    );
  });

  test('NaN of any payload are written alike', () => {
    const odd = new Float32Array(new Uint32Array([0xffc00001, 0x7fc00000]).buffer);
    const bytes = encodeNpy({ dtype: 'f32', shape: [2], data: odd });
    expect(textOf(bytes.slice(-8))).toBe(
      textOf(new Uint8Array(new Uint32Array([0x7fc00000, 0x7fc00000]).buffer)),
    );
    const wide = encodeNpy(tensor(Number.NaN, 'f64'));
    expect([...wide.slice(-8)]).toEqual([0, 0, 0, 0, 0, 0, 0xf8, 0x7f]);
  });
});

test('control: the comparison tells -0 from 0 and one NaN from a number', () => {
  const of = (value: number): Tensor => decodeNpy(encodeNpy(tensor([value])));
  expect(of(-0)).not.toStrictEqual(tensor([0]));
  expect(of(Number.NaN)).not.toStrictEqual(tensor([0]));
});

describe('headers', () => {
  test.each([
    ["{'shape':(2,),'fortran_order':False,'descr':'<i4'}", [2]],
    ['{"descr" : "<i4" , "fortran_order" : True , "shape" : ( 1L , 2L , ) }   \n', [1, 2]],
    ["  {'descr': '<i4', 'fortran_order': False, 'shape': (2, 1)}\n", [2, 1]],
  ])('%s is read', (header, shape) => {
    for (const version of [1, 2, 3]) {
      const x = decodeNpy(buildNpy(header, Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0), version));
      expect(x).toStrictEqual({ dtype: 'i32', shape, data: Int32Array.of(1, 2) });
    }
  });

  const four = new Uint8Array(4);
  const bad: readonly (readonly [string, Uint8Array, new (...args: never[]) => Error, RegExp])[] = [
    ['no bytes', new Uint8Array(0), Error, /expected 'w' to start like an npy file, got 0 bytes - /],
    ['other magic', new Uint8Array(64), Error, /to start like an npy file, got other bytes/],
    [
      'version 4',
      buildNpy(dict('<i4', '(1,)'), four, 4),
      Error,
      /expected npy version 1.0, 2.0 or 3.0 .* got 4\.0/,
    ],
    [
      'cut header',
      buildNpy(dict('<i4', '(1,)')).slice(0, 40),
      Error,
      /expected an npy header of \d+ bytes .* got 30/,
    ],
    ['huge header', buildNpy(' '.repeat(70000), four, 2), Error, /at most 65535 bytes for 'w', got 70000/],
    ['empty header', buildNpy('  '), Error, /expected '\{' in the npy header of 'w', got its end/],
    ['a call', buildNpy('__import__("os")'), Error, /expected '\{' .* got '_'/],
    ['an expression', buildNpy(dict('<i4', '(1 + 1,)'), four), Error, /expected ',' .* got '\+'/],
    ['a bare number as shape', buildNpy(dict('<i4', '1'), four), Error, /expected '\(' .* got '1'/],
    ['a number in brackets', buildNpy(dict('<i4', '(1)'), four), Error, /expected ',' .* got '\)'/],
    ['two commas', buildNpy(dict('<i4', '(1,,)'), four), Error, /expected a whole number .* got ','/],
    ['only a comma', buildNpy(dict('<i4', '(,)'), four), Error, /expected a whole number .* got ','/],
    ['a fraction', buildNpy(dict('<i4', '(1.0,)'), four), Error, /expected ',' .* got '\.'/],
    ['hexadecimal', buildNpy(dict('<i4', '(0x1,)'), four), Error, /expected ',' .* got 'x'/],
    [
      'a string as length',
      buildNpy(dict('<i4', "('1',)"), four),
      Error,
      /expected a whole number .* got ''1''/,
    ],
    ['order as number', buildNpy(dict('<i4', '(1,)', '1'), four), Error, /expected True or False .* got '1'/],
    ['an escape', buildNpy(dict('\\x3ci4', '(1,)'), four), Error, /expected the name of a dtype .* got '''/],
    ['descr as number', buildNpy("{'descr': 4}"), Error, /expected the name of a dtype .* got '4'/],
    ['a missing key', buildNpy("{'descr': '<i4', 'shape': ()}", four), Error, /got 'descr, shape'/],
    ['a repeated key', buildNpy("{'shape': (), 'shape': ()}"), Error, /once each, in .* got ''shape''/],
    ['an unknown key', buildNpy("{'descr': '<i4', 'extra': 1}"), Error, /once each, in .* got ''extra''/],
    [
      'text behind',
      buildNpy(`${dict('<i4', '(1,)')};`, four),
      Error,
      /expected nothing after the dict .* got ';'/,
    ],
    ['an open dict', buildNpy("{'descr': '<i4'"), Error, /expected ',' or '\}' .* got its end/],
    [
      'negative length',
      buildNpy(dict('<i4', '(-1,)'), four),
      RangeError,
      /expected lengths of axes >= 0 .* got '-1'/,
    ],
    ['length 2^53', buildNpy(dict('<i4', '(9007199254740992,)')), RangeError, /below 2\^53 .* got '9007/],
    [
      '10^12 elements',
      buildNpy(dict('<i4', '(1000000, 1000000)')),
      RangeError,
      /at most 2\^31 - 1 elements in 'w'/,
    ],
    [
      'overflowing size',
      buildNpy(dict('<i4', `(${'9000000000000000, '.repeat(64)})`)),
      RangeError,
      /at most 2\^31/,
    ],
    ['65 axes', buildNpy(dict('<i4', `(${'1, '.repeat(65)})`), four), RangeError, /expected at most 64 axes/],
    [
      'too few bytes',
      buildNpy(dict('<i4', '(2,)'), four),
      Error,
      /expected 8 bytes of <i4 .* \[2\] in 'w', got 4/,
    ],
    [
      'too many bytes',
      buildNpy(dict('<i4', '(0, 9)'), four),
      Error,
      /expected 0 bytes of <i4 .* in 'w', got 4/,
    ],
    [
      '2^31 - 1 of 0 bytes',
      buildNpy(dict('<f8', '(2147483647,)')),
      Error,
      /expected 17179869176 bytes .* got 0/,
    ],
    [
      'pickled objects',
      buildNpy(dict('|O', '()'), four),
      TypeError,
      /got pickled Python objects \('\|O'\) - save 'w' as/,
    ],
    ['strings', buildNpy(dict('<U5', '()')), TypeError, /got unicode strings \('<U5'\)/],
    ['bytes', buildNpy(dict('|S3', '()')), TypeError, /got byte strings/],
    ['complex', buildNpy(dict('<c8', '()')), TypeError, /got complex numbers/],
    ['dates', buildNpy(dict('<M8[s]', '()')), TypeError, /got dates/],
    ['records', buildNpy(dict('|V8', '()')), TypeError, /got raw records/],
    ['long double', buildNpy(dict('<f16', '()')), TypeError, /got an unknown dtype \('<f16'\)/],
    ['no byte order', buildNpy(dict('|f4', '()'), four), TypeError, /got an unknown dtype \('\|f4'\)/],
    ['native order', buildNpy(dict('=f4', '()'), four), TypeError, /got an unknown dtype \('=f4'\)/],
    [
      'structured',
      buildNpy("{'descr': [('a', '<f4')]}"),
      TypeError,
      /got a structured one - save each field/,
    ],
    [
      'an inherited name',
      buildNpy(dict('<toString', '()')),
      TypeError,
      /got an unknown dtype \('<toString'\)/,
    ],
  ];
  test.each(bad)('%s is refused', (_, bytes, type, message) => {
    const attempt = (): Tensor => decodeNpy(bytes, 'w');
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(/^decodeNpy: expected .+, got .+ - /);
    expect(attempt).toThrow(type);
  });

  test.each([
    ['<u4', Uint8Array.of(0, 0, 0, 0x80), 2147483648],
    ['<i8', Uint8Array.of(0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff), -2147483649],
    ['>u8', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0), 4294967296],
  ])('%s beyond 32 bits is refused with its value', (descr, raw, value) => {
    const bytes = buildNpy(dict(descr, '(2,)'), new Uint8Array([...new Uint8Array(raw.length), ...raw]));
    const message = `decodeNpy: expected values of 'n' (${descr}) to fit 32-bit integers, got ${value} at element 1`;
    expect(() => decodeNpy(bytes, 'n')).toThrow(message);
    expect(() => decodeNpy(bytes, 'n')).toThrow(RangeError);
  });

  test('names in messages are cut and escaped', () => {
    expect(() => decodeNpy(new Uint8Array(0), `\n${'x'.repeat(99)}`)).toThrow(`'\\n${'x'.repeat(59)}...' to`);
  });
});

describe('damage', () => {
  test('any mutation of a file decodes or is refused in our words', () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(tensors, edits, fc.option(fc.nat()), (x, changes, cut) => {
        const bytes = encodeNpy(x);
        // Half of the edits go to the first 96 bytes, where the header's words are.
        for (const [at, value] of changes) bytes[at % (value % 2 ? bytes.length : 96)] = value;
        try {
          decodeNpy(cut === null ? bytes : bytes.subarray(0, cut % bytes.length));
        } catch (error) {
          expect((error as Error).message).toMatch(/^decodeNpy: expected /);
        }
      }),
    );
  });

  test('every truncation of a file is refused', () => {
    const bytes = encodeNpy(tensor([[1, 2, 3]], 'f64'));
    for (let end = 0; end < bytes.length; end++) {
      expect(() => decodeNpy(bytes.subarray(0, end))).toThrow(/^decodeNpy: expected /);
    }
  });
});

describe('wrong kinds', () => {
  test.each([
    ['an ArrayBuffer', new ArrayBuffer(4), 'got an ArrayBuffer - wrap it: new Uint8Array(buffer)'],
    ['a string', 'abc', 'got abc'],
    ['nothing', undefined, 'got undefined'],
    ['an array', [1, 2], 'got another object'],
  ])('decodeNpy refuses %s', (_, value, message) => {
    expect(() => decodeNpy(value as never)).toThrow(`decodeNpy: expected a Uint8Array, ${message}`);
    expect(() => decodeNpy(value as never)).toThrow(TypeError);
  });

  test('encodeNpy refuses what is not a tensor, or one that lies', () => {
    expect(() => encodeNpy([1] as never)).toThrow(/^encodeNpy: expected a tensor for 'array', got object/);
    expect(() => encodeNpy({ ...zeros([2]), shape: [3] })).toThrow(
      /for the 2 elements of 'array', got \[3\]/,
    );
    expect(() => encodeNpy({ ...zeros([2]), shape: [-1, -2] })).toThrow(RangeError);
    expect(() => encodeNpy(zeros(new Array(65).fill(1)))).toThrow(/at most 64 lengths/);
    expect(textOf(encodeNpy({ ...zeros([2]), dtype: 'f64' }))).toContain("'descr': '<f4'");
  });
});
