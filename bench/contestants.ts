/** Who takes part in the benchmarks of training steps, and how each is started. @module */

import type { ChildSpec } from './child.ts';

const PEERS = 'bench/peers';
const PYTHON = `${PEERS}/.venv/bin/python`;

/** The variable in which run.mjs passes the bundle of ours.ts. */
const BUNDLE = process.env.BENCH_OURS ?? '';

const onNode = (name: string, file: string, ...args: string[]): ChildSpec => ({
  name,
  command: process.execPath,
  args: [`${PEERS}/${file}`, ...args],
});

const onPython = (name: string, python: string, file: string, ...args: string[]): ChildSpec => ({
  name,
  command: python,
  args: [`${PEERS}/${file}`, ...args],
  env: { PYTHONDONTWRITEBYTECODE: '1' },
});

/** A PyTorch or JAX contestant; libraries that choose their threads at start-up are told by the environment. */
const threaded = (
  name: string,
  python: string,
  file: string,
  threads: number,
  ...args: string[]
): ChildSpec => {
  const spec = onPython(name, python, file, '--threads', String(threads), ...args);
  const count = String(threads);
  return { ...spec, env: { ...spec.env, OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count } };
};

/** The same on another version of Node, which npx fetches if need be. */
function onOtherNode(major: number, name: string, file: string, ...args: string[]): ChildSpec {
  const words = ['-y', '-p', `node@${major}`, 'node', `${PEERS}/${file}`, ...args];
  return { name: `${name}, Node ${major}`, command: 'npx', args: words };
}

/** Our engines; relaxed SIMD, for fma, needs Node 22 or newer. */
export const ourEngines: readonly ChildSpec[] = [
  onNode('compiled', 'ours_step.mjs', BUNDLE, 'compiled'),
  onNode('interpreted', 'ours_step.mjs', BUNDLE, 'interpreted'),
  onOtherNode(24, 'compiled', 'ours_step.mjs', BUNDLE, 'compiled'),
  onOtherNode(24, 'compiled with fma', 'ours_step.mjs', BUNDLE, 'compiled with fma'),
];

/** The contestant that the others are divided by, and the one whose results are right by definition. */
export const reference = 'compiled';
export const specification = 'interpreted';

export const peers: readonly ChildSpec[] = [
  threaded('torch, 1 thread', PYTHON, 'torch_step.py', 1),
  threaded('torch, 2 threads', PYTHON, 'torch_step.py', 2),
  threaded('torch hoisted, 1 thread', PYTHON, 'torch_step.py', 1, '--hoisted'),
  threaded("Debian's torch, 1 thread", '/usr/bin/python3', 'torch_step.py', 1),
  threaded("Debian's torch, 2 threads", '/usr/bin/python3', 'torch_step.py', 2),
  threaded('jax, 1 thread', PYTHON, 'jax_step.py', 1),
  threaded('jax, 2 threads', PYTHON, 'jax_step.py', 2),
  threaded('jax hoisted, 1 thread', PYTHON, 'jax_step.py', 1, '--hoisted'),
  threaded('brainpy, 1 thread', PYTHON, 'brainpy_step.py', 1),
  onNode('tfjs cpu', 'tfjs_step.mjs', 'cpu'),
  onNode('tfjs wasm', 'tfjs_step.mjs', 'wasm'),
  onNode('jax-js wasm', 'jaxjs_step.mjs'),
];
