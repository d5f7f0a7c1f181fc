/**
 * Question: how long does one training step take, ours and that of the peers, at the sizes the field uses?
 * Metric: ms per step (noise, forward, backward, Adam, loss read back), medians of interleaved rounds; the paired ratio
 *   to the reference contestant, with an interval.
 * Control: the reference in a second process; no claim within the spread between the two (harness.ts). `cores` is CPU
 *   time over wall time: what a contestant said to run on one thread really used.
 * A pass does not show that all do the same work (`npm run bench -- agree` does), nor anything about making data
 *   (end-to-end), start-up and compile time (left out as warm-up), or machines with more cores.
 * How to run: npm run bench -- train-step [S] [P] [L] [--rounds 21] [--round-ms 300] [--warm-up-ms 1500] [--only a,b]
 *   [--except a,b]; peers are installed by bench/peers/setup.sh. Results go to bench/results/train-step-<workload>.json.
 * @module
 */

import { startChild, type Trainer } from './child.ts';
import { ourEngines, peers, reference } from './contestants.ts';
import { environment } from './environment.ts';
import { compare, type Missing } from './harness.ts';
import { readOptions } from './options.ts';
import { comparisonTable, environmentLine, writeResult } from './report.ts';
import { makeWorkload, type Workload, type WorkloadName, workloadNames } from './workloads.ts';

const { values, words } = readOptions({
  rounds: 21,
  'round-ms': 300,
  'warm-up-ms': 1500,
  only: '',
  except: '',
  results: 'bench/results',
});
const lists = (text: string, name: string): boolean =>
  text.split(',').some((part) => part !== '' && name.includes(part.trim()));
const wanted = (name: string): boolean =>
  (values.only === '' || lists(values.only, name)) && !lists(values.except, name);

const isTrainer = (entry: Trainer | Missing): entry is Trainer => 'stop' in entry;

async function measure(workload: Workload): Promise<void> {
  const measuredOn = environment();
  const entries: (Trainer | Missing)[] = [];
  // One at a time: while one warms up, the others are idle.
  for (const spec of [...ourEngines, ...peers]) {
    if (spec.name === reference || wanted(spec.name)) entries.push(await startChild(spec, workload));
  }
  const again = await startChild(ourEngines.find(({ name }) => name === reference)!, workload);
  if (!isTrainer(again)) throw new Error(`train-step: the control did not start: ${again.missing}`);
  const comparison = await compare(entries, {
    reference,
    control: again,
    rounds: values.rounds,
    warmUpMs: values['warm-up-ms'],
    roundMs: values['round-ms'],
    tell: (line) => process.stderr.write(`  ${line}\n`),
  });
  for (const trainer of [...entries.filter(isTrainer), again]) trainer.stop();
  const { name, title, batch: _, params: __, ...settings } = workload;
  console.log(`\n${name}) ${title}\n${environmentLine(measuredOn)}\n${comparisonTable(comparison)}`);
  const result = { benchmark: 'train-step', workload: { name, title, ...settings }, ...comparison };
  writeResult(`${values.results}/train-step-${name}.json`, result, measuredOn);
}

for (const name of words.length > 0 ? words : workloadNames) {
  if (!workloadNames.includes(name as WorkloadName)) {
    throw new RangeError(`train-step: expected workloads ${workloadNames.join(', ')}, got '${name}'`);
  }
  await measure(makeWorkload(name as WorkloadName));
}
