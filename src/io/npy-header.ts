/** Parses the header of an npy file: a Python dict literal of three known keys, read by hand, never run. @module */

import { damaged, quote } from './errors.ts';

/** What an npy header says. `descr` is NumPy's name of the dtype, such as `<f4`. */
export interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Offset of the elements in the file. */
  readonly start: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** A plain dtype needs about 128 bytes; NumPy itself stops at 10,000. */
const MAX_HEADER = 65535;
/** NumPy 2 allows 64 axes. */
export const MAX_RANK = 64;

const SPACE = /[ \t\r\n]*/y;
const TOKEN = /[{}():,[]|'[^'\\]*'|"[^"\\]*"|True|False|-?(?:0|[1-9][0-9]*)L?/y;

interface Parser {
  readonly fn: string;
  readonly label: string;
  readonly text: string;
  at: number;
}

function matchAt(parser: Parser, pattern: RegExp): string {
  pattern.lastIndex = parser.at;
  const match = pattern.exec(parser.text)?.[0] ?? '';
  parser.at += match.length;
  return match;
}

/** Returns the next token, or '' at the end and at anything that is not a token. */
function nextToken(parser: Parser): string {
  matchAt(parser, SPACE);
  return matchAt(parser, TOKEN);
}

function unexpected(parser: Parser, expected: string, got: string): Error {
  const actual = got || parser.text.slice(parser.at, parser.at + 1);
  const where = `${expected} in the npy header of ${parser.label}`;
  return damaged(parser.fn, where, actual ? quote(actual) : 'its end');
}

function expectToken(parser: Parser, expected: string): void {
  const got = nextToken(parser);
  if (got !== expected) throw unexpected(parser, `'${expected}'`, got);
}

function isString(token: string): boolean {
  return token.startsWith("'") || token.startsWith('"');
}

function parseLength(parser: Parser, token: string): number {
  if (!/^-?[0-9]/.test(token)) throw unexpected(parser, 'a whole number', token);
  const length = Number(token.replace('L', ''));
  if (!Number.isSafeInteger(length) || length < 0) {
    const expected = `lengths of axes >= 0 and below 2^53 in the npy header of ${parser.label}`;
    throw new RangeError(`${parser.fn}: expected ${expected}, got ${quote(token)} - save the array again`);
  }
  return length;
}

/** Parses a tuple as Python writes it: `()`, `(3,)`, `(2, 3)`; `(3)` is a number and is refused. */
function parseShape(parser: Parser): number[] {
  expectToken(parser, '(');
  const shape: number[] = [];
  let token = nextToken(parser);
  while (token !== ')') {
    shape.push(parseLength(parser, token));
    if (shape.length > MAX_RANK) {
      const expected = `at most ${MAX_RANK} axes in the npy header of ${parser.label}`;
      throw new RangeError(`${parser.fn}: expected ${expected}, got more - reshape it before saving`);
    }
    token = nextToken(parser);
    if (token === ',') token = nextToken(parser);
    else if (token !== ')' || shape.length === 1) throw unexpected(parser, "','", token);
  }
  return shape;
}

function parseDescr(parser: Parser): string {
  const token = nextToken(parser);
  if (token === '[') {
    const expected = `one dtype of numbers for ${parser.label}`;
    throw new TypeError(
      `${parser.fn}: expected ${expected}, got a structured one - save each field by itself`,
    );
  }
  if (!isString(token)) throw unexpected(parser, 'the name of a dtype', token);
  return token.slice(1, -1);
}

function parseBoolean(parser: Parser): boolean {
  const token = nextToken(parser);
  if (token !== 'True' && token !== 'False') throw unexpected(parser, 'True or False', token);
  return token === 'True';
}

function parseDict(parser: Parser): Omit<NpyHeader, 'start'> {
  const found: { descr?: string; fortranOrder?: boolean; shape?: number[] } = {};
  expectToken(parser, '{');
  let token = nextToken(parser);
  while (token !== '}') {
    const key = isString(token) ? token.slice(1, -1) : '';
    expectToken(parser, ':');
    if (key === 'descr' && found.descr === undefined) found.descr = parseDescr(parser);
    else if (key === 'fortran_order' && found.fortranOrder === undefined)
      found.fortranOrder = parseBoolean(parser);
    else if (key === 'shape' && found.shape === undefined) found.shape = parseShape(parser);
    else throw unexpected(parser, 'descr, fortran_order and shape, once each,', token);
    token = nextToken(parser);
    if (token === ',') token = nextToken(parser);
    else if (token !== '}') throw unexpected(parser, "',' or '}'", token);
  }
  matchAt(parser, SPACE);
  if (parser.at !== parser.text.length) throw unexpected(parser, 'nothing after the dict', '');
  const { descr, fortranOrder, shape } = found;
  if (descr === undefined || fortranOrder === undefined || shape === undefined) {
    throw unexpected(parser, 'descr, fortran_order and shape', Object.keys(found).join(', ') || 'none');
  }
  return { descr, fortranOrder, shape };
}

/**
 * Reads the header of an npy file of version 1, 2 or 3.
 * @param fn the public function that errors name
 * @param label the quoted name of the array
 * @throws Error for anything but an npy header; TypeError for a structured dtype; RangeError for absurd lengths
 */
export function readNpyHeader(fn: string, bytes: Uint8Array, label: string): NpyHeader {
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw damaged(
      fn,
      `${label} to start like an npy file`,
      bytes.length < 12 ? `${bytes.length} bytes` : 'other bytes',
    );
  }
  const version = bytes[6];
  if (version < 1 || version > 3 || bytes[7] !== 0) {
    throw damaged(fn, `npy version 1.0, 2.0 or 3.0 for ${label}`, `${version}.${bytes[7]}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER)
    throw damaged(fn, `an npy header of at most ${MAX_HEADER} bytes for ${label}`, length);
  const start = from + length;
  if (start > bytes.length)
    throw damaged(fn, `an npy header of ${length} bytes for ${label}`, bytes.length - from);
  const text = new TextDecoder().decode(bytes.subarray(from, start));
  return { ...parseDict({ fn, label, text, at: 0 }), start };
}
