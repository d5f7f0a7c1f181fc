/** A function recorded once and run many times. @module */

import { replay } from './replay.ts';
import { trace } from './transforms.ts';
import { leavesLike } from './tree.ts';

/** A recorded function for arguments of fixed shapes. */
export type Program<A extends readonly unknown[], R> = (...args: A) => R;

/**
 * Records f for the shapes of example arguments and returns the function that runs the record on tensors,
 * in plain loops: the specification that compiled programs are held to.
 * @throws ShapeError, when run, for arguments of other shapes
 */
export function interpret<A extends readonly unknown[], R>(f: (...args: A) => R, example: A): Program<A, R> {
  const { tape, args, result } = trace('program', f, example);
  return (...given) => result.rebuild(replay(tape, leavesLike('program', args, given))) as R;
}
