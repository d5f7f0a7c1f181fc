import { type StdioOptions, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { USAGE } from '../../src/cli/arguments.ts';
import { changedExperiment } from '../../src/experiments/experiment-config.ts';
import { decodeNpz, experimentPresets, type Tensor } from '../../src/index.ts';
import { buildProgram, type Finished, type ProgramHome } from './program.ts';

let program: ProgramHome;
let table: Finished;
let json: Finished;

const train = (out: string, ...words: string[]): ReturnType<ProgramHome['start']> =>
  program.start('train', 'song2016', '--out', out, ...words);
/** A small network of that name with a short test: what a run costs beside its steps is its report. */
const quick = (out: string, ...words: string[]): ReturnType<ProgramHome['start']> =>
  program.start('train', 'quick.json', '--out', out, ...words);
const bytesOf = (...path: string[]): Buffer => readFileSync(join(program.folder, ...path));
const shapes = async (...path: string[]): Promise<Record<string, string>> => {
  const arrays: Record<string, Tensor> = await decodeNpz(bytesOf(...path));
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { dtype, shape }]) => [name, `${dtype} [${shape.join(', ')}]`]),
  );
};

beforeAll(async () => {
  program = await buildProgram();
  const small = changedExperiment(experimentPresets.song2016, {
    name: 'song2016',
    network: { nRec: 10 },
    test: { trials: 20 },
  });
  writeFileSync(join(program.folder, 'quick.json'), JSON.stringify(small));
  [table, json] = await Promise.all([
    train('table', '--steps', '2').finished,
    train('json', '--steps', '2', '--json').finished,
  ]);
}, 60_000);
afterAll(() => rmSync(program.folder, { recursive: true }));

const WEIGHTS = {
  wIn: 'f32 [50, 3]',
  wRec: 'f32 [50, 50]',
  wOut: 'f32 [3, 40]',
  bRec: 'f32 [50]',
  bOut: 'f32 [3]',
  bIn: 'f32 [50]',
  'effective/wIn': 'f32 [50, 3]',
  'effective/wRec': 'f32 [50, 50]',
  'effective/wOut': 'f32 [3, 50]',
};

describe('train with a table', () => {
  test('prints losses beside the published ones, then the test, and exits 0', () => {
    const { code, stdout, stderr } = table;
    expect(stderr).toMatch(/^training song2016: 2 steps, batch 16, seed 1, results in table\n/);
    expect(stdout).toMatch(/^ {2}step +loss +PyTorch +BrainPy\n +2 +\d\.\d{4} +- +-$/m);
    expect(stdout).toMatch(/^performance +\d+\.\d % of 500 trials .* 86\.5 %$/m);
    expect(stdout).toMatch(
      /^files +checkpoint\.safetensors, config\.json, weights\.npz, activity\.npz, report\.html, summary\.json in table$/m,
    );
    expect(code).toBe(0);
  });

  test('writes six files and nothing else', () => {
    const files = readdirSync(join(program.folder, 'table')).toSorted();
    expect(files).toEqual([
      'activity.npz',
      'checkpoint.safetensors',
      'config.json',
      'report.html',
      'summary.json',
      'weights.npz',
    ]);
  });

  test('the report is one page without links to load, that ends with the command of the run', () => {
    const report = bytesOf('table', 'report.html').toString();
    expect(report).toMatch(/^<!doctype html>/i);
    expect(report).not.toMatch(/<script|(?:src|href)="(?!#|data:)/);
    expect(report).toContain('synaptape train song2016 --steps 2 --seed 1');
  });

  test('the weights are free parameters and effective ones, and these obey Dale and have no autapses', async () => {
    expect(await shapes('table', 'weights.npz')).toEqual(WEIGHTS);
    const { 'effective/wRec': effective, wRec } = await decodeNpz(bytesOf('table', 'weights.npz'));
    effective.data.forEach((w, i) => {
      const [post, pre] = [Math.floor(i / 50), i % 50];
      const magnitude = post === pre ? 0 : Math.abs(wRec.data[i]);
      expect(w + 0, `[${post}, ${pre}]`).toBe((pre < 40 ? magnitude : -magnitude) + 0);
    });
  });

  test('the activity is that of 500 trials of 55 steps, and its choices give the performance', async () => {
    expect(await shapes('table', 'activity.npz')).toEqual({
      inputs: 'f32 [55, 500, 3]',
      r: 'f32 [55, 500, 50]',
      z: 'f32 [55, 500, 3]',
      coherence: 'f64 [500]',
      groundTruth: 'f64 [500]',
      choice: 'i32 [500]',
      correct: 'f64 [500]',
    });
    const { choice, groundTruth, correct } = await decodeNpz(bytesOf('table', 'activity.npz'));
    expect([...correct.data]).toEqual(
      Array.from(choice.data, (c, i) => (c === groundTruth.data[i] + 1 ? 1 : 0)),
    );
    const { performance } = JSON.parse(bytesOf('table', 'summary.json').toString());
    expect(performance).toBe(correct.data.filter((c) => c === 1).length / 500);
  });
});

describe('train with --json', () => {
  test('standard output is one JSON document, that of summary.json, with the promised keys', () => {
    expect(json.code).toBe(0);
    const summary = JSON.parse(json.stdout);
    expect(json.stdout).toBe(bytesOf('json', 'summary.json').toString());
    expect(Object.keys(summary)).toEqual([
      'preset',
      'seed',
      'steps',
      'batch',
      'losses',
      'performance',
      'ceiling',
      'trials',
      'seconds',
      'msPerStep',
      'files',
    ]);
    expect(summary).toMatchObject({ preset: 'song2016', seed: 1, steps: 2, batch: 16, trials: 500 });
    expect(summary.losses).toEqual([[2, expect.closeTo(1.68, 1)]]);
    expect(summary.ceiling).toBeCloseTo(0.8645, 4);
    expect(summary.msPerStep).toBeCloseTo((1000 * summary.seconds) / 2, 6);
    for (const path of summary.files as string[]) expect(readFileSync(path).length).toBeGreaterThan(0);
  });

  test('standard error has plain lines and no escape codes when it is not a terminal', () => {
    expect(json.stderr).toMatch(/^step 1\/2 {2}loss \d\.\d{4} .* left\nstep 2\/2 .*\n$/m);
    expect(json.stderr).not.toContain('\x1b');
  });
});

test('the same seed gives the same bytes, another seed others', async () => {
  const other = await train('other', '--steps', '2', '--seed', '2').finished;
  expect(other.code).toBe(0);
  for (const file of ['weights.npz', 'activity.npz']) {
    expect(bytesOf('json', file).equals(bytesOf('table', file))).toBe(true);
    expect(bytesOf('other', file).equals(bytesOf('table', file))).toBe(false);
  }
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends training with exit code %i and saves the weights so far', async (signal, code) => {
  const running = train(signal, '--steps', '1000', '--batch', '1');
  await running.saying('training song2016');
  running.child.kill(signal);
  const { stderr, ...ended } = await running.finished;
  expect(ended).toEqual({ code, stdout: '' });
  expect(stderr).toMatch(
    /interrupted after \d+ of 1000 steps; the weights so far are in SIG\w+, --resume goes on from there\n/,
  );
  expect(readdirSync(join(program.folder, signal))).toEqual([
    'checkpoint.safetensors',
    'config.json',
    'weights.npz',
  ]);
  expect(await shapes(signal, 'weights.npz')).toEqual(WEIGHTS);
});

test('a reader that closes standard output early is no error', async () => {
  const running = quick('closed', '--steps', '1', '--batch', '1', '--json');
  running.child.stdout?.destroy();
  const { code, stderr } = await running.finished;
  expect(stderr).not.toMatch(/EPIPE|Error/);
  expect(code).toBe(0);
});

describe('train --resume', () => {
  const words = ['--batch', '2', '--seed', '3'];

  test('goes on as if the run had never stopped: same weights, losses and test', async () => {
    await quick('whole', '--steps', '330', ...words).finished;
    await quick('parts', '--steps', '150', ...words).finished;
    const { code, stderr } = await quick('parts', '--steps', '330', '--resume').finished;
    expect(stderr).toMatch(/^training song2016: steps 151 to 330, batch 2, seed 3, results in parts\n/);
    expect(code).toBe(0);
    for (const file of ['weights.npz', 'activity.npz']) {
      expect(bytesOf('parts', file).equals(bytesOf('whole', file)), file).toBe(true);
    }
    const [parts, whole] = ['parts', 'whole'].map((run) =>
      JSON.parse(bytesOf(run, 'summary.json').toString()),
    );
    expect(parts.losses).toEqual(whole.losses);
    expect(parts.performance).toBe(whole.performance);
  });

  test('survives being killed at any moment, in the middle of a save too', async () => {
    const steps = 300;
    await quick('calm', '--steps', String(steps), '--batch', '1').finished;
    const summary = join(program.folder, 'rough', 'summary.json');
    let kills = 0;
    // Saving after every update, most of the time goes into writing: so do most of the kills.
    for (let round = 0; round < 40 && !existsSync(summary); round++) {
      const more = existsSync(join(program.folder, 'rough', 'checkpoint.safetensors')) ? ['--resume'] : [];
      const running = quick('rough', '--steps', String(steps), '--batch', '1', '--save-every', '1', ...more);
      if (round < 6) {
        await running.saying('training song2016');
        await new Promise((resolve) => setTimeout(resolve, 40 + 37 * round));
        if (running.child.kill('SIGKILL')) kills++;
      }
      const { code, stderr } = await running.finished;
      expect(code === 0 || code === null, stderr).toBe(true);
    }
    expect(kills).toBeGreaterThan(3);
    expect(bytesOf('rough', 'weights.npz').equals(bytesOf('calm', 'weights.npz'))).toBe(true);
  });

  test.each<[string[], RegExp, number]>([
    [
      ['none', '--steps', '9'],
      /--resume: expected a checkpoint at '.*none.checkpoint\.safetensors', got none/,
      1,
    ],
    [['table', '--steps', '1'], /expected --steps of at least 2, those of the checkpoint, got 1/, 2],
    [['table', '--steps', '9', '--seed', '2'], /expected --seed 1, that of the checkpoint, got 2/, 2],
    [['table', '--steps', '9', '--batch', '8'], /expected --batch 16, that of the checkpoint, got 8/, 2],
  ])('refuses %j', async ([out, ...rest], message, expected) => {
    const { code, stderr } = await train(out, ...rest, '--resume').finished;
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
  });

  test('refuses a checkpoint that is damaged, and leaves it', async () => {
    mkdirSync(join(program.folder, 'damaged'));
    const bytes = bytesOf('table', 'checkpoint.safetensors');
    bytes[bytes.length - 9] ^= 1;
    writeFileSync(join(program.folder, 'damaged', 'checkpoint.safetensors'), bytes);
    const { code, stderr } = await train('damaged', '--steps', '9', '--resume').finished;
    expect(stderr).toMatch(
      /^synaptape: --resume: expected a checkpoint at .*, got one that cannot be read \(decodeCheckpoint: .*CRC-32/,
    );
    expect(code).toBe(1);
    expect(bytesOf('damaged', 'checkpoint.safetensors').equals(bytes)).toBe(true);
  });
});

describe('help and version', () => {
  test.each([
    ['--help', () => USAGE],
    ['--version', () => `${JSON.parse(bytesOf('package.json').toString()).version}\n`],
  ])('%s goes to standard output', async (word, text) => {
    expect(await program.start(word).finished).toEqual({ code: 0, stdout: text(), stderr: '' });
  });
});

test('an interrupted run takes away the test of an earlier one in the same folder', async () => {
  await quick('again', '--steps', '1', '--batch', '1').finished;
  expect(readdirSync(join(program.folder, 'again'))).toHaveLength(6);
  const refused = await quick('again', '--steps', '1', '--batch', '1').finished;
  expect(refused.stderr).toMatch(
    /expected a folder without a run, got again with activity.npz, checkpoint.safetensors, config.json, report.html, summary.json, weights.npz - go on/,
  );
  expect(refused.code).toBe(2);
  const running = quick('again', '--steps', '1000', '--batch', '1', '--replace');
  await running.saying('training song2016');
  running.child.kill('SIGINT');
  expect((await running.finished).code).toBe(130);
  expect(readdirSync(join(program.folder, 'again'))).toEqual([
    'checkpoint.safetensors',
    'config.json',
    'weights.npz',
  ]);
});

describe('failures are sentences on standard error, never stack traces', () => {
  test('wrong usage exits 2 and points to the help', async () => {
    const ended = await program.start('train', 'song2016', '--stpes', '3').finished;
    expect(ended).toEqual({
      code: 2,
      stdout: '',
      stderr:
        "synaptape: expected a known option, got '--stpes' - did you mean '--steps'?\n" +
        "Type 'synaptape --help' for the options.\n",
    });
  });

  test('a folder that cannot be made exits 1 before any training', async () => {
    writeFileSync(join(program.folder, 'file'), '');
    const { code, stdout, stderr } = await train('file/below').finished;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^synaptape: --out: expected a folder that can be written to, got '.*\n$/);
  });

  test.runIf(existsSync('/dev/full'))('standard output on a full disk exits 1', () => {
    const full = openSync('/dev/full', 'w');
    const stdio: StdioOptions = ['ignore', full, 'pipe'];
    const { status, stderr } = spawnSync(process.execPath, [program.main, '--help'], { stdio });
    closeSync(full);
    expect(status).toBe(1);
    expect(stderr.toString()).toMatch(/^synaptape: ENOSPC: no space left on device.*\n$/);
  });

  test('a result that cannot be written exits 1 and leaves no temporary file', async () => {
    mkdirSync(join(program.folder, 'blocked', 'weights.npz'), { recursive: true });
    const { code, stderr } = await train('blocked', '--steps', '1', '--batch', '1', '--replace').finished;
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(join(program.folder, 'blocked')).toSorted()).toEqual([
      'checkpoint.safetensors',
      'config.json',
      'weights.npz',
    ]);
  });
});
