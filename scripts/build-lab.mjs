/** Builds the lab: lab/dist/index.html, one file for any static host, any folder, and for opening from disk. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';
import { labHtml } from './lab-html.mjs';

const lab = new URL('../lab/', import.meta.url);
const dist = new URL('dist/', lab);

/** Page, worker and engine together, gzipped. */
const MOST_KILOBYTES = 150;

/** Stands in the file, as the licence of uPlot asks for: its notice and its permission, whole. */
const licence = readFileSync(new URL('../node_modules/uplot/LICENSE', import.meta.url), 'utf8');
const NOTICE = `/*! uPlot: ${licence.trim().replace(/\s+/g, ' ')} */`;

/** What the chart takes of uPlot: straight lines over steps, neither dates nor a legend; the rest would weigh 4 KB. */
const lessOfUplot = {
  name: 'less of uPlot',
  setup({ onLoad }) {
    onLoad({ filter: /uPlot\.esm\.js$/ }, ({ path }) => ({ contents: trimmed(readFileSync(path, 'utf8')) }));
  },
};

/** Without what uPlot offers beside the chart, and without uses of dates and legend, whose code then falls away. */
function trimmed(source) {
  const cuts = [
    [/\nuPlot\.assign = [\s\S]*(?=\nexport )/, ''],
    [/const _(timeAxisSplits|timeAxisVals|timeSeriesVal) +=.*/g, 'const _$1 = null;'],
    [/const \[ timeIncrs.*/g, ''],
    [/let isTime +=.*/g, 'const isTime = false;'],
    [/const showLegend .*/, 'const showLegend = false;'],
  ];
  return cuts.reduce((text, [from, to]) => {
    if (text.search(from) < 0) throw new Error(`build-lab: expected ${from} in uPlot, got none`);
    return text.replace(from, to);
  }, source);
}

async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, lab))],
    ...{ bundle: true, minify: true, platform: 'browser', format: 'iife', target: 'es2022' },
    ...{ charset: 'utf8', write: false, logLevel: 'error', plugins: [lessOfUplot] },
  });
  return outputFiles[0].text.trimEnd();
}

/** Makes a script smaller still, by a twentieth, 8 KB: its names are dealt out by how often they occur. */
async function shortened(script) {
  const { code } = await minify(script, {
    ecma: 2020,
    compress: { passes: 3 },
    format: { preamble: NOTICE, comments: false },
  });
  return code;
}

const kilobytes = (text) => gzipSync(text, { level: 9 }).length / 1024;

const [style, program] = await Promise.all([bundle('style.css'), bundle('src/main.ts').then(shortened)]);
const source = readFileSync(new URL('index.html', lab), 'utf8').replace(/\n\s+/g, '\n');
const whole = labHtml(source, { style, program });
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
writeFileSync(new URL('index.html', dist), whole);
for (const [name, text] of Object.entries({ style, program, whole })) {
  console.log(`${name.padEnd(7)} ${kilobytes(text).toFixed(1).padStart(6)} KB gzipped`);
}
if (kilobytes(whole) > MOST_KILOBYTES) {
  throw new Error(`build-lab: expected at most ${MOST_KILOBYTES} KB, got ${kilobytes(whole).toFixed(1)} KB`);
}
