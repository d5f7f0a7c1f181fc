/** Reads zip archives from their central directory, trusting no number in them before checking it. @module */

import { crc32 } from './crc32.ts';
import { damaged, quote } from './errors.ts';
import { inflate } from './inflate.ts';

/** A member whose headers agree and whose content lies inside the archive, apart from every other member. */
export interface ZipMember {
  readonly name: string;
  readonly deflated: boolean;
  readonly crc: number;
  /** Bytes in the archive. */
  readonly packedSize: number;
  /** Bytes after inflating, as declared. */
  readonly size: number;
  /** Offset of the content in the archive. */
  readonly start: number;
}

interface Archive {
  readonly fn: string;
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Where the central directory lies, and how many members it lists. */
interface Directory {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
}

interface CentralEntry {
  readonly label: string;
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

const END_SIZE = 22;
const LOCATOR_SIZE = 20;
const END64_SIZE = 56;
const CENTRAL_SIZE = 46;
const LOCAL_SIZE = 30;
const MAX_COMMENT = 0xffff;
/** Stands for "see the ZIP64 record" in 16-bit and 32-bit fields. */
const NONE16 = 0xffff;
const NONE32 = 0xffffffff;
/** General purpose flags 0 (encrypted), 6 (strong encryption) and 13 (headers masked). */
const ENCRYPTED_FLAGS = 0x2041;
/** Flag 3: the local header was written before the sizes were known, and holds zeros. */
const STREAMED_FLAG = 0x0008;

function readU64(archive: Archive, at: number): number {
  const value = archive.view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(archive.fn, 'sizes below 2^53', `${value}`);
  return Number(value);
}

/** The end record is the last one whose comment ends where the file ends. */
function findEnd({ fn, bytes, view }: Archive): number {
  const last = bytes.length - END_SIZE;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
    if (view.getUint32(at, true) === 0x06054b50 && view.getUint16(at + 20, true) === last - at) return at;
  }
  throw damaged(fn, 'a zip archive with an end record', `${bytes.length} bytes without one`);
}

/** Takes the plain field unless it is the ZIP64 mark; a plain field may not contradict the ZIP64 one. */
function merge(fn: string, what: string, plain: number, mark: number, wide: number): number {
  if (plain !== mark && plain !== wide) throw damaged(fn, `both end records to agree on the ${what}`, plain);
  return wide;
}

function readDirectory(archive: Archive): Directory {
  const { fn, view } = archive;
  const end = findEnd(archive);
  const disks = view.getUint32(end + 4, true);
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const offset = view.getUint32(end + 16, true);
  const locator = end - LOCATOR_SIZE;
  if (locator < 0 || view.getUint32(locator, true) !== 0x07064b50) {
    if (disks !== 0 || view.getUint16(end + 8, true) !== count) {
      throw damaged(fn, 'a zip archive in one piece', 'one of several volumes');
    }
    if (offset + size !== end) throw damaged(fn, `the central directory to end at ${end}`, offset + size);
    return { count, offset, size };
  }
  const end64 = readU64(archive, locator + 8);
  if (end64 + END64_SIZE > locator || view.getUint32(end64, true) !== 0x06064b50) {
    throw damaged(fn, 'a ZIP64 end record where its locator points', `none at ${end64}`);
  }
  if (view.getUint32(end64 + 16, true) !== 0 || view.getUint32(end64 + 20, true) !== 0) {
    throw damaged(fn, 'a zip archive in one piece', 'one of several volumes');
  }
  const directory = {
    count: merge(fn, 'member count', count, NONE16, readU64(archive, end64 + 32)),
    size: merge(fn, 'directory size', size, NONE32, readU64(archive, end64 + 40)),
    offset: merge(fn, 'directory offset', offset, NONE32, readU64(archive, end64 + 48)),
  };
  if (directory.offset + directory.size !== end64) {
    throw damaged(fn, `the central directory to end at ${end64}`, directory.offset + directory.size);
  }
  return directory;
}

/** Finds the ZIP64 extra field among `[from, to)`; returns the range of its content, empty when there is none. */
function findExtra64({ view }: Archive, from: number, to: number): { at: number; to: number } {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    const next = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && next <= to) return { at: at + 4, to: next };
  }
  return { at: to, to };
}

/** Replaces the ZIP64 mark in 32-bit fields by the 64-bit values of the extra field, in their order. */
function widen(
  archive: Archive,
  fields: readonly number[],
  from: number,
  to: number,
  label: string,
): number[] {
  const extra = findExtra64(archive, from, to);
  return fields.map((value) => {
    if (value !== NONE32) return value;
    if (extra.at + 8 > extra.to) throw damaged(archive.fn, `64-bit sizes for ${label}`, 'none');
    extra.at += 8;
    return readU64(archive, extra.at - 8);
  });
}

function decodeName(fn: string, rawName: Uint8Array, at: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(rawName);
  } catch {
    throw damaged(fn, 'member names in UTF-8', `other bytes at ${at}`);
  }
}

function checkKind(fn: string, label: string, flags: number, method: number): void {
  if (flags & ENCRYPTED_FLAGS) {
    throw new Error(`${fn}: expected plain members, got encrypted ${label} - save it without a password`);
  }
  if (method !== 0 && method !== 8) {
    const got = `compression method ${method} for ${label}`;
    throw new Error(
      `${fn}: expected stored or deflated members, got ${got} - save it with np.savez_compressed`,
    );
  }
}

/** Reads the central header at `at`; returns it with the offset of the next one. */
function readCentral(archive: Archive, at: number, limit: number): { entry: CentralEntry; next: number } {
  const { fn, bytes, view } = archive;
  if (at + CENTRAL_SIZE > limit || view.getUint32(at, true) !== 0x02014b50) {
    throw damaged(fn, 'a member header in the central directory', `other bytes at ${at}`);
  }
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const crc = view.getUint32(at + 16, true);
  const nameEnd = at + CENTRAL_SIZE + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > limit) throw damaged(fn, `the central directory to end at ${limit}`, next);
  const rawName = bytes.subarray(at + CENTRAL_SIZE, nameEnd);
  const name = decodeName(fn, rawName, at + CENTRAL_SIZE);
  const label = quote(name);
  checkKind(fn, label, flags, method);
  const fields = [24, 20, 42].map((field) => view.getUint32(at + field, true));
  const [size, packedSize, offset] = widen(archive, fields, nameEnd, extraEnd, label);
  if (method === 0 && size !== packedSize)
    throw damaged(fn, `${label} to be stored in ${size} bytes`, packedSize);
  return { entry: { label, name, rawName, flags, method, crc, packedSize, size, offset }, next };
}

/** Checks the local header against the central one; returns where the content starts. */
function checkLocal(archive: Archive, entry: CentralEntry, limit: number): number {
  const { fn, bytes, view } = archive;
  const { label, offset: at } = entry;
  if (at + LOCAL_SIZE > limit || view.getUint32(at, true) !== 0x04034b50) {
    throw damaged(fn, `a local header for ${label}`, `other bytes at ${at}`);
  }
  const flags = view.getUint16(at + 6, true);
  const nameEnd = at + LOCAL_SIZE + view.getUint16(at + 26, true);
  const start = nameEnd + view.getUint16(at + 28, true);
  if (start + entry.packedSize > limit) {
    throw damaged(fn, `${label} to end before the central directory at ${limit}`, start + entry.packedSize);
  }
  checkKind(fn, label, flags, view.getUint16(at + 8, true));
  const rawName = bytes.subarray(at + LOCAL_SIZE, nameEnd);
  const fields = [22, 18].map((field) => view.getUint32(at + field, true));
  const [size, packedSize] = widen(archive, fields, nameEnd, start, label);
  const streamed = (flags & STREAMED_FLAG) !== 0;
  const agrees = (local: number, central: number): boolean => local === central || (streamed && local === 0);
  const same =
    rawName.length === entry.rawName.length &&
    rawName.every((byte, i) => byte === entry.rawName[i]) &&
    view.getUint16(at + 8, true) === entry.method &&
    agrees(view.getUint32(at + 14, true), entry.crc) &&
    agrees(size, entry.size) &&
    agrees(packedSize, entry.packedSize);
  if (!same)
    throw damaged(fn, `the local header of ${label} to agree with the central directory`, 'another one');
  return start;
}

function checkDistinct(fn: string, entries: readonly CentralEntry[]): void {
  const seen = new Set<string>();
  for (const { name, label } of entries) {
    if (seen.has(name)) throw damaged(fn, 'distinct member names', `${label} twice`);
    seen.add(name);
  }
}

function checkApart(fn: string, members: readonly (CentralEntry & { start: number })[]): void {
  const sorted = [...members].sort((a, b) => a.offset - b.offset);
  for (let i = 1; i < sorted.length; i++) {
    const end = sorted[i - 1].start + sorted[i - 1].packedSize;
    if (end > sorted[i].offset) {
      throw damaged(fn, 'members apart from each other', `${sorted[i].label} inside ${sorted[i - 1].label}`);
    }
  }
}

/**
 * Lists the members of an archive in the order of its central directory, all headers checked, no content read.
 * @param fn the public function that errors name
 * @param maxBytes limit for the declared bytes of all members after inflating
 * @throws Error for damaged, encrypted or foreign archives; RangeError for more than `maxBytes`
 */
export function listZip(fn: string, bytes: Uint8Array, maxBytes: number): ZipMember[] {
  const archive = { fn, bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  const directory = readDirectory(archive);
  const limit = directory.offset + directory.size;
  const entries: CentralEntry[] = [];
  for (let at = directory.offset; at < limit; ) {
    const { entry, next } = readCentral(archive, at, limit);
    entries.push(entry);
    at = next;
  }
  if (entries.length !== directory.count) throw damaged(fn, `${directory.count} members`, entries.length);
  checkDistinct(fn, entries);
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (total > maxBytes) {
    const cure = 'pass a larger maxBytes if you trust the file';
    throw new RangeError(`${fn}: expected at most ${maxBytes} bytes after inflating, got ${total} - ${cure}`);
  }
  const members = entries.map((entry) => ({ ...entry, start: checkLocal(archive, entry, directory.offset) }));
  checkApart(fn, members);
  return members.map(({ name, method, crc, packedSize, size, start }) => {
    return { name, deflated: method === 8, crc, packedSize, size, start };
  });
}

/**
 * Reads the content of a member: a view of the archive when it is stored, new bytes when it is deflated.
 * @throws Error when it does not inflate to its declared size or its CRC-32 is another one
 */
export async function readMember(fn: string, bytes: Uint8Array, member: ZipMember): Promise<Uint8Array> {
  const label = quote(member.name);
  const packed = bytes.subarray(member.start, member.start + member.packedSize);
  const content = member.deflated ? await inflate(fn, packed, member.size, label) : packed;
  const crc = crc32(content);
  if (crc !== member.crc) {
    const hex = (value: number): string => value.toString(16).padStart(8, '0');
    throw damaged(fn, `CRC-32 ${hex(member.crc)} for ${label}`, hex(crc));
  }
  return content;
}
