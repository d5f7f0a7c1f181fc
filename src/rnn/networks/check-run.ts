/** What runs and steps are given, checked before they are recorded; shared by networks and simulators. @module */

import { flatten, isValue } from '../../autograd/tree.ts';
import { checkOptions, checkRecord, show } from '../../tensor/options.ts';
import { checkKey } from '../../tensor/random.ts';
import { formatShape, type Shape, ShapeError, sameShape } from '../../tensor/shape.ts';
import { isTensor, type Tensor } from '../../tensor/tensor.ts';

/** @throws TypeError for what is no array, ShapeError for a shape that is none of those wanted */
export function checkAxes(fn: string, name: string, value: unknown, wanted: readonly Shape[]): void {
  if (!isValue(value)) {
    throw new TypeError(
      `${fn}: expected ${name} to be a tensor, got ${show(value)} - make one with tensor()`,
    );
  }
  if (wanted.some((shape) => sameShape(shape, value.shape))) return;
  const want = wanted.map(formatShape).join(' or ');
  throw new ShapeError(`${fn}: expected ${name} of shape ${want}, got ${formatShape(value.shape)}`, [
    ...wanted,
    value.shape,
  ]);
}

/** Checks inputs [T, B, nIn] of a run, or u [B, nIn] of a step: `axes` names those before the last. */
export function checkInputs(
  fn: string,
  name: string,
  value: unknown,
  axes: readonly string[],
  nIn: number,
): void {
  const want = `${name} of shape [${[...axes, nIn].join(', ')}]`;
  if (!isValue(value)) throw new TypeError(`${fn}: expected ${want}, got ${typeof value} - make a tensor()`);
  if (value.shape.length === axes.length + 1 && value.shape.at(-1) === nIn) return;
  throw new ShapeError(`${fn}: expected ${want}, got ${formatShape(value.shape)}`, [value.shape]);
}

/** The shapes of an array of n numbers per trial: that of all trials, and that of each; `time` is [T] for a run. */
export const perTrial = (time: readonly number[], batchSize: number, n: number): Shape[] => [
  [...time, batchSize, n],
  [...time, n],
];

/** @throws TypeError or ShapeError for a perturbation of a step or, with `time` = [T], of a run that does not fit */
export function checkPerturbation(
  fn: string,
  given: object,
  time: readonly number[],
  batchSize: number,
  nRec: number,
): void {
  checkRecord(fn, 'perturbation', given);
  checkOptions(fn, given, ['x', 'bias', 'connectivity']);
  for (const [name, value] of Object.entries(given)) {
    const wanted = name === 'connectivity' ? [[...time, nRec, nRec]] : perTrial(time, batchSize, nRec);
    checkAxes(fn, `perturbation.${name}`, value, wanted);
  }
}

/** @throws TypeError or ShapeError for what is neither null nor a key; recorded keys are checked by what draws */
export function checkNoiseKey(fn: string, given: unknown): void {
  if (given === null || (isValue(given) && !isTensor(given))) return;
  if (given === undefined) throw new TypeError(`${fn}: expected a key, got none - give null for no noise`);
  checkKey(fn, given as Tensor);
}

/** @throws TypeError or ShapeError for a state of another form than that of `begin` for the batch */
export function checkState(fn: string, given: unknown, first: unknown): void {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(
      `${fn}: expected a state, got ${show(given)} - take that of begin(params, batchSize)`,
    );
  }
  const want = flatten(fn, first);
  const { leaves, paths } = flatten(fn, given);
  if (paths.join() !== want.paths.join()) {
    throw new TypeError(
      `${fn}: expected a state with ${want.paths.join(' ')}, got ${paths.join(' ') || 'none'}`,
    );
  }
  leaves.forEach((leaf, i) => {
    checkAxes(fn, `state${paths[i]}`, leaf, [want.leaves[i].shape]);
  });
}

/** Whether a state is an object of arrays that begin with the axis of a batch of this size. */
export const hasBatch = (state: unknown, batchSize: number): boolean =>
  typeof state === 'object' &&
  state !== null &&
  Object.values(isValue(state) ? [state] : state).every((x) => isValue(x) && x.shape[0] === batchSize);

/** Returns f(); where it throws, `check` may throw what says more. */
export function explained<R>(f: () => R, check: () => void): R {
  try {
    return f();
  } catch (error) {
    check();
    throw error;
  }
}

/** @throws TypeError unless the step of a cell returned a state and readings that have r and z */
export function checkStepped(fn: string, name: string, returned: unknown): void {
  const readings = Array.isArray(returned) ? returned[1] : null;
  if (isValue(readings?.r) && isValue(readings?.z)) return;
  const got = readings ? `[state, { ${Object.keys(readings).join(', ')} }]` : typeof returned;
  throw new TypeError(`${fn}: expected step of cell '${name}' to return [state, { r, z }], got ${got}`);
}
