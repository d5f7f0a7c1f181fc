/**
 * Measures the fixed-weights experiment with seeds 1 to 5, one after the other, and writes the results to
 * bench/results/fixed-weights.json and into the README.
 * How to run: npm run build && node scripts/fixed-weights-table.mjs           measure, then write both
 *             node scripts/fixed-weights-table.mjs --table                   the README alone, from the committed results
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { README } from './readme-blocks.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RESULTS = new URL('../bench/results/fixed-weights.json', import.meta.url);
const SEEDS = [1, 2, 3, 4, 5];
const HEADER = ['seed', 'updates', 'final loss', 'last loss', 'correct', 'fixed weights identical', 'time'];
const REGION = /(<!-- results:fixed-weights -->\n).*?(<!-- \/results -->)/s;

const row = (cells) => `| ${cells.join(' | ')} |\n`;

function cellsOf({ seed, updates, finalLoss, lastLoss, accuracy, frozen, frozenUnchanged, seconds }) {
  const losses = [finalLoss, lastLoss].map((loss) => loss.toFixed(4));
  const identical = `${frozenUnchanged} of ${frozen}`;
  return [seed, updates, ...losses, `${(100 * accuracy).toFixed(1)} %`, identical, `${seconds.toFixed(1)} s`];
}

/** The table of the README and the line about the machine. */
export function fixedWeightsRegion({ environment: { cpu, cores, platform, node, commit, date }, runs }) {
  const rows = runs.toSorted((a, b) => a.seed - b.seed).map((run) => row(cellsOf(run)));
  const machine = [cpu, `${cores} cores`, platform, `Node ${node}`, `commit ${commit}`, date].join(', ');
  return `${row(HEADER)}${row(HEADER.map(() => '---:'))}${rows.join('')}\nMachine: ${machine}.\n`;
}

/** @throws {Error} for a page without the marks */
export function withFixedWeights(readme, results) {
  if (!REGION.test(readme)) throw new Error('expected README.md to have the marks of results:fixed-weights');
  return readme.replace(REGION, (_, open, close) => open + fixedWeightsRegion(results) + close);
}

/** The committed results; null before the first measurement. */
export function readFixedWeights() {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function commit() {
  try {
    const git = (...words) => execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}

const environment = () => ({
  date: new Date().toISOString().slice(0, 10),
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  platform: `${platform()} ${arch()}`,
  node: process.versions.node,
  commit: commit(),
  load: Number(loadavg()[0].toFixed(2)),
});

function measure() {
  const measuredOn = environment();
  const runs = SEEDS.map((seed) => {
    const words = ['examples/fixed-weights.mjs', '--seed', String(seed), '--json'];
    const run = JSON.parse(execFileSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' }));
    console.log(`seed ${seed}: final loss ${run.finalLoss.toFixed(4)} in ${run.seconds.toFixed(1)} s`);
    return run;
  });
  return { environment: measuredOn, benchmark: 'fixed-weights', runs };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--table')) writeFileSync(RESULTS, `${JSON.stringify(measure(), null, 2)}\n`);
  const results = readFixedWeights();
  if (results === null) {
    console.error('expected bench/results/fixed-weights.json, got none - run without --table');
    process.exitCode = 1;
  } else writeFileSync(README, withFixedWeights(readFileSync(README, 'utf8'), results));
}
