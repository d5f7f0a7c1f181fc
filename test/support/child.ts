/** Runs TypeScript in a process of its own: bundled into a temporary file, with the Node that is asked for. @module */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Which Node runs it: its major version, or null for the current one; and options for it. */
export interface ChildOptions {
  readonly node?: string | null;
  readonly flags?: readonly string[];
}

/** Runs a module, whose imports are relative to the root of the package, and returns what it prints. */
export async function runChild(
  contents: string,
  { node = null, flags = [] }: ChildOptions = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'synaptape-'));
  try {
    const outfile = join(folder, 'child.mjs');
    await build({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', outfile, logLevel: 'error' },
    });
    const command: [string, string[]] =
      node === null
        ? [process.execPath, [...flags, outfile]]
        : ['npx', ['-y', '-p', `node@${node}`, 'node', ...flags, outfile]];
    const { stdout } = await promisify(execFile)(...command);
    return stdout.trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
