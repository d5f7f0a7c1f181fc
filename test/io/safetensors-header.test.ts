/** Headers that the format does not allow: each is refused in a sentence, before any number in it is used. @module */

import { describe, expect, test } from 'vitest';
import { decodeSafetensors } from '../../src/io/safetensors.ts';
import { pack } from './archive.ts';

/** Builds a file from the text or bytes of its header. */
function build(header: string | Uint8Array, size = 0, length?: number | bigint): Uint8Array {
  const text = Buffer.from(header as string);
  return new Uint8Array(Buffer.concat([pack([length ?? text.length, 8]), text, Buffer.alloc(size)]));
}

describe('hostile headers', () => {
  const entry = (from: number, to: number, shape = `[${(to - from) / 4}]`, dtype = 'F32'): string =>
    `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${from},${to}]}`;

  test('control: the builder makes a file that is read', () => {
    const bytes = build(`{"a":${entry(0, 8)} , "b":${entry(8, 8)},"c":${entry(8, 12)}}\n `, 12);
    expect(Object.keys(decodeSafetensors(bytes).tensors)).toEqual(['a', 'b', 'c']);
    expect({ ...decodeSafetensors(build('{}')).tensors }).toEqual({});
    expect({ ...decodeSafetensors(build('{"__metadata__":{}}')).metadata }).toEqual({});
  });

  const big = `[${2 ** 53 - 1}, ${2 ** 53 - 1}]`;
  const reasons: [string, Uint8Array, string][] = [
    ['no bytes', new Uint8Array(0), 'expected at least 8 bytes, got 0'],
    ['no header', build('', 0), "expected '{' at character 0 of the header, got its end"],
    [
      'a length of 2^64 - 1',
      build('{}', 0, 2n ** 64n - 1n),
      'at most 100000000 bytes, got 18446744073709551615',
    ],
    ['a length of 100 MB and one', build('{}', 0, 100_000_001), 'at most 100000000 bytes, got 100000001'],
    ['a length beyond the file', build('{}', 3, 6), 'expected a header of 6 bytes, got 5'],
    ['bytes that are not UTF-8', build(Buffer.from([0x7b, 0xff, 0x7d])), 'expected a header in UTF-8'],
    ['a byte order mark', build('\ufeff{}'), "expected '{' at character 0 of the header, got '\ufeff'"],
    ['a space in front', build(' {}'), "expected '{' at character 0 of the header, got ' '"],
    ['an array', build('[]'), "expected '{' at character 0 of the header, got '['"],
    ['an open object', build('{'), 'expected names of tensors at character 1 of the header, got its end'],
    ['an open name', build('{"a'), "expected names of tensors at character 1 of the header, got '\"'"],
    ['an open escape', build('{"a\\"'), "expected names of tensors at character 1 of the header, got '\"'"],
    ['a bad escape', build('{"\\x":1}'), 'expected names of tensors in well-formed JSON at character 1'],
    ['a lone surrogate', build('{"\\ud800":1}'), 'expected names of tensors in well-formed JSON'],
    ['a raw line feed', build('{"\n":1}'), 'expected names of tensors in well-formed JSON'],
    [
      'a name without quotes',
      build('{a:1}'),
      "expected names of tensors at character 1 of the header, got 'a'",
    ],
    ['a last comma', build(`{"a":${entry(0, 0)},}`), 'expected names of tensors at character'],
    ['two objects', build('{}{}'), "expected nothing more at character 2 of the header, got '{'"],
    ['a NUL behind it', build('{}\0'), "expected nothing more at character 2 of the header, got '\\u0000'"],
    ['a number as tensor', build('{"a":1}'), "expected '{' at character 5 of the header, got '1'"],
    [
      'a million brackets',
      build('{"a":'.repeat(1e6)),
      "expected dtype, shape and data_offsets for 'a', got 'a'",
    ],
    [
      'a name twice',
      build(`{"a":${entry(0, 0)},"\\u0061":${entry(0, 0)}}`),
      "names of tensors once each, got 'a' twice",
    ],
    [
      'metadata twice',
      build('{"__metadata__":{},"__metadata__":{}}'),
      "names of tensors once each, got '__metadata__' twice",
    ],
    [
      'a key twice',
      build('{"__metadata__":{"k":"","k":""}}'),
      "keys of the metadata once each, got 'k' twice",
    ],
    [
      'a field twice',
      build('{"a":{"dtype":"F32","dtype":"F32"}}'),
      "data_offsets of 'a' once each, got 'dtype' twice",
    ],
    [
      'a number as metadata',
      build('{"__metadata__":{"k":1}}'),
      "expected text for 'k' of the metadata at character",
    ],
    [
      'null as metadata',
      build('{"__metadata__":null}'),
      "expected '{' at character 16 of the header, got 'n'",
    ],
    [
      'no shape',
      build('{"a":{"dtype":"F32","data_offsets":[0,0]}}'),
      "two data_offsets for 'a', got no shape",
    ],
    ['nothing', build('{"a":{}}'), "for 'a', got no dtype and shape and data_offsets"],
    [
      'three offsets',
      build('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0,0]}}'),
      "for 'a', got 3 offsets",
    ],
    [
      'another field',
      build('{"a":{"order":"C"}}'),
      "expected dtype, shape and data_offsets for 'a', got 'order'",
    ],
    [
      'a dtype of nobody',
      build(`{"a":${entry(0, 4, '[1]', 'toString')}}`, 4),
      "as dtype of 'a', got 'toString'",
    ],
    [
      'a negative length',
      build(`{"a":${entry(0, 4, '[-1]')}}`, 4),
      "expected the shape of 'a': at most 64 whole numbers",
    ],
    [
      'a fraction',
      build(`{"a":${entry(0, 4, '[1.0]')}}`, 4),
      "expected the shape of 'a': at most 64 whole numbers",
    ],
    [
      'an exponent',
      build(`{"a":${entry(0, 4, '[1e0]')}}`, 4),
      "expected the shape of 'a': at most 64 whole numbers",
    ],
    [
      'a leading zero',
      build(`{"a":${entry(0, 4, '[01]')}}`, 4),
      "expected the shape of 'a': at most 64 whole numbers",
    ],
    ['2^53', build(`{"a":${entry(0, 4, `[${2 ** 53}]`)}}`, 4), 'whole numbers below 2^53'],
    ['65 axes', build(`{"a":${entry(0, 4, `[${Array(65).fill(1)}]`)}}`, 4), 'at most 64 whole numbers'],
    [
      'a product beyond 2^64',
      build(`{"a":${entry(0, 4, big)}}`, 4),
      "of F32 for shape [9007199254740991, 9007199254740991] in 'a', got 4",
    ],
    [
      '2^31 elements',
      build(`{"a":${entry(0, 2 ** 31, `[${2 ** 31}]`, 'I8')}}`, 4),
      'expected 2147483648 bytes of data behind the header, got 4',
    ],
    [
      'too few bytes',
      build(`{"a":${entry(0, 4, '[2]')}}`, 4),
      "expected 8 bytes of F32 for shape [2] in 'a', got 4",
    ],
    [
      'offsets backwards',
      build(`{"a":${entry(4, 0, '[1]')}}`, 4),
      "expected 4 bytes of F32 for shape [1] in 'a', got -4",
    ],
    [
      'a hole in front',
      build(`{"a":${entry(4, 8)}}`, 8),
      "expected 'a' to start at byte 0 of the data, got 4",
    ],
    [
      'a hole between',
      build(`{"a":${entry(0, 4)},"b":${entry(8, 12)}}`, 12),
      "expected 'b' to start at byte 4 of the data, got 8",
    ],
    [
      'an overlap',
      build(`{"a":${entry(0, 8)},"b":${entry(4, 12)}}`, 12),
      "expected 'b' to start at byte 8 of the data, got 4",
    ],
    [
      'the same bytes twice',
      build(`{"a":${entry(0, 4)},"b":${entry(0, 4)}}`, 4),
      "expected 'b' to start at byte 4 of the data, got 0",
    ],
    [
      'bytes left over',
      build(`{"a":${entry(0, 4)}}`, 5),
      'expected 4 bytes of data behind the header, got 5',
    ],
    ['bytes missing', build(`{"a":${entry(0, 4)}}`, 3), 'expected 4 bytes of data behind the header, got 3'],
  ];
  test.each(reasons)('%s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(message);
    expect(() => decodeSafetensors(bytes)).toThrow(/^decodeSafetensors: expected .+, got .+ - /);
  });

  test('an empty tensor of absurd lengths is empty', () => {
    const bytes = build(`{"a":${entry(0, 0, `[0, ${2 ** 53 - 1}]`)}}`);
    expect(decodeSafetensors(bytes).tensors.a.data).toHaveLength(0);
  });
});
