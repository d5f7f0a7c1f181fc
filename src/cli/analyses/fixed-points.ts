/** `analyse fixed-points`: where the network stays under one input. @module */

import { findFixedPoints, type NetworkPoint } from '../../analysis/fixed-point-networks.ts';
import { drawStarts } from '../../analysis/fixed-point-starts.ts';
import { recordedStates } from '../../analysis/fixed-point-state.ts';
import { meanInput, type Study } from '../../report/index.ts';
import { key } from '../../tensor/random.ts';
import { fromArray, type Tensor } from '../../tensor/tensor.ts';
import { UsageError } from '../errors.ts';
import { columns, fixed } from '../table.ts';
import type { Analyse } from './analysis.ts';

/** Standard deviation of what is added to a state of the test, as in the figure. */
const NOISE = 0.1;

function inputOf(study: Study, given: readonly number[] | undefined): Tensor {
  if (given === undefined) return meanInput(study);
  const { inputs } = study.experiment.task;
  if (given.length === inputs.length) return fromArray(Float32Array.from(given), [given.length]);
  throw new UsageError(
    `expected --input to be ${inputs.length} numbers (${inputs.join(', ')}), got ${given.length}`,
  );
}

/** The eigenvalue of the largest modulus, and the time in which its mode decays to 1/e, or negative, grows by e. */
function leadingOf({ eigenvalues: { re, im } }: NetworkPoint, dt: number): Readonly<Record<string, number>> {
  const modulus = Math.hypot(re[0], im[0]);
  const tau = modulus === 1 ? Infinity : -dt / Math.log(modulus) + 0;
  return { modulus, re: re[0], im: im[0], tau };
}

/** Channels of which every value is printed; the document has all. */
const MOST_CHANNELS = 6;

function inputText(input: Tensor, { inputs }: Study['experiment']['task']): string {
  if (inputs.length > MOST_CHANNELS) return `input of ${inputs.length} channels`;
  return `input ${Array.from(input.data, (u) => fixed(u, 2)).join(', ')} (${inputs.join(', ')})`;
}

/** The outputs or, where they are many, the largest. */
function outputText(outputs: Float64Array, names: readonly string[]): string {
  if (names.length <= MOST_CHANNELS) return Array.from(outputs, (z) => fixed(z, 2)).join(', ');
  const largest = Math.max(...outputs);
  return `${names[outputs.indexOf(largest)]} ${fixed(largest, 2)}`;
}

export const fixedPoints: Analyse = (study, { input: given, starts }) => {
  const { experiment, params, tested } = study;
  const { task, network, config } = experiment;
  const input = inputOf(study, given);
  const found = findFixedPoints(network, params as never, {
    starts: drawStarts(recordedStates(network, tested.activity), {
      key: key(config.seed),
      count: starts,
      noise: NOISE,
    }),
    input,
  }).points;
  const points = found.map((point) => {
    const { kind, q, basin, stable, unstableModes, x, rates, outputs, eigenvalues } = point;
    const leading = leadingOf(point, task.dt);
    return { kind, q, basin, stable, unstableModes, leading, outputs, rates, x, eigenvalues };
  });
  const source = given === undefined ? 'the mean input of the test' : 'as given';
  const count = points.filter(({ kind }) => kind === 'fixed').length;
  const last = task.nOut > MOST_CHANNELS ? 'largest output' : 'outputs';
  const head = ['kind', 'q', 'stable', 'unstable modes', '|mu|', 're', 'im', 'tau (ms)', 'starts', last];
  const rows = points.map(({ kind, q, stable, unstableModes, leading, basin, outputs }) => [
    ...[kind, q.toExponential(1), stable ? 'yes' : 'no', String(unstableModes)],
    ...[fixed(leading.modulus, 4), fixed(leading.re, 4), fixed(leading.im, 4), fixed(leading.tau, 0)],
    ...[String(basin), outputText(outputs, task.outputs)],
  ]);
  return {
    lines: [
      `${count} fixed and ${points.length - count} slow points from ${starts} states of the test`,
      `${inputText(input, task)}: ${source}`,
      'mu is the leading eigenvalue of one step, tau the time in which its mode decays, or grows where it is negative',
      '',
      ...columns([head, ...rows]),
    ],
    document: { input: input.data, isMeanInput: given === undefined, starts, dt: task.dt, points },
  };
};
