/** The package as users get it, in a temporary folder: its entries built, its examples beside them. @module */

import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the package whose files may import 'synaptape' by name. */
export interface BuiltPackage {
  readonly folder: string;
  /** Runs a file of the folder with the folder as working directory. */
  run(file: string, ...words: string[]): Promise<Ended>;
  remove(): void;
}

/** Builds every entry of the exports map where the map says that it is. */
export async function buildPackage(): Promise<BuiltPackage> {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const targets = Object.values<string | { default: string }>(exports);
  const entryPoints = targets.flatMap((target) =>
    typeof target === 'string'
      ? []
      : [join(root, target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts'))],
  );
  await build({
    ...{ entryPoints, outdir: join(folder, 'dist'), outbase: join(root, 'src') },
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20' },
    logLevel: 'error',
  });
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  const run = (file: string, ...words: string[]): Promise<Ended> =>
    new Promise((resolve) => {
      execFile(process.execPath, [file, ...words], { cwd: folder }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, stdout, stderr });
      });
    });
  return { folder, run, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
