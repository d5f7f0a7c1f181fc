/** Sorts the operations of a tape into units: fused groups, and operations that are kernels of their own. @module */

import type { Recorded } from '../autograd/reach.ts';
import { type Node, type Value, Var } from '../autograd/tape.ts';
import type { Shape } from '../tensor/shape.ts';
import { canFuse, type Reading } from './elementwise.ts';
import { layoutOf, sameLayout } from './layout.ts';

/** A product with what is added to it, which is where the product starts from. */
export interface Product {
  readonly kind: 'product';
  readonly matmul: Node;
  /** The addition, whose output the unit makes. */
  readonly sum: Node | null;
  readonly start: Value | null;
}

/** Operations in one loop, or one operation by itself. */
export type Unit =
  | Product
  | { readonly kind: 'single'; readonly node: Node }
  | { readonly kind: 'fused'; readonly shape: Shape; readonly nodes: Node[] };

/** The units of a tape in an order in which they can run. */
export interface Units {
  readonly units: readonly Unit[];
  /** Values that are another value where it lies: reshapes that move nothing, and stops of gradients. */
  readonly aliases: ReadonlyMap<Var, Value>;
}

/** Follows aliases to the value that is computed. */
export function rootOf(aliases: ReadonlyMap<Var, Value>, v: Value): Value {
  let root = v;
  for (;;) {
    const next = root instanceof Var ? aliases.get(root) : undefined;
    if (next === undefined) return root;
    root = next;
  }
}

/** Says how an operand is read in a loop over `shape`, or null if it is none of the simple ways. */
export function readingOf(operand: Shape, shape: Shape): Reading | null {
  const padded = [...new Array<number>(shape.length - operand.length).fill(1), ...operand];
  if (padded.every((n, axis) => n === shape[axis])) return 'full';
  if (padded.every((n) => n === 1)) return 'scalar';
  const last = shape.length - 1;
  if (padded.slice(0, -1).every((n) => n === 1) && padded[last] === shape[last]) return 'row';
  // A column must have its elements a vector apart, as an array whose last axis has length 1 does.
  if (
    padded[last] === 1 &&
    operand.length === shape.length &&
    padded.slice(0, -1).every((n, axis) => n === shape[axis])
  ) {
    return 'column';
  }
  return null;
}

const domainOf = (shape: Shape): string => {
  const { rows, cols } = layoutOf(shape);
  return shape.length === 0 ? 'scalar' : `${rows} ${cols}`;
};

const isAlias = ({ op, inputs, outputs }: Node): boolean =>
  op.name === 'stopGradient' || (op.name === 'reshape' && sameLayout(inputs[0].shape, outputs[0].shape));

function isFusable({ op, inputs, outputs }: Node): boolean {
  const from = inputs.map(({ dtype }) => dtype);
  return canFuse(op.name, from) && inputs.every(({ shape }) => readingOf(shape, outputs[0].shape) !== null);
}

/** Counts how often each value is read, by a node or as an output. */
function countReads({ nodes, outputs }: Recorded): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const v of [...nodes.flatMap(({ inputs }) => inputs), ...outputs])
    counts.set(v, (counts.get(v) ?? 0) + 1);
  return counts;
}

/** Finds the additions that can start a product from their other operand, by the addition. */
function findProducts(tape: Recorded): Map<Node, Product> {
  const reads = countReads(tape);
  const producer = new Map<Value, Node>(tape.nodes.map((node) => [node.outputs[0], node]));
  const taken = new Set<Node>();
  const found = new Map<Node, Product>();
  for (const sum of tape.nodes) {
    if (sum.op.name !== 'add') continue;
    const { shape } = sum.outputs[0];
    const product = sum.inputs
      .map((v, i) => ({ matmul: producer.get(v), start: sum.inputs[1 - i] }))
      .find(({ matmul, start }) => {
        if (matmul?.op.name !== 'matmul' || taken.has(matmul)) return false;
        const fits =
          matmul.outputs[0].shape.join() === shape.join() && readingOf(start.shape, shape) !== null;
        return fits && reads.get(matmul.outputs[0]) === 1;
      });
    if (!product?.matmul) continue;
    taken.add(product.matmul);
    found.set(sum, { kind: 'product', matmul: product.matmul, sum, start: product.start });
  }
  return found;
}

/**
 * Groups the nodes of a tape. A node joins the first group with its rows and columns that runs after everything it
 * reads; what cannot be fused is a unit at the end of the list so far.
 */
export function groupNodes(tape: Recorded): Units {
  const aliases = new Map<Var, Value>();
  const products = findProducts(tape);
  const absorbed = new Set<Node>([...products.values()].map(({ matmul }) => matmul));
  const units: Unit[] = [];
  const unitOf = new Map<Value, number>();
  for (const node of tape.nodes) {
    if (absorbed.has(node)) continue;
    if (isAlias(node)) {
      aliases.set(node.outputs[0], node.inputs[0]);
      continue;
    }
    const product = products.get(node);
    const reads = (product ? [...product.matmul.inputs, product.start as Value] : node.inputs).map((v) =>
      rootOf(aliases, v),
    );
    let at = units.length;
    if (product) units.push(product);
    else if (node.op.name === 'matmul') units.push({ kind: 'product', matmul: node, sum: null, start: null });
    else if (!isFusable(node)) units.push({ kind: 'single', node });
    else {
      const { shape } = node.outputs[0];
      const domain = domainOf(shape);
      const after = Math.max(-1, ...reads.map((v) => unitOf.get(v) ?? -1));
      const fits = (unit: Unit, i: number): boolean =>
        i >= after && unit.kind === 'fused' && domainOf(unit.shape) === domain;
      const found = units.findIndex(fits);
      const group = units[found];
      if (group?.kind === 'fused') {
        group.nodes.push(node);
        at = found;
      } else {
        units.push({ kind: 'fused', shape, nodes: [node] });
      }
    }
    for (const v of node.outputs) unitOf.set(v, at);
  }
  return { units, aliases };
}
