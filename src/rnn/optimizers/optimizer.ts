/** What an optimiser is, and what all of them share: checks, state and weight decay. @module */

import { add, mul } from '../../autograd/ops/elementwise.ts';
import type { Value } from '../../autograd/tape.ts';
import { flatten, leavesLike, mapTree, type Tree } from '../../autograd/tree.ts';
import { checkOptions, show } from '../../tensor/options.ts';
import { formatShape, ShapeError, sameShape } from '../../tensor/shape.ts';
import { full, type Tensor } from '../../tensor/tensor.ts';

/**
 * A rule that turns gradients into new parameters. Everything that it remembers is in its state, a tree of arrays
 * that starts from `init`: an update from saved parameters and state gives the bits that it would have given then.
 * Its functions are functions over ops, so that an update compiles with the step it ends.
 */
export interface Optimizer {
  init(params: Tree): Tree;
  /** Returns [parameters, state] after one update; `gradients` has the form and the shapes of `params`. */
  update(params: Tree, gradients: Tree, state: Tree): [Tree, Tree];
}

/** Parts of a state by name. */
export type State = { readonly [name: string]: Tree };

/**
 * Checks the options of an optimiser.
 * @throws TypeError for anything but an object, and for unknown names
 */
export function checkSettings(fn: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const example = `write ${fn}({ ${known[0]}: ... })`;
    throw new TypeError(`${fn}: expected options to be an object, got ${show(options)} - ${example}`);
  }
  checkOptions(fn, options, known);
}

/** @throws RangeError unless 0 <= value < 1 */
export function checkBelowOne(fn: string, name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0 && value < 1) return;
  throw new RangeError(`${fn}: expected ${name} to be in [0, 1), got ${show(value)}`);
}

/** The smallest number that f32 holds to full precision: what is added to a divisor must not vanish beside 0. */
export const LEAST_EPSILON: number = 2 ** -126;

/**
 * Checks the arguments of an update; `names` are those of the parts of the state.
 * @throws TypeError when forms differ: another network's gradients, another optimiser's state
 * @throws ShapeError when a gradient has another shape than its parameter
 */
export function checkUpdate(
  fn: string,
  params: Tree,
  gradients: Tree,
  state: Tree,
  names: readonly string[],
): void {
  const form = flatten(fn, params);
  leavesLike(fn, form, gradients).forEach((g, i) => {
    const { shape } = form.leaves[i];
    if (sameShape(g.shape, shape)) return;
    const want = `a gradient of shape ${formatShape(shape)}${form.paths[i] && ` at ${form.paths[i]}`}`;
    throw new ShapeError(`${fn}: expected ${want}, got ${formatShape(g.shape)}`, [shape, g.shape]);
  });
  const found = Object.keys(state);
  if (found.toSorted().join() !== [...names].sort().join()) {
    const list = (of: readonly string[]): string => of.join(', ') || 'nothing';
    throw new TypeError(
      `${fn}: expected a state of ${list(names)}, got one of ${list(found)} - start from init(params), ` +
        'or go on with the optimiser and the kind of learning rate that it is from',
    );
  }
}

/** Arrays of one value, in the shapes and dtypes of a tree. */
export const filledLike = (fn: string, tree: Tree, value: number): Tree =>
  mapTree(fn, (p): Tensor => full(p.shape, value, p.dtype), tree);

/** decay mean + (1 - decay) x. */
export const average = (mean: Value, x: Value, decay: number): Value =>
  add(mul(mean, decay), mul(x, 1 - decay));

/** Gradients of the loss with `weightDecay` |theta|^2 / 2 added: g + weightDecay theta, and g itself for 0. */
export const withDecay = (fn: string, params: Tree, gradients: Tree, weightDecay: number): Tree =>
  weightDecay === 0 ? gradients : mapTree(fn, (p, g) => add(g, mul(p, weightDecay)), params, gradients);
