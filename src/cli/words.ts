/** Sorts the words of a command line into options and the rest, and reads numbers. @module */

import { parseArgs } from 'node:util';
import { nearestName } from '../tensor/options.ts';
import { UsageError } from './errors.ts';

/** What stands behind an option: nothing, a value, or one value each time that it is given. */
export type OptionKind = 'flag' | 'value' | 'list';

/** The options of a command, without the dashes. */
export type OptionKinds = Readonly<Record<string, OptionKind>>;

/** Says that a word is not known, and which one may have been meant. */
export function unknown(what: string, word: string, known: readonly string[]): UsageError {
  return new UsageError(`expected ${what}, got '${word}' - did you mean '${nearestName(word, known)}'?`);
}

/** The options of a command as typed: the values behind each, '' for a flag. */
export type Values = Readonly<Record<string, readonly string[] | undefined>>;

/** Returns the only value of an option, `undefined` where it was not given. */
export const onlyValue = (values: Values, name: string): string | undefined => values[name]?.[0];

interface Typed {
  readonly rawName: string;
  readonly name: string;
  readonly value: string | undefined;
}

/** The words of a command line, sorted. */
export interface Words {
  readonly positionals: readonly string[];
  readonly options: readonly Typed[];
}

/** Sorts words into options and the rest; whether a word belongs to the option before it depends on `kinds`. */
export function sortWords(words: string[], kinds: OptionKinds): Words {
  const options = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [
      name,
      { type: kind === 'flag' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { tokens, positionals } = parseArgs({
    args: words,
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const typed = tokens.flatMap((token) =>
    token.kind === 'option' ? [{ rawName: token.rawName, name: token.name, value: token.value }] : [],
  );
  return { positionals, options: typed };
}

/**
 * Reads the options of a command.
 * @throws UsageError for one that the command does not have, for one given twice, for a value missing or too many
 */
export function readOptions(options: readonly Typed[], kinds: OptionKinds): Values {
  const names = Object.keys(kinds).map((name) => `--${name}`);
  const values: Record<string, string[]> = {};
  for (const { rawName, name, value } of options) {
    if (!names.includes(rawName)) throw unknown('a known option', rawName, names);
    const kind = kinds[name];
    if (name in values && kind !== 'list') throw new UsageError(`expected ${rawName} once, got it twice`);
    if (kind === 'flag' && value !== undefined)
      throw new UsageError(`expected ${rawName} without a value, got '${value}'`);
    if (kind !== 'flag' && !value) throw new UsageError(`expected a value behind ${rawName}, got none`);
    values[name] = [...(values[name] ?? []), value ?? ''];
  }
  return values;
}

/** Reads a whole number. */
export function wholeNumber(
  values: Values,
  name: string,
  low: number,
  high: number = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const text = onlyValue(values, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high) {
    throw new UsageError(`expected --${name} to be a whole number in [${low}, ${high}], got '${text}'`);
  }
  return value;
}

/** Reads one of some names. */
export function oneOf<N extends string>(values: Values, name: string, known: readonly N[]): N | undefined {
  const text = onlyValue(values, name);
  if (text === undefined || known.includes(text as N)) return text as N | undefined;
  throw unknown(`--${name} to be ${known.join(' or ')}`, text, known);
}

/** Reads numbers with commas between them. */
export function numberList(values: Values, name: string): readonly number[] | undefined {
  const text = onlyValue(values, name);
  if (text === undefined) return undefined;
  const parts = text.split(',');
  const numbers = parts.map(Number);
  if (parts.some((part, i) => part.trim() === '' || !Number.isFinite(numbers[i]))) {
    throw new UsageError(`expected --${name} to be numbers with commas between, got '${text}'`);
  }
  return numbers;
}

/** Reads a value as JSON, or else as text: 20, [0, 51.2], true, untilDecision. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Reads words such as 'timing.stimulus=800' as an object: { timing: { stimulus: 800 } }.
 * @throws UsageError for a word without a name or a value, and for a name that stands twice
 */
export function namedValues(values: Values, name: string): Record<string, unknown> {
  const root: Record<string, unknown> = Object.create(null);
  for (const word of values[name] ?? []) {
    const [, path, text] = /^([\w.]+?)=(.+)$/s.exec(word) ?? [];
    const parts = path?.split('.') ?? [''];
    if (parts.includes('')) throw new UsageError(`expected --${name} NAME=VALUE, got '${word}'`);
    let at = root;
    for (const part of parts.slice(0, -1)) {
      at[part] ??= Object.create(null);
      if (typeof at[part] !== 'object' || at[part] === null) {
        throw new UsageError(`expected --${name} to give '${path}' one value, got '${word}' as well`);
      }
      at = at[part] as Record<string, unknown>;
    }
    const last = parts[parts.length - 1];
    if (last in at) throw new UsageError(`expected --${name} to give '${path}' once, got it twice`);
    at[last] = jsonOrText(text);
  }
  return root;
}
