import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/io/index.ts';
import { createRateNetwork, loadNetwork, Model, saveNetwork } from '../../../src/rnn/index.ts';
import { fromArray, key, ones, tensor, zeros } from '../../../src/tensor/index.ts';

const sizes = { nIn: 2, nRec: 3, nOut: 1 };

describe('a saved network', () => {
  it('keeps time constants that were a tensor, through a file', () => {
    // f32 rounds 0.7 to a little less than dt.
    const tau = tensor([0.7, 1, 50]);
    const network = createRateNetwork({ ...sizes, dt: 0.7, tau });
    const file = decodeCheckpoint(encodeCheckpoint(new Model(network, { seed: 1 }).save()));
    const again = Model.load(file).network as unknown as typeof network;
    expect(again.alpha).toEqual(network.alpha);
    expect(again.options.tau).toEqual([0.7, 1, 50]);
    const double = createRateNetwork({ ...sizes, tau: fromArray(Float64Array.of(100 / 3, 50, 60), [3]) });
    expect(loadNetwork(saveNetwork(double))).toMatchObject({ alpha: double.alpha });
  });

  it('is the network that was made, whatever became of the arrays it was made from', () => {
    const [mask, constant] = [
      tensor([
        [1, 1],
        [0, 1],
        [1, 0],
      ]),
      zeros([1, 3]),
    ];
    const network = createRateNetwork({ ...sizes, masks: { wIn: mask }, constants: { wOut: constant } });
    const params = network.initialize(key(1));
    mask.data.fill(1);
    constant.data.fill(5);
    const again = loadNetwork(saveNetwork(network)) as typeof network;
    const inputs = ones([3, 1, 2]);
    expect(again.run(params, inputs, null)).toEqual(network.run(params, inputs, null));
    expect(saveNetwork(network).tensors.masks.wIn.data).toEqual(Float32Array.of(1, 1, 0, 1, 1, 0));
  });
});
