import { describe, expect, it } from 'vitest';
import { createGru, createLstm, createRateNetwork } from '../../../src/rnn/index.ts';
import { checkParams } from '../../../src/rnn/networks/check-params.ts';
import { cast, key, ones, ShapeError, type Tensor } from '../../../src/tensor/index.ts';

const sizes = { nIn: 2, nRec: 3, nOut: 1 };
const networks = [
  createRateNetwork({
    ...{ ...sizes, daleRatio: 0.7, readout: 'excitatory', trainTau: true, inputBias: true },
    initialState: 'parameter',
  }),
  createGru(sizes),
  createLstm({ ...sizes, initialState: 'perTrial', batchSize: 4 }),
] as const;

describe('checkParams', () => {
  it.each(networks)('accepts what a network starts with, and no parameter of another shape: $name', (one) => {
    const { initialize, shapes } = one;
    const params = one.initialize(key(1)) as unknown as { [name: string]: Tensor };
    for (const network of [one, { initialize }]) {
      checkParams('f', network, params);
      const doubles = Object.entries(params).map(([name, p]) => [name, cast(p, 'f64')]);
      checkParams('f', network, { ...Object.fromEntries(doubles), other: ones([1]) });
      for (const [name, { shape }] of Object.entries(params)) {
        const call = (p: unknown) => () => checkParams('f', network, { ...params, [name]: p });
        const want = `f: expected parameter ${name} of shape [${shape.join(', ')}]`;
        expect(call(ones([...shape, 1]))).toThrow(`${want}, got [${[...shape, 1].join(', ')}]`);
        expect(call(ones([...shape, 1]))).toThrow(ShapeError);
        expect(call(undefined)).toThrow(`f: expected parameter ${name} to be a tensor, got undefined`);
      }
      expect(() => checkParams('f', network, null)).toThrow('f: expected params to be an object, got null');
    }
    expect(Object.keys(shapes as object).sort()).toEqual(Object.keys(params).sort());
  });

  it('names the place in a tree', () => {
    const network = { initialize: () => ({ layers: [{ w: ones([2]) }, { w: ones([3]) }] }) };
    checkParams('f', network, { layers: [{ w: ones([2]) }, { w: ones([3]) }] });
    expect(() => checkParams('f', network, { layers: [{ w: ones([2]) }, { w: ones([2]) }] })).toThrow(
      'f: expected parameter layers.1.w of shape [3], got [2]',
    );
    expect(() => checkParams('f', network, { layers: [{ w: ones([2]) }] })).toThrow(
      'f: expected params.layers.1 to be an object, got undefined',
    );
  });
});
