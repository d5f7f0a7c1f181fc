/** What every loss of outputs, targets and a mask must do; each law throws where it is broken. @module */

import fc from 'fast-check';
import { grad, interpret, type Value, valueAndGrad } from '../../../src/autograd/index.ts';
import { compile } from '../../../src/compile/index.ts';
import { cast, fromArray, item, type Shape, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';
import { assertClose, assertCloseTrees, tolerances } from '../../support/close.ts';

export type Loss = (z: Value, targets: Value, mask: Value | null) => Value;

/** Outputs [T, B, n], targets of the loss at hand, and a mask of time points [T, B]. */
export interface Sample {
  readonly z: Tensor;
  readonly targets: Tensor;
  readonly mask: Tensor;
}

/** Makes outputs and targets of a shape. */
export type Data = (shape: readonly [number, number, number]) => fc.Arbitrary<Omit<Sample, 'mask'>>;

const shapes = fc.tuple(
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 4 }),
);

/** Samples in f64 whose masks have zeros, ones and other weights. */
export function samples(data: Data): fc.Arbitrary<Sample> {
  return shapes.chain((shape) => {
    const size = shape[0] * shape[1];
    const weights = fc.array(fc.constantFrom(0, 0, 0.5, 1, 2), { minLength: size, maxLength: size });
    return fc.tuple(data(shape), weights).map(([both, m]) => ({
      ...both,
      mask: fromArray(Float64Array.from(m), shape.slice(0, 2)),
    }));
  });
}

/** Numbers between two bounds, as a tensor. */
export function numbers(shape: Shape, from: number, to: number): fc.Arbitrary<Tensor> {
  const size = shape.reduce((product, n) => product * n, 1);
  const steps = fc.array(fc.integer({ min: 0, max: 64 }), { minLength: size, maxLength: size });
  return steps.map((list) =>
    fromArray(
      Float64Array.from(list, (k) => from + ((to - from) * k) / 64),
      shape,
    ),
  );
}

const float = (x: Tensor): Tensor => (x.dtype === 'i32' ? x : cast(x, 'f32'));

/** Values that must not be read: the indices turn them over. */
const JUNK = [Number.NaN, Infinity, -Infinity, 1e30, -1e30];
const LABEL_JUNK = [-1, 99, -(2 ** 31), 2 ** 31 - 1];

/** The same arrays with junk wherever the mask is 0. */
export function junked({ z, targets, mask }: Sample): Sample {
  const over = (x: Tensor, junk: readonly number[]): Tensor => {
    const width = x.data.length / mask.data.length;
    const data = x.data.slice();
    data.forEach((_, i) => {
      if (mask.data[Math.floor(i / width)] === 0) data[i] = junk[i % junk.length];
    });
    return { ...x, data };
  };
  return { z: over(z, JUNK), targets: over(targets, targets.dtype === 'i32' ? LABEL_JUNK : JUNK), mask };
}

const both = (loss: Loss) => valueAndGrad((z: Value, y: Value, m: Value) => loss(z, y, m));

/** Where the mask is 0, nothing matters: junk leaves the loss and all of the gradient as they are, and that is 0 there. */
export function hiddenIsIgnored(loss: Loss, sample: Sample): void {
  const { z, targets, mask } = junked(sample);
  const clean = both(loss)(sample.z, sample.targets, mask) as [Tensor, Tensor];
  const dirty = both(loss)(z, targets, mask) as [Tensor, Tensor];
  assertCloseTrees(dirty, clean, tolerances.exact);
  const width = z.shape[2];
  dirty[1].data.forEach((g, i) => {
    if (mask.data[Math.floor(i / width)] === 0 && g !== 0) {
      throw new Error(`hiddenIsIgnored: expected gradient 0 at hidden entry ${i}, got ${g}`);
    }
  });
}

/** With everything hidden the loss is 0, and so is its gradient. */
export function nothingIsZero(loss: Loss, sample: Sample): void {
  const mask = zeros(sample.mask.shape, 'f64');
  const { z, targets } = junked({ ...sample, mask });
  const [value, gradient] = both(loss)(z, targets, mask) as [Tensor, Tensor];
  if (item(value) !== 0) throw new Error(`nothingIsZero: expected loss 0, got ${item(value)}`);
  const bad = gradient.data.find((g) => g !== 0);
  if (bad !== undefined) throw new Error(`nothingIsZero: expected gradient 0, got ${bad}`);
}

/** Without a mask the loss is that of a mask of ones. */
export function noMaskIsOnes(loss: Loss, { z, targets, mask }: Sample): void {
  const ones = { ...mask, data: mask.data.map(() => 1) };
  assertClose(loss(z, targets, null) as Tensor, loss(z, targets, ones) as Tensor, tolerances.f64);
}

/** A mask of entries [T, B, n] does what that of time points does. */
export function maskMayBeWide(loss: Loss, { z, targets, mask }: Sample): void {
  const data = Float64Array.from(z.data, (_, i) => mask.data[Math.floor(i / z.shape[2])]);
  const wide = loss(z, targets, { ...mask, shape: z.shape, data });
  assertClose(wide as Tensor, loss(z, targets, mask) as Tensor, tolerances.f64);
}

/** The compiled loss and gradient are those of plain loops, junk or not. */
export function compiledIsInterpreted(loss: Loss, sample: Sample): void {
  for (const { z, targets, mask } of [sample, junked(sample)]) {
    const args = [z, targets, mask].map(float) as [Tensor, Tensor, Tensor];
    const f = both(loss);
    assertCloseTrees(compile(f, args)(...args), interpret(f, args)(...args), tolerances.f32);
  }
}

/** The gradient by z as a flat list. */
export function gradientOf(loss: Loss, z: Tensor, targets: Tensor, mask: Tensor | null = null): number[] {
  return [...(grad((x: Value) => loss(x, targets, mask))(z) as Tensor).data];
}

/** The rows of [..., n]. */
export const rowsOf = ({ shape, data }: Tensor): number[][] => {
  const n = shape.at(-1) as number;
  return Array.from({ length: data.length / n }, (_, i) => Array.from(data.subarray(i * n, (i + 1) * n)));
};

export function weightedMean(values: readonly number[], weights: ArrayLike<number>): number {
  const total = values.reduce((sum, _, i) => sum + weights[i], 0);
  return total === 0 ? 0 : values.reduce((sum, v, i) => sum + weights[i] * v, 0) / total;
}

export const scalar = (x: number): Tensor => tensor(x, 'f64');
