/** The command line as a program: built from the source, run in a process of its own. @module */

import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** How a run of the program ended. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the program under way. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves when standard error holds the text. */
  saying(text: string): Promise<void>;
  readonly finished: Promise<Finished>;
}

/** The program in a temporary folder, which is also where it runs. */
export interface ProgramHome {
  readonly folder: string;
  /** The program's file. */
  readonly main: string;
  start(...words: string[]): Running;
}

/** Builds the program as the package lays it out: it finds its package.json two folders up. */
export async function buildProgram(): Promise<ProgramHome> {
  const folder = mkdtempSync(join(tmpdir(), 'program-'));
  const outfile = join(folder, 'dist', 'cli', 'main.js');
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  const entryPoints = [join(root, 'src', 'cli', 'main.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' });

  const start = (...words: string[]): Running => {
    const child = spawn(process.execPath, [outfile, ...words], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { stdout: '', stderr: '' };
    let heard = (): void => {};
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text.stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text.stderr += chunk;
      heard();
    });
    return {
      child,
      saying: (wanted) =>
        new Promise((resolve, reject) => {
          heard = () => {
            if (text.stderr.includes(wanted)) resolve();
          };
          child.once('close', () => reject(new Error(`expected '${wanted}', got '${text.stderr}'`)));
          heard();
        }),
      finished: new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code) => resolve({ code, ...text }));
      }),
    };
  };
  return { folder, main: outfile, start };
}
