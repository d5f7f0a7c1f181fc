/** Contestants in processes of their own that speak JSON lines, in whatever language; see peers/peer.py. @module */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Contestant, Missing } from './harness.ts';
import { encodeWorkload, type Workload } from './workloads.ts';

/** How to start a contestant. */
export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: { readonly [name: string]: string };
}

/** A contestant that trains one workload in its own process. */
export interface Trainer extends Contestant {
  /** The losses of the first steps without noise, from a fresh start. */
  losses(steps: number): Promise<number[]>;
  cores(): number;
  stop(): void;
}

// Compiling a step may take minutes (time unrolled); a process that says nothing for so long is taken for dead.
const PATIENCE_MS = 300_000;

interface Answer {
  readonly error?: string;
  readonly versions?: { readonly [part: string]: string };
  readonly ms?: number;
  readonly cpuMs?: number;
  readonly losses?: number[];
}

/** Sends messages to a process and waits for each answer. */
function connect(child: ChildProcess): (message?: object) => Promise<Answer> {
  let complaint = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4000);
  });
  let settle: ((answer: Answer) => void) | null = null;
  const finish = (answer: Answer): void => {
    settle?.(answer);
    settle = null;
  };
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (line.startsWith('{')) finish(JSON.parse(line));
  });
  // The line that names the error, or the last one: runtimes put their version or a stack below it.
  const lastWords = (): string => {
    const lines = complaint.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('npm warn'));
    return (
      lines.findLast((line) => /^\w*(Error|Exception)\b/.test(line)) ??
      lines.at(-1) ??
      'no reason given'
    ).trim();
  };
  child.stdin!.on('error', () => {});
  child.on('error', (error) => finish({ error: error.message }));
  child.on('close', (code) => finish({ error: `ended with code ${code}: ${lastWords()}` }));
  return async (message) => {
    if (child.exitCode !== null) throw new Error(`ended with code ${child.exitCode}: ${lastWords()}`);
    const answered = new Promise<Answer>((resolve) => {
      settle = resolve;
    });
    const timer = setTimeout(() => finish({ error: `no answer in ${PATIENCE_MS / 1000} s` }), PATIENCE_MS);
    if (message !== undefined) child.stdin!.write(`${JSON.stringify(message)}\n`);
    const answer = await answered;
    clearTimeout(timer);
    if (answer.error === undefined) return answer;
    child.kill();
    throw new Error(answer.error);
  };
}

/** Starts a contestant on a workload; one that does not start is missing, with the last line it wrote. */
export async function startChild(spec: ChildSpec, workload: Workload): Promise<Trainer | Missing> {
  const { name, command, args, env = {} } = spec;
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const ask = connect(child);
  let [wall, cpu] = [0, 0];
  try {
    const { versions = {} } = await ask();
    await ask({ cmd: 'setup', workload: encodeWorkload(workload) });
    return {
      name,
      versions,
      async round(steps) {
        const { ms = 0, cpuMs = 0 } = await ask({ cmd: 'round', steps });
        wall += ms * steps;
        cpu += cpuMs * steps;
        return ms;
      },
      cores: () => cpu / wall,
      losses: async (steps) => (await ask({ cmd: 'losses', steps })).losses ?? [],
      stop: () => child.stdin!.end(),
    };
  } catch (error) {
    return { name, missing: (error as Error).message };
  }
}
