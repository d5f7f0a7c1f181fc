/** `synaptape train`: trains a preset, tests it and saves what it learned. @module */

import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { encodeNpz } from '../io/npz.ts';
import { writeFileWhole } from '../node/files.ts';
import { CHECKPOINT, loadRun, saveRun } from './checkpoint.ts';
import { EXIT, UsageError } from './errors.ts';
import { filesIn, openFolder, removeFiles } from './files.ts';
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
  /** 1 by default, or that of the checkpoint. */
  readonly seed: number | undefined;
  /** 16 by default, or that of the checkpoint. */
  readonly batch: number | undefined;
  readonly out: string;
  /** Updates between checkpoints. */
  readonly saveEvery: number;
  readonly resume: boolean;
  /** Replaces the run that the folder holds. */
  readonly replace: boolean;
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

/** Files that a run writes. */
const RUN_FILES = [CHECKPOINT, 'weights.npz', ...TEST_FILES];

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
  return writeFileWhole(
    join(folder, 'weights.npz'),
    encodeNpz({ ...(free as object), ...Object.fromEntries(named) }),
  );
}

/** A run under way on the command line. */
interface Run {
  readonly folder: string;
  readonly seed: number;
  readonly batch: number;
  readonly experiment: Song2016Experiment;
  readonly losses: number[];
  /** Training time of the run, from all its parts. */
  seconds(): number;
}

/** A folder with a run in it is not written to by accident: a finished run is worth more than a flag. */
async function refuseUsed(folder: string, out: string): Promise<void> {
  const found = (await filesIn(folder)).filter((name) => RUN_FILES.includes(name));
  if (found.length === 0) return;
  throw new UsageError(
    `expected a folder without a run, got ${out} with ${found.join(', ')} - go on with --resume, replace it with --replace, or name another --out`,
  );
}

/** What a run has in common with the one that is taken up: an option that contradicts it is an error. */
function agreed(name: string, given: number | undefined, saved: number): number {
  if (given === undefined || given === saved) return saved;
  throw new UsageError(`expected ${name} ${saved}, that of the checkpoint, got ${given}`);
}

async function startRun(
  { preset, steps, seed, batch, resume }: TrainCommand,
  folder: string,
  signal: AbortSignal,
): Promise<Run> {
  const before = resume ? await loadRun(folder) : null;
  if (before && before.preset !== preset) {
    throw new UsageError(`expected a checkpoint of ${preset}, got one of ${before.preset}`);
  }
  const settings = before
    ? { seed: agreed('--seed', seed, before.seed), batch: agreed('--batch', batch, before.batch) }
    : { seed: seed ?? 1, batch: batch ?? 16 };
  if (before && before.state.step > steps) {
    throw new UsageError(
      `expected --steps of at least ${before.state.step}, those of the checkpoint, got ${steps}`,
    );
  }
  const from = before ? { from: before.state } : {};
  const experiment = startSong2016({
    steps,
    seed: settings.seed,
    batchSize: settings.batch,
    signal,
    ...from,
  });
  const began = performance.now();
  return {
    folder,
    ...settings,
    experiment,
    losses: [...(before?.losses ?? [])],
    seconds: () => (before?.seconds ?? 0) + (performance.now() - began) / 1000,
  };
}

const saveProgress = (
  { folder, seed, batch, experiment, losses, seconds }: Run,
  preset: string,
): Promise<string> =>
  saveRun(folder, { preset, seed, batch, seconds: seconds(), losses, state: experiment.training.state() });

/** Trains until the last step or the signal, with a checkpoint every so often. */
async function follow(run: Run, { preset, saveEvery }: TrainCommand, progress: Progress): Promise<void> {
  const { experiment, losses } = run;
  const first = Math.max(0, losses.length - LOSS_WINDOW);
  let recent = losses.slice(first).reduce((sum, loss) => sum + loss, 0);
  try {
    for await (const { step, loss } of experiment.training) {
      losses.push(loss);
      recent += loss - (losses[step - 1 - LOSS_WINDOW] ?? 0);
      progress.update(step, recent / Math.min(step, LOSS_WINDOW));
      if (step % saveEvery === 0) await saveProgress(run, preset);
      // Signals and the terminal are served between steps.
      await setImmediate();
    }
  } finally {
    progress.end();
  }
}

/** Runs the command and returns the exit code. */
export async function runTrain(command: TrainCommand, world: Surroundings): Promise<number> {
  const { preset, steps, json, out } = command;
  const folder = resolve(out);
  await openFolder(folder);
  if (!command.resume && !command.replace) await refuseUsed(folder, out);
  const run = await startRun(command, folder, world.signal);
  const { experiment, seed, batch, losses } = run;
  const where = losses.length > 0 ? `steps ${losses.length + 1} to ${steps}` : `${steps} steps`;
  world.tell(`training ${preset}: ${where}, batch ${batch}, seed ${seed}, results in ${out}\n`);
  if (experiment.training.engine === 'interpreted') {
    world.tell('this platform has no WebAssembly SIMD: plain loops run instead, some 40 times slower\n');
  }
  try {
    await follow(run, command, world.progress(steps));
  } catch (error) {
    await saveWeights(folder, experiment);
    await removeFiles(folder, TEST_FILES);
    throw new Error(`${(error as Error).message}; the weights before that step are in ${out}`);
  }
  const seconds = run.seconds();
  const files = [await saveProgress(run, preset), await saveWeights(folder, experiment)];
  if (world.signal.aborted) {
    await removeFiles(folder, TEST_FILES);
    world.tell(
      `interrupted after ${losses.length} of ${steps} steps; the weights so far are in ${out}, --resume goes on from there\n`,
    );
    return world.signal.reason as number;
  }

  const tested: TestResult = experiment.test();
  files.push(await writeFileWhole(join(folder, 'activity.npz'), encodeNpz(tested.arrays)));
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
  await writeFileWhole(join(folder, 'summary.json'), document);
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
