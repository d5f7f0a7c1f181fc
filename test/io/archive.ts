/** Builds archives and npy files by hand, right or wrong in any field: a second opinion on the writers. @module */

import { crc32, deflateRawSync } from 'node:zlib';

export interface Member {
  readonly name: string;
  readonly content: Uint8Array;
  readonly deflate?: boolean;
  /** Fields that lie, in both headers unless the name says otherwise. */
  readonly lies?: Partial<Record<'flags' | 'method' | 'crc' | 'size' | 'packedSize' | 'offset', number>>;
  readonly localLies?: Partial<Record<'flags' | 'method' | 'crc' | 'size' | 'packedSize', number>>;
  readonly localName?: string;
}

export interface EndLies {
  readonly count?: number;
  readonly size?: number;
  readonly offset?: number;
  readonly disk?: number;
  readonly comment?: string;
}

/** Packs numbers as little-endian fields: `[value, bytes]`. */
export function pack(...fields: readonly (readonly [number | bigint, 1 | 2 | 4 | 8])[]): Buffer {
  return Buffer.concat(
    fields.map(([value, size]) => {
      const field = Buffer.alloc(8);
      field.writeBigUInt64LE(BigInt(value));
      return field.subarray(0, size);
    }),
  );
}

export function buildZip(members: readonly Member[], end: EndLies = {}): Uint8Array {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content, deflate = false, lies = {}, localLies = {}, localName = name } of members) {
    const packed = deflate ? deflateRawSync(content) : Buffer.from(content);
    const truth = {
      flags: 0x0800,
      method: deflate ? 8 : 0,
      crc: crc32(content),
      size: content.length,
      packedSize: packed.length,
      offset,
    };
    const common = (field: typeof truth, rawName: Buffer): Buffer =>
      pack(
        [20, 2],
        [field.flags, 2],
        [field.method, 2],
        [0x210000, 4],
        [field.crc, 4],
        [field.packedSize, 4],
        [field.size, 4],
        [rawName.length, 2],
        [0, 2],
      );
    const rawName = Buffer.from(name);
    const rawLocalName = Buffer.from(localName);
    const central = { ...truth, ...lies };
    const local = { ...central, ...localLies };
    locals.push(pack([0x04034b50, 4]), common(local, rawLocalName), rawLocalName, packed);
    centrals.push(pack([0x02014b50, 4], [20, 2]), common(central, rawName), Buffer.alloc(10));
    centrals.push(pack([central.offset, 4]), rawName);
    offset += 30 + rawLocalName.length + packed.length;
  }
  const directory = Buffer.concat(centrals);
  const { count = members.length, size = directory.length, disk = 0, comment = '' } = end;
  const fields = pack([0x06054b50, 4], [disk, 2], [disk, 2], [count, 2], [count, 2], [size, 4]);
  const tail = pack([end.offset ?? offset, 4], [comment.length, 2]);
  return new Uint8Array(Buffer.concat([...locals, directory, fields, tail, Buffer.from(comment)]));
}

/** Builds an npy file from the text of its header and its raw elements. */
export function buildNpy(header: string, elements: Uint8Array = new Uint8Array(0), version = 1): Uint8Array {
  const text = Buffer.from(header);
  const start = Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([version, 0])]);
  return new Uint8Array(Buffer.concat([start, pack([text.length, version === 1 ? 2 : 4]), text, elements]));
}

/** Builds the header text of an array. */
export function dict(descr: string, shape: string, order: string = 'False'): string {
  return `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
}
