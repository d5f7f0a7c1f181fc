/** Functions compiled as they are needed: once for each combination of shapes. @module */

import { flatten } from '../../autograd/tree.ts';
import { compile, type Engine } from '../../compile/compile.ts';
import { formatShape } from '../../tensor/shape.ts';

/**
 * Makes a function of trees of tensors that is compiled for the shapes of its arguments when they first come up.
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
    programs.set(form, program);
    return program(...args);
  };
}
