/** Rewrites tapes node by node: the frame that every pass fills with a rule. @module */

import { prune, type Recorded, reachedFrom } from '../../autograd/reach.ts';
import { recordLoop, scanOp } from '../../autograd/scan.ts';
import type { ScanAttrs } from '../../autograd/scan-adjoint.ts';
import { apply, type Node, Tape, type Value, Var } from '../../autograd/tape.ts';

/** A node that is being rewritten, with the outputs that something needs, and its inputs on the new tape. */
export interface Site {
  readonly node: Node;
  readonly args: readonly Value[];
  readonly wanted: readonly boolean[];
  readonly rewriteBody: BodyRewriter;
}

/** What takes the place of a node's outputs, or null to record the node as it is. */
export type Rule = (site: Site) => readonly Value[] | null;

/** Runs the rewritten body of a scan on values of the tape that is being recorded. */
export type BodyRewriter = (body: Recorded, inputs: readonly Value[]) => readonly Value[];

/** Records the nodes that the outputs of a tape depend on, rewritten, on the tape of the given values. */
function rewriteOnto(tape: Recorded, inputs: readonly Value[], rule: Rule): readonly Value[] {
  const reached = reachedFrom(tape, tape.outputs);
  const values = new Array<Value>(tape.size);
  tape.inputs.forEach((v, i) => {
    values[v.id] = inputs[i];
  });
  const lookup = (v: Value): Value => (v instanceof Var ? values[v.id] : v);
  const rewriteBody: BodyRewriter = (body, args) => rewriteOnto(body, args, rule);
  for (const node of tape.nodes) {
    const wanted = node.outputs.map((v) => reached[v.id]);
    if (!wanted.includes(true)) continue;
    const args = node.inputs.map(lookup);
    const results = rule({ node, args, wanted, rewriteBody }) ?? recordAgain(node, args, rewriteBody);
    node.outputs.forEach((v, i) => {
      values[v.id] = results[i];
    });
  }
  return tape.outputs.map(lookup);
}

/** Records a node on other arguments; the body of a scan is rewritten, and what it can leave behind moves out of it. */
function recordAgain(node: Node, args: readonly Value[], rewriteBody: BodyRewriter): readonly Value[] {
  if (node.op !== scanOp) return apply(node.op, args, node.attrs);
  const { body, nCarry, nXs, length, reverse } = node.attrs as ScanAttrs;
  const loop = { carry0: args.slice(0, nCarry), xs: args.slice(nCarry, nCarry + nXs), length, reverse };
  return recordLoop(loop, (inputs) => rewriteBody(body, [...inputs, ...args.slice(nCarry + nXs)]));
}

/** Returns a tape rewritten by a rule, without what its outputs do not depend on. */
export function rewrite(tape: Tape, rule: Rule): Tape {
  const out = new Tape(tape.label);
  const inputs = tape.inputs.map((v) => out.input(v));
  return prune(out.close(rewriteOnto(tape, inputs, rule)));
}
