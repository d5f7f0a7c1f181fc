/**
 * Writes docs/tasks/NAME.md and docs/tasks/NAME.svg for every task of the catalogue, and the table in docs/tasks.md.
 * How to run: node scripts/task-pages.mjs           writes what has changed
 *             node scripts/task-pages.mjs --check   names what is out of date, and fails
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFiles } from './made-files.mjs';
import { importSource, root } from './source.mjs';
import { indexPage, taskPage } from './task-page.mjs';

const SEED = 1;

/** Every file that there should be, by its path in docs. */
function pages({ taskCatalogue, trialLengthStats, showTrial, key }) {
  const files = {};
  for (const entry of taskCatalogue) {
    const task = entry.make();
    const lengths = trialLengthStats(task, { key: key(SEED) });
    files[`tasks/${entry.name}.svg`] = showTrial(entry, { seed: SEED });
    files[`tasks/${entry.name}.md`] = taskPage(entry, task, task.plan(key(SEED)), lengths, SEED);
  }
  files['tasks.md'] = indexPage(readFileSync(join(root, 'docs/tasks.md'), 'utf8'), taskCatalogue);
  return files;
}

const parts = ['tasks/catalogue', 'tasks/core/length-stats', 'cli/show-trial', 'tensor/random'];
makeFiles('task-pages.mjs', 'tasks', pages(await importSource(parts.map((path) => `src/${path}`))));
