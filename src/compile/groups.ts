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

/** Operations in one loop at the most: engines limit the variables of a function, and large ones compile badly. */
const MAX_NODES = 64;

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
 * Groups the nodes of a tape, from the last to the first. A node joins the latest group with its rows and columns
 * that runs before, or is, whatever reads it: its result then need not wait in memory. What cannot be fused is a
 * unit of its own.
 */
export function groupNodes(tape: Recorded): Units {
  const aliases = new Map<Var, Value>();
  for (const node of tape.nodes) if (isAlias(node)) aliases.set(node.outputs[0], node.inputs[0]);
  const products = findProducts(tape);
  const absorbed = new Set<Node>([...products.values()].map(({ matmul }) => matmul));

  /** Units from the last to the first. */
  const units: Unit[] = [];
  /** For each value, the number of the first unit that reads it: numbers grow towards the start. */
  const readBy = new Map<Value, number>();
  const place = (node: Node): { unit: Unit; at: number } => {
    const product = products.get(node);
    if (product) return { unit: product, at: units.length };
    if (node.op.name === 'matmul')
      return { unit: { kind: 'product', matmul: node, sum: null, start: null }, at: units.length };
    if (!isFusable(node)) return { unit: { kind: 'single', node }, at: units.length };
    const { shape } = node.outputs[0];
    const domain = domainOf(shape);
    const before = Math.max(-1, ...node.outputs.map((v) => readBy.get(v) ?? -1));
    const found = units.findIndex(
      (unit, i) =>
        i >= before &&
        unit.kind === 'fused' &&
        domainOf(unit.shape) === domain &&
        unit.nodes.length < MAX_NODES,
    );
    const group = units[found];
    if (group?.kind !== 'fused') return { unit: { kind: 'fused', shape, nodes: [node] }, at: units.length };
    group.nodes.unshift(node);
    return { unit: group, at: found };
  };
  for (const node of tape.nodes.toReversed()) {
    if (absorbed.has(node) || isAlias(node)) continue;
    const { unit, at } = place(node);
    units[at] = unit;
    const reads =
      unit.kind === 'product' ? [...unit.matmul.inputs, ...(unit.start ? [unit.start] : [])] : node.inputs;
    for (const v of reads) {
      const root = rootOf(aliases, v);
      readBy.set(root, Math.max(readBy.get(root) ?? -1, at));
    }
  }
  return { units: units.reverse(), aliases };
}
