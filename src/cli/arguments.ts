/** Reads the words of a command. @module */

import { UsageError } from './errors.ts';
import { benchmarkReader } from './readers/benchmark.ts';
import type { ParsedCommand, Reader } from './readers/reader.ts';
import { analyseReader, plotReader, reportReader, simulateReader } from './readers/runs.ts';
import { tasksReader, tasksShowReader } from './readers/tasks.ts';
import { trainReader } from './readers/train.ts';
import { type CommandName, USAGE, usageOf } from './usage.ts';
import { type OptionKinds, readOptions, sortWords, unknown } from './words.ts';

export type { ParsedCommand };
export { USAGE };

const readers: Readonly<Record<CommandName, Reader>> = {
  train: trainReader,
  report: reportReader,
  plot: plotReader,
  analyse: analyseReader,
  simulate: simulateReader,
  tasks: tasksReader,
  'tasks show': tasksShowReader,
  'benchmark tasks': benchmarkReader,
};

// An option means the same kind of thing in every command that has it, so words can be sorted before it is known which one it is.
const ALL: OptionKinds = Object.assign({}, ...Object.values(readers).map(({ options }) => options));
const FIRST_WORDS = [...new Set(Object.keys(readers).map((name) => name.split(' ')[0]))];

/** The command that words begin with, the longest that fits; `undefined` for none. */
function commandOf(positionals: readonly string[]): CommandName | undefined {
  const names = Object.keys(readers) as CommandName[];
  const fitting = names.filter((name) => name.split(' ').every((word, i) => positionals[i] === word));
  return fitting.sort((a, b) => b.length - a.length)[0];
}

/**
 * Reads a command line.
 * @param words what stands behind the program's name
 * @throws UsageError for anything that is not understood
 */
export function parseCommand(words: string[]): ParsedCommand {
  const { positionals, options } = sortWords(words, ALL);
  const name = commandOf(positionals);
  if (words.length === 0 || words.includes('--help') || words.includes('-h')) {
    return { kind: 'help', text: name === undefined ? USAGE : usageOf(name) };
  }
  if (words.includes('--version') || words.includes('-v')) return { kind: 'version' };
  if (name === undefined) {
    readOptions(options, ALL);
    const [typed] = positionals;
    if (typed !== undefined) throw unknown('a known command', typed, FIRST_WORDS);
    throw new UsageError(`expected a command, got none - the commands are ${FIRST_WORDS.join(', ')}`);
  }
  const { options: kinds, read } = readers[name];
  return read(positionals.slice(name.split(' ').length), readOptions(options, kinds));
}
