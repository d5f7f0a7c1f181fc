/** Writes zip archives with stored members and a fixed date: equal members give equal bytes. @module */

import { crc32 } from './crc32.ts';
import { quote } from './errors.ts';

/** A member to write: `encode` is called once and returns `size` bytes. */
export interface ZipSource {
  readonly name: string;
  readonly size: number;
  readonly encode: () => Uint8Array;
}

const LOCAL_SIZE = 30;
const CENTRAL_SIZE = 46;
const END_SIZE = 22;
/** 1980-01-01, the first day of the DOS calendar; the time of day is 0. */
const DOS_DATE = 0x0021;
/** Version 2.0 of the format: no ZIP64. */
const VERSION = 20;
const UTF8_FLAG = 0x0800;
const MAX_MEMBERS = 0xfffe;
const MAX_SIZE = 0xfffffffe;

interface Planned {
  readonly source: ZipSource;
  readonly name: Uint8Array;
  readonly flags: number;
  readonly offset: number;
}

function encodeName(fn: string, name: string): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  if (name.includes('\0') || new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) !== name) {
    throw new RangeError(`${fn}: expected a well-formed name without NUL, got ${quote(name)} - rename it`);
  }
  if (bytes.length > 0xffff) {
    throw new RangeError(`${fn}: expected a name of at most 65535 bytes, got ${bytes.length} - shorten it`);
  }
  return bytes;
}

function plan(
  fn: string,
  sources: readonly ZipSource[],
): { members: Planned[]; directory: number; total: number } {
  let offset = 0;
  let directorySize = 0;
  const members = sources.map((source): Planned => {
    const name = encodeName(fn, source.name);
    const member = { source, name, flags: name.length === source.name.length ? 0 : UTF8_FLAG, offset };
    offset += LOCAL_SIZE + name.length + source.size;
    directorySize += CENTRAL_SIZE + name.length;
    return member;
  });
  return { members, directory: offset, total: offset + directorySize + END_SIZE };
}

/** Fields shared by the local header (from byte 4) and the central one (from byte 6). */
function writeCommon(view: DataView, at: number, member: Planned, crc: number): void {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, member.flags, true);
  view.setUint16(at + 8, DOS_DATE, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, member.source.size, true);
  view.setUint32(at + 18, member.source.size, true);
  view.setUint16(at + 22, member.name.length, true);
}

/**
 * Writes an archive of stored members in the given order.
 * @param fn the public function that errors name
 * @throws RangeError for 4 GiB or more, too many members, or a name that zip cannot hold
 */
export function writeZip(fn: string, sources: readonly ZipSource[]): Uint8Array {
  if (sources.length > MAX_MEMBERS) {
    const limit = `at most ${MAX_MEMBERS} members`;
    throw new RangeError(
      `${fn}: expected ${limit}, got ${sources.length} - split them over several archives`,
    );
  }
  const { members, directory, total } = plan(fn, sources);
  if (total > MAX_SIZE) {
    throw new RangeError(
      `${fn}: expected less than 4 GiB, got ${total} bytes - split it over several archives`,
    );
  }
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  let central = directory;
  for (const member of members) {
    const { source, name, offset } = member;
    const content = source.encode();
    if (content.length !== source.size)
      throw new Error('internal: a zip member has another size than planned');
    const crc = crc32(content);
    view.setUint32(offset, 0x04034b50, true);
    writeCommon(view, offset + 4, member, crc);
    out.set(name, offset + LOCAL_SIZE);
    out.set(content, offset + LOCAL_SIZE + name.length);
    view.setUint32(central, 0x02014b50, true);
    view.setUint16(central + 4, VERSION, true);
    writeCommon(view, central + 6, member, crc);
    view.setUint32(central + 42, offset, true);
    out.set(name, central + CENTRAL_SIZE);
    central += CENTRAL_SIZE + name.length;
  }
  view.setUint32(central, 0x06054b50, true);
  view.setUint16(central + 8, members.length, true);
  view.setUint16(central + 10, members.length, true);
  view.setUint32(central + 12, central - directory, true);
  view.setUint32(central + 16, directory, true);
  return out;
}
