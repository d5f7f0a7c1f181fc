/** Tells what a recurrence needs from what can run before or after it. @module */

import { add } from '../../autograd/ops/elementwise.ts';
import { reachedFrom } from '../../autograd/reach.ts';
import type { ScanAttrs } from '../../autograd/scan-adjoint.ts';
import { type Node, type Value, Var } from '../../autograd/tape.ts';
import { canBatch, isSummedProduct } from './batch.ts';

/** The parts of a scan body, by the ids of its values and the numbers of its carries. */
export interface Split {
  /** Carries that something needs. */
  readonly live: readonly number[];
  /** Carries that only grow by a term that does not depend on them, with that term. */
  readonly sums: ReadonlyMap<number, Value>;
  /** Nodes that stay in the loop. */
  readonly core: ReadonlySet<Node>;
  /** Nodes that run after it, on stacks. */
  readonly after: readonly Node[];
}

/** Finds the carries that the wanted outputs depend on, through any number of steps. */
function liveCarries({ body, nCarry }: ScanAttrs, wanted: readonly boolean[]): number[] {
  const isLive = body.outputs.map((_, i) => i < nCarry && wanted[i]);
  for (;;) {
    const targets = body.outputs.filter((_, i) => (i < nCarry ? isLive[i] : wanted[i]));
    const reached = reachedFrom(body, targets);
    const next = body.inputs.findIndex((v, i) => i < nCarry && !isLive[i] && reached[v.id]);
    if (next < 0) return isLive.flatMap((live, i) => (live ? [i] : []));
    isLive[next] = true;
  }
}

/** Finds the live carries of the form c' = c + term, where nothing else reads c or c'. */
function findSums({ body }: ScanAttrs, live: readonly number[], nodes: readonly Node[]): Map<number, Value> {
  const sums = new Map<number, Value>();
  for (const i of live) {
    const before = body.inputs[i];
    const after = body.outputs[i];
    const node = nodes.find(({ outputs }) => outputs[0] === after);
    if (node?.op !== add.op) continue;
    const readers = nodes.filter(({ inputs }) => inputs.includes(before) || inputs.includes(after as Var));
    const others = body.outputs.some((v, k) => k !== i && (v === after || v === before));
    const [a, b] = node.inputs;
    if ((a === before) === (b === before)) continue;
    const term = a === before ? b : a;
    const sameShape = term.shape.join() === before.shape.join();
    // Integers are not summed by kernels.
    const isFloat = before.dtype !== 'i32';
    if (readers.length === 1 && !others && sameShape && isFloat) sums.set(i, term);
  }
  return sums;
}

/** Finds out what of a scan has to stay in its loop, given which of its outputs something needs. */
export function splitBody(attrs: ScanAttrs, wanted: readonly boolean[]): Split {
  const { body, nCarry, nXs } = attrs;
  const live = liveCarries(attrs, wanted);
  const targets = body.outputs.filter((_, i) => (i < nCarry ? live.includes(i) : wanted[i]));
  const needed = reachedFrom(body, targets);
  const nodes = body.nodes.filter(({ outputs }) => outputs.some((v) => needed[v.id]));
  const sums = findSums(attrs, live, nodes);
  const sumNodes = new Set(
    nodes.filter(({ outputs }) => [...sums.keys()].some((i) => body.outputs[i] === outputs[0])),
  );

  // A captured value is the same at all times; everything else in a body varies.
  const varies = new Array<boolean>(body.size).fill(false);
  body.inputs.forEach((v, i) => {
    varies[v.id] = i <= nCarry + nXs;
  });
  const coreTargets = live.filter((i) => !sums.has(i)).map((i) => body.outputs[i]);
  let inCore = reachedFrom(body, coreTargets);
  const terms = new Set(sums.values());
  for (const node of nodes) {
    const flags = node.inputs.map((v) => v instanceof Var && varies[v.id]);
    for (const v of node.outputs) varies[v.id] = flags.includes(true);
    if (node.outputs.some((v) => inCore[v.id]) || sumNodes.has(node) || canBatch(node, flags)) continue;
    const onlySummed =
      terms.has(node.outputs[0]) &&
      !targets.includes(node.outputs[0]) &&
      nodes.every((n) => sumNodes.has(n) || !n.inputs.includes(node.outputs[0]));
    if (onlySummed && isSummedProduct(node, flags)) continue;
    coreTargets.push(...node.outputs);
    inCore = reachedFrom(body, coreTargets);
  }
  const core = new Set(nodes.filter(({ outputs }) => outputs.some((v) => inCore[v.id])));
  return { live, sums, core, after: nodes.filter((n) => !core.has(n) && !sumNodes.has(n)) };
}
