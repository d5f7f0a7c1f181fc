/**
 * Question: how long does a published experiment take from start to finish, data included?
 * Metric: ms per step of the loop (a fresh batch, then a training step) of song2016; ours as the command line runs it,
 *   PyTorch with neurogym's Dataset as the PyTorch original does. Beside it: seconds a step-free process needs to start,
 *   ms to make a batch, and the mean loss of the last 200 steps, which must fall alike.
 * Control: ours entered twice; no claim within the spread between the two (harness.ts).
 * A pass does not show the speed of the step alone (train-step), and the two do not train on the same data: neurogym
 *   shows the fixation cue during fixation only. 200 steps by default; the experiment has 5000.
 * How to run: npm run bench -- end-to-end [--steps 200] [--rounds 3]; result in bench/results/end-to-end.json.
 * @module
 */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { streamDataset } from '../src/tasks/core/stream.ts';
import { perceptualDecisionMaking } from '../src/tasks/neurogym/perceptual-decision-making.ts';
import { key } from '../src/tensor/random.ts';
import { environment } from './environment.ts';
import { type Contestant, compare, type Missing } from './harness.ts';
import { readOptions } from './options.ts';
import { comparisonTable, environmentLine, layOut, writeResult } from './report.ts';

const { values } = readOptions({ steps: 200, rounds: 3, results: 'bench/results' });
const run = promisify(execFile);

/** What one run of the loop says of itself. */
interface Run {
  readonly seconds: number;
  readonly loss: number;
  readonly dataMs: number;
  readonly versions: { readonly [part: string]: string };
}

interface Entry extends Contestant {
  /** All runs, the first (a single step, whose time is mostly start-up) left out. */
  readonly runs: Run[];
  readonly startSeconds: number;
}

/** Makes a contestant of a function that runs the loop in a new process; runs one step to see whether it can. */
async function enter(name: string, loop: (steps: number) => Promise<Run>): Promise<Entry | Missing> {
  try {
    const began = performance.now();
    const first = await loop(1);
    const startSeconds = (performance.now() - began) / 1000 - first.seconds;
    const runs: Run[] = [];
    const round = async (steps: number): Promise<number> => {
      const done = await loop(steps);
      runs.push(done);
      return (1000 * done.seconds) / steps;
    };
    return { name, versions: first.versions, runs, startSeconds, round };
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    return { name, missing: stderr.trim().split('\n').at(-1) || message };
  }
}

/** Time to make one batch of ours, alone. */
function batchMs(): number {
  const timing = { fixation: { choice: [50, 100, 200, 400] }, stimulus: { choice: [100, 200, 400, 800] } };
  const task = perceptualDecisionMaking({ dt: 20, timing });
  const stream = streamDataset(task, { batchSize: 16, seqLen: 100, key: key(1) });
  for (let i = 0; i < 200; i++) stream.next();
  const began = performance.now();
  for (let i = 0; i < 200; i++) stream.next();
  return (performance.now() - began) / 200;
}

const dataMs = batchMs();
const folder = mkdtempSync(join(tmpdir(), 'bench-'));

async function ours(steps: number): Promise<Run> {
  const args = ['train', 'song2016', '--steps', String(steps), '--out', folder, '--json'];
  const { stdout } = await run(process.execPath, [process.env.BENCH_CLI ?? '', ...args]);
  const { seconds, losses } = JSON.parse(stdout);
  return { seconds, loss: losses.at(-1)[1], dataMs, versions: { node: process.versions.node } };
}

const torch =
  (threads: number) =>
  async (steps: number): Promise<Run> => {
    const args = ['--threads', String(threads), '--steps', String(steps)];
    const { stdout } = await run('bench/peers/.venv/bin/python', ['bench/peers/torch_song2016.py', ...args], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: String(threads) },
    });
    const { seconds, dataSeconds, loss, versions } = JSON.parse(stdout);
    return { seconds, loss, dataMs: (1000 * dataSeconds) / steps, versions };
  };

const measuredOn = environment();
const entries = [
  await enter('ours', ours),
  await enter('torch with neurogym, 1 thread', torch(1)),
  await enter('torch with neurogym, 2 threads', torch(2)),
];
const comparison = await compare(entries, {
  reference: 'ours',
  rounds: values.rounds,
  stepsPerRound: values.steps,
});
rmSync(folder, { recursive: true });

const details = entries.flatMap((entry) => {
  if ('missing' in entry) return [];
  const { name, startSeconds, runs } = entry;
  const last = runs[runs.length - 1];
  return [{ name, startSeconds, batchMs: last.dataMs, loss: last.loss }];
});
console.log(`song2016, ${values.steps} steps, data included\n${environmentLine(measuredOn)}`);
console.log(comparisonTable(comparison));
console.log(
  layOut([
    ['', 'start s', 'batch ms', 'loss of the last 200'],
    ...details.map((d) => [d.name, d.startSeconds.toFixed(2), d.batchMs.toFixed(3), d.loss.toFixed(4)]),
  ]),
);
writeResult(
  `${values.results}/end-to-end.json`,
  { benchmark: 'end-to-end', steps: values.steps, ...comparison, details },
  measuredOn,
);
