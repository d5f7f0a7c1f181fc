/** `synaptape simulate`: shows trials to a trained network. @module */

import { proportion } from '../analysis/proportion.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { type TestResult, testOf } from '../experiments/experiment-test.ts';
import { encodeNpz } from '../io/npz.ts';
import { writeFileWhole } from '../node/files.ts';
import { asksOnce } from '../report/trial-groups.ts';
import { foldIn, key } from '../tensor/random.ts';
import { asUsage, EXIT, UsageError } from './errors.ts';
import { checkOut } from './files.ts';
import { jsonDocument } from './json.ts';
import { openRun } from './run-folder.ts';
import { columns, interval, percent } from './table.ts';
import type { Streams } from './tasks.ts';

/** A command to show trials, read and checked but for the conditions. */
export interface SimulateCommand {
  readonly folder: string;
  /** Values of the condition `coherence`, each with trials of its own. */
  readonly coherence: readonly number[] | undefined;
  /** Conditions of all trials. */
  readonly forced: Readonly<Record<string, unknown>>;
  /** Trials of each value. */
  readonly trials: number;
  readonly seed: number;
  readonly noise: boolean;
  readonly out: string | undefined;
  readonly json: boolean;
}

/** What was answered to the trials of a value. */
interface Row {
  /** null where all conditions are drawn or forced alike. */
  readonly value: number | null;
  readonly trials: number;
  /** Mean over trials of how right each is, as the task counts it. */
  readonly correct: number;
  /** 95 % interval of Wilson (1927). */
  readonly low: number;
  readonly high: number;
  /** Share of each answer; empty where a trial asks for more than one. */
  readonly answers: Readonly<Record<string, number>>;
}

/** Answers that fit into a line. */
const MOST_ANSWERS = 6;

/** @throws UsageError unless the task has the condition */
function checkCoherence({ task, config }: Experiment, { coherence, forced }: SimulateCommand): void {
  if (coherence === undefined) return;
  const { periods, nSteps, dt, ...conditions } = task.plan(key(config.seed)) as Record<string, unknown> &
    ReturnType<typeof task.plan>;
  if (!('coherence' in conditions)) {
    const known = Object.keys(conditions).join(', ') || 'none';
    throw new UsageError(
      `expected --coherence for a task that has this condition, got it for ${task.name}, which has ${known} - give a condition with --force NAME=VALUE`,
    );
  }
  if ('coherence' in forced)
    throw new UsageError('expected coherence once, got it behind --force as well as --coherence');
}

/** Sums up the trials [from, to) of a test. */
function rowOf(
  { answers, arrays }: TestResult,
  names: readonly string[],
  value: number | null,
  from: number,
  to: number,
): Row {
  const correct = Array.from(arrays.correct.data.slice(from, to)).filter((each) => !Number.isNaN(each));
  const given = answers.slice(from, to).flatMap((answer) => (answer === undefined ? [] : [answer.choice]));
  const sum = correct.reduce((total, each) => total + each, 0);
  // A task that counts a trial by fractions varies less than one that counts it as right or wrong: the interval is wide enough.
  const { low, high } =
    correct.length === 0
      ? { low: Number.NaN, high: Number.NaN }
      : proportion(Math.round(sum), correct.length);
  return {
    value,
    trials: to - from,
    correct: sum / correct.length,
    ...{ low, high },
    answers: Object.fromEntries(
      names.map((name, i) => [name, given.filter((choice) => choice === i).length / given.length]),
    ),
  };
}

/** The rows as a table. */
function tableOf(rows: readonly Row[], names: readonly string[]): string {
  const shown = names.length > MOST_ANSWERS ? [] : names;
  const head = ['coherence', 'trials', 'correct', '95 % interval', ...shown].slice(
    rows[0].value === null ? 1 : 0,
  );
  const body = rows.map(({ value, trials, correct, low, high, answers }) => [
    ...(value === null ? [] : [String(value)]),
    ...[String(trials), percent(correct), interval(100 * low, 100 * high, 1)],
    ...shown.map((name) => percent(answers[name])),
  ]);
  return `${columns([head, ...body]).join('\n')}\n`;
}

/** Shows trials and returns the exit code. */
export async function runSimulate(command: SimulateCommand, { print, tell }: Streams): Promise<number> {
  const { folder, coherence, forced, trials, seed, noise, out, json } = command;
  await checkOut(out);
  const { experiment, name, steps } = await openRun(folder, 'simulate', tell);
  const { task, training } = experiment;
  checkCoherence(experiment, command);
  const values = coherence ?? [null];
  const conditionsOf = (value: number | null): Record<string, unknown> =>
    value === null ? { ...forced } : { ...forced, coherence: value };
  for (const value of values) asUsage(() => task.plan(key(seed), conditionsOf(value)));
  const answered = experiment.respond(training.params, {
    // A stream of its own: the seed of the training makes other trials here.
    key: foldIn(key(seed), 0),
    count: trials * values.length,
    forced: (trial) => conditionsOf(values[Math.floor(trial / trials)]),
    noise,
  });
  const tested = testOf(task, answered);
  const names = asksOnce(tested, task.response) ? task.outputs : [];
  const rows = values.map((value, i) => rowOf(tested, names, value, i * trials, (i + 1) * trials));
  const file = out === undefined ? undefined : await writeFileWhole(out, encodeNpz(tested.arrays));
  const run = { name, steps, task: task.name, seed, noise, forced };
  print(
    json ? jsonDocument({ ...run, rows, ...(file === undefined ? {} : { file }) }) : tableOf(rows, names),
  );
  if (out !== undefined) tell(`${trials * values.length} trials of ${task.name} in ${out}\n`);
  return EXIT.ok;
}
