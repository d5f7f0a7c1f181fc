/** `synaptape train`: trains a preset, tests it and saves what it learned. @module */

import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { encodeNpz } from '../io/npz.ts';
import { EXIT } from './errors.ts';
import { openFolder, removeFiles, writeWhole } from './files.ts';
import { formatDuration, type Progress } from './progress.ts';
import type { Song2016Experiment } from './song2016.ts';
import {
  LOSS_WINDOW,
  PUBLISHED_LOSSES,
  startSong2016,
  TEST_TRIALS,
  type TestResult,
  testCeiling,
} from './song2016.ts';

/** A command to train, read and checked. */
export interface TrainCommand {
  readonly preset: 'song2016';
  readonly steps: number;
  readonly seed: number;
  readonly batch: number;
  readonly out: string;
  readonly json: boolean;
}

/** The world as the command sees it. */
export interface Surroundings {
  /** Results. */
  print(text: string): void;
  /** Everything else. */
  tell(text: string): void;
  progress(total: number): Progress;
  /** Aborted by Ctrl-C or a request to terminate; the reason is the exit code. */
  readonly signal: AbortSignal;
}

/** Files about the test: those of an earlier run do not belong to weights that were not tested. */
const TEST_FILES = ['activity.npz', 'summary.json'];

/** What is printed with --json and saved as summary.json. */
interface Summary {
  readonly preset: string;
  readonly seed: number;
  readonly steps: number;
  readonly batch: number;
  readonly losses: readonly (readonly [number, number])[];
  readonly performance: number;
  readonly ceiling: number;
  readonly trials: number;
  readonly seconds: number;
  readonly msPerStep: number;
  readonly files: readonly string[];
}

/** Mean losses at every `LOSS_WINDOW` steps, and at the end over the last ones. */
function windowMeans(losses: readonly number[]): [number, number][] {
  const ends = losses.flatMap((_, i) =>
    (i + 1) % LOSS_WINDOW === 0 || i + 1 === losses.length ? [i + 1] : [],
  );
  return ends.map((end) => {
    const window = losses.slice(Math.max(0, end - LOSS_WINDOW), end);
    return [end, window.reduce((sum, loss) => sum + loss, 0) / window.length];
  });
}

function lossTable(means: readonly (readonly [number, number])[]): string {
  const published = (column: readonly number[], step: number): string => {
    const value = step % LOSS_WINDOW === 0 ? column[step / LOSS_WINDOW - 1] : undefined;
    return (value?.toFixed(4) ?? '-').padStart(8);
  };
  const rows = means.map(([step, loss]) => {
    const { pytorch, brainpy } = PUBLISHED_LOSSES;
    return `${String(step).padStart(6)}  ${loss.toFixed(4).padStart(8)}  ${published(pytorch, step)}  ${published(brainpy, step)}`;
  });
  return ['  step      loss   PyTorch   BrainPy', ...rows].join('\n');
}

async function saveWeights(folder: string, experiment: Song2016Experiment): Promise<string> {
  const free = experiment.training.params;
  const effective = experiment.network.effectiveWeights(free);
  const named = Object.entries(effective).map(([name, w]) => [`effective/${name}`, w] as const);
  return writeWhole(folder, 'weights.npz', encodeNpz({ ...(free as object), ...Object.fromEntries(named) }));
}

/** Trains until the last step or the signal, and returns the losses. */
async function follow(experiment: Song2016Experiment, progress: Progress): Promise<number[]> {
  const losses: number[] = [];
  let recent = 0;
  try {
    for await (const { step, loss } of experiment.training) {
      losses.push(loss);
      recent += loss - (losses[step - 1 - LOSS_WINDOW] ?? 0);
      progress.update(step, recent / Math.min(step, LOSS_WINDOW));
      // Signals and the terminal are served between steps.
      await setImmediate();
    }
  } finally {
    progress.end();
  }
  return losses;
}

/** Runs the command and returns the exit code. */
export async function runTrain(command: TrainCommand, world: Surroundings): Promise<number> {
  const { preset, steps, seed, batch, json, out } = command;
  const folder = resolve(out);
  await openFolder(folder);
  world.tell(`training ${preset}: ${steps} steps, batch ${batch}, seed ${seed}, results in ${out}\n`);
  const experiment = startSong2016({ steps, seed, batchSize: batch, signal: world.signal });
  if (experiment.training.engine === 'interpreted') {
    world.tell('this platform has no WebAssembly SIMD: plain loops run instead, some 40 times slower\n');
  }
  const began = performance.now();
  let losses: number[];
  try {
    losses = await follow(experiment, world.progress(steps));
  } catch (error) {
    await saveWeights(folder, experiment);
    await removeFiles(folder, TEST_FILES);
    throw new Error(`${(error as Error).message}; the weights before that step are in ${out}`);
  }
  const seconds = (performance.now() - began) / 1000;
  const files = [await saveWeights(folder, experiment)];
  if (world.signal.aborted) {
    await removeFiles(folder, TEST_FILES);
    world.tell(`interrupted after ${losses.length} of ${steps} steps; the weights so far are in ${out}\n`);
    return world.signal.reason as number;
  }

  const tested: TestResult = experiment.test();
  files.push(await writeWhole(folder, 'activity.npz', encodeNpz(tested.arrays)));
  const summary: Summary = {
    preset,
    seed,
    steps,
    batch,
    losses: windowMeans(losses),
    performance: tested.performance,
    ceiling: testCeiling(),
    trials: TEST_TRIALS,
    seconds,
    msPerStep: (1000 * seconds) / steps,
    files: [...files, resolve(folder, 'summary.json')],
  };
  const document = `${JSON.stringify(summary, null, 2)}\n`;
  await writeWhole(folder, 'summary.json', document);
  world.print(json ? document : report(summary, out));
  return EXIT.ok;
}

function report(
  { losses, performance, ceiling, trials, seconds, msPerStep, files }: Summary,
  out: string,
): string {
  const percent = (p: number): string => `${(100 * p).toFixed(1)} %`;
  const names = files.map((file) => file.slice(resolve(out).length + 1));
  return [
    `mean loss per ${LOSS_WINDOW} steps, beside the published runs:`,
    lossTable(losses),
    '',
    `performance  ${percent(performance)} of ${trials} trials of 500 ms; an ideal observer reaches ${percent(ceiling)}`,
    `time         ${formatDuration(seconds)}, ${msPerStep.toFixed(2)} ms per step`,
    `files        ${names.join(', ')} in ${out}`,
    '',
  ].join('\n');
}
