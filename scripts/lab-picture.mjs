/**
 * Makes docs/lab.webp, the picture of the lab that the README opens with: song2016 after 2000 steps, in Chromium.
 * How to run: node scripts/lab-picture.mjs
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const STEPS = 2000;
const SIZE = { width: 1280, height: 1600 };
/** The picture ends below the card that ends last of these, in px. */
const LAST = '#view-trials, #view-activity';
const MARGIN = 12;
const QUALITY = 90;
const MOST_KILOBYTES = 300;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const picture = join(root, 'docs', 'lab.webp');
// Within node_modules, so that what is not bundled is found there.
const folder = mkdtempSync(join(root, 'node_modules', '.lab-picture-'));

/** What drives the browsers of the tests, since Node 20 cannot run TypeScript. */
async function tools() {
  const outfile = join(folder, 'tools.mjs');
  await build({
    stdin: {
      contents: `export { encodeLink } from './lab/src/link.ts';
        export { changedExperiment } from './src/experiments/experiment-config.ts';
        export { experimentPresets } from './src/experiments/experiment-presets.ts';
        export { openBrowser } from './test/browser/support/browser.ts';
        export { openLab, press, untilDrawn, untilState } from './test/browser/support/lab.ts';`,
      resolveDir: root,
      loader: 'ts',
    },
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', external: ['puppeteer-core'] },
    ...{ outfile, logLevel: 'warning' },
  });
  return import(pathToFileURL(outfile).href);
}

execFileSync(process.execPath, [join(root, 'scripts', 'build-lab.mjs')]);
try {
  const {
    changedExperiment,
    encodeLink,
    experimentPresets,
    openBrowser,
    openLab,
    press,
    untilDrawn,
    untilState,
  } = await tools();
  const link = encodeLink(changedExperiment(experimentPresets.song2016, { training: { steps: STEPS } }));
  const browser = openBrowser('chromium');
  try {
    const { page } = await openLab(
      browser,
      pathToFileURL(join(root, 'lab', 'dist', 'index.html')).href,
      link,
      SIZE,
    );
    await press(page, 'start');
    await untilState(page, 'ended');
    await untilDrawn(page);
    const bottom = await page.$$eval(LAST, (cards) =>
      Math.max(...cards.map((card) => card.getBoundingClientRect().bottom)),
    );
    await page.setViewport({ width: SIZE.width, height: Math.ceil(bottom) + MARGIN });
    await untilDrawn(page);
    await page.screenshot({ path: picture, type: 'webp', quality: QUALITY });
  } finally {
    await browser.close();
  }
} finally {
  rmSync(folder, { recursive: true });
}
const kilobytes = statSync(picture).size / 1024;
console.log(`docs/lab.webp: ${kilobytes.toFixed(0)} KB`);
if (kilobytes > MOST_KILOBYTES) throw new Error(`lab-picture: expected at most ${MOST_KILOBYTES} KB`);
