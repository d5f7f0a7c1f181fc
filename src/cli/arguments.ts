/** Reads the words of a command. @module */

import { basename } from 'node:path';
import type { BenchmarkCommand } from './benchmark.ts';
import { PRESETS } from './config.ts';
import { UsageError } from './errors.ts';
import type { ShowTaskCommand } from './tasks.ts';
import type { TrainCommand } from './train.ts';
import { type CommandName, USAGE, usageOf } from './usage.ts';
import {
  namedValues,
  type OptionKinds,
  onlyValue,
  readOptions,
  sortWords,
  unknown,
  type Values,
  wholeNumber,
} from './words.ts';

export { USAGE };

/** A command as typed, checked. */
export type ParsedCommand =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | { readonly kind: 'train'; readonly options: TrainCommand }
  | { readonly kind: 'tasks'; readonly json: boolean }
  | { readonly kind: 'tasks show'; readonly options: ShowTaskCommand }
  | { readonly kind: 'benchmark tasks'; readonly options: BenchmarkCommand };

/** How a command is read: its options, and what it makes of them and of the words behind its name. */
interface Reader {
  readonly options: OptionKinds;
  read(rest: readonly string[], values: Values): ParsedCommand;
}

const readers: Readonly<Record<CommandName, Reader>> = {
  train: {
    options: {
      steps: 'value',
      seed: 'value',
      batch: 'value',
      set: 'list',
      out: 'value',
      'save-every': 'value',
      resume: 'flag',
      replace: 'flag',
      json: 'flag',
    },
    read([preset, ...rest], values) {
      if (preset === undefined)
        throw new UsageError(
          `expected a preset behind train, got none - the presets are ${PRESETS.join(', ')}`,
        );
      if (rest.length > 0) throw new UsageError(`expected nothing behind the preset, got '${rest[0]}'`);
      const options: TrainCommand = {
        preset,
        steps: wholeNumber(values, 'steps', 1, 10_000_000),
        seed: wholeNumber(values, 'seed', 0),
        batch: wholeNumber(values, 'batch', 1, 4096),
        set: namedValues(values, 'set'),
        out: onlyValue(values, 'out') ?? `runs/${basename(preset, '.json')}`,
        saveEvery: wholeNumber(values, 'save-every', 1, 10_000_000) ?? 1000,
        resume: values.resume !== undefined,
        replace: values.replace !== undefined,
        json: values.json !== undefined,
      };
      // A name that nobody knows is told before a folder is made.
      if (!preset.endsWith('.json') && !PRESETS.includes(preset)) {
        throw unknown('a known preset or a file that ends in .json', preset, PRESETS);
      }
      return { kind: 'train', options };
    },
  },
  tasks: {
    options: { json: 'flag' },
    read(rest, values) {
      if (rest.length > 0) throw unknown('a known command behind tasks', rest[0], ['show']);
      return { kind: 'tasks', json: values.json !== undefined };
    },
  },
  'tasks show': {
    options: { seed: 'value', set: 'list', force: 'list', out: 'value' },
    read([name, ...rest], values) {
      if (name === undefined)
        throw new UsageError("expected a task behind show, got none - 'synaptape tasks' lists them");
      if (rest.length > 0) throw new UsageError(`expected nothing behind the task, got '${rest[0]}'`);
      const options: ShowTaskCommand = {
        name,
        seed: wholeNumber(values, 'seed', 0) ?? 1,
        options: namedValues(values, 'set'),
        forced: namedValues(values, 'force'),
        out: onlyValue(values, 'out'),
      };
      return { kind: 'tasks show', options };
    },
  },
  'benchmark tasks': {
    options: {
      task: 'list',
      seconds: 'value',
      seed: 'value',
      seeds: 'value',
      percent: 'value',
      out: 'value',
      json: 'flag',
    },
    read([unwanted], values) {
      if (unwanted !== undefined) throw new UsageError(`expected nothing behind tasks, got '${unwanted}'`);
      const first = wholeNumber(values, 'seed', 0) ?? 1;
      const options: BenchmarkCommand = {
        tasks: values.task ?? [],
        seconds: wholeNumber(values, 'seconds', 1, 86_400) ?? 60,
        seeds: Array.from({ length: wholeNumber(values, 'seeds', 1, 1000) ?? 1 }, (_, i) => first + i),
        percent: wholeNumber(values, 'percent', 1, 100) ?? 95,
        json: values.json !== undefined,
        out: onlyValue(values, 'out'),
      };
      return { kind: 'benchmark tasks', options };
    },
  },
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
