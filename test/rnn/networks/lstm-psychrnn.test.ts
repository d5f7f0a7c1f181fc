import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLstm, type LstmParams } from '../../../src/rnn/networks/lstm.ts';
import {
  lstmParamsFromPsychrnn,
  lstmParamsToPsychrnn,
  type PsychrnnGates,
} from '../../../src/rnn/networks/lstm-psychrnn.ts';
import { foldIn, key, normal, ShapeError, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { runs } from '../../support/runs.ts';
import { logistic } from './gated.ts';
import { trialOf } from './networks.ts';

const [nIn, nRec, nOut, nBatch] = [2, 3, 1, 4];

/** Weights as a file holds them, f64. */
function fileOf(from: Tensor): { lstm: PsychrnnGates; wOut: Tensor; bOut: Tensor } {
  const draw = (i: number, ...shape: number[]): Tensor => normal(foldIn(from, i), shape, 'f64');
  return {
    lstm: {
      wForget: draw(0, nRec + nIn, nRec),
      wInput: draw(1, nRec + nIn, nRec),
      wCell: draw(2, nRec + nIn, nRec),
      wOutput: draw(3, nRec + nIn, nRec),
      ...{ bForget: draw(4, nRec), bInput: draw(5, nRec), bCell: draw(6, nRec), bOutput: draw(7, nRec) },
      ...{ initHidden: draw(8, nBatch, nRec), initCell: draw(9, nBatch, nRec) },
    },
    ...{ wOut: draw(10, nOut, nRec), bOut: draw(11, nOut) },
  };
}

/** PsychRNN's recurrence in plain loops: [h, u] W + b with the hidden units first; the h of a trial by step. */
function plainTrial(lstm: PsychrnnGates, slot: number, inputs: readonly number[][]): number[][] {
  let h = Array.from(lstm.initHidden.data.slice(slot * nRec, (slot + 1) * nRec));
  let c = Array.from(lstm.initCell.data.slice(slot * nRec, (slot + 1) * nRec));
  return inputs.map((u) => {
    const both = [...h, ...u];
    const drive = (w: Tensor, b: Tensor): number[] =>
      Array.from(b.data, (bias, j) => both.reduce((sum, x, i) => sum + x * w.data[i * nRec + j], bias));
    const forget = drive(lstm.wForget, lstm.bForget).map(logistic);
    const input = drive(lstm.wInput, lstm.bInput).map(logistic);
    const candidate = drive(lstm.wCell, lstm.bCell).map(Math.tanh);
    const output = drive(lstm.wOutput, lstm.bOutput).map(logistic);
    c = c.map((v, j) => forget[j] * v + input[j] * candidate[j]);
    h = c.map((v, j) => output[j] * logistic(v));
    return h;
  });
}

describe("weights of PsychRNN's LSTM", () => {
  it('run as PsychRNN runs them, each place of the batch from its own first state or all from the first', () => {
    fc.assert(
      fc.property(keys, (k) => {
        const file = fileOf(k);
        const inputs = normal(foldIn(k, 12), [3, nBatch, nIn], 'f64');
        for (const initialState of ['parameter', 'perTrial'] as const) {
          const size = initialState === 'perTrial' ? { batchSize: nBatch } : {};
          const network = createLstm({ nIn, nRec, nOut, variant: 'psychrnn', initialState, ...size });
          const { r } = network.run(lstmParamsFromPsychrnn(file, initialState), inputs, null);
          for (let b = 0; b < nBatch; b++) {
            const slot = initialState === 'perTrial' ? b : 0;
            const plain = plainTrial(file.lstm, slot, trialOf(inputs, b));
            assertClose(tensor(trialOf(r, b), 'f64'), tensor(plain, 'f64'), tolerances.f64);
          }
        }
      }),
      runs(0.3),
    );
  });

  it('go to parameters and back without a change of bits', () => {
    const { lstm, ...rest } = fileOf(key(1));
    const params = lstmParamsFromPsychrnn({ lstm, ...rest }, 'perTrial');
    expect(lstmParamsToPsychrnn(params)).toEqual(lstm);
    const shared = lstmParamsToPsychrnn(lstmParamsFromPsychrnn({ lstm, ...rest }), 2);
    expect(shared.initHidden.shape).toEqual([2, nRec]);
    expect([...shared.initCell.data]).toEqual([
      ...params.c0!.data.slice(0, nRec),
      ...params.c0!.data.slice(0, nRec),
    ]);
  });

  it('come from parameters without first states as zeros', () => {
    const params = createLstm({ nIn, nRec, nOut }).initialize(key(0)) as LstmParams<Tensor>;
    const gates = lstmParamsToPsychrnn(params);
    expect(gates.initHidden).toEqual(zeros([1, nRec]));
    expect(gates.wForget.shape).toEqual([nRec + nIn, nRec]);
  });
});

describe('lstmParamsFromPsychrnn refuses', () => {
  const { lstm, wOut, bOut } = fileOf(key(0));

  it.each<[string, object, unknown, string, new (...args: never[]) => Error]>([
    [
      'a file of a rate network',
      { lstm: undefined },
      'parameter',
      'expected the gates of an LSTM, got none - use createRateNetwork for this file',
      TypeError,
    ],
    [
      'gates of other sizes',
      { lstm: { ...lstm, wCell: zeros([3, 5]) } },
      'parameter',
      'expected wCell of shape [5, 3], got [3, 5]',
      ShapeError,
    ],
    [
      'a missing bias',
      { lstm: { ...lstm, bOutput: undefined } },
      'parameter',
      'expected bOutput of shape [3], got undefined',
      ShapeError,
    ],
    [
      'other first states',
      {},
      'zero',
      "expected initialState to be 'parameter' or 'perTrial', got 'zero'",
      RangeError,
    ],
  ])('%s', (_, changes, initialState, message, type) => {
    const call = (): unknown =>
      lstmParamsFromPsychrnn({ lstm, wOut, bOut, ...changes }, initialState as 'parameter');
    expect(call).toThrow(`lstmParamsFromPsychrnn: ${message}`);
    expect(call).toThrow(type);
  });
});
