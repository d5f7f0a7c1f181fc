/** Checkpoints: a tree of tensors and settings in a safetensors file that tells kind, version and checksum. @module */

import { checkOptions } from '../tensor/options.ts';
import { isTensor, type Tensor } from '../tensor/tensor.ts';
import { crc32 } from './crc32.ts';
import { damaged, quote } from './errors.ts';
import { isPlain, type Json, MAX_DEPTH, objectText, parseJson, writeJson } from './json.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { METADATA } from './safetensors-header.ts';

/** A tensor, or an array or plain object of trees; both may be empty. */
export type TensorTree = Tensor | readonly TensorTree[] | { readonly [name: string]: TensorTree };

export interface Checkpoint {
  /** What the file is for, such as `'training'`; a reader checks it before it uses the rest. */
  readonly kind: string;
  readonly tensors: TensorTree;
  readonly settings: Json;
}

const FORMAT = 'synaptape';
/** Version of the scheme of names and metadata; files of a later one are refused. */
const VERSION = 1;

/** Names as in a JSON pointer (RFC 6901, without its leading slash): `~0` is `~`, `~1` is `/`. */
function joinName(prefix: string | null, part: string): string {
  const escaped = part.replaceAll('~', '~0').replaceAll('/', '~1');
  if (prefix !== null) return `${prefix}/${escaped}`;
  // The one name that safetensors does not allow; no escape starts like this one.
  return escaped === METADATA ? `~${METADATA}` : escaped;
}

/** Collects the tensors of a tree under their names; returns the form of the tree as JSON with null for each tensor. */
function flatten(
  fn: string,
  tree: unknown,
  name: string | null,
  out: Record<string, Tensor>,
  depth: number = 0,
): string {
  if (isTensor(tree)) {
    out[name ?? ''] = tree;
    return 'null';
  }
  const place = name === null ? '' : ` at ${quote(name)}`;
  if (depth > MAX_DEPTH) {
    throw new RangeError(`${fn}: expected at most ${MAX_DEPTH} levels of tensors, got more - is it a cycle?`);
  }
  const visit = (part: string, each: unknown): string =>
    flatten(fn, each, joinName(name, part), out, depth + 1);
  if (Array.isArray(tree)) return `[${Array.from(tree, (each, i) => visit(String(i), each)).join()}]`;
  if (isPlain(tree)) {
    return objectText(Object.entries(tree).map(([part, each]) => [part, visit(part, each)] as const));
  }
  const got = typeof tree === 'object' && tree !== null ? 'another object' : String(tree);
  throw new TypeError(
    `${fn}: expected tensors in plain objects and arrays, got ${got}${place} - leave it out`,
  );
}

/** Puts tensors into the places of a form that `flatten` wrote, counting them. */
function rebuild(
  fn: string,
  form: unknown,
  name: string | null,
  tensors: Readonly<Record<string, Tensor>>,
  count: { leaves: number },
  depth: number = 0,
): TensorTree {
  if (form === null) {
    count.leaves++;
    if (Object.hasOwn(tensors, name ?? '')) return tensors[name ?? ''];
    throw damaged(fn, `a tensor named ${quote(name ?? '')}`, 'none');
  }
  if (typeof form !== 'object' || depth > MAX_DEPTH) {
    throw damaged(
      fn,
      `a tree of at most ${MAX_DEPTH} levels`,
      typeof form === 'object' ? 'more' : typeof form,
    );
  }
  const visit = (part: string, each: unknown): TensorTree =>
    rebuild(fn, each, joinName(name, part), tensors, count, depth + 1);
  if (Array.isArray(form)) return form.map((each, i) => visit(String(i), each));
  return Object.fromEntries(Object.entries(form).map(([part, each]) => [part, visit(part, each)]));
}

/** The CRC-32 of the file as it is without its checksum, in hexadecimal. */
function checksumOf(
  fn: string,
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>>,
): string {
  return crc32(writeSafetensors(fn, tensors, metadata))
    .toString(16)
    .padStart(8, '0');
}

/**
 * Writes a checkpoint: a safetensors file whose tensors are named by their places (`params/wRec`, `optimizer/m/0`),
 * with the metadata `format`, `version`, `kind`, `tree`, `settings` (JSON) and `crc32`. Any safetensors reader opens
 * it. Equal checkpoints give equal bytes. All values of f32, f64 and i32 survive, NaN without their payload.
 * @throws TypeError for anything but tensors in plain objects and arrays, for settings that are not JSON, and for
 * unknown members; RangeError for NaN and infinities in the settings, and for more than 64 levels
 * @example encodeCheckpoint({ kind: 'training', tensors: { params, optimizer }, settings: { updates: 500 } })
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const fn = 'encodeCheckpoint';
  if (!isPlain(checkpoint)) {
    throw new TypeError(`${fn}: expected { kind, tensors, settings }, got ${typeof checkpoint}`);
  }
  checkOptions(fn, checkpoint, ['kind', 'tensors', 'settings']);
  const { kind, tensors: tree, settings } = checkpoint;
  if (typeof kind !== 'string') throw new TypeError(`${fn}: expected kind to be text, got ${typeof kind}`);
  const tensors: Record<string, Tensor> = Object.create(null);
  const metadata = {
    format: FORMAT,
    version: String(VERSION),
    kind,
    tree: flatten(fn, tree, null, tensors),
    settings: writeJson(fn, 'settings', settings),
  };
  return writeSafetensors(fn, tensors, { ...metadata, crc32: checksumOf(fn, tensors, metadata) });
}

function checkFormat(fn: string, metadata: Readonly<Record<string, string>>): void {
  if (metadata.format !== FORMAT) {
    const got = metadata.format === undefined ? 'a file that names none' : quote(metadata.format);
    const cure = 'read it with decodeSafetensors()';
    throw new Error(`${fn}: expected a file of format '${FORMAT}', got ${got} - ${cure}`);
  }
  const version = metadata.version ?? 'none';
  if (!/^[1-9][0-9]{0,8}$/.test(version)) throw damaged(fn, 'a version number', quote(version));
  if (Number(version) > VERSION) {
    const cure = 'a later release of Synaptape wrote it: update this one';
    throw new Error(`${fn}: expected version ${VERSION}, got ${version} - ${cure}`);
  }
}

/**
 * Reads a checkpoint. Objects of the tree and of the settings are plain; members come in the order in which they were
 * written.
 * @throws Error for files of another format or of a later version, and for damaged files: the checksum covers tensors,
 * names and settings
 * @example const { kind, tensors, settings } = decodeCheckpoint(bytes)
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const fn = 'decodeCheckpoint';
  const { tensors, metadata } = readSafetensors(fn, bytes);
  checkFormat(fn, metadata);
  const { crc32: expected = 'none', ...rest } = metadata;
  const checksum = checksumOf(fn, tensors, rest);
  if (checksum !== expected) throw damaged(fn, `CRC-32 ${quote(expected)}`, `'${checksum}'`);
  const { kind, tree, settings } = rest;
  if (kind === undefined || tree === undefined || settings === undefined) {
    throw damaged(fn, 'kind, tree and settings in the metadata', Object.keys(metadata).join(', '));
  }
  const count = { leaves: 0 };
  const rebuilt = rebuild(fn, parseJson(fn, 'tree', tree), null, tensors, count);
  const total = Object.keys(tensors).length;
  if (count.leaves !== total) throw damaged(fn, `${count.leaves} tensors`, total);
  return { kind, tensors: rebuilt, settings: parseJson(fn, 'settings', settings) as Json };
}
