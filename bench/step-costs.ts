/**
 * What a compiled step costs beside its time, measured in a process of its own; the child of scaling.ts.
 * `costs WORKLOAD CHANGES`: the phases of the first training of the process, those of later ones, memory, module size.
 * `growth WORKLOAD CHANGES BYTES`: the heap after 1000 steps, with --expose-gc; each step leaks so many bytes, planted.
 * Equal modules are compiled once by V8, so that the warm `moduleMs` is that of finding the first one.
 * Prints one line of JSON.
 * @module
 */

import { readFileSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';
import { adam } from '../src/rnn/optimizers/adam.ts';
import { startTraining, stepsOf } from './ours.ts';
import { median } from './statistics.ts';
import { makeWorkload, type Workload, type WorkloadName } from './workloads.ts';

/** Times of the phases from the call of the first step to its loss, in ms. */
export interface Phases {
  /** Recording loss, gradient and update. */
  readonly tapeMs: number;
  /** Passes, lowering, memory plan and emission, up to the bytes of the module. */
  readonly compileMs: number;
  /** The engine's WebAssembly.Memory, Module and Instance. */
  readonly moduleMs: number;
  /** Writing parameters, and the first run, which engines that compile lazily begin with compiling. */
  readonly firstRunMs: number;
  readonly totalMs: number;
}

export interface Costs {
  readonly cold: Phases;
  readonly warm: Phases;
  readonly moduleBytes: number;
  /** Memory of the program. */
  readonly memoryBytes: number;
  /** Peak resident memory of the process before the workload was made, and after 20 steps. */
  readonly startRssBytes: number;
  readonly peakRssBytes: number;
}

export interface Growth {
  readonly steps: number;
  /** What the heap and array buffers hold more after the steps, rubbish collected before and after. */
  readonly retainedBytes: number;
  /** The same in each of the windows whose median that is. */
  readonly windowsBytes: readonly number[];
  /** Rubbish included, if the young generation was large enough to need no collection; null if it was not. */
  readonly allocatedBytes: number | null;
}

/** Peak resident memory. Linux says it of the process itself; resourceUsage() counts its parent's before exec too. */
function peakRssBytes(): number {
  try {
    return 1024 * Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]);
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
}

/** Runs the first step of a training and tells its phases apart by what it calls: the optimiser, then WebAssembly. */
async function firstStep(workload: Workload) {
  const began = { compile: 0, module: 0, run: 0 };
  const { init, update } = adam({ learningRate: workload.learningRate });
  const training = startTraining('compiled', workload, {
    init,
    update(...args) {
      const updated = update(...args);
      began.compile = performance.now();
      return updated;
    },
  });
  const step = stepsOf(training);
  const { Memory, Instance } = WebAssembly;
  Object.assign(WebAssembly, {
    Memory: new Proxy(Memory, {
      construct(target, args) {
        began.module = performance.now();
        return Reflect.construct(target, args);
      },
    }),
    Instance: new Proxy(Instance, {
      construct(target, args) {
        const instance = Reflect.construct(target, args);
        began.run = performance.now();
        return instance;
      },
    }),
  });
  const start = performance.now();
  await step();
  const end = performance.now();
  Object.assign(WebAssembly, { Memory, Instance });
  const phases: Phases = {
    tapeMs: began.compile - start,
    compileMs: began.module - began.compile,
    moduleMs: began.run - began.module,
    firstRunMs: end - began.run,
    totalMs: end - start,
  };
  return { training, step, phases };
}

async function costs(workload: () => Workload): Promise<Costs> {
  const startRssBytes = peakRssBytes();
  const made = workload();
  const { training, step, phases: cold } = await firstStep(made);
  for (let i = 1; i < 20; i++) await step();
  const peak = peakRssBytes();
  const later: Phases[] = [];
  for (let i = 0; i < 8; i++) later.push((await firstStep(made)).phases);
  // The first ones let the engine optimise the compiler.
  const of = (phase: keyof Phases): number => median(later.slice(3).map((phases) => phases[phase]));
  const warm: Phases = {
    tapeMs: of('tapeMs'),
    compileMs: of('compileMs'),
    moduleMs: of('moduleMs'),
    firstRunMs: of('firstRunMs'),
    totalMs: of('totalMs'),
  };
  const { moduleBytes, memoryBytes } = training.inspect()!;
  return { cold, warm, moduleBytes, memoryBytes, startRssBytes, peakRssBytes: peak };
}

async function growth(workload: Workload, leak: number): Promise<Growth> {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('step-costs: growth needs --expose-gc');
  const [steps, windows] = [1000, 5];
  const step = stepsOf(startTraining('compiled', workload));
  // For some thousand steps engines optimise and drop what they no longer need: up to 260 KB, once, in V8 11.
  for (let i = 0; i < 8 * steps; i++) await step();
  const held = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const settle = async (): Promise<number> => {
    // Twice: the first may leave behind what finalizers free. Observers are told after a turn of the event loop.
    for (let i = 0; i < 2; i++) {
      collect();
      await new Promise(setImmediate);
    }
    collections.takeRecords();
    return held();
  };
  const collections = new PerformanceObserver(() => {});
  collections.observe({ entryTypes: ['gc'] });
  const leaked: number[][] = [];
  const retained: number[] = [];
  const allocated: (number | null)[] = [];
  for (let window = 0; window < windows; window++) {
    const before = await settle();
    for (let i = 0; i < steps; i++) {
      await step();
      if (leak > 0) leaked.push(new Array<number>(leak / 8).fill(i + 0.5));
    }
    const after = held();
    await new Promise(setImmediate);
    allocated.push(collections.takeRecords().length === 0 ? after - before : null);
    retained.push((await settle()) - before);
  }
  // Read, lest it be collected early.
  if (leak > 0 && leaked.length !== windows * steps) throw new Error('internal: the planted leak is gone');
  const undisturbed = allocated.filter((bytes) => bytes !== null);
  return {
    steps,
    retainedBytes: median(retained),
    windowsBytes: retained,
    allocatedBytes: undisturbed.length > 0 ? median(undisturbed) : null,
  };
}

const [mode, name, changes, leak = '0'] = process.argv.slice(2);
const make = (): Workload => makeWorkload(name as WorkloadName, JSON.parse(changes));
console.log(JSON.stringify(mode === 'growth' ? await growth(make(), Number(leak)) : await costs(make)));
