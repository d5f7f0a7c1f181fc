/** Files that the lab reads: what was kept goes on, starts anew, or becomes the weights of the network. @module */

import type { PartialConfig } from '../../src/experiments/experiment-config.ts';
import { decodeRun } from '../../src/experiments/experiment-record.ts';
import { EFFECTIVE } from '../../src/experiments/weight-archive.ts';
import { decodeNpz } from '../../src/io/npz.ts';
import { decodePsychrnn } from '../../src/io/psychrnn.ts';
import { decodeSafetensors } from '../../src/io/safetensors.ts';
import { checkParams } from '../../src/rnn/networks/check-params.ts';
import { fromPsychrnn } from '../../src/rnn/networks/psychrnn.ts';
import type { RateNetwork, RateParams } from '../../src/rnn/networks/rate-network.ts';
import { show } from '../../src/tensor/options.ts';
import { cast, type Tensor } from '../../src/tensor/tensor.ts';
import { type Run, startRun } from './session-run.ts';

/** A run from a file, and what was done. */
export interface Opened {
  readonly run: Run;
  readonly message: string;
}

type Named = Readonly<Record<string, Tensor>>;

/** The forms of files, told by how they begin, or by their name where they are damaged. */
function formOf(name: string, bytes: Uint8Array): 'npz' | 'safetensors' | 'json' {
  const starts = (text: string, at: number): boolean =>
    Array.from(text).every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
  if (name.endsWith('.npz') || starts('PK', 0)) return 'npz';
  if (name.endsWith('.safetensors') || starts('{"', 8)) return 'safetensors';
  if (name.endsWith('.json') || starts('{', 0)) return 'json';
  throw new TypeError(`open: expected a file of kind npz, safetensors or json, got ${show(name)}`);
}

/** @throws RangeError naming the first number that is not finite */
function checkFinite(params: Named): void {
  for (const [name, { data }] of Object.entries(params)) {
    const at = data.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) throw new RangeError(`open: expected finite weights, got ${data[at]} in ${name}`);
  }
}

/** Weights in use that the parameters of a file give in a network with other rules are not those of the file. */
function checkEffective(network: RateNetwork, params: RateParams<Tensor>, file: Named): void {
  for (const [name, { data }] of Object.entries(network.effectiveWeights(params))) {
    const want = file[EFFECTIVE + name]?.data;
    if (want === undefined) continue;
    const at = data.findIndex(
      (w: number, i: number) => Math.abs(w - want[i]) > 1e-6 + 1e-5 * Math.abs(want[i]),
    );
    if (at < 0 && want.length === data.length) continue;
    throw new RangeError(
      `open: expected weights of a network with the same rules of signs and connections, got others in ${name} - set those of the network that was saved`,
    );
  }
}

/**
 * Parameters from the arrays of a file.
 * @throws TypeError, RangeError or ShapeError for those of another network
 */
function paramsFrom(network: RateNetwork, file: Named): RateParams<Tensor> {
  const names = Object.keys(network.shapes ?? {});
  const given = Object.keys(file).filter((name) => !name.startsWith(EFFECTIVE));
  const missing = names.find((name) => !given.includes(name));
  const other = given.find((name) => !names.includes(name));
  if (missing !== undefined || other !== undefined) {
    const got = missing !== undefined ? `none named ${missing}` : `also ${show(other)}`;
    throw new TypeError(
      `open: expected arrays ${names.join(', ')}, got ${got} - set the network as that of the file`,
    );
  }
  const params = Object.fromEntries(names.map((name) => [name, cast(file[name], 'f32')]));
  checkParams('open', network, params);
  checkFinite(params);
  const read = params as unknown as RateParams<Tensor>;
  checkEffective(network, read, file);
  return read;
}

async function psychrnnParams(network: RateNetwork, bytes: Uint8Array): Promise<RateParams<Tensor>> {
  const file = await decodePsychrnn(bytes);
  if (file.lstm !== undefined) {
    throw new TypeError('open: expected weights of a rate network, got those of an LSTM');
  }
  const params = fromPsychrnn(network, file);
  checkFinite(params as unknown as Named);
  return params;
}

/** The same experiment, from its first step, with other weights. */
function withParams({ experiment }: Run, params: RateParams<Tensor>, message: string): Opened {
  const { config } = experiment;
  const fresh = startRun(config).record().state;
  const run = startRun(config, { state: { ...fresh, params }, losses: [], seconds: 0 });
  return { run, message: `${message} Training starts from them at step 0.` };
}

async function openNpz(current: Run, name: string, bytes: Uint8Array): Promise<Opened> {
  const { network } = current.experiment;
  const file = await decodeNpz(bytes, { skipPickled: true });
  if ('W_rec' in file) {
    const params = await psychrnnParams(network, bytes);
    return withParams(current, params, `The weights are those of ${name}, a file of PsychRNN.`);
  }
  return withParams(current, paramsFrom(network, file), `The weights are those of ${name}.`);
}

function openSafetensors(current: Run | null, name: string, bytes: Uint8Array): Opened {
  const { tensors, metadata } = decodeSafetensors(bytes);
  if (metadata.format === 'synaptape') {
    const { config, ...record } = decodeRun(bytes);
    const run = startRun(config, record);
    checkParams('open', run.experiment.network, record.state.params);
    return { run, message: `The run of ${name} goes on at step ${record.state.step}.` };
  }
  const before = needed(current);
  return withParams(
    before,
    paramsFrom(before.experiment.network, tensors),
    `The weights are those of ${name}.`,
  );
}

function openJson(name: string, bytes: Uint8Array): Opened {
  const text = new TextDecoder().decode(bytes);
  let config: PartialConfig;
  try {
    config = JSON.parse(text) as PartialConfig;
  } catch (error) {
    throw new Error(
      `open: expected JSON in ${show(name)}, got text that is none (${(error as Error).message})`,
    );
  }
  return { run: startRun(config), message: `The configuration is that of ${name}.` };
}

function needed(run: Run | null): Run {
  if (run !== null) return run;
  throw new Error('open: expected a network for the weights, got none - configure one first');
}

/**
 * Makes a run of a file; the run given is left as it is, whatever comes of it. A checkpoint goes on where it stopped, a
 * configuration starts anew, weights become those of the network given.
 * @throws Error, TypeError, RangeError or ShapeError with the sentence to show, for a file that is damaged or does not
 * fit
 */
export async function openFile(current: Run | null, name: string, bytes: Uint8Array): Promise<Opened> {
  switch (formOf(name, bytes)) {
    case 'npz':
      return openNpz(needed(current), name, bytes);
    case 'safetensors':
      return openSafetensors(current, name, bytes);
    case 'json':
      return openJson(name, bytes);
  }
}
