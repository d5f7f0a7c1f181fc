/**
 * Runs the README's examples and compares what they print with what the README says, to the letter.
 * How to run: node scripts/run-readme.mjs           with the source of this folder
 *             node scripts/run-readme.mjs FOLDER    with the package installed in FOLDER
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { readmeBlocks } from './readme-blocks.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bundles an example with the source that each entry of the exports map is made from. */
async function bundle(code, outfile) {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const sources = Object.entries(exports).flatMap(([entry, target]) => {
    if (typeof target === 'string') return [];
    const source = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
    return [[entry.replace('.', 'synaptape'), join(root, source)]];
  });
  await build({
    stdin: { contents: code, resolveDir: root },
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    alias: Object.fromEntries(sources),
    logLevel: 'error',
  });
}

const installed = process.argv[2];
const folder = installed ? resolve(installed) : mkdtempSync(join(tmpdir(), 'readme-'));
let wrong = 0;
try {
  for (const [i, { code, output }] of readmeBlocks().entries()) {
    const file = join(folder, `example-${i + 1}.mjs`);
    if (installed) writeFileSync(file, code);
    else await bundle(code, file);
    const began = performance.now();
    const printed = execFileSync(process.execPath, [file], { encoding: 'utf8', cwd: folder });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (printed === output) {
      console.log(`README example ${i + 1}: prints what it says (${seconds} s)`);
    } else {
      console.error(
        `README example ${i + 1}: expected the output\n${output}\ngot\n${printed}\n- correct README.md`,
      );
      wrong++;
    }
  }
} finally {
  if (!installed) rmSync(folder, { recursive: true });
}
process.exitCode = wrong > 0 ? 1 : 0;
