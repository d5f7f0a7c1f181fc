/** Turns a tape into steps: every value gets a place, every unit becomes calls of kernels. @module */

import type { Recorded } from '../autograd/reach.ts';
import { type Node, type Value, Var } from '../autograd/tape.ts';
import { formatShape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { FusedName, FusedOp, Group, Operand, Reading } from './elementwise.ts';
import { groupNodes, type Product, readingOf, rootOf, type Unit } from './groups.ts';
import { BYTES, layoutOf, VECTOR_BYTES } from './layout.ts';
import { lowerScan } from './lower-scan.ts';
import { lowerSingle } from './lower-single.ts';
import { copyCall, groupCall, makeBuffer, type Program, type Region, type Target } from './region.ts';
import type { Address, Loop, Step } from './steps.ts';
import { emitMatmul } from './wasm/matmul.ts';

/** Returns the one value of an array of equal elements, or null. */
function uniformValue({ data }: Tensor): number | null {
  const [first] = data;
  return data.every((x) => Object.is(x, first)) ? first : null;
}

/** Finds out which values something outside of their own unit reads. */
function readOutside(
  units: readonly Unit[],
  aliases: ReadonlyMap<Var, Value>,
  targets: readonly Target[],
): Set<Value> {
  const home = new Map<Value, Unit>();
  for (const unit of units)
    if (unit.kind === 'fused') for (const { outputs } of unit.nodes) home.set(outputs[0], unit);
  const read = new Set<Value>(targets.map(({ value }) => rootOf(aliases, value)));
  for (const unit of units) {
    for (const v of inputsOf(unit)) {
      const root = rootOf(aliases, v);
      if (home.get(root) !== unit) read.add(root);
    }
  }
  return read;
}

function inputsOf(unit: Unit): readonly Value[] {
  if (unit.kind === 'single') return unit.node.inputs;
  if (unit.kind === 'fused') return unit.nodes.flatMap(({ inputs }) => inputs);
  return [...unit.matmul.inputs, ...(unit.start ? [unit.start] : [])];
}

const isSame = (a: Address, b: Address): boolean => a.at === b.at && a.offset === b.offset;

const outputOf = ({ matmul, sum }: Product): Var => (sum ?? matmul).outputs[0];

/**
 * Lowers a tape.
 * @param known where the inputs of the tape lie
 * @param targets values and where they have to end up
 */
export function lower(
  program: Program,
  tape: Recorded,
  known: ReadonlyMap<Value, Address>,
  targets: readonly Target[],
  scope: readonly Loop[],
): Step[] {
  const { units, aliases } = groupNodes(tape);
  const steps: Step[] = [];
  const places = new Map<Value, Address>(known);
  const read = readOutside(units, aliases, targets);

  const reserve = (name: string, bytes: number): Address => ({
    at: makeBuffer(name, Math.max(bytes, VECTOR_BYTES), scope),
    offset: 0,
  });
  const placeOf = (v: Var): Address | null => {
    if (!read.has(v)) return null;
    const place = places.get(v) ?? reserve(`%${v.id} ${formatShape(v.shape)}`, layoutOf(v.shape).bytes);
    places.set(v, place);
    return place;
  };
  const addressOf = (v: Value): Address => {
    const root = rootOf(aliases, v);
    if (root instanceof Var) {
      const place = places.get(root);
      if (place === undefined)
        throw new Error(`internal: %${root.id} of ${formatShape(root.shape)} has no place`);
      return place;
    }
    const buffer =
      program.constants.get(root) ??
      makeBuffer(`constant ${formatShape(root.shape)}`, layoutOf(root.shape).bytes, [], true);
    program.constants.set(root, buffer);
    return { at: buffer, offset: 0 };
  };
  const region: Region = {
    ...{ program, scope, steps, addressOf, placeOf, reserve },
    isRead: (v) => read.has(v),
    hasPlace: (v) => places.has(v),
    setPlace: (v, place) => places.set(v, place),
  };

  // Values are made where they have to end up, unless they are there already or have to be in two places.
  const copies: Target[] = [];
  for (const target of targets) {
    const root = rootOf(aliases, target.value);
    if (root instanceof Var && !places.has(root)) places.set(root, target.place);
    else copies.push(target);
  }
  placeStarts(units, aliases, tape, places, placeOf);

  for (const unit of units) {
    if (unit.kind === 'fused') lowerFused(region, unit.nodes, aliases, read);
    else if (unit.kind === 'product') lowerProduct(region, unit);
    else if (unit.node.op.name === 'scan') lowerScan(region, unit.node, lower);
    else lowerSingle(region, unit.node);
  }
  for (const { value, place } of copies) steps.push(copyCall(value, addressOf(value), place));
  return steps;
}

/** Lets what a product starts from be made where the product will be, if nothing else reads it. */
function placeStarts(
  units: readonly Unit[],
  aliases: ReadonlyMap<Var, Value>,
  tape: Recorded,
  places: Map<Value, Address>,
  placeOf: (v: Var) => Address | null,
): void {
  const reads = new Map<Value, number>();
  const count = (v: Value): void => {
    const root = rootOf(aliases, v);
    reads.set(root, (reads.get(root) ?? 0) + 1);
  };
  for (const unit of units) inputsOf(unit).forEach(count);
  tape.outputs.forEach(count);
  for (const unit of units.toReversed()) {
    if (unit.kind !== 'product' || unit.start === null) continue;
    const place = placeOf(outputOf(unit));
    const start = rootOf(aliases, unit.start);
    const isWhole = unit.start.shape.join() === outputOf(unit).shape.join();
    if (place && start instanceof Var && isWhole && reads.get(start) === 1 && !places.has(start))
      places.set(start, place);
  }
}

function lowerFused(
  region: Region,
  nodes: readonly Node[],
  aliases: ReadonlyMap<Var, Value>,
  read: ReadonlySet<Value>,
): void {
  const { shape } = nodes[0].outputs[0];
  const results = new Map<Value, number>();
  const inputs: { address: Address; reading: Group['inputs'][number] }[] = [];
  const operandOf = (v: Value, outShape: readonly number[]): Operand => {
    const root = rootOf(aliases, v);
    const index = results.get(root);
    if (index !== undefined) return { kind: 'result', index };
    const uniform = root instanceof Var ? null : uniformValue(root);
    if (uniform !== null) return { kind: 'number', value: uniform };
    // Nodes with other readings are not fused.
    const reading = readingOf(v.shape, outShape) as Reading;
    const address = region.addressOf(v);
    const known = inputs.findIndex((other) => isSame(other.address, address) && other.reading === reading);
    return { kind: 'input', index: known >= 0 ? known : inputs.push({ address, reading }) - 1 };
  };
  const ops = nodes.map(({ op, inputs: from, outputs: [out] }, i): FusedOp => {
    const operands = from.map((v) => operandOf(v, out.shape));
    results.set(out, i);
    return { name: op.name as FusedName, operands, from: from.map(({ dtype }) => dtype), to: out.dtype };
  });
  const stored = nodes.flatMap(({ outputs: [v] }, i) =>
    read.has(v) ? [{ i, place: region.placeOf(v) as Address }] : [],
  );
  const group: Group = {
    layout: layoutOf(shape),
    isScalar: shape.length === 0,
    inputs: inputs.map(({ reading }) => reading),
    ops,
    outputs: stored.map(({ i }) => i),
  };
  const args = [...inputs.map(({ address }) => address), ...stored.map(({ place }) => place)];
  region.steps.push(groupCall(group, args));
}

function lowerProduct(region: Region, product: Product): void {
  const { matmul, start } = product;
  const out = outputOf(product);
  const place = region.placeOf(out);
  if (place === null) return;
  if (start !== null && !isSame(region.addressOf(start), place)) {
    region.steps.push(copyCall(start, region.addressOf(start), place, out.shape));
  }
  const [a, b] = matmul.inputs;
  const { transA, transB } = matmul.attrs as { transA: boolean; transB: boolean };
  if (transB) throw new Error('internal: transB was not separated');
  const [m, n] = out.shape;
  const k = transA ? a.shape[0] : a.shape[1];
  const stride = ({ shape }: Value): number => (layoutOf(shape).vectors * VECTOR_BYTES) / BYTES;
  const spec = {
    ...{ m, n, k, transA, accumulate: start !== null, fma: region.program.fma },
    ...{ strideA: stride(a), strideB: stride(b), strideC: stride(out) },
  };
  region.steps.push({
    kind: 'call',
    name: `matmul ${transA ? 'T' : 'N'}N ${start ? '+ ' : ''}[${m}, ${k}] [${k}, ${n}]`,
    args: [region.addressOf(a), region.addressOf(b), place],
    flops: 2 * m * n * k,
    bytes: [a, b, out].reduce((sum, { shape }) => sum + layoutOf(shape).bytes, 0),
    emit: (module) => emitMatmul(module, spec),
  });
}
