/** Builds the lab once, before any test file: each of them has a process of its own. @module */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Leaves lab/dist/index.html. @throws Error with what the script said */
export async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, [
    fileURLToPath(new URL('../../../scripts/build-lab.mjs', import.meta.url)),
  ]);
}
