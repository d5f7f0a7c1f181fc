/**
 * Runs the guided experiments of docs/lab.md with seeds 1 to 5, and writes their links and numbers into the page. It
 * takes some three minutes; the numbers are the same on every machine.
 * How to run: node scripts/lab-experiments.mjs
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
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

const root = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(root, 'docs/lab.md');

/** The parts of the source that runs are made and measured with. */
async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'lab-experiments-'));
  const outfile = join(folder, 'parts.mjs');
  const src = ['experiments/index', 'analysis/index', 'report/index'].map((path) => `src/${path}`);
  const paths = [...src, ...['tasks', 'manipulation', 'link', 'hash'].map((path) => `lab/src/${path}`)];
  const contents = paths.map((path) => `export * from './${path}.ts';`).join('\n');
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    ...{ outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' },
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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

const lab = await load();
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
