/** Reads the words of a command. @module */

import { parseArgs } from 'node:util';
import { nearestName } from '../tensor/options.ts';
import { UsageError } from './errors.ts';
import type { TrainCommand } from './train.ts';

export const USAGE = `synaptape - trains brain-constrained recurrent networks on cognitive tasks

Examples
  synaptape train song2016
  synaptape train song2016 --steps 2000 --seed 7 --out runs/seed7
  synaptape train song2016 --json > result.json
  synaptape train song2016 --resume --steps 10000

Commands
  train PRESET       trains, tests and saves a preset; song2016 is the excitatory-inhibitory
                     network of Song et al. (2016) on perceptual decisions

Options of train
  --steps N          number of updates (5000)
  --seed N           seed of weights, data and noise (1)
  --batch N          sequences per update (16)
  --out DIR          folder for weights.npz, activity.npz and summary.json (runs/PRESET)
  --save-every N     updates between saves of checkpoint.safetensors in that folder (1000)
  --resume           goes on from that checkpoint; the run ends as if it had never stopped
  --json             one JSON document on standard output in place of the table

Other options
  --help, -h         this text
  --version, -v      the version

Exit codes: 0 done, 1 failure, 2 wrong usage, 130 interrupted (weights and checkpoint are saved).
`;

/** A command as typed, checked. */
export type ParsedCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'train'; readonly options: TrainCommand };

const COMMANDS = ['train'];
const PRESETS = ['song2016'];
const TRAIN_OPTIONS = {
  steps: { type: 'string' },
  seed: { type: 'string' },
  batch: { type: 'string' },
  out: { type: 'string' },
  'save-every': { type: 'string' },
  resume: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;
const OPTION_NAMES = Object.keys(TRAIN_OPTIONS).map((name) => `--${name}`);

function unknown(what: string, word: string, known: readonly string[]): UsageError {
  return new UsageError(`expected ${what}, got '${word}' - did you mean '${nearestName(word, known)}'?`);
}

/** The words of a command, sorted; values are those behind `--name` or in `--name=value`. */
interface Words {
  readonly values: { readonly [name in keyof typeof TRAIN_OPTIONS]?: string };
  readonly positionals: readonly string[];
}

function sortWords(words: string[]): Words {
  const { tokens, positionals } = parseArgs({
    args: words,
    options: TRAIN_OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values: { [name: string]: string } = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (!OPTION_NAMES.includes(rawName)) throw unknown('a known option', rawName, OPTION_NAMES);
    if (name in values) throw new UsageError(`expected ${rawName} once, got it twice`);
    const isFlag = TRAIN_OPTIONS[name as keyof typeof TRAIN_OPTIONS].type === 'boolean';
    if (isFlag && value !== undefined)
      throw new UsageError(`expected ${rawName} without a value, got '${value}'`);
    if (!isFlag && !value) throw new UsageError(`expected a value behind ${rawName}, got none`);
    values[name] = value ?? '';
  }
  return { values, positionals };
}

function wholeNumber(name: string, text: string | undefined, low: number, high: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high) {
    throw new UsageError(`expected ${name} to be a whole number in [${low}, ${high}], got '${text}'`);
  }
  return value;
}

/**
 * Reads a command line.
 * @param words what stands behind the program's name
 * @throws UsageError for anything that is not understood
 */
export function parseCommand(words: string[]): ParsedCommand {
  if (words.length === 0 || words.includes('--help') || words.includes('-h')) return { kind: 'help' };
  if (words.includes('--version') || words.includes('-v')) return { kind: 'version' };
  const { values, positionals } = sortWords(words);
  const [command, preset, ...rest] = positionals;
  if (command === undefined)
    throw new UsageError(`expected a command, got none - the commands are ${COMMANDS.join(', ')}`);
  if (!COMMANDS.includes(command)) throw unknown('a known command', command, COMMANDS);
  if (preset === undefined)
    throw new UsageError(`expected a preset behind train, got none - the presets are ${PRESETS.join(', ')}`);
  if (!PRESETS.includes(preset)) throw unknown('a known preset', preset, PRESETS);
  if (rest.length > 0) throw new UsageError(`expected nothing behind the preset, got '${rest[0]}'`);
  const options: TrainCommand = {
    preset: 'song2016',
    steps: wholeNumber('--steps', values.steps, 1, 10_000_000) ?? 5000,
    seed: wholeNumber('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    batch: wholeNumber('--batch', values.batch, 1, 4096),
    out: values.out ?? `runs/${preset}`,
    saveEvery: wholeNumber('--save-every', values['save-every'], 1, 10_000_000) ?? 1000,
    resume: values.resume !== undefined,
    json: values.json !== undefined,
  };
  return { kind: 'train', options };
}
