import { describe, expect, test } from 'vitest';
import { parseCommand, USAGE } from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/errors.ts';
import type { TrainCommand } from '../../src/cli/train.ts';

const words = (line: string): string[] => (line === '' ? [] : line.split(' '));

const defaults: TrainCommand = {
  preset: 'song2016',
  steps: 5000,
  seed: undefined,
  batch: undefined,
  out: 'runs/song2016',
  saveEvery: 1000,
  resume: false,
  json: false,
};

describe('commands that are understood', () => {
  test.each<[string, Partial<TrainCommand>]>([
    ['train song2016', {}],
    ['train song2016 --steps 1', { steps: 1 }],
    ['train song2016 --steps=2000 --seed=7', { steps: 2000, seed: 7 }],
    ['--steps 2000 train --seed 0 song2016', { steps: 2000, seed: 0 }],
    ['train song2016 --seed 9007199254740991', { seed: Number.MAX_SAFE_INTEGER }],
    ['train song2016 --batch 0032', { batch: 32 }],
    ['train song2016 --out a/b --json', { out: 'a/b', json: true }],
    ['train song2016 --save-every 50 --resume', { saveEvery: 50, resume: true }],
    ['train song2016 --out=--json', { out: '--json' }],
    ['train -- song2016', {}],
  ])('%s', (line, differing) => {
    expect(parseCommand(words(line))).toEqual({ kind: 'train', options: { ...defaults, ...differing } });
  });

  test.each(['', '--help', '-h', 'train --help', 'train song2016 --steps none --help'])(
    "'%s' asks for help, whatever stands beside",
    (line) => {
      expect(parseCommand(words(line))).toEqual({ kind: 'help' });
    },
  );

  test.each(['--version', '-v'])('%s asks for the version', (line) => {
    expect(parseCommand(words(line))).toEqual({ kind: 'version' });
  });
});

describe('mistakes get a sentence that says what was expected and what was typed', () => {
  test.each<[string, RegExp]>([
    ['trian song2016', /expected a known command, got 'trian' - did you mean 'train'\?/],
    ['train', /expected a preset behind train, got none - the presets are song2016/],
    ['train song2015', /expected a known preset, got 'song2015' - did you mean 'song2016'\?/],
    ['train song2016 twice', /expected nothing behind the preset, got 'twice'/],
    ['--json', /expected a command, got none - the commands are train/],
    ['train song2016 --stpes 3', /expected a known option, got '--stpes' - did you mean '--steps'\?/],
    ['train song2016 --bacth=3', /expected a known option, got '--bacth' - did you mean '--batch'\?/],
    ['train song2016 --no-json', /expected a known option, got '--no-json' - did you mean '--json'\?/],
    ['train song2016 --constructor', /expected a known option, got '--constructor'/],
    ['train song2016 -s 3', /expected a known option, got '-s'/],
    ['train song2016 --steps', /expected a value behind --steps, got none/],
    ['train song2016 --out=', /expected a value behind --out, got none/],
    ['train song2016 --json=yes', /expected --json without a value, got 'yes'/],
    ['train song2016 --seed 1 --seed 1', /expected --seed once, got it twice/],
    ['train song2016 --json --json', /expected --json once, got it twice/],
    ['train song2016 --steps 0', /expected --steps to be a whole number in \[1, 10000000\], got '0'/],
    ['train song2016 --steps --json', /expected --steps to be a whole number .*, got '--json'/],
    ['train song2016 --steps -5', /expected --steps to be a whole number .*, got '-5'/],
    ['train song2016 --steps 1e3', /expected --steps to be a whole number .*, got '1e3'/],
    ['train song2016 --steps 2.5', /expected --steps to be a whole number .*, got '2.5'/],
    ['train song2016 --steps 0x10', /expected --steps to be a whole number .*, got '0x10'/],
    ['train song2016 --seed -1', /expected --seed to be a whole number .*, got '-1'/],
    ['train song2016 --seed 9007199254740992', /expected --seed to be .*, got '9007199254740992'/],
    ['train song2016 --batch 0', /expected --batch to be a whole number in \[1, \d+\], got '0'/],
    ['train song2016 --batch 99999999', /expected --batch to be .*, got '99999999'/],
  ])('%s', (line, message) => {
    const parse = (): unknown => parseCommand(words(line));
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
  });

  test('an empty value counts as none', () => {
    expect(() => parseCommand(['train', 'song2016', '--out', ''])).toThrow(/expected a value behind --out/);
  });
});

describe('the help', () => {
  test('fits a terminal of 100 columns and ends with a line break', () => {
    expect(Math.max(...USAGE.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(USAGE.endsWith('\n')).toBe(true);
  });

  test('names every option and its default as the parser has it', () => {
    for (const [name, value] of Object.entries({ steps: 5000, seed: 1, batch: 16, 'save-every': 1000 })) {
      expect(USAGE).toMatch(new RegExp(`--${name} N .*\\(${value}\\)`));
    }
    for (const name of ['--out DIR', '--resume', '--json', '--help', '--version'])
      expect(USAGE).toContain(name);
  });

  test('its examples are commands', () => {
    const examples = Array.from(USAGE.matchAll(/^ {2}synaptape (.*?)(?: > .*)?$/gm), ([, line]) => line);
    expect(examples.length).toBeGreaterThan(2);
    for (const line of examples) expect(parseCommand(words(line)).kind).toBe('train');
  });
});
