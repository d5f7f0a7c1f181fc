/**
 * Writes docs/tasks/NAME.md and docs/tasks/NAME.svg for every task of the catalogue, and the table in docs/tasks.md.
 * How to run: node scripts/task-pages.mjs           writes what has changed
 *             node scripts/task-pages.mjs --check   names what is out of date, and fails
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
import { indexPage, taskPage } from './task-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const docs = join(root, 'docs');
const SEED = 1;

/** The parts of the source that pages are made with. */
async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'task-pages-'));
  const outfile = join(folder, 'parts.mjs');
  const from = (path) => `export * from './src/${path}.ts';`;
  const paths = ['tasks/catalogue', 'tasks/core/length-stats', 'cli/show-trial', 'tensor/random'];
  await build({
    stdin: { contents: paths.map(from).join('\n'), resolveDir: root, loader: 'ts' },
    ...{ outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' },
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every file that there should be, by its path in docs. */
function pages({ taskCatalogue, trialLengthStats, showTrial, key }) {
  const files = {};
  for (const entry of taskCatalogue) {
    const task = entry.make();
    const lengths = trialLengthStats(task, { key: key(SEED) });
    files[`tasks/${entry.name}.svg`] = showTrial(entry, { seed: SEED });
    files[`tasks/${entry.name}.md`] = taskPage(entry, task, task.plan(key(SEED)), lengths, SEED);
  }
  files['tasks.md'] = indexPage(readFileSync(join(docs, 'tasks.md'), 'utf8'), taskCatalogue);
  return files;
}

const check = process.argv.includes('--check');
const files = pages(await load());
mkdirSync(join(docs, 'tasks'), { recursive: true });
const present = readdirSync(join(docs, 'tasks')).map((name) => `tasks/${name}`);
const superfluous = present.filter((path) => !Object.hasOwn(files, path));
const stale = Object.entries(files).filter(([path, text]) => {
  const file = join(docs, path);
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
});
for (const [path, text] of stale) {
  if (check) console.error(`docs/${path}: out of date - run node scripts/task-pages.mjs`);
  else writeFileSync(join(docs, path), text);
}
for (const path of superfluous) {
  if (check) console.error(`docs/${path}: no task has this page - run node scripts/task-pages.mjs`);
  else rmSync(join(docs, path));
}
const changed = stale.length + superfluous.length;
console.log(`${Object.keys(files).length} files, ${changed} ${check ? 'out of date' : 'written or removed'}`);
process.exitCode = check && changed > 0 ? 1 : 0;
