/** Nested plain objects and arrays of tensors, seen as flat lists and back. @module */

import { isTensor, type Tensor } from '../tensor/tensor.ts';
import { type Value, Var } from './tape.ts';

/** A value, or an array or plain object of trees. Members are found by their names: their order does not matter. */
export type Tree = Value | readonly Tree[] | { readonly [name: string]: Tree };

/** The form of a tree of tensors with recorded values in their places. */
export type Values<T> = T extends Value ? Value : { readonly [K in keyof T]: Values<T[K]> };

/** The form of a tree of values with tensors in their places. */
export type Tensors<T> = T extends Value ? Tensor : { readonly [K in keyof T]: Tensors<T[K]> };

/** The values of a tree in order, and what rebuilds a tree of the same form. */
export interface Flat {
  readonly leaves: Value[];
  /** Where each leaf stands, e.g. `.wRec` or `[0].bOut`. */
  readonly paths: string[];
  rebuild(leaves: readonly unknown[]): unknown;
}

/** An object literal, or one without a prototype, such as what `decodeNpz` returns. */
function isPlain(node: unknown): node is { [name: string]: unknown } {
  if (typeof node !== 'object' || node === null) return false;
  const prototype = Object.getPrototypeOf(node);
  return prototype === Object.prototype || prototype === null;
}

export const isValue = (x: unknown): x is Value => x instanceof Var || isTensor(x);

/**
 * Flattens a tree. Numbers are not leaves: a function that is differentiated takes them as captured constants.
 * @throws TypeError naming `fn` and the place for anything but values, arrays and plain objects
 */
export function flatten(fn: string, tree: unknown): Flat {
  const leaves: Value[] = [];
  const paths: string[] = [];
  const visit = (node: unknown, path: string): ((next: () => unknown) => unknown) => {
    if (isValue(node)) {
      leaves.push(node);
      paths.push(path);
      return (next) => next();
    }
    if (Array.isArray(node)) {
      const parts = node.map((item, i) => visit(item, `${path}[${i}]`));
      return (next) => parts.map((part) => part(next));
    }
    if (isPlain(node)) {
      const names = Object.keys(node);
      const parts = names.toSorted().map((name) => [name, visit(node[name], `${path}.${name}`)] as const);
      return (next) => {
        const built = Object.fromEntries(parts.map(([name, part]) => [name, part(next)]));
        return Object.fromEntries(names.map((name) => [name, built[name]]));
      };
    }
    const got = typeof node === 'object' ? 'another object' : `${typeof node} ${String(node)}`;
    throw new TypeError(
      `${fn}: expected tensors in plain objects and arrays, got ${got}${path && ` at ${path}`}`,
    );
  };
  const build = visit(tree, '');
  const rebuild = (values: readonly unknown[]): unknown => {
    let i = 0;
    return build(() => values[i++]);
  };
  return { leaves, paths, rebuild };
}

/**
 * Returns the leaves of a tree that has the form of another one, in that one's order.
 * @throws TypeError naming `fn` and the places of both, when the forms differ
 */
export function leavesLike(fn: string, form: Flat, tree: unknown): Value[] {
  const { leaves, paths } = flatten(fn, tree);
  if (paths.join() === form.paths.join()) return leaves;
  throw new TypeError(`${fn}: expected arrays at ${form.paths.join(' ')}, got ${paths.join(' ') || 'none'}`);
}

/** Applies f to the leaves that stand at the same place of trees of the same form. */
export function mapTree<T>(fn: string, f: (...leaves: Value[]) => Value, tree: T, ...others: unknown[]): T {
  const first = flatten(fn, tree);
  const rest = others.map((other) => leavesLike(fn, first, other));
  return first.rebuild(first.leaves.map((leaf, i) => f(leaf, ...rest.map((leaves) => leaves[i])))) as T;
}
