/** npz, NumPy's zip of named arrays: records of tensors to bytes and back. @module */

import { checkInteger, checkOptions, checkRecord } from '../tensor/options.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkBytes, quote } from './errors.ts';
import { isPickled, npyHeader, readNpyData, writeNpy } from './npy.ts';
import { readNpyHeader } from './npy-header.ts';
import { listZip, readMember } from './zip-reader.ts';
import { writeZip, type ZipSource } from './zip-writer.ts';

export interface DecodeNpzOptions {
  /** Limit for the bytes of all members after inflating, 1 GiB by default. 8-bit members take four times as much. */
  readonly maxBytes?: number;
  /** Leaves members of pickled Python objects out instead of refusing the file; `false` by default. */
  readonly skipPickled?: boolean;
}

const SUFFIX = '.npy';

/**
 * Writes tensors as an uncompressed npz in the order of the record's keys; equal tensors give equal bytes.
 * @throws TypeError for anything but tensors; RangeError for 4 GiB or more
 * @example encodeNpz({ wRec: tensor([[0, 1], [1, 0]]) })
 */
export function encodeNpz(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  if (typeof tensors !== 'object' || tensors === null) {
    throw new TypeError(`encodeNpz: expected an object of tensors, got ${String(tensors)}`);
  }
  const sources = Object.entries(tensors).map(([name, x]): ZipSource => {
    const header = npyHeader('encodeNpz', x, quote(name));
    return {
      name: name + SUFFIX,
      size: header.length + x.data.byteLength,
      encode: () => writeNpy(header, x),
    };
  });
  return writeZip('encodeNpz', sources);
}

/**
 * Reads an npz, stored or compressed, into tensors under the names of its members; dtypes as `decodeNpy` maps them.
 * The result has no prototype, so that any name is harmless.
 * @throws TypeError for members that are not numbers, among them pickled objects, which are never run; RangeError for
 * files beyond `maxBytes`, integers beyond 32 bits and absurd shapes; Error for damaged files
 * @example const { wRec } = await decodeNpz(bytes)
 */
export async function decodeNpz(
  bytes: Uint8Array,
  options: DecodeNpzOptions = {},
): Promise<Record<string, Tensor>> {
  const fn = 'decodeNpz';
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['maxBytes', 'skipPickled']);
  const { maxBytes = 2 ** 30, skipPickled = false } = options;
  checkInteger(fn, 'maxBytes', maxBytes, 0);
  if (typeof skipPickled !== 'boolean') {
    throw new TypeError(`${fn}: expected skipPickled to be true or false, got ${String(skipPickled)}`);
  }
  checkBytes(fn, bytes);
  const members = listZip(fn, bytes, maxBytes);
  const foreign = members.find((member) => !member.name.endsWith(SUFFIX));
  if (foreign) {
    throw new Error(
      `${fn}: expected members named *.npy, got ${quote(foreign.name)} - take it out of the archive`,
    );
  }
  const tensors: Record<string, Tensor> = Object.create(null);
  for (const member of members) {
    const name = member.name.slice(0, -SUFFIX.length);
    const label = quote(name);
    const content = await readMember(fn, bytes, member);
    const header = readNpyHeader(fn, content, label);
    if (!isPickled(header)) tensors[name] = readNpyData(fn, content, header, label);
    else if (!skipPickled) {
      const cure = 'pass { skipPickled: true } to leave it out, or save it as a plain array';
      throw new TypeError(`${fn}: expected numbers in ${label}, got pickled Python objects - ${cure}`);
    }
  }
  return tensors;
}
