/** Files written by NumPy (test/golden/npz.py), against values written out here. @module */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeNpy, decodeNpz, encodeNpy, encodeNpz } from '../../src/io/index.ts';
import { listZip, readMember } from '../../src/io/zip-reader.ts';
import { tensor } from '../../src/tensor/tensor.ts';

const FILES = ['stored', 'compressed', 'fortran', 'dtypes', 'shapes', 'versions', 'streamed', 'zip64'];
const load = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../golden/npz/${name}.npz`, import.meta.url)));

const wRec = tensor([
  [0, 0.25, 0.5],
  [0.75, 1, 1.25],
]);
const bRec = tensor([-0, 0.1, Infinity, -Infinity, 5e-324], 'f64');
const count = tensor([1, -2, 2 ** 31 - 1, -(2 ** 31)], 'i32');

describe('values', () => {
  test.each(['stored', 'zip64'])('%s', async (name) => {
    expect({ ...(await decodeNpz(load(name))) }).toStrictEqual({ wRec, bRec, count });
  });

  test('compressed', async () => {
    const { ramp, ...rest } = await decodeNpz(load('compressed'));
    expect({ ...rest }).toStrictEqual({ wRec, bRec, count });
    expect(ramp.data).toEqual(Int32Array.from({ length: 50000 }, (_, i) => Math.floor(i / 7)));
  });

  test('streamed: sizes after the content instead of before it', async () => {
    expect({ ...(await decodeNpz(load('streamed'))) }).toStrictEqual({ wRec, count });
  });

  test('npy versions 1, 2 and 3', async () => {
    expect({ ...(await decodeNpz(load('versions'))) }).toStrictEqual({ v1: wRec, v2: wRec, v3: wRec });
  });

  test('Fortran order is transposed', async () => {
    const { f8, i2 } = await decodeNpz(load('fortran'));
    expect(f8).toStrictEqual({
      dtype: 'f64',
      shape: [2, 3, 4],
      data: Float64Array.from({ length: 24 }, (_, i) => i),
    });
    expect(i2).toStrictEqual({ dtype: 'i32', shape: [3, 2], data: Int32Array.of(0, 1, 2, 3, 4, 5) });
  });

  const extremes = {
    f2: tensor([0, -0, 1, -2.5, 65504, 2 ** -24, 2 ** -14, Infinity, -Infinity, Number.NaN]),
    f4: tensor([0, -0, 1.5, 3.4028234663852886e38, 1.401298464324817e-45, Infinity, Number.NaN]),
    f8: tensor([0, -0, 0.1, 1.7976931348623157e308, 5e-324, -Infinity, Number.NaN], 'f64'),
    i2: tensor([0, 1, -32768, 32767], 'i32'),
    u2: tensor([0, 1, 258, 65535], 'i32'),
    i4: tensor([0, 1, -(2 ** 31), 2 ** 31 - 1], 'i32'),
    u4: tensor([0, 1, 258, 2 ** 31 - 1], 'i32'),
    i8: tensor([0, 1, -(2 ** 31), 2 ** 31 - 1], 'i32'),
    u8: tensor([0, 1, 258, 2 ** 31 - 1], 'i32'),
  };
  test('every dtype in both byte orders', async () => {
    const { b1, i1, u1, ...rest } = await decodeNpz(load('dtypes'));
    for (const [code, x] of Object.entries(extremes)) {
      expect(rest[`<${code}`], `<${code}`).toStrictEqual(x);
      expect(rest[`>${code}`], `>${code}`).toStrictEqual(x);
    }
    expect(Object.keys(rest)).toHaveLength(2 * Object.keys(extremes).length);
    expect(b1).toStrictEqual(tensor([1, 0, 1], 'i32'));
    expect(i1).toStrictEqual(tensor([0, -1, -128, 127], 'i32'));
    expect(u1).toStrictEqual(tensor([0, 1, 128, 255], 'i32'));
  });

  test('scalars, empty arrays, many axes and odd names', async () => {
    const decoded = await decodeNpz(load('shapes'));
    expect(Object.entries(decoded)).toStrictEqual([
      ['scalar', tensor(2.5, 'f64')],
      ['empty', { dtype: 'f32', shape: [0], data: new Float32Array(0) }],
      ['noRows', { dtype: 'i32', shape: [0, 3], data: new Int32Array(0) }],
      ['noColumns', { dtype: 'f64', shape: [3, 0, 2], data: new Float64Array(0) }],
      ['deep', { dtype: 'i32', shape: [1, 2, 1, 1, 2, 1], data: Int32Array.of(0, 1, 2, 3) }],
      ['wRec/Adam_1', tensor([[1]])],
      ['größe', tensor([1, 1])],
      ['__proto__', tensor([7, 7, 7], 'i32')],
    ]);
  });
});

describe('refusals', () => {
  test('a pickled member is named with the way out, and left out on request', async () => {
    const bytes = load('pickled');
    const message =
      /^decodeNpz: expected numbers in 'dale_ratio', got pickled Python objects - pass \{ skipPickled: true \}/;
    await expect(decodeNpz(bytes)).rejects.toThrow(message);
    await expect(decodeNpz(bytes)).rejects.toThrow(TypeError);
    expect({ ...(await decodeNpz(bytes, { skipPickled: true })) }).toStrictEqual({ wRec });
  });

  test('a member of strings is named, pickled or not', async () => {
    const attempt = decodeNpz(load('unicode'), { skipPickled: true });
    await expect(attempt).rejects.toThrow(
      /^decodeNpz: expected numbers in 'names', got unicode strings \('<U5'\)/,
    );
  });
});

describe('bytes', () => {
  test.each(['stored', 'shapes'])('encodeNpy writes the members of %s as NumPy does', async (name) => {
    const bytes = load(name);
    for (const member of listZip('test', bytes, Infinity)) {
      // NumPy keeps the Fortran flag of this one.
      if (member.name === 'noColumns.npy') continue;
      const content = await readMember('test', bytes, member);
      expect(encodeNpy(decodeNpy(content)), member.name).toEqual(Uint8Array.from(content));
    }
  });

  test('decoded files survive another round', async () => {
    for (const name of FILES) {
      const decoded = await decodeNpz(load(name));
      expect(await decodeNpz(encodeNpz(decoded)), name).toStrictEqual(decoded);
    }
  });
});

describe('ZIP64 records', () => {
  const file = load('zip64');
  const end = file.length - 22;
  const locator = end - 20;
  const end64 = locator - 56;
  const patch = (...edits: readonly (readonly [number, number | bigint, 2 | 4 | 8])[]): Uint8Array => {
    const bytes = file.slice();
    for (const [at, value, size] of edits) {
      const field = Buffer.alloc(8);
      field.writeBigUInt64LE(BigInt(value));
      bytes.set(field.subarray(0, size), at);
    }
    return bytes;
  };
  const marks = [
    [end + 10, 0xffff, 2],
    [end + 12, 0xffffffff, 4],
    [end + 16, 0xffffffff, 4],
  ] as const;

  test('stand in for marked fields of the end record', async () => {
    expect({ ...(await decodeNpz(patch(...marks))) }).toStrictEqual({ wRec, bRec, count });
  });

  test.each([
    [
      'a locator beyond 2^53',
      patch([locator + 8, 2n ** 60n, 8]),
      /expected sizes below 2\^53, got 1152921504606846976/,
    ],
    [
      'a locator out of range',
      patch([locator + 8, 2n ** 40n, 8]),
      /expected a ZIP64 end record .* none at 1099511627776/,
    ],
    [
      'a locator to other bytes',
      patch([locator + 8, end64 - 1, 8]),
      /expected a ZIP64 end record where its locator points/,
    ],
    [
      'a locator to itself',
      patch([locator + 8, locator, 8]),
      /expected a ZIP64 end record where its locator points/,
    ],
    [
      'two member counts',
      patch([end + 10, 2, 2]),
      /expected both end records to agree on the member count, got 2/,
    ],
    [
      'two directory offsets',
      patch([end64 + 48, 7, 8]),
      /expected both end records to agree on the directory offset/,
    ],
    [
      'a directory elsewhere',
      patch(...marks, [end64 + 48, 7, 8]),
      /expected the central directory to end at \d+, got/,
    ],
    [
      'a directory of 2^52 bytes',
      patch(...marks, [end64 + 40, 2n ** 52n, 8]),
      /expected the central directory to end at/,
    ],
    ['2^52 members', patch(...marks, [end64 + 32, 2n ** 52n, 8]), /expected 4503599627370496 members, got 3/],
    ['several volumes', patch([end64 + 16, 1, 4]), /expected a zip archive in one piece/],
  ])('%s is refused', async (_, bytes, message) => {
    await expect(decodeNpz(bytes)).rejects.toThrow(message);
    await expect(decodeNpz(bytes)).rejects.toThrow(/^decodeNpz: expected .+, got .+ - /);
  });
});

test('any mutation of a file of NumPy ends in tensors or in our words', async () => {
  const files = [...FILES, 'pickled', 'unicode'].map(load);
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.boolean());
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.array(edit, { minLength: 1, maxLength: 3 }),
      async (file, edits) => {
        const bytes = file.slice();
        for (const [at, value, late] of edits) {
          bytes[late ? bytes.length - 1 - (at % Math.min(bytes.length, 300)) : at % bytes.length] = value;
        }
        const message = await decodeNpz(bytes, { maxBytes: 2 ** 26 }).then(
          () => 'tensors',
          (error: Error) => error.message,
        );
        expect(message).toMatch(/^(tensors$|decodeNpz: expected )/);
      },
    ),
  );
});
