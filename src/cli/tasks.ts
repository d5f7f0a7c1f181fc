/** `synaptape tasks` and `synaptape tasks show`: the task collection, and one trial of a task as a figure. @module */

import { writeFileWhole } from '../node/files.ts';
import { findTask, type TaskEntry, taskCatalogue } from '../tasks/catalogue.ts';
import { EXIT, messageOf, UsageError } from './errors.ts';
import { checkOut } from './files.ts';
import { showTrial } from './show-trial.ts';

/** A command to draw a trial, read and checked but for the task's own options. */
export interface ShowTaskCommand {
  readonly name: string;
  readonly seed: number;
  /** Options of the task. */
  readonly options: object;
  /** Conditions of the trial. */
  readonly forced: object;
  /** The file; standard output by default. */
  readonly out: string | undefined;
}

/** Where text goes. */
export interface Streams {
  /** Results. */
  print(text: string): void;
  /** Everything else. */
  tell(text: string): void;
}

/** What `tasks --json` says about a task. */
function factsOf({ name, collection, title, citation, description, ceiling, make }: TaskEntry): object {
  const { kind, dt, nIn, nOut, maxSteps, inputs, outputs, response } = make();
  const known = { name, collection, title, citation, description, ceiling };
  return {
    ...known,
    ...{ kind, dt, nIn, nOut, maxSteps: maxSteps === Infinity ? null : maxSteps, inputs, outputs, response },
  };
}

/** One line per task, in columns. */
function taskTable(entries: readonly TaskEntry[] = taskCatalogue): string {
  const width = (of: (entry: TaskEntry) => string): number =>
    Math.max(...entries.map((entry) => of(entry).length)) + 2;
  const [names, collections] = [width(({ name }) => name), width(({ collection }) => collection)];
  return entries
    .map(
      ({ name, collection, description }) =>
        `${name.padEnd(names)}${collection.padEnd(collections)}${description}\n`,
    )
    .join('');
}

/** Lists the tasks and returns the exit code. */
export function runTasks({ json }: { readonly json: boolean }, { print }: Streams): number {
  print(json ? `${JSON.stringify(taskCatalogue.map(factsOf), null, 2)}\n` : taskTable());
  return EXIT.ok;
}

/** Draws one trial and returns the exit code. */
export async function runTasksShow(
  { name, seed, options, forced, out }: ShowTaskCommand,
  { print, tell }: Streams,
): Promise<number> {
  await checkOut(out);
  let figure: string;
  try {
    figure = showTrial(findTask(name), { seed, options, forced });
  } catch (error) {
    // The task's own words: the options and conditions were typed.
    throw new UsageError(messageOf(error));
  }
  if (out === undefined) {
    print(figure);
  } else {
    await writeFileWhole(out, figure);
    tell(`one trial of ${name}, seed ${seed}, in ${out}\n`);
  }
  return EXIT.ok;
}
