/** The checkpoint of a run in its folder. @module */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeRun, encodeRun, type RunRecord } from '../experiments/experiment-record.ts';
import { writeFileWhole } from '../node/files.ts';
import { messageOf } from './errors.ts';

export const CHECKPOINT = 'checkpoint.safetensors';

/** Writes the checkpoint of a run; until it is whole the last one stays. */
export const saveRun = (folder: string, run: RunRecord): Promise<string> =>
  writeFileWhole(join(folder, CHECKPOINT), encodeRun(run));

/**
 * Reads the checkpoint of a folder.
 * @param fn what the message begins with
 * @param cure what helps where there is none, and where it cannot be read
 * @throws Error naming the file when it is not there or not whole
 */
export async function loadRun(
  folder: string,
  fn: string,
  cure: { readonly missing: string; readonly damaged: string },
): Promise<RunRecord> {
  const path = join(folder, CHECKPOINT);
  try {
    return decodeRun(new Uint8Array(await readFile(path)));
  } catch (error) {
    const missing = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    const got = missing
      ? `none - ${cure.missing}`
      : `one that cannot be read (${messageOf(error)}) - ${cure.damaged}`;
    throw new Error(`${fn}: expected a checkpoint at '${path}', got ${got}`);
  }
}
