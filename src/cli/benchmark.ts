/** `synaptape benchmark tasks`: which tasks a small network learns in a limited time. @module */

import { learnTask } from '../experiments/learn-task.ts';
import { writeFileWhole } from '../node/files.ts';
import { findTask, type TaskEntry, taskCatalogue } from '../tasks/catalogue.ts';
import { EXIT, messageOf, UsageError } from './errors.ts';
import { checkOut } from './files.ts';
import type { Streams } from './tasks.ts';

/** A command to try tasks, read and checked but for the names of the tasks. */
export interface BenchmarkCommand {
  /** Names of tasks; all of the catalogue if there are none. */
  readonly tasks: readonly string[];
  /** Time for each task. */
  readonly seconds: number;
  readonly seeds: readonly number[];
  /** Part of its ceiling that a network has to reach, in percent. */
  readonly percent: number;
  readonly json: boolean;
  /** File for the document; none by default. */
  readonly out: string | undefined;
}

/** One task with one seed. */
interface Row {
  readonly task: string;
  readonly collection: string;
  readonly seed: number;
  readonly ceiling: number;
  readonly goal: number;
  readonly accuracy: number;
  readonly reached: boolean;
  readonly updates: number;
  readonly seconds: number;
}

const UNITS = 64;

function tableOf(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ task }) => task.length), 4) + 2;
  const line = (cells: readonly string[]): string =>
    `${cells[0].padEnd(width)}${cells
      .slice(1)
      .map((cell) => cell.padStart(9))
      .join('')}`;
  const head = line(['task', 'seed', 'goal', 'accuracy', 'updates', 'seconds']);
  const lines = rows.map(({ task, seed, goal, accuracy, reached, updates, seconds }) => {
    const cells = [
      task,
      String(seed),
      goal.toFixed(3),
      accuracy.toFixed(3),
      String(updates),
      seconds.toFixed(1),
    ];
    return `${line(cells)}  ${reached ? 'reached' : 'not reached'}`;
  });
  const count = rows.filter(({ reached }) => reached).length;
  return [head, ...lines, `${count} of ${rows.length} reached`, ''].join('\n');
}

function entriesOf(names: readonly string[]): readonly TaskEntry[] {
  try {
    return names.length === 0 ? taskCatalogue : names.map(findTask);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

/** Trains a network on each task, and returns the exit code: 0 also for tasks that are not learned. */
export async function runBenchmark(
  { tasks, seconds, seeds, percent, json, out }: BenchmarkCommand,
  { print, tell, signal }: Streams & { readonly signal: AbortSignal },
): Promise<number> {
  const entries = entriesOf(tasks);
  await checkOut(out);
  tell(
    `${entries.length} tasks, ${UNITS} units, at most ${seconds} s each, goal ${percent} % of the ceiling\n`,
  );
  const rows: Row[] = [];
  for (const { name, collection, ceiling, make } of entries) {
    for (const seed of seeds) {
      if (signal.aborted) break;
      const goal = ((ceiling ?? 1) * percent) / 100;
      const learned = await learnTask(make() as Parameters<typeof learnTask>[0], {
        goal,
        seconds,
        seed,
        nRec: UNITS,
        signal,
      });
      rows.push({ task: name, collection, seed, ceiling: ceiling ?? 1, goal, ...learned });
      tell(`${name}, seed ${seed}: ${learned.accuracy.toFixed(3)} after ${learned.updates} updates\n`);
    }
  }
  const document = `${JSON.stringify({ units: UNITS, seconds, percent, rows }, null, 2)}\n`;
  if (out !== undefined) await writeFileWhole(out, document);
  print(json ? document : tableOf(rows));
  return signal.aborted ? (signal.reason as number) : EXIT.ok;
}
