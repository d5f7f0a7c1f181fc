/**
 * Question: how fast are the matrix products of a training step, and how much of the step is anything else?
 * Metric: GFLOP/s of each product that `training.inspect()` lists, alone in a module of its own, and the fraction of the
 *   machine's peak of multiplications and additions, measured by a loop in registers; and "products alone": the time of
 *   all products of a step, alone, divided by the time of the whole compiled step. Interleaved rounds, fractions within
 *   a round, medians and intervals.
 * Control: the step in a second instance; no difference within the spread between the two counts (harness.ts).
 * A pass does not show the speed of the products inside of the step: alone, their operands stay in cache, so that
 *   "products alone" errs to the low side. The peak is that of 128-bit vectors without fused multiply-add, which is what
 *   WebAssembly offers; the machine may have wider ones.
 * How to run: npm run bench -- kernels [S] [P] [L] [--rounds 21] [--round-ms 100] [--warm-up-ms 1000]; result in
 *   bench/results/kernels.json.
 * @module
 */

import { environment } from './environment.ts';
import { type Contestant, compare, inProcess, type Result } from './harness.ts';
import { readOptions } from './options.ts';
import { startTraining, stepsOf } from './ours.ts';
import { type Product, peakFlops, peakLoop, productAlone, productsOf } from './products.ts';
import { environmentLine, layOut, writeResult } from './report.ts';
import { type Interval, median, medianInterval } from './statistics.ts';
import { makeWorkload, type Workload, type WorkloadName, workloadNames } from './workloads.ts';

const { values, words } = readOptions({
  rounds: 21,
  'round-ms': 100,
  'warm-up-ms': 1000,
  results: 'bench/results',
});

const STEP = 'step';
// How many chains hide the latency of a multiplication and an addition depends on the machine; the best counts.
const CHAINS = [10, 12, 13, 14];
const PEAK_LENGTH = 5000;

/** The whole step, compiled, and what it consists of. */
async function stepContestant(workload: Workload): Promise<{ entry: Contestant; products: Product[] }> {
  const training = startTraining('compiled', workload);
  const step = stepsOf(training);
  await step();
  const products = productsOf(training.inspect()!.kernels);
  const round = async (steps: number): Promise<number> => {
    if (steps > 1) await step();
    const began = performance.now();
    for (let i = 0; i < steps; i++) await step();
    return (performance.now() - began) / steps;
  };
  return { entry: { name: STEP, versions: {}, round }, products };
}

function productContestant(product: Product): Contestant {
  const { m, k, n } = product;
  const alone = productAlone(product);
  // Small numbers of both signs, whose sums stay finite however often they are added.
  const numbers = (length: number): Float32Array =>
    Float32Array.from({ length }, (_, i) => ((i * 37) % 101) / 101 - 0.5);
  alone.write(numbers(m * k), numbers(k * n), numbers(m * n));
  return inProcess(product.name, {}, alone.run);
}

const percent = ({ median: middle, low, high }: Interval): string =>
  `${(100 * middle).toFixed(1)} % (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;

async function measure(workload: Workload): Promise<object> {
  const { entry, products } = await stepContestant(workload);
  const control = await stepContestant(workload);
  const peaks = CHAINS.map((chains) =>
    inProcess(`peak, ${chains} chains`, {}, peakLoop(chains, PEAK_LENGTH).run),
  );
  const { results, spread } = await compare([entry, ...products.map(productContestant), ...peaks], {
    reference: STEP,
    control: control.entry,
    rounds: values.rounds,
    warmUpMs: values['warm-up-ms'],
    roundMs: values['round-ms'],
  });
  const find = (wanted: string): Result => results.find(({ name }) => name === wanted)!;
  const step = find(STEP);
  const inRounds = (of: (round: number) => number): Interval =>
    medianInterval(step.roundsMs.map((_, r) => of(r)));

  // Operations per ms; 1e6 of them are a GFLOP/s.
  const rates = CHAINS.map((chains, i) =>
    find(peaks[i].name).roundsMs.map((ms) => peakFlops(chains, PEAK_LENGTH) / ms),
  );
  const peak = rates.reduce((best, rate) => (median(rate) > median(best) ? rate : best));
  const alone = products.map((product) => {
    const { roundsMs, medianMs } = find(product.name);
    const flops = product.calls * product.flops;
    return {
      ...product,
      microseconds: (1000 * medianMs) / product.calls,
      gflops: flops / medianMs / 1e6,
      ofPeak: inRounds((r) => flops / roundsMs[r] / peak[r]),
      ofStep: inRounds((r) => roundsMs[r] / step.roundsMs[r]),
    };
  });
  const times = products.map(({ name }) => find(name).roundsMs);
  const productsMs = (r: number): number => times.reduce((sum, roundsMs) => sum + roundsMs[r], 0);
  const flops = products.reduce((sum, product) => sum + product.calls * product.flops, 0);
  const total = {
    stepMs: step.medianMs,
    spread,
    peakGflops: median(peak) / 1e6,
    productsMs: inRounds(productsMs).median,
    productsGflops: flops / inRounds(productsMs).median / 1e6,
    productsOfPeak: inRounds((r) => flops / productsMs(r) / peak[r]),
    productsOfStep: inRounds((r) => productsMs(r) / step.roundsMs[r]),
  };

  const rows = alone.map(({ name, calls, microseconds, gflops, ofPeak, ofStep }) => [
    ...[name, `${calls}`, microseconds.toFixed(2), gflops.toFixed(1), percent(ofPeak), percent(ofStep)],
  ]);
  console.log(`\n${workload.name}) ${workload.title}: ${total.stepMs.toFixed(3)} ms a step`);
  console.log(layOut([['product', 'calls', 'us', 'GFLOP/s', 'of peak', 'of step'], ...rows]));
  console.log(
    `products alone: ${total.productsGflops.toFixed(1)} GFLOP/s, ${percent(total.productsOfPeak)} of a peak of ` +
      `${total.peakGflops.toFixed(1)}; ${percent(total.productsOfStep)} of the step; control ${(100 * spread).toFixed(1)} %`,
  );
  return { workload: workload.name, ...total, products: alone };
}

const measuredOn = environment();
console.log(environmentLine(measuredOn));
const workloads: object[] = [];
for (const name of words.length > 0 ? words : workloadNames) {
  if (!workloadNames.includes(name as WorkloadName)) {
    throw new RangeError(`kernels: expected workloads ${workloadNames.join(', ')}, got '${name}'`);
  }
  workloads.push(await measure(makeWorkload(name as WorkloadName)));
}
const result = { benchmark: 'kernels', rounds: values.rounds, workloads };
writeResult(`${values.results}/kernels.json`, result, measuredOn);
