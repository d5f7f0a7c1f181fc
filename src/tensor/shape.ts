/** Shapes: sizes, broadcasting, and the words in which shape errors are told. @module */

/** Lengths of the axes of a row-major array, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** Arguments whose shapes do not fit together. `shapes` holds them in the order of the arguments. */
export class ShapeError extends Error {
  override readonly name: string = 'ShapeError';
  readonly shapes: readonly Shape[];

  constructor(message: string, shapes: readonly Shape[]) {
    super(message);
    this.shapes = shapes;
  }
}

/** Writes a shape as it stands in every message: `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Returns the number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const n of shape) size *= n;
  return size;
}

/** Returns the row-major strides of a shape, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((n, axis) => n === b[axis]);
}

/**
 * Checks that a shape is a list of whole numbers >= 0 that a typed array can hold.
 * @throws RangeError naming `fn`
 */
export function checkShape(fn: string, shape: Shape): void {
  if (!Array.isArray(shape) || shape.some((n) => !Number.isInteger(n) || n < 0)) {
    throw new RangeError(`${fn}: expected a shape of whole numbers >= 0, got ${formatShape([shape].flat())}`);
  }
  if (sizeOf(shape) > 2 ** 31 - 1) {
    throw new RangeError(`${fn}: expected at most 2^31 - 1 elements, got shape ${formatShape(shape)}`);
  }
}

/**
 * Returns the shape that two operands broadcast to (NumPy's rule: axes align at the end, 1 stretches).
 * @throws ShapeError naming `fn`, both shapes and the first axis that disagrees, counted from the end
 */
export function broadcastShapes(fn: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let back = 1; back <= rank; back++) {
    const m = a[a.length - back] ?? 1;
    const n = b[b.length - back] ?? 1;
    if (m !== n && m !== 1 && n !== 1) {
      const where = `axis -${back}: ${m} vs ${n}`;
      throw new ShapeError(`${fn}: cannot broadcast ${formatShape(a)} with ${formatShape(b)} (${where})`, [
        a,
        b,
      ]);
    }
    out[rank - back] = m === 1 ? n : m;
  }
  return out;
}

/** Returns the strides with which an array of shape `from` is read as `to`: 0 along stretched axes. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const own = stridesOf(from);
  const lead = to.length - from.length;
  return to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : own[axis - lead]));
}

/**
 * Turns axis numbers, negative ones counted from the end, into sorted distinct ones.
 * @throws RangeError naming `fn` for an axis out of range or given twice
 */
export function normalizeAxes(fn: string, axes: number | readonly number[], shape: Shape): number[] {
  const rank = shape.length;
  const list = [axes].flat().map((axis) => {
    if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
      throw new RangeError(`${fn}: expected an axis of ${formatShape(shape)}, got ${axis}`);
    }
    return axis < 0 ? axis + rank : axis;
  });
  if (new Set(list).size !== list.length) {
    throw new RangeError(`${fn}: expected each axis once, got ${formatShape([axes].flat())}`);
  }
  return list.sort((a, b) => a - b);
}
