import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANALYSIS_NAMES, type AnalysisName } from '../../src/cli/analyse.ts';
import { psychometric } from '../../src/cli/analyses/psychometric.ts';
import { UsageError } from '../../src/cli/errors.ts';
import { jsonDocument } from '../../src/cli/json.ts';
import { decodeRun, encodeRun } from '../../src/experiments/experiment-record.ts';
import { decodeNpz, experimentPresets, findTask, full, startExperiment } from '../../src/index.ts';
import {
  buildReport,
  drawFigure,
  findingsOf,
  fixedPointsOf,
  planeOf,
  type Study,
  studyOf,
} from '../../src/report/index.ts';
import { buildProgram, type ProgramHome } from './program.ts';
import { run } from './run-here.ts';

let program: ProgramHome;
let study: Study;

/** A file or folder beside the program. */
const at = (...path: string[]): string => join(program.folder, ...path);

const document = async (...words: string[]) => {
  const { code, stdout, stderr } = await run(...words, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};
const read = (...path: string[]): string => readFileSync(at(...path), 'utf8');
const plain = (value: object): unknown => JSON.parse(jsonDocument(value));

/** Puts a checkpoint into a folder of its own. */
function plant(name: string, bytes: Uint8Array): void {
  mkdirSync(at(name));
  writeFileSync(at(name, 'checkpoint.safetensors'), bytes);
}

/** A run whose units are silent. */
function plantSilent(): void {
  const given = { task: 'goNogo', network: { nRec: 4 }, training: { steps: 1 }, test: { trials: 8 } };
  const { config, training } = startExperiment(given, { findTask });
  const state = training.state();
  const params = { ...state.params, bRec: full([4], -100) };
  plant('silent', encodeRun({ config, state: { ...state, step: 1, params }, losses: [1], seconds: 1 }));
}

beforeAll(async () => {
  program = await buildProgram();
  const { code, stderr } = await program.start('train', 'song2016', '--steps', '200', '--out', 'run')
    .finished;
  expect(code, stderr).toBe(0);
  const bytes = new Uint8Array(readFileSync(at('run', 'checkpoint.safetensors')));
  const { config, state, losses, seconds } = decodeRun(bytes);
  study = studyOf(startExperiment(config, { findTask, from: state }), { losses, seconds });
  const longer = { ...config, training: { ...config.training, steps: 400 } };
  plant('unfinished', encodeRun({ config: longer, state, losses, seconds }));
  const flipFlop = startExperiment(experimentPresets.flipFlop, { findTask });
  const start = { config: flipFlop.config, state: flipFlop.training.state(), losses: [], seconds: 0 };
  plant('flipFlop', encodeRun(start));
  bytes[bytes.length - 9] ^= 1;
  plant('damaged', bytes);
  plantSilent();
}, 60_000);
afterAll(() => rmSync(program.folder, { recursive: true }));

describe('report', () => {
  test('writes what train has written, and says what came of the run', async () => {
    const first = read('run', 'report.html');
    expect(first).toBe(buildReport(study));
    rmSync(at('run', 'report.html'));
    const { code, stdout, stderr } = await run('report', at('run'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(read('run', 'report.html')).toBe(first);
    expect(stdout).toMatch(
      /^report {7}.*run.report\.html\nperformance {2}\d+\.\d % of 500 trials; .* 86\.5 %\n/,
    );
    expect(stdout).toMatch(
      /^constraints {2}All hold: Dale’s principle \(2500 of 2500 .*; no autapses .*; read-out/m,
    );
    expect(stdout).toMatch(/^time .* for 200 of 200 steps$/m);
    expect(stdout).toMatch(/^selectivity {2}\d+ units prefer choice 0, \d+ choice 1, \d+ neither$/m);
  });

  test('--json is the findings with the file; --out and --palette do what they say', async () => {
    const { file, ...findings } = await document(
      'report',
      at('run'),
      '--out',
      at('a', 'b.html'),
      '--palette',
      'red-blue',
    );
    expect(findings).toEqual(plain(findingsOf(study)));
    expect(file).toMatch(/a.b\.html$/);
    expect(read('a', 'b.html')).toBe(buildReport(study, { palette: 'red-blue' }));
  });
});

describe('plot', () => {
  test('draws a figure to standard output, to a file, and into a document', async () => {
    const words = ['plot', 'connectivity', at('run'), '--order', 'index', '--width', '500'];
    const svg = drawFigure(study, 'connectivity', { order: 'index', width: 500 });
    const [stream, file, json] = await Promise.all([
      run(...words),
      run(...words, '--out', at('deep', 'x.svg')),
      document(...words),
    ]);
    expect(stream).toEqual({ code: 0, stdout: svg, stderr: '' });
    expect(file).toEqual({
      code: 0,
      stdout: '',
      stderr: `connectivity of ${at('run')} in ${at('deep', 'x.svg')}\n`,
    });
    expect(read('deep', 'x.svg')).toBe(svg);
    expect(readdirSync(at('deep'))).toEqual(['x.svg']);
    expect(json).toEqual({
      figure: 'connectivity',
      title: 'Recurrent connectivity',
      reading: expect.stringContaining('Dale'),
      svg,
    });
  });

  test('--json names the file where there is one, and the trial is the one that is asked for', async () => {
    const forced = ['--force', 'coherence=51.2', '--force', 'groundTruth=1', '--seed', '3', '--no-noise'];
    const { file, svg } = await document('plot', 'trials', at('run'), ...forced, '--out', at('trial.svg'));
    expect(svg).toBeUndefined();
    const trial = { conditions: { coherence: 51.2, groundTruth: 1 }, seed: 3, noise: false };
    expect(readFileSync(file, 'utf8')).toBe(drawFigure(study, 'trials', { trial }));
  });
});

describe('analyse', () => {
  const keys: Readonly<Record<AnalysisName, readonly string[]>> = {
    'fixed-points': ['input', 'isMeanInput', 'starts', 'dt', 'points'],
    selectivity: ['answers', 'nExc', 'dPrime', 'order', 'weights'],
    psychometric: ['evidence', 'answer', 'points', 'unanswered', 'fit', 'idealSigma'],
    spectrum: ['dt', 'before', 'after'],
    pca: ['trials', 'variances', 'explained', 'cumulative'],
    lesions: ['intact', 'rows'],
    constraints: ['constraints'],
  };
  const text: Readonly<Record<AnalysisName, RegExp>> = {
    'fixed-points':
      /^\d+ fixed and \d+ slow points from 64 states.*\ninput 1\.00, 0\.50, 0\.50 \(fixation, direction 0, direction 1\): the mean input of the stimulus\n(.*\n){2}kind +q +stable .*\n(fixed|slow) +\d/,
    selectivity:
      /^d' of units .*\n\nexcitatory units\n( +\d+ +-?\d\.\d\d){8}\n[\s\S]*^E to E +-?0\.\d{4} \(\d+\) +-?0\.\d{4} \(\d+\)$/m,
    psychometric:
      /^Signed coherence \(%\) +trials +choice 1 +95 % interval\n(.*\d\]\n)+\d+ trials without one of the two answers\n/,
    spectrum:
      /^recurrent weights +before +after\nlargest modulus +0\.2790 +\d\.\d{4}\n[\s\S]*^\|mu\| +re +im +tau \(ms\)\n\d\.\d{4} /m,
    pca: /50 units in 100 trials .*\ncomponent +variance +sum\n1 +(\d+\.\d %) +\1\n/,
    lesions: /^performance .*\nsilenced +units +performance +change\nE +40 +\d+\.\d % +-?\d+\.\d\nI +10 /,
    constraints: /^Dale’s principle +holds +2500 of 2500 /,
  };

  test.each(ANALYSIS_NAMES)('%s prints a table and, with --json, all numbers', async (what) => {
    const [table, json] = await Promise.all([
      run('analyse', what, at('run')),
      document('analyse', what, at('run')),
    ]);
    expect({ code: table.code, stderr: table.stderr }).toEqual({ code: 0, stderr: '' });
    expect(table.stdout).toMatch(text[what]);
    expect(Math.max(...table.stdout.split('\n').map((line) => line.length))).toBeLessThan(120);
    expect(Object.keys(json)).toEqual(['analysis', 'name', 'seed', 'steps', ...keys[what]]);
    expect(json).toMatchObject({ analysis: what, name: 'song2016', seed: 1, steps: 200 });
  });

  test('psychometric puts the ideal observer beside the curve of choices', () => {
    const choices = study.choices as NonNullable<Study['choices']>;
    // Right wherever there is evidence, one answer elsewhere: a step at 0 or beside it.
    const given = choices.wanted.map((wanted, i) => (choices.evidence?.signed[i] === 0 ? 1 : wanted));
    const { lines, document: all } = psychometric(
      { ...study, choices: { ...choices, given } },
      { input: undefined, starts: 64, units: false },
    );
    expect(lines).toContain('cumulative normal, separated');
    // 100 sqrt(2 / 500), for stimuli of 500 ms and noise 1.
    expect(lines.some((line) => /^ideal sigma +6\.325$/.test(line))).toBe(true);
    expect(all).toMatchObject({
      unanswered: 0,
      fit: { sigma: { value: 0 } },
      idealSigma: 100 * Math.sqrt(2 / 500),
    });
  });

  test('finds the points and the components of the figures', async () => {
    const [{ points }, { explained }] = await Promise.all([
      document('analyse', 'fixed-points', at('run')),
      document('analyse', 'pca', at('run')),
    ]);
    const known = fixedPointsOf(study);
    expect(points.map(({ q }: { q: number }) => q)).toEqual(known.map(({ q }) => q));
    for (const [i, { leading, eigenvalues, outputs }] of points.entries()) {
      expect(outputs).toEqual(plain(known[i].outputs));
      expect(leading.modulus).toBe(Math.hypot(eigenvalues.re[0], eigenvalues.im[0]));
      // Rounding of the exponential and of the logarithm, some units in the last place of 20 ms.
      expect(20 / -Math.log(leading.modulus)).toBeCloseTo(leading.tau, 9);
    }
    expect(explained.slice(0, 2)).toEqual(plain(planeOf(study).explained));
  });

  test('takes another input for fixed points, and units for lesions', async () => {
    const words = ['analyse', 'fixed-points', at('run'), '--input', '0,0,0', '--starts', '4'];
    const [given, { rows }] = await Promise.all([
      document(...words),
      document('analyse', 'lesions', at('silent'), '--units'),
    ]);
    expect(given).toMatchObject({ input: [0, 0, 0], isMeanInput: false, starts: 4 });
    expect(rows).toHaveLength(4);
    expect(rows[3]).toMatchObject({ group: 'unit 3', units: [3], change: 0 });
  });
});

describe('simulate', () => {
  const words = () => ['simulate', at('run'), '--trials', '40', '--seed', '5'];

  test('prints a line for each value, keeps the activity, and is the same each time', async () => {
    const coherences = ['--coherence', '0,51.2'];
    const [table, again, json] = await Promise.all([
      run(...words(), ...coherences, '--out', at('one.npz')),
      run(...words(), ...coherences, '--out', at('two.npz')),
      document(...words(), ...coherences),
    ]);
    expect(table.code).toBe(0);
    expect(table.stderr).toBe(`80 trials of perceptualDecisionMaking in ${at('one.npz')}\n`);
    expect(table.stdout).toMatch(
      /^coherence +trials +correct +95 % interval +fixate +choice 0 +choice 1\n0 +40 +.*\n51\.2 +40 .*\n$/,
    );
    expect(again.stdout).toBe(table.stdout);
    const [one, two] = ['one', 'two'].map((name) => readFileSync(at(`${name}.npz`)));
    expect(one.equals(two)).toBe(true);
    expect(Object.keys(json)).toEqual(['name', 'steps', 'task', 'seed', 'noise', 'forced', 'rows']);
    const arrays = await decodeNpz(one);
    expect(Object.keys(arrays)).toEqual([
      ...['inputs', 'r', 'z', 'groundTruth', 'coherence', 'choice', 'correct'],
    ]);
    expect(arrays.r.shape).toEqual([55, 80, 50]);
    const correct = Array.from(arrays.correct.data);
    for (const [i, row] of json.rows.entries()) {
      const own = correct.slice(40 * i, 40 * (i + 1));
      expect(row.correct).toBe(own.reduce((sum, each) => sum + each, 0) / 40);
      expect(row.low).toBeLessThanOrEqual(row.correct);
      expect(row.high).toBeGreaterThanOrEqual(row.correct);
      const shares = Object.values(row.answers) as number[];
      // Three shares that are rounded each.
      expect(shares.reduce((sum, each) => sum + each)).toBeCloseTo(1, 12);
      expect(Array.from(arrays.coherence.data.slice(40 * i, 40 * (i + 1)))).toEqual(
        Array(40).fill(row.value),
      );
    }
  });

  test('without values it has one row; conditions are forced and noise is left out', async () => {
    const forced = ['--force', 'groundTruth=1', '--no-noise'];
    const [{ rows, noise }, quiet] = await Promise.all([
      document(...words(), ...forced),
      run(...words(), ...forced),
    ]);
    expect(noise).toBe(false);
    expect(rows).toEqual([expect.objectContaining({ value: null, trials: 40 })]);
    expect(rows[0].correct).toBe(rows[0].answers['choice 1']);
    expect(quiet.stdout).toMatch(/^trials +correct .*\n40 /);
  });
});

test('simulate tells no answers where a trial asks for many', async () => {
  const words = ['simulate', at('flipFlop'), '--trials', '4'];
  const [{ stdout }, json] = await Promise.all([run(...words), run(...words, '--json')]);
  expect(stdout).toMatch(/^trials +correct +95 % interval\n4 +\d+\.\d % +\[.*\]\n$/);
  expect(JSON.parse(json.stdout).rows).toEqual([expect.objectContaining({ trials: 4, answers: {} })]);
});

describe('what does not fit gets a sentence', () => {
  test.each<[string, string, string]>([
    [
      'plot psychometric DIR',
      'flipFlop',
      "expected a figure that fits flipFlop, got 'psychometric' - it has loss, ",
    ],
    [
      'plot trials DIR --force coherence=400',
      'run',
      'expected forced coherence to be a number in [0, 100], got 400',
    ],
    ['plot trials DIR --force cohrence=4', 'run', "got 'cohrence' - did you mean 'coherence'?"],
    [
      'analyse selectivity DIR',
      'flipFlop',
      'expected a run on a task with two answers for selectivity, got one on flipFlop',
    ],
    [
      'analyse psychometric DIR',
      'flipFlop',
      'expected a run on a task with two answers for psychometric, got one on flipFlop',
    ],
    [
      'analyse fixed-points DIR --input 1,2',
      'run',
      'expected --input to be 3 numbers (fixation, direction 0, direction 1), got 2',
    ],
    ['plot loss DIR --out DIR/config.json', 'run', 'expected --out to be no file of a run, got '],
    ['simulate DIR --out DIR/report.html', 'run', 'expected --out to be no file of a run, got '],
    ['report DIR --out DIR/weights.npz', 'run', 'expected --out to be no file of a run, got '],
    ['simulate DIR --coherence 0,-4', 'run', 'expected forced coherence to be a number in [0, 100], got -4'],
    [
      'simulate DIR --coherence 0 --force coherence=3',
      'run',
      'expected coherence once, got it behind --force as well as --coherence',
    ],
    [
      'simulate DIR --coherence 0',
      'flipFlop',
      'expected --coherence for a task that has this condition, got it for flipFlop, which has ',
    ],
  ])('%s of %s', async (line, folder, message) => {
    const ended = run(...line.split(' ').map((word) => word.replace('DIR', at(folder))));
    await expect(ended).rejects.toThrow(UsageError);
    await expect(ended).rejects.toThrow(message);
    // A command names no function.
    await expect(ended).rejects.toThrow(/^(?!\w+: )/);
  });
});

describe('as a program', () => {
  test.each<[string, number, RegExp]>([
    [
      'report none',
      1,
      /^synaptape: report: expected a checkpoint at '.*none.checkpoint\.safetensors', got none - name the folder of a run/,
    ],
    [
      'plot loss damaged',
      1,
      /^synaptape: plot: expected a checkpoint at .*, got one that cannot be read \(decodeCheckpoint: .*CRC-32/,
    ],
    [
      'simulate run --force groundTruth=2',
      2,
      /^synaptape: .*expected forced groundTruth .*, got 2\nType 'synaptape --help' for the options\.\n$/,
    ],
  ])('%s exits %i with a sentence', async (line, expected, message) => {
    const { code, stdout, stderr } = await program.start(...line.split(' ')).finished;
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('a run that is not finished is looked at, and told to be so', async () => {
    const { code, stdout, stderr } = await program.start('analyse', 'constraints', 'unfinished').finished;
    const told = 'unfinished holds 200 of 400 steps of song2016\n';
    expect({ code, stderr }).toEqual({ code: 0, stderr: told });
    expect(stdout).toMatch(/^no autapses +holds +50 of 50/m);
  });

  test('a network whose units are silent has a report, and says which figures it has', async () => {
    expect(await run('report', at('silent'))).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout, stderr } = await program.start('plot', 'trajectories', 'silent').finished;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^synaptape: expected a figure that fits .*, got 'trajectories' - it has /);
  });

  test('a reader that closes standard output early is no error', async () => {
    const running = program.start('plot', 'weights', 'run');
    running.child.stdout?.destroy();
    const { code, stderr } = await running.finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
