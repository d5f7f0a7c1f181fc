import { deepStrictEqual } from 'node:assert';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint, type TensorTree } from '../../src/io/checkpoint.ts';
import type { Json } from '../../src/io/json.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/io/safetensors.ts';
import { bits, key } from '../../src/tensor/random.ts';
import { tensor, zeros } from '../../src/tensor/tensor.ts';
import { tensors } from './arbitraries.ts';

/** Names of members, among them those that the names of tensors must escape. */
const parts = fc.oneof(
  fc.constantFrom(
    '',
    '/',
    '~',
    '~1',
    'a/b',
    '0',
    '__proto__',
    '__metadata__',
    '~__metadata__',
    'constructor',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);

const { tree: trees } = fc.letrec<{ tree: TensorTree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tensors,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(parts, tie('tree')), { maxLength: 3, selector: ([name]) => name })
      .map((entries): TensorTree => Object.fromEntries(entries)),
  ),
}));

const settings = fc.jsonValue({ depthSize: 'medium' }) as fc.Arbitrary<Json>;

const params = {
  wRec: tensor([
    [0, 0.25],
    [0.5, 0.75],
  ]),
  bRec: tensor([-0, 0.5]),
};
const training = {
  kind: 'training',
  tensors: { params, optimizer: {}, key: key(7), stages: [zeros([]), []] },
  settings: { updates: 500, dt: 20, loss: [0.5, 1e-7], best: null, name: 'größe "1"' },
};

function messageOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

describe('round trips', () => {
  test('decode(encode(checkpoint)) is the checkpoint: arrays, objects, empty ones, order, and every bit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), trees, settings, (kind, tree, value) => {
        const decoded = decodeCheckpoint(encodeCheckpoint({ kind, tensors: tree, settings: value }));
        const checkpoint = { kind, tensors: tree, settings: value };
        // Not toStrictEqual, which takes a member called 'constructor' for the type of its object.
        deepStrictEqual(decoded, checkpoint);
        // The order of members, which deep equality does not see.
        expect(JSON.stringify(decoded)).toBe(JSON.stringify(checkpoint));
      }),
    );
  });

  test('the state of a training run', () => {
    expect(decodeCheckpoint(encodeCheckpoint(training))).toStrictEqual(training);
  });

  test('a restored key draws the same bits', () => {
    const { tensors: tree } = decodeCheckpoint(encodeCheckpoint(training));
    const restored = (tree as typeof training.tensors).key;
    expect(bits(restored, [5])).toStrictEqual(bits(key(7), [5]));
  });

  test('extreme values survive; NaN lose their payload', () => {
    const bitsOf = Uint32Array.of(0x7fa00001, 0xffc00000, 0x80000000, 1, 0x7f800000);
    const x = { dtype: 'f32', shape: [5], data: new Float32Array(bitsOf.buffer) } as const;
    const decoded = decodeCheckpoint(encodeCheckpoint({ kind: '', tensors: x, settings: -0 }));
    const { data } = decoded.tensors as { data: Float32Array };
    expect(new Uint32Array(data.buffer)).toEqual(
      Uint32Array.of(0x7fc00000, 0x7fc00000, 0x80000000, 1, 0x7f800000),
    );
    expect(decoded.settings).toBe(-0);
  });
});

describe('the file', () => {
  test('is a safetensors file with names of places', () => {
    const { tensors: flat, metadata } = decodeSafetensors(encodeCheckpoint(training));
    expect(Object.keys(flat)).toEqual(['params/bRec', 'params/wRec', 'stages/0', 'key']);
    expect({ ...metadata }).toEqual({
      format: 'synaptape',
      version: '1',
      kind: 'training',
      tree: '{"params":{"wRec":null,"bRec":null},"optimizer":{},"key":null,"stages":[null,[]]}',
      settings: '{"updates":500,"dt":20,"loss":[0.5,1e-7],"best":null,"name":"größe \\"1\\""}',
      crc32: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
  });

  test('is pinned to the byte', () => {
    const digest = createHash('sha256').update(encodeCheckpoint(training)).digest('hex');
    expect(digest).toBe('f36a81e9279375c630e414f238dcfdd41d65d8b3b1482d3f40b3dd53d1c5018f');
  });
});

describe('damage', () => {
  const file = encodeCheckpoint(training);
  /** Spaces that pad the header, which mean nothing. */
  const padding = new Set<number>();
  const headerEnd = 8 + Buffer.from(file).readUInt32LE();
  for (let at = headerEnd - 1; file[at] === 0x20; at--) padding.add(at);

  test('every flipped bit is noticed, and so is every cut', () => {
    for (let bit = 0; bit < 8 * file.length; bit++) {
      const at = bit >> 3;
      const bytes = file.slice();
      bytes[at] ^= 1 << (bit & 7);
      const message = messageOf(() => decodeCheckpoint(bytes));
      // White space other than the padding is still white space.
      if (!padding.has(at))
        expect(message, `bit ${bit}`).toMatch(/^decodeCheckpoint: expected [\s\S]+, got [\s\S]+ - /);
    }
    for (let length = 0; length < file.length; length++) {
      const message = messageOf(() => decodeCheckpoint(file.slice(0, length)));
      expect(message, `${length} bytes`).toMatch(/^decodeCheckpoint: expected [\s\S]+, got [\s\S]+ - /);
    }
  });

  test('control: without the checksum, a flipped bit of a weight would pass', () => {
    const bytes = file.slice();
    bytes[bytes.length - 1] ^= 1;
    expect(messageOf(() => decodeSafetensors(bytes))).toBe('no error');
    expect(messageOf(() => decodeCheckpoint(bytes))).toMatch(
      /^decodeCheckpoint: expected CRC-32 '[0-9a-f]{8}', got '[0-9a-f]{8}' - the file is damaged or cut short/,
    );
  });

  const { tensors: flat, metadata } = decodeSafetensors(file);
  /** Writes the file again with other metadata and the checksum that belongs to them. */
  const reseal = (changes: Record<string, string | undefined>, more = {}): Uint8Array => {
    const entries = Object.entries({ ...metadata, ...changes, crc32: undefined });
    const rest = Object.fromEntries(entries.filter(([, text]) => text !== undefined)) as unknown as Record<
      string,
      string
    >;
    const sum = crc32(encodeSafetensors({ ...flat, ...more }, rest));
    return encodeSafetensors({ ...flat, ...more }, { ...rest, crc32: sum.toString(16).padStart(8, '0') });
  };
  test('control: a file sealed again is read', () => {
    expect(decodeCheckpoint(reseal({}))).toStrictEqual(training);
  });

  const cure = 'the file is damaged or cut short, get it again';
  test.each<[string, Uint8Array, string]>([
    [
      'no format',
      encodeSafetensors({}),
      "expected a file of format 'synaptape', got a file that names none - read it with decodeSafetensors()",
    ],
    [
      'another format',
      reseal({ format: 'pt' }),
      "expected a file of format 'synaptape', got 'pt' - read it with decodeSafetensors()",
    ],
    [
      'a later version',
      reseal({ version: '2' }),
      'expected version 1, got 2 - a later release of Synaptape wrote it: update this one',
    ],
    ['no version', reseal({ version: undefined }), `expected a version number, got 'none' - ${cure}`],
    ['a version in words', reseal({ version: '1.0' }), `expected a version number, got '1.0' - ${cure}`],
    [
      'no kind',
      reseal({ kind: undefined }),
      `expected kind, tree and settings in the metadata, got crc32, format, settings, tree, version - ${cure}`,
    ],
    [
      'settings that are no JSON',
      reseal({ settings: '{' }),
      `expected JSON for the settings, got other text - ${cure}`,
    ],
    ['a tree that is no JSON', reseal({ tree: '' }), `expected JSON for the tree, got other text - ${cure}`],
    [
      'a tree with numbers',
      reseal({ tree: '[1]' }),
      `expected a tree of at most 64 levels, got number - ${cure}`,
    ],
    [
      'a million levels',
      reseal({ tree: '['.repeat(1e6) + ']'.repeat(1e6) }),
      `expected a tree of at most 64 levels, got more - ${cure}`,
    ],
    ['a tensor too many', reseal({}, { more: zeros([]) }), `expected 4 tensors, got 5 - ${cure}`],
    [
      'a tensor too few',
      reseal({ tree: '{"params":null}' }),
      `expected a tensor named 'params', got none - ${cure}`,
    ],
  ])('%s', (_, bytes, message) => {
    expect(messageOf(() => decodeCheckpoint(bytes))).toBe(`decodeCheckpoint: ${message}`);
  });
});

describe('bad arguments', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const make = (changes: object) => () => encodeCheckpoint({ ...training, ...changes } as never);
  test.each<[string, () => unknown, string]>([
    [
      'nothing',
      () => encodeCheckpoint(undefined as never),
      'expected { kind, tensors, settings }, got undefined',
    ],
    [
      'another member',
      make({ setting: 1 }),
      "expected known options, got 'setting' - did you mean 'settings'?",
    ],
    ['no kind', make({ kind: undefined }), 'expected kind to be text, got undefined'],
    [
      'a number for a tensor',
      make({ tensors: { a: [1] } }),
      "expected tensors in plain objects and arrays, got 1 at 'a/0' - leave it out",
    ],
    [
      'a typed array',
      make({ tensors: { a: new Float32Array(1) } }),
      "expected tensors in plain objects and arrays, got another object at 'a' - leave it out",
    ],
    [
      'no tensors',
      make({ tensors: null }),
      'expected tensors in plain objects and arrays, got null - leave it out',
    ],
    [
      'a cycle of tensors',
      make({ tensors: cycle }),
      'expected at most 64 levels of tensors, got more - is it a cycle?',
    ],
    [
      'a cycle of settings',
      make({ settings: cycle }),
      'expected at most 64 levels of settings, got more - is it a member of itself?',
    ],
    [
      'NaN',
      make({ settings: { loss: [1, Number.NaN] } }),
      'expected finite numbers in settings.loss[1], got NaN - write it as text',
    ],
    [
      'undefined',
      make({ settings: { a: undefined } }),
      'expected JSON values (texts, numbers, true, false, null, arrays, plain objects) in settings.a, got undefined - leave it out',
    ],
    [
      'a function',
      make({ settings: [() => 1] }),
      'expected JSON values (texts, numbers, true, false, null, arrays, plain objects) in settings[0], got function - leave it out',
    ],
    [
      'a date',
      make({ settings: new Date(0) }),
      'expected JSON values (texts, numbers, true, false, null, arrays, plain objects) in settings, got another object - leave it out',
    ],
    [
      'a shape that lies',
      make({ tensors: { a: { ...zeros([2]), shape: [3] } } }),
      "expected a shape of at most 64 lengths for the 2 elements of 'a', got [3] - make it with fromArray()",
    ],
  ])('%s', (_, attempt, message) => {
    expect(messageOf(attempt)).toBe(`encodeCheckpoint: ${message}`);
  });
  test('a buffer', () => {
    expect(messageOf(() => decodeCheckpoint(new ArrayBuffer(8) as never))).toMatch(
      /^decodeCheckpoint: expected a Uint8Array/,
    );
  });
});
