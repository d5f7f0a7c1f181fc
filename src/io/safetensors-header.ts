/** The header of a safetensors file: its JSON, read by a grammar of its own, and the layout it promises. @module */

import { formatShape, sizeOf } from '../tensor/shape.ts';
import { damaged, quote } from './errors.ts';
import { MAX_RANK } from './npy-header.ts';

/** Where a tensor lies: bytes `[begin, end)` of the data, which follow the header. */
export interface SafetensorsEntry {
  readonly name: string;
  /** The quoted name. */
  readonly label: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: Record<string, string>;
  readonly entries: readonly SafetensorsEntry[];
}

/** The key that holds the metadata, and so cannot name a tensor. */
export const METADATA = '__metadata__';
/** The reference implementation reads no longer header. */
export const MAX_HEADER = 100_000_000;
/** Bytes of an element of each dtype that is read. */
const ITEM_SIZES: Readonly<Record<string, number>> = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2, BOOL: 1 },
  ...{ I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1 },
};
const FIELDS = ['dtype', 'shape', 'data_offsets'];

const SPACE = /[ \t\r\n]*/y;
const WHOLE = /(?:0|[1-9][0-9]*)(?![0-9.eE])/y;
const LONE_SURROGATE = /\p{Cs}/u;

interface Parser {
  readonly fn: string;
  readonly text: string;
  at: number;
}

function matchAt(parser: Parser, pattern: RegExp): string {
  pattern.lastIndex = parser.at;
  const match = pattern.exec(parser.text)?.[0] ?? '';
  parser.at += match.length;
  return match;
}

function unexpected(parser: Parser, expected: string): Error {
  const { fn, text, at } = parser;
  const got = at < text.length ? quote(text.slice(at, at + 1)) : 'its end';
  return damaged(fn, `${expected} at character ${at} of the header`, got);
}

/** Takes the next character if it is this one, after white space. */
function take(parser: Parser, character: string): boolean {
  matchAt(parser, SPACE);
  if (!parser.text.startsWith(character, parser.at)) return false;
  parser.at++;
  return true;
}

function expectNext(parser: Parser, character: string): void {
  if (!take(parser, character)) throw unexpected(parser, `'${character}'`);
}

/** Finds the quote that no backslash escapes. A pattern would need a step of its stack for every character. */
function endOfString({ text, at }: Parser): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
  return -1;
}

/** Returns null for text that JSON or UTF-8 does not allow. */
function decodeString(quoted: string): string | null {
  try {
    const value: string = JSON.parse(quoted);
    return LONE_SURROGATE.test(value) ? null : value;
  } catch {
    return null;
  }
}

function parseString(parser: Parser, what: string): string {
  matchAt(parser, SPACE);
  const end = parser.text[parser.at] === '"' ? endOfString(parser) : -1;
  if (end < 0) throw unexpected(parser, what);
  const value = decodeString(parser.text.slice(parser.at, end));
  if (value === null) throw unexpected(parser, `${what} in well-formed JSON`);
  parser.at = end;
  return value;
}

/** Parses `{ "key": value, ... }`, calling `member` in front of each value, and refuses a key that comes twice. */
function parseObject(parser: Parser, what: string, member: (key: string) => void): void {
  expectNext(parser, '{');
  const seen = new Set<string>();
  if (take(parser, '}')) return;
  do {
    const key = parseString(parser, what);
    if (seen.has(key)) throw damaged(parser.fn, `${what} once each`, `${quote(key)} twice`);
    seen.add(key);
    expectNext(parser, ':');
    member(key);
  } while (take(parser, ','));
  expectNext(parser, '}');
}

function parseWholes(parser: Parser, what: string): number[] {
  const numbers: number[] = [];
  expectNext(parser, '[');
  if (take(parser, ']')) return numbers;
  do {
    matchAt(parser, SPACE);
    const token = matchAt(parser, WHOLE);
    if (token === '' || !Number.isSafeInteger(Number(token)) || numbers.length === MAX_RANK) {
      throw unexpected(parser, `${what}: at most ${MAX_RANK} whole numbers below 2^53`);
    }
    numbers.push(Number(token));
  } while (take(parser, ','));
  expectNext(parser, ']');
  return numbers;
}

function parseEntry(parser: Parser, name: string): SafetensorsEntry {
  const label = quote(name);
  const found: { dtype?: string; shape?: number[]; data_offsets?: number[] } = {};
  parseObject(parser, `dtype, shape and data_offsets of ${label}`, (key) => {
    if (key === 'dtype') found.dtype = parseString(parser, `the dtype of ${label}`);
    else if (key === 'shape') found.shape = parseWholes(parser, `the shape of ${label}`);
    else if (key === 'data_offsets') found.data_offsets = parseWholes(parser, `the data_offsets of ${label}`);
    else throw damaged(parser.fn, `dtype, shape and data_offsets for ${label}`, quote(key));
  });
  const { dtype, shape, data_offsets: offsets } = found;
  if (dtype === undefined || shape === undefined || offsets?.length !== 2) {
    const missing = FIELDS.filter((key) => !Object.hasOwn(found, key)).join(' and ');
    const got = missing ? `no ${missing}` : `${offsets?.length} offsets`;
    throw damaged(parser.fn, `dtype, shape and two data_offsets for ${label}`, got);
  }
  return { name, label, dtype, shape, begin: offsets[0], end: offsets[1] };
}

/** Checks that the bytes of an entry are those that its dtype and shape need. */
function checkSize(fn: string, { label, dtype, shape, begin, end }: SafetensorsEntry): void {
  if (!Object.hasOwn(ITEM_SIZES, dtype)) {
    const known = `one of ${Object.keys(ITEM_SIZES).join(' ')} as dtype of ${label}`;
    throw new TypeError(`${fn}: expected ${known}, got ${quote(dtype)} - save it as F32, or leave it out`);
  }
  const size = (shape.includes(0) ? 0 : sizeOf(shape)) * ITEM_SIZES[dtype];
  if (end - begin !== size) {
    throw damaged(fn, `${size} bytes of ${dtype} for shape ${formatShape(shape)} in ${label}`, end - begin);
  }
}

/** Checks that the entries fill the data from its first byte to its last, without holes and overlaps. */
function checkLayout(fn: string, entries: readonly SafetensorsEntry[], size: number): void {
  let at = 0;
  for (const { label, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) throw damaged(fn, `${label} to start at byte ${at} of the data`, begin);
    at = end;
  }
  if (at !== size) throw damaged(fn, `${at} bytes of data behind the header`, size);
}

function decodeText(fn: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw damaged(fn, 'a header in UTF-8', 'other bytes');
  }
}

/**
 * Reads the header of a safetensors file and checks it against the length of the file.
 * @param fn the public function that errors name
 * @returns the header and where the data start
 * @throws Error for damaged files; TypeError for dtypes that are not read
 */
export function readSafetensorsHeader(
  fn: string,
  bytes: Uint8Array,
): SafetensorsHeader & { readonly start: number } {
  if (bytes.length < 8) throw damaged(fn, 'at least 8 bytes', bytes.length);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER)) throw damaged(fn, `a header of at most ${MAX_HEADER} bytes`, `${length}`);
  const start = 8 + Number(length);
  if (start > bytes.length) throw damaged(fn, `a header of ${length} bytes`, bytes.length - 8);
  const parser: Parser = { fn, text: decodeText(fn, bytes.subarray(8, start)), at: 0 };
  if (!parser.text.startsWith('{')) throw unexpected(parser, "'{'");
  const metadata: Record<string, string> = Object.create(null);
  const entries: SafetensorsEntry[] = [];
  parseObject(parser, 'names of tensors', (name) => {
    if (name !== METADATA) entries.push(parseEntry(parser, name));
    else {
      parseObject(parser, 'keys of the metadata', (key) => {
        metadata[key] = parseString(parser, `text for ${quote(key)} of the metadata`);
      });
    }
  });
  matchAt(parser, SPACE);
  if (parser.at !== parser.text.length) throw unexpected(parser, 'nothing more');
  for (const entry of entries) checkSize(fn, entry);
  checkLayout(fn, entries, bytes.length - start);
  return { metadata, entries, start };
}
