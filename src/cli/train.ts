/** `synaptape train`: trains a preset or a configuration, tests it and saves what it learned. @module */

import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Experiment, startExperiment } from '../experiments/experiment.ts';
import type { ExperimentConfig } from '../experiments/experiment-config.ts';
import type { RunRecord } from '../experiments/experiment-record.ts';
import { lossReference } from '../experiments/experiment-reference.ts';
import { encodeWeights } from '../experiments/weight-archive.ts';
import { encodeNpz } from '../io/npz.ts';
import { writeFileWhole } from '../node/files.ts';
import { buildReport } from '../report/report.ts';
import { studyOf } from '../report/study.ts';
import { findTask } from '../tasks/catalogue.ts';
import { loadRun, saveRun } from './checkpoint.ts';
import { commandConfig, type RunSource, resumedConfig } from './config.ts';
import { EXIT, UsageError } from './errors.ts';
import { filesIn, openFolder, REPORT, RUN_FILES, removeFiles, TEST_FILES } from './files.ts';
import { formatDuration, type Progress } from './progress.ts';

/** A command to train, read and checked. */
export interface TrainCommand extends RunSource {
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

/** Steps over which losses are averaged, as in the published runs. */
const LOSS_WINDOW = 200;

/** What is printed with --json and saved as summary.json. */
interface Summary {
  readonly preset: string;
  readonly seed: number;
  readonly steps: number;
  readonly batch: number;
  readonly losses: readonly (readonly [number, number])[];
  readonly performance: number;
  readonly ceiling: number | null;
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

/** Losses beside those of published runs that were averaged over as many steps. */
function lossTable(means: readonly (readonly [number, number])[], config: ExperimentConfig): string {
  const published = lossReference(config).published.filter(({ every }) => every === LOSS_WINDOW);
  const rows = means.map(([step, loss]) => {
    const beside = published.map(({ losses }) => {
      const value = step % LOSS_WINDOW === 0 ? losses[step / LOSS_WINDOW - 1] : undefined;
      return (value?.toFixed(4) ?? '-').padStart(8);
    });
    return [String(step).padStart(6), loss.toFixed(4).padStart(8), ...beside].join('  ');
  });
  const names = published.map(({ name }) => name.padStart(8));
  return [['  step', '    loss', ...names].join('  '), ...rows].join('\n');
}

const saveWeights = (folder: string, { network, training }: Experiment): Promise<string> =>
  writeFileWhole(join(folder, 'weights.npz'), encodeWeights(network, training.params));

/** A run under way on the command line. */
interface Run {
  readonly folder: string;
  readonly experiment: Experiment;
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

const RESUME_CURE = {
  missing: 'train without --resume first',
  damaged: 'train into another folder, or replace it with --replace',
};

async function startRun(command: TrainCommand, folder: string, signal: AbortSignal): Promise<Run> {
  const before = command.resume ? await loadRun(folder, '--resume', RESUME_CURE) : null;
  const config = before ? resumedConfig(command, before) : commandConfig(command);
  const experiment = startExperiment(config, {
    findTask,
    signal,
    ...(before ? { from: before.state } : {}),
  });
  const began = performance.now();
  return {
    folder,
    experiment,
    losses: [...(before?.losses ?? [])],
    seconds: () => (before?.seconds ?? 0) + (performance.now() - began) / 1000,
  };
}

const recordOf = ({ experiment, losses, seconds }: Run): RunRecord => ({
  config: experiment.config,
  state: experiment.training.state(),
  losses,
  seconds: seconds(),
});

/** Trains until the end or the signal, with a checkpoint every so often. */
async function follow(run: Run, saveEvery: number, progress: Progress): Promise<void> {
  const { folder, experiment, losses } = run;
  const first = Math.max(0, losses.length - LOSS_WINDOW);
  let recent = losses.slice(first).reduce((sum, loss) => sum + loss, 0);
  try {
    for await (const { step, loss } of experiment.run()) {
      losses.push(loss);
      recent += loss - (losses[step - 1 - LOSS_WINDOW] ?? 0);
      progress.update(step, recent / Math.min(step, LOSS_WINDOW));
      if (step % saveEvery === 0) await saveRun(folder, recordOf(run));
      // Signals and the terminal are served between steps.
      await setImmediate();
    }
  } finally {
    progress.end();
  }
}

/** Writes what is worth keeping of any run, however it ended. */
async function saveState(run: Run, record: RunRecord): Promise<string[]> {
  const { folder, experiment } = run;
  const config = `${JSON.stringify(experiment.config, null, 2)}\n`;
  return [
    await saveRun(folder, record),
    await writeFileWhole(join(folder, 'config.json'), config),
    await saveWeights(folder, experiment),
  ];
}

/** Runs the command and returns the exit code. */
export async function runTrain(command: TrainCommand, world: Surroundings): Promise<number> {
  const { json, out } = command;
  const folder = resolve(out);
  await openFolder(folder);
  if (!command.resume && !command.replace) await refuseUsed(folder, out);
  const run = await startRun(command, folder, world.signal);
  const { experiment, losses } = run;
  const { config } = experiment;
  const { steps, batchSize: batch } = config.training;
  const where = losses.length > 0 ? `steps ${losses.length + 1} to ${steps}` : `${steps} steps`;
  world.tell(`training ${config.name}: ${where}, batch ${batch}, seed ${config.seed}, results in ${out}\n`);
  if (experiment.training.engine === 'interpreted') {
    world.tell('this platform has no WebAssembly SIMD: plain loops run instead, some 40 times slower\n');
  }
  try {
    await follow(run, command.saveEvery, world.progress(steps));
  } catch (error) {
    await saveWeights(folder, experiment);
    await removeFiles(folder, TEST_FILES);
    throw new Error(`${(error as Error).message}; the weights before that step are in ${out}`);
  }
  // The report tells the time of the checkpoint, so that `synaptape report` writes the same bytes.
  const record = recordOf(run);
  const { seconds } = record;
  const files = await saveState(run, record);
  if (world.signal.aborted) {
    await removeFiles(folder, TEST_FILES);
    world.tell(
      `interrupted after ${losses.length} of ${steps} steps; the weights so far are in ${out}, --resume goes on from there\n`,
    );
    return world.signal.reason as number;
  }

  const study = studyOf(experiment, { losses, seconds });
  const { tested } = study;
  files.push(await writeFileWhole(join(folder, 'activity.npz'), encodeNpz(tested.arrays)));
  files.push(await writeFileWhole(join(folder, REPORT), buildReport(study)));
  const summary: Summary = {
    preset: config.name,
    seed: config.seed,
    steps: losses.length,
    batch,
    losses: windowMeans(losses),
    performance: tested.performance,
    ceiling: study.ceiling,
    trials: config.test.trials,
    seconds,
    msPerStep: (1000 * seconds) / losses.length,
    files: [...files, resolve(folder, 'summary.json')],
  };
  const document = `${JSON.stringify(summary, null, 2)}\n`;
  await writeFileWhole(join(folder, 'summary.json'), document);
  world.print(json ? document : table(summary, experiment, out));
  return EXIT.ok;
}

function table(summary: Summary, { config, entry }: Experiment, out: string): string {
  const { losses, performance, ceiling, trials, seconds, msPerStep, files } = summary;
  const percent = (p: number): string => `${(100 * p).toFixed(1)} %`;
  const names = files.map((file) => file.slice(resolve(out).length + 1));
  const beside = lossReference(config).published.length > 0 ? ', beside the published runs' : '';
  const best = ceiling === null ? '' : `; the best that can be reached is ${percent(ceiling)}`;
  return [
    `mean loss per ${LOSS_WINDOW} steps${beside}:`,
    lossTable(losses, config),
    '',
    `performance  ${percent(performance)} of ${trials} trials of ${entry.name}${best}`,
    `time         ${formatDuration(seconds)}, ${msPerStep.toFixed(2)} ms per step`,
    `files        ${names.join(', ')} in ${out}`,
    '',
  ].join('\n');
}
