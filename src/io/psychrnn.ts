/** PsychRNN's weight files, without its pickles: npz bytes to weights under the names used here, and back. @module */

import { checkNumber, checkOptions } from '../tensor/options.ts';
import { formatShape } from '../tensor/shape.ts';
import { cast, fromArray, full, isTensor, type Tensor, tensor } from '../tensor/tensor.ts';
import { checkBytes, quote } from './errors.ts';
import { isPickled, readNpyData } from './npy.ts';
import { readNpyHeader } from './npy-header.ts';
import { encodeNpz } from './npz.ts';
import { checkSigns, countExcitatory, daleMatrices, readDale } from './psychrnn-dale.ts';
import {
  checkAxes,
  DALE,
  LSTM,
  MASKS,
  type PsychrnnMember,
  REQUIRED,
  type Sizes,
} from './psychrnn-members.ts';
import { listZip, readMember } from './zip-reader.ts';

/**
 * The gates of PsychRNN's LSTM, as its files hold them: `[hidden, input] * w + b`, so that the first nRec rows take the
 * hidden units, the others the inputs, and columns are targets - transposed against `w[post][pre]`.
 */
export interface PsychrnnLstm {
  /** Forget gate (W_f), [nRec + nIn, nRec]. */
  readonly wForget: Tensor;
  /** Input gate (W_i), [nRec + nIn, nRec]. */
  readonly wInput: Tensor;
  /** Candidate of the cell (W_c), [nRec + nIn, nRec]. */
  readonly wCell: Tensor;
  /** Output gate (W_o), [nRec + nIn, nRec]. */
  readonly wOutput: Tensor;
  /** [nRec], as the other biases. */
  readonly bForget: Tensor;
  readonly bInput: Tensor;
  readonly bCell: Tensor;
  readonly bOutput: Tensor;
  /** Initial hidden state of each trial slot, [nBatch, nRec]. */
  readonly initHidden: Tensor;
  /** Initial cell of each trial slot, [nBatch, nRec]. */
  readonly initCell: Tensor;
}

/**
 * What a PsychRNN weight file means. The weights are effective: masks and signs are applied. A file does not tell dt,
 * tau, noise or the transfer function.
 */
export interface PsychrnnWeights {
  /** [nRec, nIn] */
  readonly wIn: Tensor;
  /** [nRec, nRec], row = target, as all matrices but those of the LSTM. */
  readonly wRec: Tensor;
  /** [nOut, nRec] */
  readonly wOut: Tensor;
  /** [nRec] */
  readonly bRec: Tensor;
  /** [nOut] */
  readonly bOut: Tensor;
  /** Initial state before the transfer function, [nRec]. */
  readonly x0: Tensor;
  /** Connectivity, factors of any size: [nRec, nIn], [nRec, nRec], [nOut, nRec]; ones by default. */
  readonly maskIn?: Tensor;
  readonly maskRec?: Tensor;
  readonly maskOut?: Tensor;
  /** Fraction of excitatory units in [0, 1], or null where signs are free. */
  readonly daleRatio: number | null;
  /** Number of excitatory units, which come first; `floor(daleRatio * nRec)` by default. */
  readonly nExc?: number | null;
  readonly lstm?: PsychrnnLstm;
}

/** What was read from a file. Masks are there if the file has them. */
export interface PsychrnnFile extends PsychrnnWeights {
  /** Null where signs are free, or where excitatory units do not come first. */
  readonly nExc: number | null;
  /** Members left out, in the order of the file: pickled objects, Adam's slots, names that PsychRNN does not use. */
  readonly skipped: readonly string[];
}

type Arrays = Readonly<Record<string, Tensor>>;

const RATIO = 'dale_ratio';
/** Limit for the bytes of all members after inflating; a network of 1,000 units takes 30 MB. */
const MAX_BYTES = 2 ** 30;
const NAMES = [...REQUIRED, ...MASKS].map(({ name }) => name);
const READ: ReadonlySet<string> = new Set(
  [...REQUIRED, ...DALE, ...MASKS, ...LSTM].map(({ member }) => member).concat(RATIO),
);

async function readMembers(
  fn: string,
  bytes: Uint8Array,
): Promise<{ arrays: Record<string, Tensor>; skipped: string[] }> {
  const arrays: Record<string, Tensor> = Object.create(null);
  const skipped: string[] = [];
  for (const member of listZip(fn, bytes, MAX_BYTES)) {
    const name = member.name.replace(/\.npy$/, '');
    // Checks the CRC-32 of members that are left out, too: a damaged file is not to be trusted.
    const content = await readMember(fn, bytes, member);
    if (name === member.name || !READ.has(name)) {
      skipped.push(name);
      continue;
    }
    const label = quote(name);
    const header = readNpyHeader(fn, content, label);
    if (name === RATIO && isPickled(header)) skipped.push(name);
    else arrays[name] = readNpyData(fn, content, header, label);
  }
  return { arrays, skipped };
}

function ratioOf(fn: string, ratio: Tensor | undefined): number | null {
  if (ratio === undefined) return null;
  if (ratio.data.length !== 1) {
    throw new RangeError(`${fn}: expected one number as dale_ratio, got shape ${formatShape(ratio.shape)}`);
  }
  checkNumber(fn, RATIO, ratio.data[0], 0, 1);
  return ratio.data[0];
}

/** Takes members out of the file under the names used here, as f32, all shapes checked. */
function take<Name extends string>(
  fn: string,
  arrays: Arrays,
  members: readonly PsychrnnMember<Name>[],
  sizes: Sizes,
): Partial<Record<Name, Tensor>> {
  const found: Partial<Record<Name, Tensor>> = {};
  for (const { member, name, axes } of members) {
    if (!Object.hasOwn(arrays, member)) continue;
    const x = cast(arrays[member], 'f32');
    // PsychRNN itself takes an initial state of any shape with nRec elements.
    const shape = member === 'init_state' && x.shape.length === 1 ? [1, ...x.shape] : x.shape;
    checkAxes(fn, member, shape, axes, sizes);
    found[name] = x;
  }
  return found;
}

function takeAll<Name extends string>(
  fn: string,
  arrays: Arrays,
  members: readonly PsychrnnMember<Name>[],
  sizes: Sizes,
): Record<Name, Tensor> {
  const missing = members.map(({ member }) => member).filter((member) => !Object.hasOwn(arrays, member));
  if (missing.length > 0) {
    const all = members.map(({ member }) => member).join(', ');
    const cure = 'write it with save() of PsychRNN';
    throw new Error(`${fn}: expected members ${all}, got none named ${missing.join(', ')} - ${cure}`);
  }
  return take(fn, arrays, members, sizes) as Record<Name, Tensor>;
}

/**
 * Reads a weight file of PsychRNN, older (24 members) or newer, stored or compressed. Pickled members, among them
 * `transfer_function` and a `dale_ratio` of None, are left out by their names and listed in `skipped`: nothing is ever
 * run. Arrays become f32, as PsychRNN holds them. Where `dale_ratio`, as `createRateNetwork` counts
 * units, and the signs of `Dale_rec` disagree, Dale_rec is followed and the ratio is its fraction of excitatory units. With a ratio of 0, or none that can be
 * read, signs are free (PsychRNN takes 0 as off), unless Dale_rec has negative signs and wRec obeys them.
 * @throws ShapeError for shapes that do not fit together; TypeError for members of other dtypes, pickled weights among
 * them; RangeError for a ratio outside [0, 1]; Error for missing members and damaged files
 * @example const { wRec, daleRatio, skipped } = await decodePsychrnn(bytes)
 */
export async function decodePsychrnn(bytes: Uint8Array): Promise<PsychrnnFile> {
  const fn = 'decodePsychrnn';
  checkBytes(fn, bytes);
  const { arrays, skipped } = await readMembers(fn, bytes);
  const sizes: Sizes = {};
  const { wIn, wRec, wOut, bRec, bOut, x0 } = takeAll(fn, arrays, REQUIRED, sizes);
  const masks = take(fn, arrays, MASKS, sizes);
  const { daleRec } = take(fn, arrays, DALE, sizes);
  const { daleRatio, nExc } = readDale(fn, ratioOf(fn, arrays[RATIO]), daleRec, wRec);
  const hasLstm = LSTM.some(({ member }) => Object.hasOwn(arrays, member));
  const lstm = hasLstm ? { lstm: takeAll(fn, arrays, LSTM, sizes) } : {};
  const start = fromArray(x0.data, [x0.data.length]);
  return { wIn, wRec, wOut, bRec, bOut, x0: start, ...masks, daleRatio, nExc, ...lstm, skipped };
}

/** Collects given tensors under their names in the file, as f32, all shapes checked. */
function give<Name extends string>(
  fn: string,
  weights: Readonly<Partial<Record<Name, Tensor>>>,
  members: readonly PsychrnnMember<Name>[],
  sizes: Sizes,
): Record<string, Tensor> {
  const entries = members.map(({ member, name, axes }): [string, Tensor] => {
    const x = weights[name];
    if (!isTensor(x)) throw new TypeError(`${fn}: expected ${name} to be a tensor, got ${typeof x}`);
    const flat = name === 'x0' ? axes.slice(1) : axes;
    checkAxes(fn, name, x.shape, flat, sizes);
    const { data } = cast(x, 'f32');
    return [member, fromArray(data, flat === axes ? x.shape : [1, ...x.shape])];
  });
  return Object.fromEntries(entries);
}

function giveGates(fn: string, lstm: PsychrnnLstm, sizes: Sizes): Record<string, Tensor> {
  if (typeof lstm !== 'object' || lstm === null) {
    throw new TypeError(`${fn}: expected lstm to be an object of tensors, got ${String(lstm)}`);
  }
  checkOptions(
    fn,
    lstm,
    LSTM.map(({ name }) => name),
  );
  return give(fn, lstm, LSTM, sizes);
}

/**
 * Writes a weight file with the member names, shapes and float32 arrays of PsychRNN's `save()`, uncompressed; equal
 * weights give equal bytes. PsychRNN loads it, and so does `numpy.load` without pickles. `dale_ratio` is a float64
 * scalar, left out for null, and `transfer_function` is always left out: PsychRNN warns about each that is missing, and
 * runs without Dale's principle and with the transfer function given to its constructor. It multiplies by the masks and
 * sets the signs again on the weights it loads: masks other than 0 and 1 change its function, and weights of the wrong
 * sign are refused here. The gates of an LSTM it loads into its simulator only, not back into a model.
 * @throws TypeError for unknown members and what is no tensor; ShapeError for shapes that do not fit together;
 * RangeError for a ratio outside [0, 1], a count that disagrees with it, and weights that break Dale's principle beside
 * a ratio
 * @example encodePsychrnn({ wIn, wRec, wOut, bRec, bOut, x0, daleRatio: 0.8 })
 */
export function encodePsychrnn(weights: PsychrnnWeights): Uint8Array {
  const fn = 'encodePsychrnn';
  if (typeof weights !== 'object' || weights === null) {
    throw new TypeError(`${fn}: expected an object of weights, got ${String(weights)}`);
  }
  checkOptions(fn, weights, [...NAMES, 'daleRatio', 'nExc', 'lstm', 'skipped']);
  const { daleRatio, nExc = null, lstm } = weights;
  const sizes: Sizes = {};
  const given = give(fn, weights, REQUIRED, sizes);
  const { W_in, W_rec, W_out, b_rec, b_out, init_state } = given;
  const ones = {
    maskIn: full(W_in.shape, 1),
    maskRec: full(W_rec.shape, 1),
    maskOut: full(W_out.shape, 1),
  };
  const masks = give(fn, { ...ones, ...weights }, MASKS, sizes);
  const gates = lstm === undefined ? {} : giveGates(fn, lstm, sizes);
  if (daleRatio !== null) checkNumber(fn, 'daleRatio', daleRatio, 0, 1);
  const nRec = W_rec.shape[0];
  const count = countExcitatory(fn, { daleRatio, nExc }, nRec);
  if (count !== null) checkSigns(fn, { wIn: W_in, wRec: W_rec, wOut: W_out }, count);
  return encodeNpz({
    ...{ init_state, W_in, W_rec, W_out, b_rec, b_out },
    ...daleMatrices(nRec, count),
    ...masks,
    ...gates,
    ...(daleRatio === null ? {} : { [RATIO]: tensor(daleRatio, 'f64') }),
  });
}
