/** `analyse fixed-points`: where the network stays under one input. @module */

import type { NetworkPoint } from '../../analysis/fixed-point-networks.ts';
import { fixedPointsOf, meanInput, meanInputName, type Study } from '../../report/index.ts';
import { fromArray, type Tensor } from '../../tensor/tensor.ts';
import { UsageError } from '../errors.ts';
import { columns, fixed } from '../table.ts';
import type { Analyse } from './analysis.ts';

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
  const { task } = study.experiment;
  const input = inputOf(study, given);
  const points = fixedPointsOf(study, { input, starts }).map((point) => {
    const { kind, q, starts: from, stable, unstableModes, x, rates, outputs, eigenvalues } = point;
    const leading = leadingOf(point, task.dt);
    return { kind, q, starts: from, stable, unstableModes, leading, outputs, rates, x, eigenvalues };
  });
  const source = given === undefined ? meanInputName(study) : 'as given';
  const none = starts - points.reduce((sum, point) => sum + point.starts, 0);
  const count = points.filter(({ kind }) => kind === 'fixed').length;
  const last = task.nOut > MOST_CHANNELS ? 'largest output' : 'outputs';
  const head = ['kind', 'q', 'stable', 'unstable modes', '|mu|', 're', 'im', 'tau (ms)', 'starts', last];
  const rows = points.map(({ kind, q, stable, unstableModes, leading, starts: from, outputs }) => [
    ...[kind, q.toExponential(1), kind === 'slow' ? '-' : stable ? 'yes' : 'no', String(unstableModes)],
    ...[fixed(leading.modulus, 4), fixed(leading.re, 4), fixed(leading.im, 4), fixed(leading.tau, 0)],
    ...[String(from), outputText(outputs, task.outputs)],
  ]);
  return {
    lines: [
      `${count} fixed and ${points.length - count} slow points from ${starts} states of the test${none > 0 ? `, of which ${none} led to none` : ''}`,
      `${inputText(input, task)}: ${source}`,
      'mu is the leading eigenvalue of one step, tau the time in which its mode decays, or grows where it is negative',
      '',
      ...columns([head, ...rows]),
    ],
    document: { input: input.data, isMeanInput: given === undefined, starts, dt: task.dt, points },
  };
};
