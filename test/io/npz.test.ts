import { createHash } from 'node:crypto';
import { crc32 as nodeCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../src/io/crc32.ts';
import { decodeNpz, encodeNpy, encodeNpz } from '../../src/io/index.ts';
import { type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { records, tensors } from './arbitraries.ts';
import { buildZip, type Member } from './archive.ts';

const W = tensor([
  [1, 2],
  [3, 4],
]);
const npy = encodeNpy(W);

/** Settles within ten seconds to tensors or to an error, whose message it returns. */
async function outcome(bytes: Uint8Array): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('hangs'), 10_000);
  });
  const settled = decodeNpz(bytes, { maxBytes: 2 ** 26 }).then(
    () => 'tensors',
    (error: Error) => error.message,
  );
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}

describe('round trips', () => {
  test('decodeNpz(encodeNpz(record)) is the record, names and order included', async () => {
    await fc.assert(
      fc.asyncProperty(records, async (record) => {
        const decoded = await decodeNpz(encodeNpz(record));
        expect(Object.keys(decoded)).toEqual(Object.keys(record));
        for (const name of Object.keys(record)) expect(decoded[name]).toStrictEqual(record[name]);
      }),
    );
  });

  test('a deflated archive made elsewhere reads like a stored one', async () => {
    await fc.assert(
      fc.asyncProperty(tensors, async (x) => {
        const bytes = buildZip([{ name: 'x.npy', content: encodeNpy(x), deflate: true }]);
        expect((await decodeNpz(bytes)).x).toStrictEqual(x);
      }),
    );
  });

  test('large deflated members arrive whole', async () => {
    const x = zeros([700001], 'i32');
    for (let i = 0; i < x.data.length; i++) x.data[i] = Math.imul(i, 2654435761) >> (i % 32);
    const bytes = buildZip([{ name: 'x.npy', content: encodeNpy(x), deflate: true }]);
    const { data } = (await decodeNpz(bytes)).x;
    // Element by element, vitest takes two seconds.
    expect(Buffer.from(data.buffer).equals(Buffer.from(x.data.buffer))).toBe(true);
  });

  test('a member called __proto__ is a member like any other', async () => {
    const bytes = buildZip([{ name: '__proto__.npy', content: npy }]);
    const decoded = await decodeNpz(bytes);
    expect(Object.keys(decoded)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(decoded)).toBe(null);
    expect(Object.prototype).not.toHaveProperty('shape');
  });

  test('no tensors make an empty archive', async () => {
    expect(encodeNpz({})).toHaveLength(22);
    expect(Object.keys(await decodeNpz(encodeNpz({})))).toEqual([]);
  });
});

describe('bytes', () => {
  test('an archive is pinned to the byte', () => {
    const bytes = encodeNpz({
      wRec: W,
      bRec: tensor([0.1, -0, Number.NaN], 'f64'),
      größe: tensor(7, 'i32'),
      none: zeros([0, 3]),
    });
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(digest).toBe('9d03c2988898aee26741d87be63ed8dddcbdb0d5c85cf3cdb18d53792c63e5ac');
  });

  test('the writer agrees with archives built by hand', () => {
    const byHand = buildZip([{ name: 'ü.npy', content: npy }]);
    expect(encodeNpz({ ü: W })).toEqual(byHand);
  });

  test('crc32 has the check value of ISO 3309 and agrees with zlib', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    fc.assert(fc.property(fc.uint8Array(), (bytes) => crc32(bytes) === nodeCrc32(bytes)));
  });
});

describe('damage', () => {
  test('control: every single flipped bit of the content is caught by its CRC-32', async () => {
    const bytes = encodeNpz({ w: W });
    expect(await outcome(bytes)).toBe('tensors');
    const start = 30 + 'w.npy'.length;
    for (let bit = 0; bit < 8 * npy.length; bit++) {
      bytes[start + (bit >> 3)] ^= 1 << (bit & 7);
      expect(await outcome(bytes)).toMatch(
        /^decodeNpz: expected CRC-32 [0-9a-f]{8} for 'w\.npy', got [0-9a-f]{8} - /,
      );
      bytes[start + (bit >> 3)] ^= 1 << (bit & 7);
    }
    expect(await outcome(bytes)).toBe('tensors');
  });

  const valid = fc.tuple(tensors, tensors, fc.boolean()).map(([a, b, deflate]) =>
    buildZip([
      { name: 'a.npy', content: encodeNpy(a), deflate },
      { name: 'b.npy', content: encodeNpy(b) },
    ]),
  );
  const interesting = fc.constantFrom(0, 1, 8, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff);
  const edit = fc.record({
    at: fc.nat(),
    width: fc.constantFrom(1, 2, 4),
    value: fc.oneof(interesting, fc.nat()),
  });

  test('any mutation ends in tensors or in our words', async () => {
    await fc.assert(
      fc.asyncProperty(valid, fc.array(edit, { minLength: 1, maxLength: 3 }), async (bytes, edits) => {
        for (const { at, width, value } of edits) {
          // Half of the edits go to the records at the end, which hold the offsets.
          const from = at % 2 ? at % bytes.length : Math.max(0, bytes.length - 1 - (at % 140));
          for (let i = 0; i < width && from + i < bytes.length; i++) bytes[from + i] = value >>> (8 * i);
        }
        expect(await outcome(bytes)).toMatch(/^(tensors$|decodeNpz: expected )/);
      }),
    );
  });

  test('random bytes between the right records end in our words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), fc.nat({ max: 5000 }), async (junk, size) => {
        const lies = { method: 8, size };
        const bytes = buildZip([{ name: 'w.npy', content: junk, lies }]);
        expect(await outcome(bytes)).toMatch(/^decodeNpz: expected /);
      }),
    );
  });

  test('every truncation, and anything added in front or behind, is refused', async () => {
    const bytes = buildZip([{ name: 'w.npy', content: npy, deflate: true }]);
    for (let end = 0; end < bytes.length; end++) {
      expect(await outcome(bytes.subarray(0, end))).toMatch(
        /^decodeNpz: expected a zip archive with an end record/,
      );
    }
    expect(await outcome(Uint8Array.of(0, ...bytes))).toMatch(/expected the central directory to end at/);
    expect(await outcome(Uint8Array.of(...bytes, 0))).toMatch(/expected a zip archive with an end record/);
  });

  test('truncated DEFLATE data with headers that agree is refused', async () => {
    const whole = buildZip([{ name: 'w.npy', content: npy, deflate: true }]);
    const packed = whole.slice(35, whole.length - 22 - 51);
    for (let end = 1; end < packed.length; end++) {
      const lies = { method: 8, size: npy.length };
      const bytes = buildZip([{ name: 'w.npy', content: packed.subarray(0, end), lies }]);
      expect(await outcome(bytes)).toMatch(/^decodeNpz: expected 'w\.npy' to (hold|inflate to)/);
    }
  });
});

describe('hostile archives', () => {
  const w: Member = { name: 'w.npy', content: npy };
  const deflated: Member = { ...w, deflate: true };
  const bomb: Member = { name: 'w.npy', content: new Uint8Array(2 ** 26), deflate: true };
  const table: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['text', new TextEncoder().encode('not a zip archive, but long enough'), /got 34 bytes without one/],
    [
      'more content than declared',
      buildZip([{ ...bomb, lies: { size: 70000 } }]),
      /inflate to 70000 bytes, got more/,
    ],
    [
      'less content than declared',
      buildZip([{ ...deflated, lies: { size: 200 } }]),
      /to inflate to 200 bytes, got 144/,
    ],
    [
      'more than DEFLATE can hold',
      buildZip([{ ...deflated, lies: { size: 2 ** 26 } }]),
      /at most 1032 times/,
    ],
    [
      'more than maxBytes',
      buildZip([{ ...bomb, content: new Uint8Array(2 ** 26 + 1) }]),
      /expected at most 67108864 bytes after inflating, got 67108865 - pass a larger maxBytes/,
    ],
    [
      'stored, two sizes',
      buildZip([{ ...w, lies: { size: 143 } }]),
      /expected 'w.npy' to be stored in 143 bytes, got 144/,
    ],
    [
      'encrypted',
      buildZip([{ ...w, lies: { flags: 1 } }]),
      /got encrypted 'w.npy' - save it without a password/,
    ],
    ['encrypted locally', buildZip([{ ...w, localLies: { flags: 1 } }]), /got encrypted 'w.npy'/],
    ['method 12', buildZip([{ ...w, lies: { method: 12 } }]), /got compression method 12 for 'w.npy'/],
    ['another CRC', buildZip([{ ...w, lies: { crc: 1 } }]), /expected CRC-32 00000001 for 'w.npy', got/],
    ['another CRC, deflated', buildZip([{ ...deflated, lies: { crc: 1 } }]), /expected CRC-32 00000001/],
    [
      'another local CRC',
      buildZip([{ ...w, localLies: { crc: 1 } }]),
      /expected the local header of 'w.npy' to agree/,
    ],
    [
      'another local size',
      buildZip([{ ...w, localLies: { size: 1 } }]),
      /expected the local header of 'w.npy' to agree/,
    ],
    [
      'another packed size',
      buildZip([{ ...w, localLies: { packedSize: 1 } }]),
      /expected the local header of/,
    ],
    [
      'another method',
      buildZip([{ ...w, localLies: { method: 8 } }]),
      /expected the local header of 'w.npy' to agree/,
    ],
    [
      'another name',
      buildZip([{ ...w, localName: 'v.npy' }]),
      /expected the local header of 'w.npy' to agree/,
    ],
    [
      '64-bit size without field',
      buildZip([{ ...w, lies: { size: 2 ** 32 - 1 } }]),
      /64-bit sizes for 'w.npy', got none/,
    ],
    ['out of range', buildZip([{ ...w, lies: { offset: 2 ** 31 } }]), /expected a local header for 'w.npy'/],
    [
      'past the end',
      buildZip([{ ...w, lies: { size: 999, packedSize: 999 } }]),
      /'w.npy' to end before the central/,
    ],
    [
      'same bytes twice',
      buildZip([w, { ...w, name: 'v.npy', localName: 'v.npy', lies: { offset: 0 } }]),
      /local header of 'v.npy'/,
    ],
    ['same name twice', buildZip([w, w]), /expected distinct member names, got 'w.npy' twice/],
    ['wrong count', buildZip([w], { count: 2 }), /expected 2 members, got 1/],
    [
      'directory elsewhere',
      buildZip([w], { offset: 3 }),
      /expected the central directory to end at \d+, got/,
    ],
    ['directory too long', buildZip([w], { size: 2 ** 31 }), /expected the central directory to end at/],
    ['count without record', buildZip([w], { count: 0xffff }), /expected 65535 members, got 1/],
    ['several volumes', buildZip([w], { disk: 1 }), /expected a zip archive in one piece/],
    [
      'not npy',
      buildZip([{ name: 'readme.txt', content: npy }]),
      /members named \*\.npy, got 'readme.txt' - take it/,
    ],
    [
      'not an array',
      buildZip([{ name: 'w.npy', content: new Uint8Array(99) }]),
      /expected 'w' to start like an npy file/,
    ],
  ];
  test.each(table)('%s', async (_, bytes, message) => {
    const got = await outcome(bytes);
    expect(got).toMatch(message);
    expect(got).toMatch(/^decodeNpz: expected .+, got .+ - /);
  });

  test('members inside one another are refused', async () => {
    // The outer member is an archive: its first local header is the inner member's.
    const inner = buildZip([w]);
    const outer: Member = { name: 'outer.npy', content: inner };
    const start = 30 + 'outer.npy'.length;
    const whole = buildZip([outer, { ...w, lies: { offset: start } }]);
    expect(await outcome(whole)).toMatch(
      /expected members apart from each other, got 'w.npy' inside 'outer.npy'/,
    );
  });

  test('names that are not UTF-8 are refused', async () => {
    const bytes = encodeNpz({ w: W });
    bytes[30] = 0xff;
    bytes[30 + 5 + npy.length + 46] = 0xff;
    expect(await outcome(bytes)).toMatch(/expected member names in UTF-8/);
  });

  test('a comment, even one that imitates an end record, is passed over', async () => {
    expect(await outcome(buildZip([w], { comment: 'hello' }))).toBe('tensors');
    expect(await outcome(buildZip([w], { comment: `PK\x05\x06${' '.repeat(30)}` }))).toBe('tensors');
  });

  test('a bomb is given up long before it is inflated', async () => {
    const huge = buildZip([
      { name: 'w.npy', content: new Uint8Array(2 ** 28), deflate: true, lies: { size: 70000 } },
    ]);
    const before = process.memoryUsage().rss;
    expect(await outcome(huge)).toMatch(/to inflate to 70000 bytes, got more/);
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 27);
  });
});

describe('options and wrong kinds', () => {
  const reasons: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    [
      'an unknown option',
      () => decodeNpz(npy, { maxByte: 1 } as never),
      "got 'maxByte' - did you mean 'maxBytes'?",
    ],
    [
      'a negative limit',
      () => decodeNpz(npy, { maxBytes: -1 }),
      'expected maxBytes to be a whole number >= 0, got -1',
    ],
    [
      'a word as flag',
      () => decodeNpz(npy, { skipPickled: 'no' as never }),
      'expected skipPickled to be true or false',
    ],
    [
      'a buffer',
      () => decodeNpz(new ArrayBuffer(1) as never),
      'got an ArrayBuffer - wrap it: new Uint8Array(buffer)',
    ],
    ['an npy file', () => decodeNpz(npy), 'expected a zip archive with an end record'],
  ];
  test.each(reasons)('decodeNpz refuses %s', async (_, attempt, message) => {
    await expect(attempt()).rejects.toThrow(message);
  });

  test('encodeNpz refuses what is not a record of tensors', () => {
    expect(() => encodeNpz(null as never)).toThrow('encodeNpz: expected an object of tensors, got null');
    expect(() => encodeNpz({ w: 1 as never })).toThrow(/^encodeNpz: expected a tensor for 'w', got number/);
    expect(() => encodeNpz({ 'a\0b': W })).toThrow(/^encodeNpz: expected a well-formed name without NUL/);
    expect(() => encodeNpz({ '\ud800': W })).toThrow(/^encodeNpz: expected a well-formed name/);
    expect(() => encodeNpz({ ['x'.repeat(65532)]: W })).toThrow(/name of at most 65535 bytes, got 65536/);
  });

  test('encodeNpz refuses 4 GiB and 65535 members before encoding anything', () => {
    const gib: Tensor = { dtype: 'f64', shape: [2 ** 27], data: new Float64Array(2 ** 27) };
    expect(() => encodeNpz({ a: gib, b: gib, c: gib, d: gib })).toThrow(
      /^encodeNpz: expected less than 4 GiB, got 4294/,
    );
    const one = zeros([]);
    const many = Object.fromEntries(Array.from({ length: 65535 }, (_, i) => [`t${i}`, one]));
    expect(() => encodeNpz(many)).toThrow(/^encodeNpz: expected at most 65534 members, got 65535/);
  });
});
