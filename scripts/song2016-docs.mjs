/**
 * Draws the figures of docs/song2016.md into docs/song2016 and writes its table anew, from the runs of song2016 that
 * test/golden/report/train.mjs keeps.
 * How to run: node scripts/song2016-docs.mjs           writes what has changed
 *             node scripts/song2016-docs.mjs --check   names what is out of date, and fails
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { withSeeds } from './song2016-table.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const docs = join(root, 'docs');
const SEEDS = [1, 2, 3];
/** Whose figures are shown. */
const SHOWN = 1;

/** The parts of the source that the page is made with. */
async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'song2016-docs-'));
  const outfile = join(folder, 'parts.mjs');
  const paths = [
    'index',
    'report/index',
    'report/learning-figures',
    'report/weight-figures',
    'report/trials',
  ];
  const contents = paths.map((path) => `export * from './src/${path}.ts';`).join('\n');
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

async function studyOfSeed(parts, seed) {
  const { changedExperiment, decodeNpz, experimentPresets, findTask, startExperiment, studyOf } = parts;
  const file = join(root, `test/golden/report/song2016-seed${seed}.npz`);
  const { losses, ...params } = await decodeNpz(new Uint8Array(readFileSync(file)));
  const experiment = startExperiment(changedExperiment(experimentPresets.song2016, { seed }), { findTask });
  return studyOf(experiment, { params, losses: Array.from(losses.data), seconds: 0 });
}

const parts = await load();
const studies = [];
for (const seed of SEEDS) studies.push(await studyOfSeed(parts, seed));
const shown = studies[SEEDS.indexOf(SHOWN)];
/** Every file that there should be, by its path in docs. */
const files = { 'song2016.md': withSeeds(readFileSync(join(docs, 'song2016.md'), 'utf8'), parts, studies) };
for (const name of parts.FIGURE_NAMES) files[`song2016/${name}.svg`] = parts.drawFigure(shown, name);

const check = process.argv.includes('--check');
mkdirSync(join(docs, 'song2016'), { recursive: true });
const present = readdirSync(join(docs, 'song2016')).map((name) => `song2016/${name}`);
const superfluous = present.filter((path) => !Object.hasOwn(files, path));
const stale = Object.entries(files).filter(([path, text]) => {
  const file = join(docs, path);
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
});
for (const [path, text] of stale) {
  if (check) console.error(`docs/${path}: out of date - run node scripts/song2016-docs.mjs`);
  else writeFileSync(join(docs, path), text);
}
for (const path of superfluous) {
  if (check) console.error(`docs/${path}: no figure has this name - run node scripts/song2016-docs.mjs`);
  else rmSync(join(docs, path));
}
const changed = stale.length + superfluous.length;
console.log(`${Object.keys(files).length} files, ${changed} ${check ? 'out of date' : 'written or removed'}`);
process.exitCode = check && changed > 0 ? 1 : 0;
