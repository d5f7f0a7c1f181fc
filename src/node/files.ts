/** Files that are either whole or not there. @module */

import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/** Makes a folder and those above it. Node's own recursive mkdir does not end where a file system refuses, as /proc does. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

let written = 0;

/** Removes what writers that were killed have left beside a file. */
async function sweep(folder: string, name: string): Promise<void> {
  for (const file of await readdir(folder)) {
    const [, of, writer] = /^\.(.+)\.(\d+)-\d+\.tmp$/.exec(file) ?? [];
    if (of === name && !isRunning(Number(writer))) await rm(join(folder, file), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/**
 * Writes a file, and makes the folders above it: under a temporary name, flushed to the disk and then renamed, so that
 * at any moment the old content or the new one is there, whatever interrupts.
 * @returns the absolute path
 * @throws Error with the code of the file system; the old content is then still there
 * @example await writeFileWhole('runs/model.safetensors', encodeCheckpoint(model.save()))
 */
export async function writeFileWhole(path: string, content: Uint8Array | string): Promise<string> {
  const whole = resolve(path);
  const folder = dirname(whole);
  const name = basename(whole);
  const temporary = join(folder, `.${name}.${process.pid}-${written++}.tmp`);
  try {
    await makeFolder(folder);
    await sweep(folder, name);
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, whole);
  } catch (error) {
    // Where a file stands in place of a folder this one fails as well.
    await rm(temporary, { force: true }).catch(() => {});
    throw new Error(
      `expected a file that can be written at '${path}', got ${codeOf(error)} - name another one`,
      { cause: error },
    );
  }
  return whole;
}

/** Reads the bytes of a file. */
export async function readFileBytes(path: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(path));
}
