/** Lowers operations that are kernels of their own. @module */

import type { PadAttrs, SliceAttrs } from '../autograd/ops/layout.ts';
import type { OneHotAttrs } from '../autograd/ops/random.ts';
import type { PrimitiveName } from '../autograd/primitives.ts';
import type { Node, Value } from '../autograd/tape.ts';
import { formatShape, type Shape } from '../tensor/shape.ts';
import { canFuse, type FusedName } from './elementwise.ts';
import { readingOf } from './groups.ts';
import { byteStrides, layoutOf } from './layout.ts';
import { emitClear, emitCopy, emitOneHot, emitReduce, emitReshape, type Walk } from './move-kernels.ts';
import { emitDraw, emitFoldIn } from './random-kernels.ts';
import { groupCall, type Region } from './region.ts';
import type { Address } from './steps.ts';
import type { ModuleBuilder } from './wasm/assembler.ts';

/** Adds a call to a region. */
function call(
  region: Region,
  node: Node,
  args: readonly Address[],
  emit: (module: ModuleBuilder) => number,
): void {
  const { op, inputs, outputs } = node;
  const all = [...inputs, ...outputs];
  region.steps.push({
    kind: 'call',
    name: `${op.name} ${formatShape(outputs[0].shape)}`,
    args,
    flops: 0,
    bytes: all.reduce((sum, { shape }) => sum + layoutOf(shape).bytes, 0),
    emit,
  });
}

/** How an array is walked through when it is stretched to a shape. */
function stretchedWalk(from: Shape, to: Shape): Walk {
  const strides = byteStrides(from);
  const lead = to.length - from.length;
  return {
    strides: to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : strides[axis - lead])),
    offset: 0,
  };
}

const plainWalk = (shape: Shape): Walk => ({ strides: byteStrides(shape), offset: 0 });

/** How the block at `start` of a larger array is walked through. */
function blockWalk(whole: Shape, start: readonly number[]): Walk {
  const strides = byteStrides(whole);
  return { strides, offset: start.reduce((sum, at, axis) => sum + at * strides[axis], 0) };
}

type Lowering = (region: Region, node: Node, out: Address) => void;

const draw: Lowering = (region, node, out) => {
  const kind = node.op.name as 'normal' | 'uniform';
  const layout = layoutOf(node.outputs[0].shape);
  const { shape } = node.outputs[0];
  // A draw writes whole vectors, and a scalar has room for its one element only.
  const drawn = shape.length === 0 ? region.reserve('draw', layoutOf([1]).bytes) : out;
  call(region, node, [region.addressOf(node.inputs[0]), drawn], (module) => emitDraw(module, kind, layout));
  if (drawn !== out) call(region, node, [drawn, out], (module) => emitReshape(module, [1], shape));
};

const reduce: Lowering = (region, node, out) => {
  const kind = node.op.name as 'sum' | 'max';
  const [x] = node.inputs;
  if (x.dtype !== 'f32') throw unsupported(node);
  call(region, node, [region.addressOf(x), out], (module) =>
    emitReduce(module, kind, x.shape, node.attrs as readonly number[]),
  );
};

/** An elementwise operation on operands that are stretched in a way that loops do not read: they are stretched first. */
const stretched: Lowering = (region, node, out) => {
  const { op, inputs, outputs } = node;
  const from = inputs.map(({ dtype }) => dtype);
  if (!canFuse(op.name, from)) throw unsupported(node);
  const { shape, dtype } = outputs[0];
  const args = inputs.map((x) => {
    if (readingOf(x.shape, shape) !== null) return region.addressOf(x);
    const whole = region.reserve(`stretched ${formatShape(shape)}`, layoutOf(shape).bytes);
    call(region, node, [region.addressOf(x), whole], (module) =>
      emitCopy(module, shape, stretchedWalk(x.shape, shape), plainWalk(shape)),
    );
    return whole;
  });
  const group = {
    layout: layoutOf(shape),
    isScalar: shape.length === 0,
    inputs: inputs.map((x) => readingOf(x.shape, shape) ?? 'full'),
    ops: [
      {
        name: op.name as FusedName,
        operands: inputs.map((_, index) => ({ kind: 'input', index }) as const),
        from,
        to: dtype,
      },
    ],
    outputs: [0],
  };
  region.steps.push(groupCall(group, [...args, out]));
};

function unsupported({ op, inputs }: Node): Error {
  const types = inputs.map(({ dtype }) => dtype).join(', ');
  return new TypeError(
    `compile: expected ${op.name} on f32 arrays, got ${types} - interpret() runs every dtype`,
  );
}

const never: Lowering = (_region, node) => {
  throw new Error(`internal: ${node.op.name} lowered here`);
};

/** One entry per primitive: an operation without one does not compile. */
const LOWERINGS: { readonly [name in PrimitiveName]: Lowering } = {
  add: stretched,
  sub: stretched,
  mul: stretched,
  div: stretched,
  maximum: stretched,
  minimum: stretched,
  greater: stretched,
  equal: stretched,
  neg: stretched,
  exp: stretched,
  log: stretched,
  sqrt: stretched,
  sin: stretched,
  cos: stretched,
  tanh: stretched,
  sigmoid: stretched,
  relu: stretched,
  abs: stretched,
  sign: stretched,
  select: stretched,
  cast: stretched,
  stopGradient: never,
  matmul: never,
  scan: never,
  reshape(region, node, out) {
    const [x] = node.inputs;
    call(region, node, [region.addressOf(x), out], (module) =>
      emitReshape(module, x.shape, node.outputs[0].shape),
    );
  },
  transpose(region, node, out) {
    const [x] = node.inputs;
    const { shape } = node.outputs[0];
    const strides = byteStrides(x.shape);
    const walk = { strides: (node.attrs as readonly number[]).map((axis) => strides[axis]), offset: 0 };
    call(region, node, [region.addressOf(x), out], (module) =>
      emitCopy(module, shape, walk, plainWalk(shape)),
    );
  },
  broadcastTo(region, node, out) {
    const [x] = node.inputs;
    const { shape } = node.outputs[0];
    call(region, node, [region.addressOf(x), out], (module) =>
      emitCopy(module, shape, stretchedWalk(x.shape, shape), plainWalk(shape)),
    );
  },
  slice(region, node, out) {
    const [x] = node.inputs;
    const { start, size } = node.attrs as SliceAttrs;
    call(region, node, [region.addressOf(x), out], (module) =>
      emitCopy(module, size, blockWalk(x.shape, start), plainWalk(size)),
    );
  },
  pad(region, node, out) {
    const [x] = node.inputs;
    const { start, shape } = node.attrs as PadAttrs;
    call(region, node, [out], (module) => emitClear(module, shape));
    call(region, node, [region.addressOf(x), out], (module) =>
      emitCopy(module, x.shape, plainWalk(x.shape), blockWalk(shape, start)),
    );
  },
  concat(region, node, out) {
    const axis = node.attrs as number;
    const { shape } = node.outputs[0];
    let offset = 0;
    for (const x of node.inputs) {
      const start = shape.map((_, i) => (i === axis ? offset : 0));
      offset += x.shape[axis];
      call(region, node, [region.addressOf(x), out], (module) =>
        emitCopy(module, x.shape, plainWalk(x.shape), blockWalk(shape, start)),
      );
    }
  },
  sum: reduce,
  max: reduce,
  normal: draw,
  uniform: draw,
  foldIn(region, node, out) {
    const [key, index] = node.inputs as [Value, Value];
    call(region, node, [region.addressOf(key), region.addressOf(index), out], emitFoldIn);
  },
  oneHot(region, node, out) {
    const [labels] = node.inputs;
    const { classes, dtype } = node.attrs as OneHotAttrs;
    call(region, node, [region.addressOf(labels), out], (module) =>
      emitOneHot(module, labels.shape, classes, dtype),
    );
  },
};

/** Lowers one node; nothing happens if nobody reads its output. */
export function lowerSingle(region: Region, node: Node): void {
  const out = region.placeOf(node.outputs[0]);
  if (out === null) return;
  LOWERINGS[node.op.name as PrimitiveName](region, node, out);
}
