/** The members of a PsychRNN weight file: their names there and here, and the shapes that must fit together. @module */

import { formatShape, type Shape, ShapeError } from '../tensor/shape.ts';

/** Lengths that the shapes share. The gates of the LSTM see the hidden units first, then the inputs. */
export type Axis = '1' | 'nIn' | 'nRec' | 'nOut' | 'nRec + nIn' | 'nBatch';

/** A member of the file, the name it has here, and its shape in the file. */
export interface PsychrnnMember<Name extends string> {
  readonly member: string;
  readonly name: Name;
  readonly axes: readonly Axis[];
}

function members<const Rows extends readonly (readonly [string, string, readonly Axis[]])[]>(
  ...rows: Rows
): readonly PsychrnnMember<Rows[number][1]>[] {
  return rows.map(([member, name, axes]) => ({ member, name, axes }));
}

/** What every file has. The first two tell the sizes. */
export const REQUIRED: readonly PsychrnnMember<'wRec' | 'wIn' | 'wOut' | 'bRec' | 'bOut' | 'x0'>[] = members(
  ['W_rec', 'wRec', ['nRec', 'nRec']],
  ['W_in', 'wIn', ['nRec', 'nIn']],
  ['W_out', 'wOut', ['nOut', 'nRec']],
  ['b_rec', 'bRec', ['nRec']],
  ['b_out', 'bOut', ['nOut']],
  ['init_state', 'x0', ['1', 'nRec']],
);

export const MASKS: readonly PsychrnnMember<'maskIn' | 'maskRec' | 'maskOut'>[] = members(
  ['input_connectivity', 'maskIn', ['nRec', 'nIn']],
  ['rec_connectivity', 'maskRec', ['nRec', 'nRec']],
  ['output_connectivity', 'maskOut', ['nOut', 'nRec']],
);

export const DALE: readonly PsychrnnMember<'daleRec' | 'daleOut'>[] = members(
  ['Dale_rec', 'daleRec', ['nRec', 'nRec']],
  ['Dale_out', 'daleOut', ['nRec', 'nRec']],
);

/** The gates of its LSTM, in the order forget, input, candidate, output; each trial slot has its own initial state. */
export const LSTM: readonly PsychrnnMember<
  | 'wForget'
  | 'wInput'
  | 'wCell'
  | 'wOutput'
  | 'bForget'
  | 'bInput'
  | 'bCell'
  | 'bOutput'
  | 'initHidden'
  | 'initCell'
>[] = members(
  ['W_f', 'wForget', ['nRec + nIn', 'nRec']],
  ['W_i', 'wInput', ['nRec + nIn', 'nRec']],
  ['W_c', 'wCell', ['nRec + nIn', 'nRec']],
  ['W_o', 'wOutput', ['nRec + nIn', 'nRec']],
  ['b_f', 'bForget', ['nRec']],
  ['b_i', 'bInput', ['nRec']],
  ['b_c', 'bCell', ['nRec']],
  ['b_o', 'bOutput', ['nRec']],
  ['init_hidden', 'initHidden', ['nBatch', 'nRec']],
  ['init_cell', 'initCell', ['nBatch', 'nRec']],
);

/** The lengths found so far. */
export type Sizes = Partial<Record<Axis, number>>;

/**
 * Checks a shape against the lengths found so far and adds those it is the first to have. `nRec` and `nIn` must be
 * known before `nRec + nIn`.
 * @throws ShapeError naming `fn`, the array and the lengths it should have
 */
export function checkAxes(
  fn: string,
  label: string,
  shape: Shape,
  axes: readonly Axis[],
  sizes: Sizes,
): void {
  sizes['1'] = 1;
  if (sizes.nRec !== undefined && sizes.nIn !== undefined) sizes['nRec + nIn'] = sizes.nRec + sizes.nIn;
  const fits = (axis: Axis, length: number): boolean => {
    sizes[axis] ??= length;
    return sizes[axis] === length && length > 0;
  };
  const known = { ...sizes };
  if (shape.length === axes.length && axes.every((axis, i) => fits(axis, shape[i]))) return;
  const where = [...new Set(axes)].flatMap((axis) =>
    axis === '1' || known[axis] === undefined ? [] : [`${axis} ${known[axis]}`],
  );
  const expected = `${label} of shape [${axes.join(', ')}]${where.length ? ` with ${where.join(', ')}` : ''}`;
  throw new ShapeError(`${fn}: expected ${expected}, got ${formatShape(shape)}`, [shape]);
}
