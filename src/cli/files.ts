/** The files of a run, and the folder that results go to. @module */

import { access, constants, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../node/files.ts';
import { CHECKPOINT } from './checkpoint.ts';
import { UsageError } from './errors.ts';

/** The file of a report in the folder of its run. */
export const REPORT = 'report.html';

/** Files about the test: those of an earlier run do not belong to weights that were not tested. */
export const TEST_FILES: readonly string[] = ['activity.npz', 'summary.json', REPORT];

/** Files that a run writes. */
export const RUN_FILES: readonly string[] = [CHECKPOINT, 'config.json', 'weights.npz', ...TEST_FILES];

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/** Makes a folder for results and checks that it can be written to, before any time is spent on them. */
export async function openFolder(path: string): Promise<void> {
  try {
    await makeFolder(path);
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    await access(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    const got = `'${path}' (${codeOf(error)})`;
    throw new Error(`--out: expected a folder that can be written to, got ${got} - name another one`);
  }
}

/**
 * Checks that a result does not go in place of a file of a run.
 * @param own the file of a run that the command writes
 * @throws UsageError naming the file
 */
export async function checkOut(out: string | undefined, own?: string): Promise<void> {
  if (out === undefined || basename(out) === own || !RUN_FILES.includes(basename(out))) return;
  if (!(await filesIn(dirname(out)).catch((): string[] => [])).includes(CHECKPOINT)) return;
  throw new UsageError(`expected --out to be no file of a run, got '${out}' - name another one`);
}

/** Names of the files in a folder. */
export async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).toSorted();
}

/** Removes files if they are there. */
export async function removeFiles(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(folder, name), { force: true });
}
