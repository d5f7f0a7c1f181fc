/** npy, NumPy's file of one array: tensors to bytes and back. @module */

import { formatShape, sizeOf } from '../tensor/shape.ts';
import { allocate, type DType, isTensor, type Tensor, type TypedArray } from '../tensor/tensor.ts';
import { checkBytes, damaged, quote } from './errors.ts';
import { MAX_RANK, type NpyHeader, readNpyHeader } from './npy-header.ts';

/** How elements of one NumPy dtype are read: their bytes, and the dtype that holds them here. */
interface Codec {
  readonly itemSize: number;
  readonly dtype: DType;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

/** Binary16: 1 sign bit, 5 bits of exponent with bias 15, 10 of fraction (IEEE 754-2019, table 3.5). */
function readFloat16(view: DataView, at: number, little: boolean): number {
  const bits = view.getUint16(at, little);
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  // Powers of two by shifts: the smallest step is 2^-24 = 2 / 2^25.
  return (sign * (exponent ? 1024 + fraction : fraction) * (1 << Math.max(exponent, 1))) / 33554432;
}

const CODECS: Readonly<Record<string, Codec>> = {
  f2: { itemSize: 2, dtype: 'f32', read: readFloat16 },
  f4: { itemSize: 4, dtype: 'f32', read: (view, at, little) => view.getFloat32(at, little) },
  f8: { itemSize: 8, dtype: 'f64', read: (view, at, little) => view.getFloat64(at, little) },
  b1: { itemSize: 1, dtype: 'i32', read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  i1: { itemSize: 1, dtype: 'i32', read: (view, at) => view.getInt8(at) },
  u1: { itemSize: 1, dtype: 'i32', read: (view, at) => view.getUint8(at) },
  i2: { itemSize: 2, dtype: 'i32', read: (view, at, little) => view.getInt16(at, little) },
  u2: { itemSize: 2, dtype: 'i32', read: (view, at, little) => view.getUint16(at, little) },
  i4: { itemSize: 4, dtype: 'i32', read: (view, at, little) => view.getInt32(at, little) },
  u4: { itemSize: 4, dtype: 'i32', read: (view, at, little) => view.getUint32(at, little) },
  i8: { itemSize: 8, dtype: 'i32', read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  u8: { itemSize: 8, dtype: 'i32', read: (view, at, little) => Number(view.getBigUint64(at, little)) },
};

const REFUSED: Readonly<Record<string, string>> = {
  O: 'pickled Python objects',
  U: 'unicode strings',
  S: 'byte strings',
  a: 'byte strings',
  T: 'variable-length strings',
  c: 'complex numbers',
  V: 'raw records',
  M: 'dates',
  m: 'time spans',
};

/** Whether the elements are pickled objects, which only running Python code could read. */
export function isPickled(header: NpyHeader): boolean {
  return /^[<>|=]?O/.test(header.descr);
}

function codecOf(fn: string, descr: string, label: string): Codec {
  const [, order, code] = /^([<>|])([a-z][0-9])$/.exec(descr) ?? [];
  const codec = code !== undefined && Object.hasOwn(CODECS, code) ? CODECS[code] : undefined;
  if (codec && (order !== '|' || codec.itemSize === 1)) return codec;
  const kind = descr.replace(/^[<>|=]/, '').slice(0, 1);
  const words = Object.hasOwn(REFUSED, kind) ? REFUSED[kind] : 'an unknown dtype';
  const cure = `save ${label} as float32, float64 or int32, or leave it out`;
  throw new TypeError(`${fn}: expected numbers in ${label}, got ${words} (${quote(descr)}) - ${cure}`);
}

/** Size of a shape; 0 as soon as one length is, whatever the product of the others. */
function countOf(fn: string, shape: readonly number[], label: string): number {
  const count = shape.includes(0) ? 0 : sizeOf(shape);
  if (count > 2 ** 31 - 1) {
    const got = `shape ${formatShape(shape)}`;
    throw new RangeError(
      `${fn}: expected at most 2^31 - 1 elements in ${label}, got ${got} - split the array`,
    );
  }
  return count;
}

/** Copies elements from column-major (first axis fastest) to row-major order. */
function toRowMajor(data: TypedArray, shape: readonly number[], dtype: DType): TypedArray {
  const out = allocate(dtype, data.length);
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

/**
 * Reads the elements that follow an npy header.
 * @param fn the public function that errors name
 * @param label the quoted name of the array
 * @throws as `decodeNpy`
 */
export function readNpyData(fn: string, bytes: Uint8Array, header: NpyHeader, label: string): Tensor {
  const { descr, shape, start } = header;
  const { itemSize, dtype, read } = codecOf(fn, descr, label);
  const count = countOf(fn, shape, label);
  if (bytes.length - start !== count * itemSize) {
    const expected = `${count * itemSize} bytes of ${descr} for shape ${formatShape(shape)} in ${label}`;
    throw damaged(fn, expected, bytes.length - start);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = !descr.startsWith('>');
  const data = allocate(dtype, count);
  for (let i = 0; i < count; i++) {
    const value = read(view, start + i * itemSize, little);
    data[i] = value;
    if (dtype === 'i32' && data[i] !== value) {
      const expected = `values of ${label} (${descr}) to fit 32-bit integers`;
      throw new RangeError(`${fn}: expected ${expected}, got ${value} at element ${i} - save it as float64`);
    }
  }
  return { dtype, shape, data: header.fortranOrder ? toRowMajor(data, shape, dtype) : data };
}

/**
 * Reads an npy file: `<f2 <f4` become f32, `<f8` f64, booleans and integers i32; big-endian too.
 * @param name what errors call the array
 * @throws TypeError for strings, complex numbers, records and pickled objects, which are never run; RangeError for
 * integers beyond 32 bits and absurd shapes; Error for damaged bytes
 */
export function decodeNpy(bytes: Uint8Array, name: string = 'array'): Tensor {
  checkBytes('decodeNpy', bytes);
  const label = quote(name);
  return readNpyData('decodeNpy', bytes, readNpyHeader('decodeNpy', bytes, label), label);
}

const DESCR: Readonly<Record<DType, string>> = { f32: '<f4', f64: '<f8', i32: '<i4' };

/** The dtype of the elements themselves, so that a tensor made by hand cannot write a header that lies. */
function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return 'f32';
  return data instanceof Float64Array ? 'f64' : 'i32';
}

/**
 * Checks a tensor and makes its header as NumPy >= 1.25 does: sorted keys, the first length padded to 21 digits for
 * growth in place, 64-byte alignment.
 * @param fn the public function that errors name
 * @param label the quoted name of the array
 */
export function npyHeader(fn: string, x: unknown, label: string): Uint8Array {
  if (!isTensor(x)) {
    throw new TypeError(`${fn}: expected a tensor for ${label}, got ${typeof x} - make one with tensor()`);
  }
  const valid = x.shape.every((n) => Number.isSafeInteger(n) && n >= 0) && x.shape.length <= MAX_RANK;
  if (!valid || x.data.length !== sizeOf(x.shape)) {
    const expected = `a shape of at most ${MAX_RANK} lengths for the ${x.data.length} elements of ${label}`;
    throw new RangeError(
      `${fn}: expected ${expected}, got ${formatShape(x.shape)} - make it with fromArray()`,
    );
  }
  const shape = x.shape.length === 1 ? `(${x.shape[0]},)` : `(${x.shape.join(', ')})`;
  const growth = x.shape.length === 0 ? '' : ' '.repeat(Math.max(0, 21 - String(x.shape[0]).length));
  const dict = `{'descr': '${DESCR[dtypeOf(x.data)]}', 'fortran_order': False, 'shape': ${shape}, }${growth}`;
  const size = Math.floor((10 + dict.length + 1) / 64 + 1) * 64;
  const header = new TextEncoder().encode(`\0NUMPY\x01\0\0\0${dict.padEnd(size - 11)}\n`);
  header[0] = 0x93;
  new DataView(header.buffer).setUint16(8, size - 10, true);
  return header;
}

/** Writes elements in little-endian order; every NaN as the quiet one without payload, which varies by engine. */
function writeElements(view: DataView, at: number, data: TypedArray): void {
  if (data instanceof Int32Array) {
    for (let i = 0; i < data.length; i++) view.setInt32(at + 4 * i, data[i], true);
  } else if (data instanceof Float32Array) {
    for (let i = 0; i < data.length; i++) {
      if (Number.isNaN(data[i])) view.setUint32(at + 4 * i, 0x7fc00000, true);
      else view.setFloat32(at + 4 * i, data[i], true);
    }
  } else {
    for (let i = 0; i < data.length; i++) {
      if (Number.isNaN(data[i])) view.setBigUint64(at + 8 * i, 0x7ff8000000000000n, true);
      else view.setFloat64(at + 8 * i, data[i], true);
    }
  }
}

/** Joins a header made by `npyHeader` and the elements of its tensor. */
export function writeNpy(header: Uint8Array, x: Tensor): Uint8Array {
  const out = new Uint8Array(header.length + x.data.byteLength);
  out.set(header);
  writeElements(new DataView(out.buffer), header.length, x.data);
  return out;
}

/**
 * Writes an npy file (version 1.0, `<f4`, `<f8` or `<i4`, C order), byte for byte as NumPy does. NaN are written
 * alike, so that equal results give equal bytes on every engine.
 * @throws TypeError for anything but a tensor; RangeError for one whose shape and elements disagree
 */
export function encodeNpy(x: Tensor): Uint8Array {
  return writeNpy(npyHeader('encodeNpy', x, "'array'"), x);
}
