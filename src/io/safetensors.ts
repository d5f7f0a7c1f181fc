/** safetensors: named tensors and text in one file that cannot hold code, bytes in and bytes out. @module */

import { fromArray, isTensor, type Tensor } from '../tensor/tensor.ts';
import { checkBytes, quote } from './errors.ts';
import { npyHeader, readNpyData, writeNpy } from './npy.ts';
import { MAX_HEADER, METADATA, readSafetensorsHeader, type SafetensorsEntry } from './safetensors-header.ts';

/** What a safetensors file holds. The records have no prototype, so that any name is harmless. */
export interface Safetensors {
  /** In the order of the header. */
  readonly tensors: Record<string, Tensor>;
  readonly metadata: Record<string, string>;
}

interface Item {
  readonly name: string;
  /** The name in UTF-8, to sort by. */
  readonly key: Uint8Array;
  readonly dtype: 'F64' | 'F32' | 'I32';
  readonly x: Tensor;
}

const LONE_SURROGATE = /\p{Cs}/u;
const NOTHING = new Uint8Array(0);
/** The reference writer sorts dtypes by alignment, so that every tensor is aligned; floats come before integers. */
const ORDER = ['F64', 'F32', 'I32'];
/** NumPy's names of the dtypes that NumPy has. */
const DESCR: Readonly<Record<string, string>> = {
  ...{ F64: '<f8', F32: '<f4', F16: '<f2', BF16: '<u2', BOOL: '|b1' },
  ...{ I64: '<i8', I32: '<i4', I16: '<i2', I8: '|i1', U64: '<u8', U32: '<u4', U16: '<u2', U8: '|u1' },
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Order of UTF-8 bytes, which is that of code points. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 || at >= b.length ? a.length - b.length : a[at] - b[at];
}

function checkText(fn: string, what: string, text: unknown): void {
  if (typeof text !== 'string') {
    const cure = 'write it as text, e.g. with JSON.stringify()';
    throw new TypeError(`${fn}: expected text for ${what}, got ${typeof text} - ${cure}`);
  }
  if (LONE_SURROGATE.test(text)) {
    throw new RangeError(`${fn}: expected well-formed text for ${what}, got ${quote(text)} - mend it`);
  }
}

function checkRecord(fn: string, what: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !isTensor(value)) return;
  const got = isTensor(value) ? 'a tensor' : Array.isArray(value) ? 'an array' : String(value);
  throw new TypeError(`${fn}: expected an object of ${what}, got ${got}`);
}

function itemOf(fn: string, name: string, x: Tensor): Item {
  const label = quote(name);
  checkText(fn, `the name ${label}`, name);
  if (name === METADATA)
    throw new RangeError(`${fn}: expected other names than ${label}, got it - rename it`);
  // The header itself is not needed, but its checks are.
  npyHeader(fn, x, label);
  const { data } = x;
  const dtype = data instanceof Float32Array ? 'F32' : data instanceof Float64Array ? 'F64' : 'I32';
  return { name, key: encode(name), dtype, x };
}

function headerOf(items: readonly Item[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const pairs = Object.entries(metadata)
    .map(([name, text]) => ({ key: encode(name), pair: `${JSON.stringify(name)}:${JSON.stringify(text)}` }))
    .sort((a, b) => compareBytes(a.key, b.key))
    .map(({ pair }) => pair);
  const members = pairs.length ? [`"${METADATA}":{${pairs.join()}}`] : [];
  let at = 0;
  for (const { name, dtype, x } of items) {
    const end = at + x.data.byteLength;
    const entry = `{"dtype":"${dtype}","shape":[${x.shape.join()}],"data_offsets":[${at},${end}]}`;
    members.push(`${JSON.stringify(name)}:${entry}`);
    at = end;
  }
  const text = encode(`{${members.join()}}`);
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text);
  return padded;
}

/** `encodeSafetensors` under the name of another public function. */
export function writeSafetensors(
  fn: string,
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  checkRecord(fn, 'tensors', tensors);
  checkRecord(fn, 'texts', metadata);
  for (const [key, text] of Object.entries(metadata)) {
    checkText(fn, `the key ${quote(key)} of the metadata`, key);
    checkText(fn, `${quote(key)} of the metadata`, text);
  }
  const items = Object.entries(tensors)
    .map(([name, x]) => itemOf(fn, name, x))
    .sort((a, b) => ORDER.indexOf(a.dtype) - ORDER.indexOf(b.dtype) || compareBytes(a.key, b.key));
  const header = headerOf(items, metadata);
  if (header.length > MAX_HEADER) {
    const cure = 'shorten the metadata';
    throw new RangeError(
      `${fn}: expected a header of at most ${MAX_HEADER} bytes, got ${header.length} - ${cure}`,
    );
  }
  const start = 8 + header.length;
  const out = new Uint8Array(items.reduce((size, { x }) => size + x.data.byteLength, start));
  new DataView(out.buffer).setBigUint64(0, BigInt(header.length), true);
  out.set(header, 8);
  let at = start;
  for (const { x } of items) {
    out.set(writeNpy(NOTHING, x), at);
    at += x.data.byteLength;
  }
  return out;
}

function readEntry(fn: string, data: Uint8Array, entry: SafetensorsEntry): Tensor {
  const { dtype, shape, begin, end, label } = entry;
  const header = { descr: DESCR[dtype], fortranOrder: false, shape, start: 0 };
  const x = readNpyData(fn, data.subarray(begin, end), header, label);
  if (dtype !== 'BF16') return x;
  // The upper half of a binary32.
  const bits = Int32Array.from(x.data, (half) => half << 16);
  return fromArray(new Float32Array(bits.buffer), shape);
}

/** `decodeSafetensors` under the name of another public function. */
export function readSafetensors(fn: string, bytes: Uint8Array): Safetensors {
  checkBytes(fn, bytes);
  const { metadata, entries, start } = readSafetensorsHeader(fn, bytes);
  const data = bytes.subarray(start);
  const tensors: Record<string, Tensor> = Object.create(null);
  for (const entry of entries) tensors[entry.name] = readEntry(fn, data, entry);
  return { tensors, metadata };
}

/**
 * Writes tensors (dtypes `F32`, `F64`, `I32`) and texts as a safetensors file, byte for byte as the reference writer:
 * sorted by dtype (`F64`, `F32`, `I32`), then by name, so that every tensor is aligned; the metadata, which it leaves
 * in random order, sorted too, and left out when there are none. NaN are written alike, as `encodeNpy` does: equal
 * tensors give equal bytes.
 * @throws TypeError for anything but tensors and texts; RangeError for texts that are not well-formed, a tensor named
 * `__metadata__`, a header beyond 100 MB, and a tensor whose shape and elements disagree
 * @example encodeSafetensors({ wRec: tensor([[0, 1], [1, 0]]) }, { task: 'perceptual' })
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  return writeSafetensors('encodeSafetensors', tensors, metadata);
}

/**
 * Reads a safetensors file: `F32 F16 BF16` become f32, `F64` f64, `BOOL` and integers i32. Every number of the header
 * is checked before it is used: the tensors fill the data without holes and overlaps, and no key comes twice.
 * @throws TypeError for other dtypes; RangeError for integers beyond 32 bits and 2^31 elements or more; Error for
 * damaged files
 * @example const { tensors, metadata } = decodeSafetensors(bytes)
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  return readSafetensors('decodeSafetensors', bytes);
}
