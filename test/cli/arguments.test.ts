import { describe, expect, test } from 'vitest';
import { parseCommand, USAGE } from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/errors.ts';
import type { ShowTaskCommand } from '../../src/cli/tasks.ts';
import type { TrainCommand } from '../../src/cli/train.ts';
import { type CommandName, usageOf } from '../../src/cli/usage.ts';

const COMMANDS: readonly CommandName[] = [
  ...(['train', 'report', 'plot', 'analyse', 'simulate', 'tasks', 'tasks show', 'benchmark tasks'] as const),
];

const words = (line: string): string[] => (line === '' ? [] : line.split(' '));

const defaults: TrainCommand = {
  preset: 'song2016',
  steps: undefined,
  seed: undefined,
  batch: undefined,
  set: {},
  out: 'runs/song2016',
  saveEvery: 1000,
  resume: false,
  replace: false,
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
    ['train song2016 --replace', { replace: true }],
    ['train song2016 --set network.daleRatio=null', { set: { network: { daleRatio: null } } }],
    ['train a/mine.json', { preset: 'a/mine.json', out: 'runs/mine' }],
    ['train song2016 --out=--json', { out: '--json' }],
    ['train -- song2016', {}],
  ])('%s', (line, differing) => {
    expect(parseCommand(words(line))).toEqual({ kind: 'train', options: { ...defaults, ...differing } });
  });

  const shown: ShowTaskCommand = { name: 'goNogo', seed: 1, options: {}, forced: {}, out: undefined };
  test.each<[string, Partial<ShowTaskCommand>]>([
    ['tasks show goNogo', {}],
    ['tasks --seed 3 show goNogo --out a.svg', { seed: 3, out: 'a.svg' }],
    ['tasks show goNogo --set dt=20 --set noise=psychrnn', { options: { dt: 20, noise: 'psychrnn' } }],
    [
      'tasks show goNogo --set timing.delay=0 --set timing.stimulus={"choice":[1,2]} --set cohs=[0,51.2]',
      { options: { timing: { delay: 0, stimulus: { choice: [1, 2] } }, cohs: [0, 51.2] } },
    ],
    [
      'tasks show goNogo --force=groundTruth=1 --force context=a=b',
      { forced: { groundTruth: 1, context: 'a=b' } },
    ],
    ['tasks show goNogo --set flag=true --set none=null', { options: { flag: true, none: null } }],
    ['tasks show goNogo --set __proto__=1', { options: JSON.parse('{"__proto__":1}') }],
  ])('%s', (line, differing) => {
    expect(parseCommand(words(line))).toEqual({ kind: 'tasks show', options: { ...shown, ...differing } });
  });

  test.each([
    ['tasks', false],
    ['--json tasks', true],
  ])('%s', (line, json) => {
    expect(parseCommand(words(line))).toEqual({ kind: 'tasks', json });
  });

  test.each(['', '--help', '-h', '--steps none --help', 'nonsense --help'])(
    "'%s' asks for help, whatever stands beside",
    (line) => {
      expect(parseCommand(words(line))).toEqual({ kind: 'help', text: USAGE });
    },
  );

  test.each<[string, CommandName]>([
    ['train --help', 'train'],
    ['train song2016 --steps none --help', 'train'],
    ['-h tasks', 'tasks'],
    ['tasks show goNogo -h', 'tasks show'],
  ])("'%s' asks for the help of one command", (line, name) => {
    expect(parseCommand(words(line))).toEqual({ kind: 'help', text: usageOf(name) });
  });

  test.each(['--version', '-v'])('%s asks for the version', (line) => {
    expect(parseCommand(words(line))).toEqual({ kind: 'version' });
  });
});

describe('mistakes get a sentence that says what was expected and what was typed', () => {
  test.each<[string, RegExp]>([
    ['trian song2016', /expected a known command, got 'trian' - did you mean 'train'\?/],
    ['train', /expected a preset behind train, got none - the presets are song2016, helloWorld/],
    [
      'train song2015',
      /expected a known preset or a file that ends in .json, got 'song2015' - did you mean 'song2016'\?/,
    ],
    ['train song2016 twice', /expected nothing behind the preset, got 'twice'/],
    [
      '--json',
      /expected a command, got none - the commands are train, report, plot, analyse, simulate, tasks, benchmark$/,
    ],
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
    ['train song2016 --force a=1', /expected a known option, got '--force' - did you mean '--\w+'\?/],
    ['tsaks', /expected a known command, got 'tsaks' - did you mean 'tasks'\?/],
    ['tasks shwo goNogo', /expected a known command behind tasks, got 'shwo' - did you mean 'show'\?/],
    ['tasks --steps 3', /expected a known option, got '--steps' - did you mean '--json'\?/],
    ['tasks show', /expected a task behind show, got none - 'synaptape tasks' lists them/],
    ['tasks show a b', /expected nothing behind the task, got 'b'/],
    ['tasks show a --json', /expected a known option, got '--json'/],
    ['tasks show a --seed x', /expected --seed to be a whole number .*, got 'x'/],
    ['tasks show a --set', /expected a value behind --set, got none/],
    ['tasks show a --set dt', /expected --set NAME=VALUE, got 'dt'/],
    ['tasks show a --set =3', /expected --set NAME=VALUE, got '=3'/],
    ['tasks show a --set timing.=3', /expected --set NAME=VALUE, got 'timing.=3'/],
    ['tasks show a --set dt=1 --set dt=2', /expected --set to give 'dt' once, got it twice/],
    ['tasks show a --set t=1 --set t.b=2', /expected --set to give 't.b' one value, got 't.b=2' as well/],
    ['tasks show a --force x', /expected --force NAME=VALUE, got 'x'/],
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
      expect(USAGE).toMatch(new RegExp(`--${name} N .*\\((?:.*: )?${value}\\b.*\\)`));
    }
    for (const name of ['--out DIR', '--resume', '--replace', '--json', '--help', '--version'])
      expect(USAGE).toContain(name);
  });

  test.each(COMMANDS)('of %s is part of the whole', (name) => {
    const parts = usageOf(name).trimEnd().split('\n');
    for (const line of parts.filter((each) => each.startsWith('  '))) expect(USAGE).toContain(line);
    expect(parts).toContain(`Options of ${name}`);
  });

  test('its examples are commands', () => {
    const examples = Array.from(USAGE.matchAll(/^ {2}synaptape (.*?)(?: > .*)?$/gm), ([, line]) => line);
    expect(examples.length).toBeGreaterThan(2);
    const kinds = examples.map((line) => parseCommand(words(line)).kind);
    expect(new Set(kinds)).toEqual(new Set(COMMANDS));
  });
});
