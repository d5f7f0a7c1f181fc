/**
 * Question: are our tasks those of neurogym, but for what differs on purpose?
 * Metric: of 2,000 trials each, drawn by neurogym and by us, means and standard deviations per channel and period, of all
 *   trials and by outcome, frequencies of classes and outcomes, durations of periods and trials (trial-statistics.ts), in
 *   standard errors of the difference. Beyond 5 it is a difference: of 6e4 comparisons one gets there by chance in one
 *   run of 30 at most, and the seed is fixed. What is not random has to be equal to 5e-6.
 * Cases: our defaults, with the differences that neurogym-rows.ts expects, each of which has to show;
 *   and ours made as neurogym's by options, which have to agree. The tasks of Yang et al. (2019), which neurogym has in
 *   another form, are compared as yang2019-rows.ts says.
 * Control: each task with one option changed, which has to differ; and each drawn twice by us, which must not.
 * A pass does not show that the order of values within a period is the same, nor what depends on several inputs at once.
 * How to run: npm run bench -- neurogym [TASK ..] [--trials 2000] [--seed 1]; result in bench/results/neurogym.json
 *   unless tasks are named. The exit code is 1 for an unexpected difference, or an expected one that does not show.
 * @module
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { CatalogueTask } from '../src/tasks/catalogue/entry.ts';
import { key } from '../src/tensor/random.ts';
import { environment } from './environment.ts';
import type { Case, Row } from './neurogym-row.ts';
import { nativeRows } from './neurogym-rows.ts';
import { readOptions } from './options.ts';
import { layOut, writeResult } from './report.ts';
import { type Comparison, compareSummaries, type Summary, summarize } from './trial-statistics.ts';
import { yangRows } from './yang2019-rows.ts';

const BOUND = 5;
const { values, words } = readOptions({ trials: 2000, seed: 1, results: 'bench/results' });
const { trials, seed } = values;

/** Starts neurogym; the function that it returns asks for a summary. */
async function startNeurogym(): Promise<{
  versions: object;
  ask: (request: object) => Promise<Summary>;
  stop: () => void;
}> {
  const python = 'bench/peers/.venv/bin/python';
  const child = spawn(python, ['bench/peers/neurogym_trials.py'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child, 'spawn');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('neurogym: ended without an answer; what it said is above');
    return value;
  };
  const { versions } = JSON.parse(await next());
  return {
    versions,
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return JSON.parse(await next());
    },
    stop: () => child.stdin.end(),
  };
}

/** Puts the names of inputs and classes in place of their numbers. */
function naming(task: CatalogueTask, nIn: number): (name: string) => string {
  const names = [...task.inputs.slice(0, nIn), ...task.outputs.map((name) => `class ${name}`)];
  return (name) => name.replace(/ \/ (\d+)/, (_, i) => ` / ${names[Number(i)]}`);
}

const makeOurs = (row: Row, options: object = {}): CatalogueTask => row.make(options as never);

const ourSummary = (row: Row, options: object | undefined, number: number): Summary =>
  summarize(makeOurs(row, options), { ...row, trials }, key(number));

interface Difference extends Comparison {
  /** Absent where it was not expected. */
  readonly reason?: string;
}

interface Outcome {
  readonly title: string;
  readonly asNeurogym: boolean;
  readonly comparisons: readonly Comparison[];
  readonly differences: readonly Difference[];
  /** The farthest apart of what is not expected to differ. */
  readonly largestZ: number;
  /** Expected differences that did not show. */
  readonly missing: readonly string[];
  readonly ours: Summary;
  readonly theirs: Summary;
}

const differs = ({ z }: Comparison): boolean => !(Math.abs(z) < BOUND);

function judge(
  row: Row,
  { ours, theirs, asNeurogym = false, expected = [] }: Case,
  a: Summary,
  b: Summary,
): Outcome {
  const comparisons = compareSummaries(a, b, trials, naming(makeOurs(row, ours), a.nIn));
  const differences = comparisons.filter(differs).map((each): Difference => {
    const reason = expected.find(({ at }) => at.test(each.name))?.reason;
    return reason === undefined ? each : { ...each, reason };
  });
  const shown = new Set(differences.map(({ reason }) => reason));
  return {
    title: `${JSON.stringify(ours ?? {})} beside ${JSON.stringify(theirs ?? {})}`,
    asNeurogym,
    comparisons,
    differences,
    largestZ: comparisons
      .filter(({ name }) => expected.every(({ at }) => !at.test(name)))
      .reduce((most, { z }) => Math.max(most, Math.abs(z)), 0),
    missing: expected.filter(({ reason }) => !shown.has(reason)).map(({ reason }) => reason),
    ours: a,
    theirs: b,
  };
}

/** Mean, standard deviation, least and most of the steps of trials. */
function lengthOf({ moments, lengths }: Summary): object {
  const [, mean, square] = moments['steps trial'];
  const steps = Object.keys(lengths.trial).map(Number);
  const std = Math.sqrt(Math.max(square - mean * mean, 0));
  return { mean, std: Number(std.toFixed(4)), min: Math.min(...steps), max: Math.max(...steps) };
}

const show = (x: number): string => String(Number(x.toPrecision(4)));

/** What is not random differs by any number of standard errors. */
const showZ = (z: number): string => (Math.abs(z) > 1000 ? 'exact' : `z ${z.toFixed(1)}`);

const beside = ({ ours, theirs, z }: Comparison): string =>
  ours === theirs ? show(ours) : `${show(ours)} beside ${show(theirs)} (${showZ(z)})`;

const line = (comparison: Comparison): string => `${comparison.name}: ${beside(comparison)}`;

/** Mean and standard deviation of the same samples. */
interface Pair {
  readonly name: string;
  readonly mean: Comparison;
  readonly std: Comparison;
}

const farness = ({ mean, std }: Pair): number => Math.max(Math.abs(mean.z), Math.abs(std.z));

function pairsOf(comparisons: readonly Comparison[]): Pair[] {
  const named = new Map(comparisons.map((each) => [each.name, each]));
  return comparisons.flatMap((mean) => {
    const name = mean.name.replace(/^mean /, '');
    const std = named.get(`std ${name}`);
    const silent = mean.ours === 0 && mean.theirs === 0 && std?.ours === 0 && std.theirs === 0;
    return std === undefined || std === mean || silent ? [] : [{ name, mean, std }];
  });
}

// Of more inputs than this, those that differ by a number only share a line: that of the farthest apart.
const FEW = 9;

/** What is written down of the values: those of all trials, by period and channel. */
function valuesOf(comparisons: readonly Comparison[], nIn: number): string[] {
  const all = comparisons.filter(({ name }) => !/ \| |means |variance /.test(name));
  const groups = new Map<string, Pair>();
  for (const pair of pairsOf(all)) {
    const group = nIn > FEW ? pair.name.replace(/( \/ .*?)\d+$/, '$1#') : pair.name;
    const best = groups.get(group);
    if (best === undefined || farness(best) < farness(pair)) groups.set(group, pair);
  }
  return [...groups.values()].map(
    ({ name, mean, std }) => `${name}: mean ${beside(mean)}, std ${beside(std)}`,
  );
}

function caseRecord(outcome: Outcome): object {
  const { title, asNeurogym, comparisons, differences, largestZ, missing, ours, theirs } = outcome;
  const reasons = [...new Set(differences.flatMap(({ reason }) => reason ?? []))];
  return {
    case: title,
    asNeurogym,
    comparisons: comparisons.length,
    largestZ: Number(largestZ.toFixed(2)),
    steps: { ours: lengthOf(ours), theirs: lengthOf(theirs) },
    expectedDifferences: reasons.map((reason) => {
      const found = differences.filter((each) => each.reason === reason);
      const [example] = found.toSorted((a, b) => a.name.length - b.name.length);
      return { reason, comparisons: found.length, example: line(example) };
    }),
    unexpectedDifferences: differences.filter(({ reason }) => reason === undefined).map(line),
    expectedButNotFound: missing,
    values: valuesOf(comparisons, ours.nIn),
  };
}

const rows = [...nativeRows, ...yangRows].filter(({ task }) => words.length === 0 || words.includes(task));
const unknown = words.filter((word) => rows.every(({ task }) => task !== word));
if (unknown.length > 0) throw new RangeError(`neurogym: expected names of shared tasks, got ${unknown}`);

const measuredOn = environment();
const neurogym = await startNeurogym();
const records: object[] = [];
const lines: string[][] = [
  ['task', 'as neurogym', 'compared', 'largest z', 'differs', 'unexpected', 'verdict'],
];
let failed = false;
for (const row of rows) {
  const outcomes: Outcome[] = [];
  for (const one of row.cases) {
    const { env, periods = {}, response, given = [], rings = [] } = row;
    const { nOut } = makeOurs(row, one.ours);
    const request = { env, kwargs: one.theirs ?? {}, trials, seed, nOut, periods, response, given, rings };
    outcomes.push(judge(row, one, ourSummary(row, one.ours, seed), await neurogym.ask(request)));
  }
  const base = Math.max(
    0,
    row.cases.findIndex(({ asNeurogym }) => asNeurogym),
  );
  const { ours: first, theirs } = outcomes[base];
  const { ours: options } = row.cases[base];
  const again = compareSummaries(first, ourSummary(row, options, seed + 1), trials).filter(differs);
  const changed = ourSummary(row, { ...options, ...row.control }, seed);
  // What differs without the change does not count.
  const known = new Set(
    compareSummaries(first, theirs, trials)
      .filter(differs)
      .map(({ name }) => name),
  );
  const noticed = compareSummaries(changed, theirs, trials).filter((c) => differs(c) && !known.has(c.name));
  const caught = noticed.length > 0;
  for (const outcome of outcomes) {
    const { asNeurogym, comparisons, differences, largestZ, missing } = outcome;
    const unexpected = differences.filter(({ reason }) => reason === undefined);
    const bad = unexpected.length > 0 || missing.length > 0;
    failed ||= bad;
    lines.push([
      ...[row.task, asNeurogym ? 'yes' : 'no', String(comparisons.length), largestZ.toFixed(2)],
      ...[String(differences.length), String(unexpected.length)],
      bad ? 'FAILS' : differences.length > 0 ? 'differs on purpose' : 'agrees',
    ]);
    if (bad) {
      console.error(`${row.task} ${outcome.title}`);
      for (const each of unexpected.slice(0, 12)) console.error(`  unexpected: ${line(each)}`);
      for (const reason of missing) console.error(`  expected, but not found: ${reason}`);
    }
  }
  if (!caught) console.error(`${row.task}: the control ${JSON.stringify(row.control)} was not noticed`);
  for (const each of again) console.error(`${row.task}: two draws of ours differ: ${line(each)}`);
  failed ||= !caught || again.length > 0;
  records.push({
    task: row.task,
    neurogym: row.env,
    cases: outcomes.map(caseRecord),
    controls: { changed: row.control, noticedBy: noticed.length, oursTwice: again.length },
  });
}
neurogym.stop();
console.log(layOut(lines));
const compared = lines.slice(1).reduce((sum, [, , count]) => sum + Number(count), 0);
console.log(
  `${compared} comparisons of ${trials} trials each; a difference is beyond ${BOUND} standard errors`,
);
const { versions } = neurogym;
const result = {
  benchmark: 'neurogym',
  versions,
  trials,
  seed,
  bound: BOUND,
  comparisons: compared,
  tasks: records,
};
if (words.length === 0) writeResult(`${values.results}/neurogym.json`, result, measuredOn);
process.exitCode = failed ? 1 : 0;
