/** Leaves in each scan only what the recurrence needs; the rest runs once, on all time steps. @module */

import { add, mul } from '../../autograd/ops/elementwise.ts';
import { reshape, sum } from '../../autograd/ops/layout.ts';
import type { Recorded } from '../../autograd/reach.ts';
import { replay } from '../../autograd/replay.ts';
import { recordLoop, scanOp } from '../../autograd/scan.ts';
import type { ScanAttrs } from '../../autograd/scan-adjoint.ts';
import { type Node, Tape, type Value, Var } from '../../autograd/tape.ts';
import { zeros } from '../../tensor/tensor.ts';
import { layoutOf } from '../layout.ts';
import { type Batched, batch, batchedSum, isSummedProduct, stackOf } from './batch.ts';
import { type BodyRewriter, rewrite } from './rewrite.ts';
import { splitBody } from './split-body.ts';

/** Rewrites one scan. Outputs that nobody wants are stood in for by zeros. */
function splitScan(
  attrs: ScanAttrs,
  args: readonly Value[],
  wanted: readonly boolean[],
  rewriteBody: BodyRewriter,
): readonly Value[] {
  const { body, nCarry, nXs, length, reverse } = attrs;
  const { live, sums, core, after } = splitBody(attrs, wanted);
  const carries = live.filter((i) => !sums.has(i));
  const coreOutputs = new Set<Value>([...core].flatMap(({ outputs }) => outputs));
  const captured = args.slice(nCarry + nXs);

  // What crosses from the loop to what follows it: values of the core, carries and t.
  const inLoop = (v: Value): v is Var => {
    if (!(v instanceof Var)) return false;
    const input = body.inputs.indexOf(v);
    return coreOutputs.has(v) || (input >= 0 && input < nCarry) || input === nCarry + nXs;
  };
  const wantedYs = body.outputs.filter((_, i) => i >= nCarry && wanted[i]);
  const readAfter = [...after.flatMap(({ inputs }) => inputs), ...sums.values(), ...wantedYs];
  const crossing = [...new Set(readAfter.filter(inLoop))];

  const loop = {
    carry0: carries.map((i) => args[i]),
    xs: args.slice(nCarry, nCarry + nXs),
    length,
    reverse,
  };
  const runCore = (inputs: readonly Value[]): readonly Value[] => {
    const outputs = [...carries.map((i) => body.outputs[i]), ...crossing];
    const part: Recorded = { inputs: body.inputs, size: body.size, nodes: [...core], outputs };
    const all = body.inputs.map((v, i) => {
      if (i < nCarry) return carries.includes(i) ? inputs[carries.indexOf(i)] : zeros(v.shape, v.dtype);
      return i <= nCarry + nXs ? inputs[i - nCarry + carries.length] : captured[i - nCarry - nXs - 1];
    });
    return rewriteBody(part, all);
  };
  const runs = carries.length + crossing.length > 0;
  const coreResults = runs ? recordLoop(loop, runCore) : [];

  const batched = new Map<Value, Batched>();
  crossing.forEach((v, k) => {
    batched.set(v, { value: coreResults[carries.length + k], varies: true });
  });
  body.inputs.forEach((v, i) => {
    if (i >= nCarry && i < nCarry + nXs) batched.set(v, { value: args[i], varies: true });
    if (i > nCarry + nXs) batched.set(v, { value: args[i - 1], varies: false });
  });
  const lookup = (v: Value): Batched => batched.get(v) ?? { value: v, varies: false };
  const producer = new Map<Value, Node>(after.map((node) => [node.outputs[0], node]));
  const totalOf = (term: Value): Value => {
    const node = producer.get(term);
    if (node?.op.name === 'reshape') return reshape(totalOf(node.inputs[0]), term.shape);
    const total = node ? batchedSum(node, node.inputs.map(lookup), length) : null;
    if (total !== null) return total;
    const { value, varies } = lookup(term);
    return varies ? sum(value, [0]) : mul(value, length);
  };
  for (const node of after) {
    const inputs = node.inputs.map(lookup);
    if (
      isSummedProduct(
        node,
        inputs.map(({ varies }) => varies),
      )
    )
      continue;
    batched.set(node.outputs[0], batch(node, inputs, length));
  }
  return body.outputs.map((v, i) => {
    if (i < nCarry && sums.has(i)) return add(args[i], totalOf(sums.get(i) as Value));
    if (i < nCarry && carries.includes(i)) return coreResults[carries.indexOf(i)];
    if (i >= nCarry && wanted[i]) return stackOf(lookup(v), length);
    return zeros(i < nCarry ? v.shape : [length, ...v.shape], v.dtype);
  });
}

/** Rows of a stack that what follows a loop works on at a time: 256 rows of 50 units are 52 KB, and stay in cache. */
const BLOCK_ROWS = 256;
const FEWEST_ROWS = 64;

/** Returns how many steps make a block: the most that divide the scan evenly and fit; all of them if none are worth it. */
export function blockLength(length: number, rowsPerStep: number): number {
  for (let steps = Math.floor(BLOCK_ROWS / rowsPerStep); steps * rowsPerStep >= FEWEST_ROWS; steps--) {
    if (length % steps === 0) return Math.min(steps, length);
  }
  return length;
}

/**
 * Splits a scan that sums over time, such as every adjoint of a scan with weights, a block of steps at a time: a loop
 * over blocks around the recurrence of a block and what follows from it. The stacks that only the sums read then
 * never leave the cache; for all steps at once they would come back from memory, at the cost of the arithmetic.
 */
function splitInBlocks(
  attrs: ScanAttrs,
  args: readonly Value[],
  wanted: readonly boolean[],
  rewriteBody: BodyRewriter,
): readonly Value[] {
  const { body, nCarry, nXs, length, reverse } = attrs;
  const { live, sums } = splitBody(attrs, wanted);
  const rows = body.inputs.slice(0, nCarry).filter((_, i) => live.includes(i) && !sums.has(i));
  const steps = blockLength(length, Math.max(1, ...rows.map(({ shape }) => layoutOf(shape).rows)));
  if (sums.size === 0 || steps === length) return splitScan(attrs, args, wanted, rewriteBody);

  const ys = body.outputs.flatMap((_, i) => (i >= nCarry && wanted[i] ? [i] : []));
  const count = length / steps;
  const loop = {
    carry0: live.map((i) => args[i]),
    xs: args.slice(nCarry, nCarry + nXs).map((x) => reshape(x, [count, steps, ...x.shape.slice(1)])),
    length: count,
    reverse,
  };
  const outs = recordLoop(loop, (inputs) => {
    const carry = body.inputs
      .slice(0, nCarry)
      .map((v, i) => (live.includes(i) ? inputs[live.indexOf(i)] : zeros(v.shape, v.dtype)));
    const first = mul(inputs[inputs.length - 1], steps);
    const inner: ScanAttrs = { ...attrs, body: withLaterTime(body, nCarry + nXs), length: steps };
    const innerArgs = [...carry, ...inputs.slice(live.length, -1), ...args.slice(nCarry + nXs), first];
    const innerWanted = body.outputs.map((_, i) => (i < nCarry ? live.includes(i) : wanted[i]));
    const results = splitScan(inner, innerArgs, innerWanted, rewriteBody);
    return [...live, ...ys].map((i) => results[i]);
  });
  return body.outputs.map((v, i) => {
    if (i < nCarry) return live.includes(i) ? outs[live.indexOf(i)] : zeros(v.shape, v.dtype);
    if (!wanted[i]) return zeros([length, ...v.shape], v.dtype);
    return reshape(outs[live.length + ys.indexOf(i)], [length, ...v.shape]);
  });
}

/** Returns a body that takes one more captured value, the number of its first step, and adds it to t. */
function withLaterTime(body: Tape, timeInput: number): Tape {
  const out = new Tape(body.label);
  const inputs = body.inputs.map((v) => out.input(v));
  const first = out.input(body.inputs[timeInput]);
  const shifted = inputs.map((v, i) => (i === timeInput ? add(v, first) : v));
  return out.close(replay(body, shifted));
}

/** Splits every scan of a tape, inner ones included. Operations that nothing needs are left out. */
export function splitScans(tape: Tape): Tape {
  return rewrite(tape, ({ node, args, wanted, rewriteBody }) => {
    return node.op === scanOp ? splitInBlocks(node.attrs as ScanAttrs, args, wanted, rewriteBody) : null;
  });
}
