/**
 * Question: how do time and memory of a training step grow with units, batch and time steps, and what does it cost to
 *   get there: recording, compiling, the module, and whatever steps leave behind?
 * Metric: from workload S, one size changed at a time: ms per step in interleaved rounds, the memory of the program, the
 *   peak resident memory of a process that trains; the exponent of each, fitted by least squares to the logarithms of the
 *   upper half of the sizes (time: in each round, median and interval). Of S, P and L: the phases of the first step,
 *   cold (a fresh process) and warm (medians of later trainings of it). Of S: growth of the heap over 1000
 *   steps, median of five times 1000.
 * Control: S in a second process; no difference within the spread between the two counts (harness.ts). For the heap a
 *   planted leak of 200 bytes a step, which must be found.
 * A pass does not show what lies beyond these sizes: an exponent is that of a range, where caches fill and fixed costs
 *   fade. Resident memory includes that of Node itself, which `startRssBytes` tells apart.
 * How to run: npm run bench -- scaling [--rounds 11] [--round-ms 200] [--warm-up-ms 1000] [--repeats 3] [--only N,batch,T];
 *   result in bench/results/scaling.json.
 * @module
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startChild, type Trainer } from './child.ts';
import { ourEngines, reference } from './contestants.ts';
import { environment } from './environment.ts';
import { compare } from './harness.ts';
import { readOptions } from './options.ts';
import { environmentLine, layOut, writeResult } from './report.ts';
import { exponentOf, median, medianInterval, type Point, upperHalf } from './statistics.ts';
import type { Costs, Growth, Phases } from './step-costs.ts';
import { makeWorkload, type Sizes, workloadNames } from './workloads.ts';

const { values } = readOptions({
  rounds: 11,
  'round-ms': 200,
  'warm-up-ms': 1000,
  repeats: 3,
  only: 'N,batch,T',
  results: 'bench/results',
});
const run = promisify(execFile);

/** What grows, and to which sizes; one of them is that of S. */
const series = [
  { axis: 'N', field: 'nRec', sizes: [16, 32, 50, 64, 128, 256] },
  { axis: 'batch', field: 'batchSize', sizes: [1, 2, 4, 8, 16, 32, 64, 128] },
  { axis: 'T', field: 'nSteps', sizes: [25, 50, 100, 200, 400] },
] as const;
type Series = (typeof series)[number];

const PLANTED_BYTES = 200;
const MIB = 2 ** 20;

const child = async (flags: string[], ...words: string[]): Promise<string> =>
  (await run(process.execPath, [...flags, process.env.BENCH_STEP_COSTS ?? '', ...words])).stdout;

/** Medians over fresh processes. */
async function costsOf(name: string, changes: Partial<Sizes>): Promise<Costs> {
  const all: Costs[] = [];
  for (let i = 0; i < values.repeats; i++)
    all.push(JSON.parse(await child([], 'costs', name, JSON.stringify(changes))));
  const of = (pick: (costs: Costs) => number): number => median(all.map(pick));
  const phases = (when: 'cold' | 'warm'): Phases => ({
    tapeMs: of((c) => c[when].tapeMs),
    compileMs: of((c) => c[when].compileMs),
    moduleMs: of((c) => c[when].moduleMs),
    firstRunMs: of((c) => c[when].firstRunMs),
    totalMs: of((c) => c[when].totalMs),
  });
  return {
    cold: phases('cold'),
    warm: phases('warm'),
    moduleBytes: of((c) => c.moduleBytes),
    memoryBytes: of((c) => c.memoryBytes),
    startRssBytes: of((c) => c.startRssBytes),
    peakRssBytes: of((c) => c.peakRssBytes),
  };
}

async function start(name: string, changes: Partial<Sizes>): Promise<Trainer> {
  const spec = ourEngines.find((engine) => engine.name === reference)!;
  const trainer = await startChild({ ...spec, name }, makeWorkload('S', changes));
  if ('missing' in trainer) throw new Error(`scaling: ${name} did not start: ${trainer.missing}`);
  return trainer;
}

async function grow({ axis, field, sizes }: Series): Promise<object> {
  const nameOf = (size: number): string => `${axis} ${size}`;
  const trainers: Trainer[] = [];
  for (const size of sizes) trainers.push(await start(nameOf(size), { [field]: size }));
  const control = await start('control', {});
  const { results, spread } = await compare(trainers, {
    reference: nameOf(makeWorkload('S')[field]),
    control,
    rounds: values.rounds,
    warmUpMs: values['warm-up-ms'],
    roundMs: values['round-ms'],
  });
  for (const trainer of [...trainers, control]) trainer.stop();

  const points: (Costs & { size: number; ms: number; roundsMs: readonly number[] })[] = [];
  for (const size of sizes) {
    const { medianMs, roundsMs } = results.find(({ name }) => name === nameOf(size))!;
    points.push({ size, ms: medianMs, roundsMs, ...(await costsOf('S', { [field]: size })) });
  }
  const slopeOf = (pick: (point: (typeof points)[number]) => number): number =>
    exponentOf(upperHalf(points.map((point): Point => [point.size, pick(point)])));
  const exponents = {
    over: upperHalf(sizes.map((size): Point => [size, 0])).map(([size]) => size),
    time: medianInterval(results[0].roundsMs.map((_, r) => slopeOf(({ roundsMs }) => roundsMs[r]))),
    memory: slopeOf(({ memoryBytes }) => memoryBytes),
  };
  const mib = (bytes: number): string => (bytes / MIB).toFixed(1);
  const rows = points.map((p) => [
    ...[nameOf(p.size), p.ms.toFixed(3), mib(p.memoryBytes), mib(p.peakRssBytes)],
    ...[(p.moduleBytes / 1024).toFixed(1), p.cold.totalMs.toFixed(0)],
  ]);
  console.log(`\nS with other ${axis}; the control's spread is ${(100 * spread).toFixed(1)} %`);
  console.log(layOut([['', 'ms', 'memory MiB', 'peak RSS MiB', 'module KiB', 'first step ms'], ...rows]));
  const { time, memory } = exponents;
  console.log(
    `over ${exponents.over.join(', ')}: time as ${axis}^${time.median.toFixed(2)} (${time.low.toFixed(2)} to ` +
      `${time.high.toFixed(2)}), memory as ${axis}^${memory.toFixed(2)}`,
  );
  return { axis, spread, points, exponents };
}

async function compilation(): Promise<object[]> {
  const all: (Costs & { workload: string })[] = [];
  for (const workload of workloadNames) all.push({ workload, ...(await costsOf(workload, {})) });
  const row = (name: string, p: Phases): string[] => [
    ...[name, p.tapeMs.toFixed(1), p.compileMs.toFixed(1), p.moduleMs.toFixed(1)],
    ...[(p.tapeMs + p.compileMs + p.moduleMs).toFixed(1), p.firstRunMs.toFixed(1)],
  ];
  const rows = all.flatMap(({ workload, cold, warm }) => [
    row(`${workload} cold`, cold),
    row(`${workload} warm`, warm),
  ]);
  console.log(`\n${layOut([['ms', 'tape', 'compile', 'module', 'together', 'first run'], ...rows])}`);
  return all;
}

async function heapGrowth(): Promise<{ steady: Growth; planted: Growth }> {
  // A young generation large enough that nothing is collected on the way, to count rubbish too.
  const flags = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'];
  const of = async (leak: number): Promise<Growth> =>
    JSON.parse(await child(flags, 'growth', 'S', '{}', String(leak)));
  const [steady, planted] = [await of(0), await of(PLANTED_BYTES)];
  if (planted.retainedBytes < 0.9 * PLANTED_BYTES * planted.steps) {
    throw new Error(`scaling: expected the planted leak to be found, got ${planted.retainedBytes} bytes`);
  }
  const perWindow = steady.windowsBytes.map((bytes) => (bytes / 1000).toFixed(1)).join(', ');
  const kb = (bytes: number | null): string =>
    bytes === null ? 'unknown' : `${(bytes / 1000).toFixed(1)} KB`;
  console.log(
    `\nheap after ${steady.steps} more steps of S: ${kb(steady.retainedBytes)} retained (${perWindow}), ` +
      `${kb(steady.allocatedBytes)} with rubbish; control with a leak: ${kb(planted.retainedBytes)} retained`,
  );
  return { steady, planted };
}

const measuredOn = environment();
console.log(environmentLine(measuredOn));
const heap = await heapGrowth();
const workloads = await compilation();
const grown: object[] = [];
for (const each of series) if (values.only.split(',').includes(each.axis)) grown.push(await grow(each));
const result = { benchmark: 'scaling', rounds: values.rounds, repeats: values.repeats };
writeResult(`${values.results}/scaling.json`, { ...result, heap, workloads, series: grown }, measuredOn);
