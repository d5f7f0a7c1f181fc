/** Writes a trial down by periods, channels and outputs. @module */

import { foldIn, type Key } from '../../tensor/index.ts';
import { noiseInto } from '../../tensor/noise.ts';
import { type Period, periodOf, type TargetKind, type TrialFrame, type TrialView } from './task.ts';

/** Where: a period by name, several of them, steps [start, end), or null for the whole trial. */
export type Span = string | readonly string[] | Pick<Period, 'start' | 'end'> | null;

/** Which channels: one, a list, or null for all. */
export type Channels = number | readonly number[] | null;

/** What a trial is written with. Everything is added to what is there, but labels, targets and weights, which are set. */
export interface Canvas {
  /** Adds a number to channels, or one number to each of them. */
  add(span: Span, channels: Channels, value: number | readonly number[]): void;
  /** Adds normal noise, independent over steps and channels. */
  noise(span: Span, channels: Channels, std: number): void;
  /** Returns the sum of a channel over steps, of what has been written so far. */
  total(span: Span, channel: number): number;
  /** Sets the class to be chosen, for a task of kind `'classes'`; 0 where nothing is set. */
  label(span: Span, label: number): void;
  /** Sets what outputs are to be, for a task of kind `'values'`; 0 where nothing is set. */
  target(span: Span, outputs: Channels, value: number | readonly number[]): void;
  /** Sets the weight in the loss, for a task of kind `'values'` of some outputs or all; 1 where nothing is set. */
  weigh(span: Span, weight: number, outputs?: Channels): void;
}

type Steps = Pick<Period, 'start' | 'end'>;

function spansOf(trial: TrialFrame, span: Span): readonly Steps[] {
  if (span === null) return [{ start: 0, end: trial.nSteps }];
  if (typeof span === 'string') return [periodOf(trial, span)];
  return 'start' in span ? [span] : span.map((name) => periodOf(trial, name));
}

const listOf = (channels: Channels, width: number): readonly number[] => {
  if (channels === null) return Array.from({ length: width }, (_, i) => i);
  return typeof channels === 'number' ? [channels] : channels;
};

/** Writes values to some columns of a row-major array over steps: adds them to what is there, or puts them in its place. */
function write(
  data: Float32Array,
  width: number,
  spans: readonly Steps[],
  channels: readonly number[],
  value: number | readonly number[],
  how: 'add' | 'put',
): void {
  const values = typeof value === 'number' ? channels.map(() => value) : value;
  for (const { start, end } of spans) {
    for (let row = start * width; row < end * width; row += width) {
      for (let i = 0; i < channels.length; i++) {
        const at = row + channels[i];
        data[at] = how === 'add' ? data[at] + values[i] : values[i];
      }
    }
  }
}

/** Makes what writes one trial. Each call of `noise` draws from its own key. */
export function canvasOf<K extends TargetKind>(
  trial: TrialFrame,
  { inputs, targets, mask }: TrialView<K>,
  key: Key,
): Canvas {
  const nIn = inputs.length / trial.nSteps;
  const width = targets.length / trial.nSteps;
  let draws = 0;
  return {
    add: (span, channels, value) =>
      write(inputs, nIn, spansOf(trial, span), listOf(channels, nIn), value, 'add'),
    noise(span, channels, std) {
      const from = foldIn(key, draws++);
      if (std === 0) return;
      const spans = spansOf(trial, span);
      const list = listOf(channels, nIn);
      const steps = spans.reduce((total, { start, end }) => total + end - start, 0);
      const values = new Float32Array(steps * list.length);
      noiseInto(from, values, std);
      let next = 0;
      for (const { start, end } of spans) {
        for (let t = start; t < end; t++) {
          for (const channel of list) inputs[t * nIn + channel] += values[next++];
        }
      }
    },
    total(span, channel) {
      let sum = 0;
      for (const { start, end } of spansOf(trial, span)) {
        for (let t = start; t < end; t++) sum += inputs[t * nIn + channel];
      }
      return sum;
    },
    label(span, label) {
      for (const { start, end } of spansOf(trial, span)) targets.fill(label, start, end);
    },
    target(span, outputs, value) {
      write(targets as Float32Array, width, spansOf(trial, span), listOf(outputs, width), value, 'put');
    },
    weigh(span, weight, outputs = null) {
      if (outputs !== null) write(mask, width, spansOf(trial, span), listOf(outputs, width), weight, 'put');
      else for (const { start, end } of spansOf(trial, span)) mask.fill(weight, start * width, end * width);
    },
  };
}
