/**
 * Draws the figures of docs/song2016.md into docs/song2016 and writes its table anew, from the runs of song2016 that
 * test/golden/report/train.mjs keeps.
 * How to run: node scripts/song2016-docs.mjs           writes what has changed
 *             node scripts/song2016-docs.mjs --check   names what is out of date, and fails
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFiles } from './made-files.mjs';
import { withSeeds } from './song2016-table.mjs';
import { importSource, root } from './source.mjs';

const SEEDS = [1, 2, 3];
/** Whose figures are shown. */
const SHOWN = 1;

async function studyOfSeed(parts, seed) {
  const { changedExperiment, decodeNpz, experimentPresets, findTask, startExperiment, studyOf } = parts;
  const file = join(root, `test/golden/report/song2016-seed${seed}.npz`);
  const { losses, ...params } = await decodeNpz(new Uint8Array(readFileSync(file)));
  const experiment = startExperiment(changedExperiment(experimentPresets.song2016, { seed }), { findTask });
  return studyOf(experiment, { params, losses: Array.from(losses.data), seconds: 0 });
}

const parts = await importSource(
  ['index', 'report/index', 'report/learning-figures', 'report/weight-figures', 'report/trials'].map(
    (path) => `src/${path}`,
  ),
);
const studies = [];
for (const seed of SEEDS) studies.push(await studyOfSeed(parts, seed));
const shown = studies[SEEDS.indexOf(SHOWN)];
/** Every file that there should be, by its path in docs. */
const files = {
  'song2016.md': withSeeds(readFileSync(join(root, 'docs/song2016.md'), 'utf8'), parts, studies),
};
for (const name of parts.FIGURE_NAMES) files[`song2016/${name}.svg`] = parts.drawFigure(shown, name);
makeFiles('song2016-docs.mjs', 'song2016', files);
