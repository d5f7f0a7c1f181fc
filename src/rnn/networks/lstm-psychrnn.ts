/** Weights of PsychRNN's LSTM as parameters of ours, and back. @module */

import { concat, reshape, slice, transpose } from '../../autograd/ops/layout.ts';
import { checkName } from '../../tensor/options.ts';
import { broadcast } from '../../tensor/reference.ts';
import { formatShape, ShapeError } from '../../tensor/shape.ts';
import { isTensor, type Tensor, zeros } from '../../tensor/tensor.ts';
import type { LstmParams } from './lstm.ts';

/** The arrays of PsychRNN's LSTM: matrices [nRec + nIn, nRec], hidden units first, columns targets; biases [nRec]. */
export interface PsychrnnGates {
  readonly wForget: Tensor;
  readonly wInput: Tensor;
  readonly wCell: Tensor;
  readonly wOutput: Tensor;
  readonly bForget: Tensor;
  readonly bInput: Tensor;
  readonly bCell: Tensor;
  readonly bOutput: Tensor;
  /** First hidden and cell state of each place in the batch, [nBatch, nRec]. */
  readonly initHidden: Tensor;
  readonly initCell: Tensor;
}

/** Its gates in the order of our stacks: i, f, g, o. */
const ORDER = ['Input', 'Forget', 'Cell', 'Output'] as const;

/**
 * Turns the weights of a file of PsychRNN's LSTM, as `decodePsychrnn` returns them, into parameters of
 * `createLstm({ variant: 'psychrnn' })`.
 * @param initialState `'parameter'` keeps the first state of the first trial for all, as PsychRNN's simulator does;
 * `'perTrial'` keeps all, for batches of the size of the file
 * @throws TypeError for weights without gates, ShapeError for gates that do not fit
 */
export function lstmParamsFromPsychrnn(
  weights: { readonly lstm?: PsychrnnGates; readonly wOut: Tensor; readonly bOut: Tensor },
  initialState: 'parameter' | 'perTrial' = 'parameter',
): LstmParams<Tensor> {
  const fn = 'lstmParamsFromPsychrnn';
  checkName(fn, 'initialState', initialState, ['parameter', 'perTrial']);
  const { lstm, wOut, bOut } = weights;
  if (lstm === undefined) {
    throw new TypeError(
      `${fn}: expected the gates of an LSTM, got none - use createRateNetwork for this file`,
    );
  }
  const nRec = lstm.wForget.shape[1];
  const nIn = lstm.wForget.shape[0] - nRec;
  const check = (name: keyof PsychrnnGates, shape: readonly number[]): Tensor => {
    const x = lstm[name];
    const fits = isTensor(x) && x.shape.length === shape.length && x.shape.every((n, i) => n === shape[i]);
    if (fits && nIn > 0) return x;
    const got = isTensor(x) ? formatShape(x.shape) : String(x);
    throw new ShapeError(`${fn}: expected ${name} of shape ${formatShape(shape)}, got ${got}`, [shape]);
  };
  const matrices = ORDER.map((gate) => transpose(check(`w${gate}`, [nRec + nIn, nRec])));
  const nBatch = lstm.initHidden.shape[0];
  const [h0, c0] = (['initHidden', 'initCell'] as const).map((name) => {
    const all = check(name, [nBatch, nRec]);
    return initialState === 'perTrial' ? all : reshape(slice(all, [0, 0], [1, nRec]), [nRec]);
  });
  return {
    wIn: concat(matrices.map((w) => slice(w, [0, nRec], [nRec, nIn]))),
    wRec: concat(matrices.map((w) => slice(w, [0, 0], [nRec, nRec]))),
    b: concat(ORDER.map((gate) => check(`b${gate}`, [nRec]))),
    wOut,
    bOut,
    h0,
    c0,
  };
}

/**
 * Turns parameters of `createLstm` into the gates that PsychRNN's files hold; first states that are not parameters
 * are 0.
 * @param nBatch places in the batch, each of which gets the first state; the rows of `h0`, or 1, by default
 */
export function lstmParamsToPsychrnn(params: LstmParams<Tensor>, nBatch?: number): PsychrnnGates {
  const { wIn, wRec, b, h0, c0 } = params;
  const nRec = wRec.shape[1];
  const rows = nBatch ?? (h0?.shape.length === 2 ? h0.shape[0] : 1);
  const block = (x: Tensor, i: number): Tensor =>
    slice(x, [i * nRec, ...x.shape.slice(1).map(() => 0)], [nRec, ...x.shape.slice(1)]);
  const first = (x: Tensor = zeros([nRec])): Tensor => broadcast(x, [rows, nRec]);
  const gates = ORDER.flatMap((gate, i): [string, Tensor][] => [
    [`w${gate}`, transpose(concat([block(wRec, i), block(wIn, i)], 1))],
    [`b${gate}`, block(b, i)],
  ]);
  return { ...Object.fromEntries(gates), initHidden: first(h0), initCell: first(c0) } as PsychrnnGates;
}
