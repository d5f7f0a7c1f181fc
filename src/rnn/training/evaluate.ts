/** Functions compiled as they are needed: once for each combination of shapes. @module */

import type { Value } from '../../autograd/tape.ts';
import { flatten, type Tensors } from '../../autograd/tree.ts';
import { compile, type Engine } from '../../compile/compile.ts';
import type { Key } from '../../tensor/random.ts';
import { formatShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Network, Readings } from '../networks/network.ts';

/** Programs that an evaluator keeps, each with memory of its own: tests rarely alternate between more shapes. */
const KEPT = 8;

/**
 * Makes a function of trees of tensors that is compiled for the shapes of its arguments when they first come up;
 * the last 8 programs are kept.
 * @param engine `'interpreted'` calls f itself
 */
export function evaluator<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  engine: Engine,
): (...args: A) => R {
  if (engine === 'interpreted') return f;
  const programs = new Map<string, (...args: A) => R>();
  return (...args) => {
    const { leaves, paths } = flatten('evaluate', args);
    const form = leaves.map(({ dtype, shape }, i) => `${paths[i]} ${dtype} ${formatShape(shape)}`).join();
    const program = programs.get(form) ?? compile(f, args);
    // The order of a Map is that of insertion: the first is the one that was not used for longest.
    programs.delete(form);
    programs.set(form, program);
    if (programs.size > KEPT) programs.delete(programs.keys().next().value as string);
    return program(...args);
  };
}

/** Makes the function that runs a network on inputs [T, B, nIn], with the noise of a key or, for null, none. */
export function runner<P, Y extends Readings>(
  network: Network<P, unknown, Y>,
  engine: Engine,
): (params: Tensors<P>, inputs: Tensor, noise: Key | null) => Tensors<Y> {
  const run = evaluator(
    (params: P, inputs: Value, [noise]: readonly Value[]) => network.run(params, inputs, noise ?? null),
    engine,
  );
  return (params, inputs, noise) =>
    run(params as P, inputs, noise === null ? [] : [noise]) as unknown as Tensors<Y>;
}
