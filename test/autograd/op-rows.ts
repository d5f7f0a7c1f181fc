/** One row per operation with a derivative: random arguments in a domain without kinks, and the function to check. @module */

import fc from 'fast-check';
import * as elementwise from '../../src/autograd/ops/elementwise.ts';
import * as layout from '../../src/autograd/ops/layout.ts';
import { matmul } from '../../src/autograd/ops/matmul.ts';
import type { PrimitiveName } from '../../src/autograd/primitives.ts';
import { scan } from '../../src/autograd/scan.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { permutation } from '../../src/tensor/random.ts';
import { fromArray, type Tensor } from '../../src/tensor/tensor.ts';
import {
  awayFromZero,
  keys,
  mapData,
  normals,
  positive,
  shapePairs,
  shapes,
} from '../support/arbitraries.ts';

/** A function of arrays and arguments where it is smooth. */
export interface OpCase {
  readonly f: (...xs: Value[]) => Value;
  readonly args: Tensor[];
}

/** Operations whose derivative is zero or not defined: they end differentiation. */
export const withoutDerivative = [
  'greater',
  'equal',
  'sign',
  'stopGradient',
  'normal',
  'uniform',
  'foldIn',
  'oneHot',
] as const satisfies readonly PrimitiveName[];

type Differentiable = Exclude<PrimitiveName, (typeof withoutDerivative)[number]>;

const same = (x: Tensor): Tensor => x;

function unary(f: (x: Value) => Value, domain: (x: Tensor) => Tensor = same): fc.Arbitrary<OpCase> {
  return shapes()
    .chain((shape) => normals(shape))
    .map((x) => ({ f, args: [domain(x)] }));
}

const operands = shapePairs.chain(([a, b]) => fc.tuple(normals(a), normals(b)));

function binary(
  f: (a: Value, b: Value) => Value,
  domainA: (x: Tensor) => Tensor = same,
  domainB: (x: Tensor) => Tensor = same,
): fc.Arbitrary<OpCase> {
  return operands.map(([a, b]) => ({ f, args: [domainA(a), domainB(b)] }));
}

/** Multiples of 1/4, and numbers half-way between them: never equal, never close. */
const quarters = (x: Tensor): Tensor => mapData((v) => Math.round(4 * v) / 4, x);
const betweenQuarters = (x: Tensor): Tensor => mapData((v) => Math.round(4 * v) / 4 + 0.125, x);

/** Elements that all differ by 1/8 at least, in random order. */
const distinct = fc.tuple(shapes(), keys).map(([shape, k]) => {
  const size = shape.reduce((product, n) => product * n, 1);
  return fromArray(
    Float64Array.from(permutation(k, size).data, (v) => v / 8 - 1),
    shape,
  );
});

const onAxes = (x: Tensor): fc.Arbitrary<{ axes: number[]; keepDims: boolean }> =>
  fc.record({ axes: fc.subarray([...x.shape.keys()]), keepDims: fc.boolean() });

const arrays = (minRank = 0): fc.Arbitrary<Tensor> => shapes({ minRank }).chain((shape) => normals(shape));

/** A block [start, start + size) inside each axis of a shape. */
const blocks = (shape: readonly number[]): fc.Arbitrary<{ start: number[]; size: number[] }> =>
  fc.tuple(...shape.map((n) => fc.tuple(fc.nat({ max: n - 1 }), fc.nat({ max: n - 1 })))).map((ends) => ({
    start: ends.map(([a, b]) => Math.min(a, b)),
    size: ends.map(([a, b]) => Math.abs(a - b) + 1),
  }));

const scans: fc.Arbitrary<OpCase> = fc
  .record({ length: fc.nat(3), n: fc.integer({ min: 1, max: 3 }), reverse: fc.boolean() })
  .chain(({ length, n, reverse }) =>
    fc.tuple(normals([n]), normals([length, n]), normals([n])).map((args) => ({
      f: (carry0: Value, xs: Value, w: Value) => {
        const step = (h: Value, x: Value): [Value, Value] => {
          const next = elementwise.tanh(elementwise.add(elementwise.mul(h, w), x));
          return [next, elementwise.mul(next, x)];
        };
        const [last, ys] = scan(step, carry0, xs, { length, reverse });
        return layout.concat([layout.reshape(last, [1, n]), ys]);
      },
      args,
    })),
  );

export const rows: Record<Differentiable, fc.Arbitrary<OpCase>> = {
  add: binary(elementwise.add),
  sub: binary(elementwise.sub),
  mul: binary(elementwise.mul),
  div: binary(elementwise.div, same, (x) => mapData((v) => (v < 0 ? v - 0.5 : v + 0.5), x)),
  maximum: binary(elementwise.maximum, quarters, betweenQuarters),
  minimum: binary(elementwise.minimum, quarters, betweenQuarters),
  neg: unary(elementwise.neg),
  exp: unary(elementwise.exp),
  log: unary(elementwise.log, positive),
  sqrt: unary(elementwise.sqrt, positive),
  sin: unary(elementwise.sin),
  cos: unary(elementwise.cos),
  tanh: unary(elementwise.tanh),
  sigmoid: unary(elementwise.sigmoid),
  relu: unary(elementwise.relu, awayFromZero),
  abs: unary(elementwise.abs, awayFromZero),
  select: fc.tuple(operands, fc.boolean(), fc.boolean()).map(([[a, b], byFirst, withNumber]) => {
    const condition = mapData((v) => (v > 0 ? 1 : 0), byFirst ? a : b);
    if (withNumber) return { f: (x) => elementwise.select(condition, x, 0.5), args: [a] };
    return { f: (x, y) => elementwise.select(condition, x, y), args: [a, b] };
  }),
  cast: unary((x) => elementwise.cast(x, 'f64')),
  reshape: arrays().map((x) => ({ f: (v) => layout.reshape(v, [1, ...x.shape.toReversed()]), args: [x] })),
  transpose: arrays().chain((x) =>
    fc
      .shuffledSubarray([...x.shape.keys()], { minLength: x.shape.length, maxLength: x.shape.length })
      .map((order) => ({ f: (v) => layout.transpose(v, order), args: [x] })),
  ),
  broadcastTo: shapePairs.chain(([shape, other]) => {
    const target = other.map((n, i) => Math.max(n, shape[shape.length - other.length + i] ?? 1));
    const lead = shape.slice(0, Math.max(0, shape.length - other.length));
    return normals(shape).map((x) => ({ f: (v) => layout.broadcastTo(v, [...lead, ...target]), args: [x] }));
  }),
  slice: arrays(1).chain((x) =>
    blocks(x.shape).map(({ start, size }) => ({ f: (v) => layout.slice(v, start, size), args: [x] })),
  ),
  pad: arrays(1).chain((x) =>
    fc
      .array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: x.shape.length, maxLength: x.shape.length })
      .map((margins) => ({
        f: (v) =>
          layout.pad(
            v,
            margins.map(([before]) => before),
            x.shape.map((n, axis) => margins[axis][0] + n + margins[axis][1]),
          ),
        args: [x],
      })),
  ),
  concat: shapes({ minRank: 1 })
    .chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.nat(shape.length - 1),
        fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
      ),
    )
    .chain(([shape, axis, lengths]) =>
      fc
        .tuple(...lengths.map((length) => normals(shape.with(axis, length))))
        .map((args) => ({ f: (...parts: Value[]) => layout.concat(parts, axis - shape.length), args })),
    ),
  sum: arrays().chain((x) =>
    onAxes(x).map(({ axes, keepDims }) => ({ f: (v) => layout.sum(v, axes, keepDims), args: [x] })),
  ),
  max: distinct.chain((x) =>
    onAxes(x).map(({ axes, keepDims }) => ({ f: (v) => layout.max(v, axes, keepDims), args: [x] })),
  ),
  matmul: fc
    .tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.nat(3),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      fc.boolean(),
    )
    .chain(([m, k, n, transA, transB]) =>
      fc
        .tuple(normals(transA ? [k, m] : [m, k]), normals(transB ? [n, k] : [k, n]))
        .map((args) => ({ f: (a: Value, b: Value) => matmul(a, b, { transA, transB }), args })),
    ),
  scan: scans,
};
