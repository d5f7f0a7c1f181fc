/**
 * Bundles a benchmark and what it starts, then runs it, since Node 20 cannot run TypeScript.
 * How to run: npm run bench -- NAME [options], e.g. npm run bench -- train-step S --rounds 11
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const NAMES = [
  'train-step',
  'agree',
  'end-to-end',
  'kernels',
  'models',
  'scaling',
  'neurogym',
  'batches',
  'lab',
];
// Whose file is not named as they are.
const FILES = { neurogym: 'tasks-beside-neurogym' };
// These have no peers.
const ALONE = ['kernels', 'models', 'scaling', 'batches', 'lab'];
const [name = '', ...options] = process.argv.slice(2);
if (!NAMES.includes(name)) {
  console.error(`bench: expected one of ${NAMES.join(', ')}, got '${name}'`);
  process.exit(2);
}
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, 'node_modules', '.cache', 'bench');
await build({
  entryPoints: {
    [name]: join(root, 'bench', `${FILES[name] ?? name}.ts`),
    ours: join(root, 'bench', 'ours.ts'),
    'step-costs': join(root, 'bench', 'step-costs.ts'),
    cli: join(root, 'src', 'cli', 'main.ts'),
  },
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Drives the browser of the lab's measurement.
  external: ['puppeteer-core'],
  logLevel: 'warning',
});
if (!ALONE.includes(name) && !existsSync(join(root, 'bench', 'peers', '.venv'))) {
  console.error('bench: the peers are not installed; bench/peers/setup.sh installs them');
}
const { status } = spawnSync(process.execPath, [join(out, `${name}.mjs`), ...options], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    BENCH_OURS: join(out, 'ours.mjs'),
    BENCH_CLI: join(out, 'cli.mjs'),
    BENCH_STEP_COSTS: join(out, 'step-costs.mjs'),
  },
});
process.exitCode = status ?? 1;
