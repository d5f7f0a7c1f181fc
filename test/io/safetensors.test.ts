/** safetensors against the reference implementation (test/golden/safetensors.py). @module */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src/io/safetensors.ts';
import { type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { names, records, tensors } from './arbitraries.ts';

const W = tensor([
  [1, 2],
  [3, 4],
]);
const golden = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../golden/safetensors/${name}.safetensors`, import.meta.url)));

const headerOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.subarray(8, 8 + Number(Buffer.from(bytes).readBigUInt64LE()))).toString();

const metadatas: fc.Arbitrary<Record<string, string>> = fc
  .uniqueArray(fc.tuple(names, fc.string({ unit: 'grapheme' })), { maxLength: 4, selector: ([name]) => name })
  .map((entries) => Object.assign(Object.create(null), Object.fromEntries(entries)));

describe('round trips', () => {
  test('decode(encode(tensors, metadata)) is both, to the bit', () => {
    fc.assert(
      fc.property(records, metadatas, (record, metadata) => {
        const decoded = decodeSafetensors(encodeSafetensors(record, metadata));
        expect(Object.keys(decoded.tensors).toSorted()).toEqual(Object.keys(record).toSorted());
        for (const name of Object.keys(record)) expect(decoded.tensors[name]).toStrictEqual(record[name]);
        expect({ ...decoded.metadata }).toStrictEqual({ ...metadata });
      }),
    );
  });

  test('equal records give equal bytes, whatever the order of their keys', () => {
    fc.assert(
      fc.property(records, (record) => {
        const reversed: Record<string, Tensor> = Object.create(null);
        for (const name of Object.keys(record).reverse()) reversed[name] = record[name];
        expect(encodeSafetensors(reversed)).toEqual(encodeSafetensors(record));
      }),
    );
  });

  test('every tensor is aligned to its elements', () => {
    fc.assert(
      fc.property(records, metadatas, (record, metadata) => {
        const bytes = encodeSafetensors(record, metadata);
        const header = headerOf(bytes);
        const entries: [string, { dtype: string; data_offsets: number[] }][] = Object.entries(
          JSON.parse(header),
        );
        const start = 8 + Buffer.byteLength(header);
        for (const [name, { dtype, data_offsets }] of entries) {
          if (name !== '__metadata__')
            expect((start + data_offsets[0]) % (dtype === 'F64' ? 8 : 4), name).toBe(0);
        }
      }),
    );
  });

  test('a view into a larger buffer at any offset decodes alike', () => {
    fc.assert(
      fc.property(tensors, fc.nat({ max: 9 }), (x, offset) => {
        const bytes = encodeSafetensors({ x });
        const larger = new Uint8Array(bytes.length + offset + 3).fill(0xff);
        larger.set(bytes, offset);
        expect(decodeSafetensors(larger.subarray(offset, offset + bytes.length)).tensors.x).toStrictEqual(x);
      }),
    );
  });

  test('ten million characters of metadata, quotes and backslashes among them', () => {
    const settings = '\\"x\\\\'.repeat(2e6);
    expect(decodeSafetensors(encodeSafetensors({}, { settings })).metadata.settings === settings).toBe(true);
  });
});

describe('files of the reference implementation', () => {
  const plain: Record<string, Tensor> = {
    bRec: tensor([-0, 0.1, Infinity, -Infinity, 5e-324, Number.NaN], 'f64'),
    'a/é"\\\n\x01': tensor([1]),
    none: zeros([0, 3]),
    scalar: tensor(2.5),
    wRec: tensor([
      [0, 0.25, 0.5],
      [0.75, 1, 1.25],
    ]),
    '\ufffd': tensor([1, 1]),
    '\u{10000}': tensor([1, 1, 1]),
    // In brackets, since the literal would set the prototype.
    ['__proto__']: tensor([7, 7, 7], 'i32'),
    count: tensor([1, -2, 2 ** 31 - 1, -(2 ** 31)], 'i32'),
  };
  const metadata = { 'größe \u2028': '{"dt":20}\t\x7f' };

  test('are read', () => {
    const decoded = decodeSafetensors(golden('plain'));
    expect(Object.entries(decoded.tensors)).toStrictEqual(Object.entries(plain));
    expect({ ...decoded.metadata }).toStrictEqual(metadata);
  });

  test('are written, byte for byte', () => {
    expect(encodeSafetensors(plain, metadata)).toEqual(golden('plain'));
  });

  test('every dtype', () => {
    const { metadata, tensors: decoded } = decodeSafetensors(golden('dtypes'));
    expect({ ...metadata }).toEqual({});
    const ends = tensor([0, 1, -(2 ** 31), 2 ** 31 - 1], 'i32');
    expect({ ...decoded }).toStrictEqual({
      bool: tensor([1, 0, 1], 'i32'),
      int8: tensor([0, -1, -128, 127], 'i32'),
      uint8: tensor([0, 1, 128, 255], 'i32'),
      int16: tensor([0, 1, -32768, 32767], 'i32'),
      uint16: tensor([0, 1, 258, 65535], 'i32'),
      int32: ends,
      uint32: tensor([0, 1, 258, 2 ** 31 - 1], 'i32'),
      int64: ends,
      uint64: tensor([0, 1, 258, 2 ** 31 - 1], 'i32'),
      float16: tensor([
        [1, -2.5],
        [65504, 2 ** -24],
      ]),
      bfloat16: tensor([1, -2.5, Infinity, 2 ** -133]),
    });
  });

  test('integers beyond 32 bits and other dtypes are refused', () => {
    expect(() => decodeSafetensors(golden('wide'))).toThrow(
      new RangeError(
        "decodeSafetensors: expected values of 'n' (<i8) to fit 32-bit integers, got 2147483648 at element 1 - save it as float64",
      ),
    );
    expect(() => decodeSafetensors(golden('float8'))).toThrow(
      new TypeError(
        "decodeSafetensors: expected one of F64 F32 F16 BF16 BOOL I64 I32 I16 I8 U64 U32 U16 U8 as dtype of 'w', got 'F8_E4M3' - save it as F32, or leave it out",
      ),
    );
  });

  test('any mutation ends in tensors or in our words', () => {
    const edit = fc.tuple(
      fc.nat(),
      fc.oneof(fc.constantFrom(...Buffer.from('"{}[],:\\09')), fc.nat({ max: 255 })),
    );
    const files = [golden('plain'), golden('dtypes'), encodeSafetensors({ W }, { a: 'b' })];
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        fc.option(fc.nat()),
        (file, edits, cut) => {
          const bytes = file.slice(0, cut === null ? file.length : cut % file.length);
          for (const [at, value] of edits) bytes[at % Math.max(1, bytes.length)] = value;
          try {
            decodeSafetensors(bytes);
          } catch (error) {
            expect((error as Error).message).toMatch(/^decodeSafetensors: expected [\s\S]+, got [\s\S]+ - /);
          }
        },
      ),
      { numRuns: 10 * (fc.readConfigureGlobal().numRuns ?? 100) },
    );
  });
});

describe('bad arguments', () => {
  const cases: [string, () => unknown, string][] = [
    [
      'no object',
      () => encodeSafetensors(null as never),
      'encodeSafetensors: expected an object of tensors, got null',
    ],
    [
      'an array',
      () => encodeSafetensors([W] as never),
      'encodeSafetensors: expected an object of tensors, got an array',
    ],
    [
      'a tensor',
      () => encodeSafetensors(W as never),
      'encodeSafetensors: expected an object of tensors, got a tensor',
    ],
    [
      'a number',
      () => encodeSafetensors({ w: 1 as never }),
      "encodeSafetensors: expected a tensor for 'w', got number - make one with tensor()",
    ],
    [
      'a shape that lies',
      () => encodeSafetensors({ w: { ...W, shape: [3] } }),
      "encodeSafetensors: expected a shape of at most 64 lengths for the 4 elements of 'w', got [3] - make it with fromArray()",
    ],
    [
      'the name of the metadata',
      () => encodeSafetensors({ __metadata__: W }),
      "encodeSafetensors: expected other names than '__metadata__', got it - rename it",
    ],
    [
      'an ill-formed name',
      () => encodeSafetensors({ '\ud800': W }),
      "encodeSafetensors: expected well-formed text for the name '\\ud800', got '\\ud800' - mend it",
    ],
    [
      'an ill-formed key',
      () => encodeSafetensors({}, { '\udfff': '' }),
      "encodeSafetensors: expected well-formed text for the key '\\udfff' of the metadata, got '\\udfff' - mend it",
    ],
    [
      'a number as metadata',
      () => encodeSafetensors({}, { n: 1 as never }),
      "encodeSafetensors: expected text for 'n' of the metadata, got number - write it as text, e.g. with JSON.stringify()",
    ],
    [
      'text as metadata',
      () => encodeSafetensors({}, 'x' as never),
      'encodeSafetensors: expected an object of texts, got x',
    ],
    [
      'a header beyond the limit',
      () => encodeSafetensors({}, { n: 'x'.repeat(1e8) }),
      'encodeSafetensors: expected a header of at most 100000000 bytes, got 100000032 - shorten the metadata',
    ],
    [
      'a buffer',
      () => decodeSafetensors(new ArrayBuffer(1) as never),
      'decodeSafetensors: expected a Uint8Array, got an ArrayBuffer - wrap it: new Uint8Array(buffer)',
    ],
  ];
  test.each(cases)('%s', (_, attempt, message) => {
    let got = 'no error';
    try {
      attempt();
    } catch (error) {
      got = (error as Error).message;
    }
    expect(got).toBe(message);
  });
});
