/**
 * Runs the guided experiments of docs/lab.md with seeds 1 to 5, and writes their links and numbers into the page. It
 * takes some three minutes; the numbers are the same on every machine.
 * How to run: node scripts/lab-experiments.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configOf, LINKS, SEEDS, trainedRun } from './lab-measures.mjs';
import {
  balanceTable,
  checkText,
  daleTable,
  inhibitionTables,
  linkOf,
  startTable,
  withRegion,
} from './lab-tables.mjs';
import { importSource, root } from './source.mjs';

const PAGE = join(root, 'docs/lab.md');

/** The parts of the source that runs are made and measured with. */
const PARTS = [
  ...['experiments/index', 'analysis/index', 'report/index'].map((path) => `src/${path}`),
  ...['tasks', 'manipulation', 'link', 'hash'].map((path) => `lab/src/${path}`),
];

/** Trains every link of an experiment with every seed: a list of runs for each link. */
async function trainAll(lab, links) {
  const all = [];
  for (const [label, change] of Object.entries(links)) {
    const runs = [];
    for (const seed of SEEDS) {
      const began = performance.now();
      runs.push(await trainedRun(lab, configOf(lab, change, seed)));
      console.error(`${label}, seed ${seed}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    }
    all.push(runs);
  }
  return all;
}

const lab = await importSource(PARTS);
const dale = await trainAll(lab, LINKS.dale);
const balance = await trainAll(lab, LINKS.balance);
const texts = {
  check: await checkText(lab),
  dale: daleTable(lab, dale),
  start: await startTable(lab),
  balance: balanceTable(lab, balance),
  open: linkOf(lab, ...Object.entries(LINKS.inhibition)[0]),
  // The third experiment takes apart the networks of the first: song2016 as it is.
  ...inhibitionTables(lab, dale[0]),
};
const page = readFileSync(PAGE, 'utf8');
writeFileSync(
  PAGE,
  Object.entries(texts).reduce((text, [name, part]) => withRegion(text, name, part), page),
);
