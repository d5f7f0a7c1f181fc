#!/usr/bin/env node
/** The command line of Synaptape. @module */

import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseCommand } from './arguments.ts';
import { type Host, runCommand } from './dispatch.ts';
import { EXIT, messageOf, UsageError } from './errors.ts';
import { startProgress, type Terminal, wantsColour } from './progress.ts';

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}

function standardError(): Terminal {
  const { stderr, env } = process;
  const isTTY = stderr.isTTY === true && env.TERM !== 'dumb';
  return {
    write: (text) => stderr.write(text),
    isTTY,
    get columns(): number {
      // Some terminals do not know their width and say 0.
      return stderr.columns || 80;
    },
    colour: wantsColour(isTTY, env),
  };
}

/** Aborts at the first Ctrl-C or request to terminate; the second one ends the process as if nobody listened. */
function listenForInterrupts(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort(EXIT.interrupted));
  process.once('SIGTERM', () => controller.abort(EXIT.terminated));
  return controller.signal;
}

function host(): Host {
  const terminal = standardError();
  return {
    print: (text) => void process.stdout.write(text),
    tell: terminal.write,
    version,
    progress: (total) => startProgress(terminal, total),
    listen: listenForInterrupts,
  };
}

// A reader that has seen enough, such as head, closes the pipe: that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`synaptape: ${messageOf(error)}\n`);
  process.exit(EXIT.failure);
});
// Where standard error is broken there is nowhere left to tell, and training goes on.
process.stderr.on('error', () => {});

try {
  process.exitCode = await runCommand(parseCommand(process.argv.slice(2)), host());
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(`synaptape: ${messageOf(error)}\n`);
  if (usage) process.stderr.write("Type 'synaptape --help' for the options.\n");
  process.exitCode = usage ? EXIT.usage : EXIT.failure;
}
