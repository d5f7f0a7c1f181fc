/**
 * Trains song2016 with seeds 1 to 3, and keeps what its tests and docs/song2016.md look at: the free parameters and the
 * loss before each of the 5000 updates, in single precision, as training computes it. The same seed gives the same bytes.
 * How to run: node test/golden/report/train.mjs
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'report-'));
const outfile = join(folder, 'index.mjs');
await build({
  ...{ entryPoints: [join(root, 'src/index.ts')], outfile, bundle: true, format: 'esm', platform: 'node' },
  ...{ target: 'node20', logLevel: 'error' },
});
const { changedExperiment, encodeNpz, experimentPresets, findTask, fromArray, startExperiment } =
  await import(pathToFileURL(outfile).href);
rmSync(folder, { recursive: true });

for (const seed of [1, 2, 3]) {
  const { training } = startExperiment(changedExperiment(experimentPresets.song2016, { seed }), { findTask });
  const losses = [];
  for await (const { loss } of training) losses.push(loss);
  const kept = { ...training.params, losses: fromArray(Float32Array.from(losses), [losses.length]) };
  writeFileSync(new URL(`song2016-seed${seed}.npz`, import.meta.url), encodeNpz(kept));
  console.log(`seed ${seed}: final loss ${losses.slice(-200).reduce((sum, loss) => sum + loss, 0) / 200}`);
}
