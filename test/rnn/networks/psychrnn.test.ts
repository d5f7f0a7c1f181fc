import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePsychrnn, encodePsychrnn } from '../../../src/io/index.ts';
import { createRateNetwork, fromPsychrnn, psychrnnOptions, toPsychrnn } from '../../../src/rnn/index.ts';
import { key, normal, type Tensor, zeros } from '../../../src/tensor/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { runs } from '../../support/runs.ts';

const sizes = { nIn: 2, nRec: 10, nOut: 3, dt: 10, tau: 100 };

describe('psychrnnOptions', () => {
  const params = createRateNetwork(psychrnnOptions(sizes)).initialize(key(0));

  it('starts biases at 0 and states at 0.1 + 0.01 N(0, 1), all of them parameters', () => {
    expect([...params.bRec.data, ...params.bOut.data]).toEqual(new Array(13).fill(0));
    for (const x of (params.x0 as Tensor).data) expect(Math.abs(x - 0.1)).toBeLessThan(0.07);
    expect(params.wOut.shape).toEqual([3, 10]);
  });

  it('keeps what it is given', () => {
    const given = psychrnnOptions({
      ...sizes,
      initialState: 'zero',
      readout: 'all',
      daleRatio: 0.5,
      init: { bRec: 1 },
    });
    expect(given).toMatchObject({ initialState: 'zero', readout: 'all', autapses: true });
    expect(
      createRateNetwork(given)
        .initialize(key(0))
        .bRec.data.every((b) => b === 1),
    ).toBe(true);
  });

  it('with units that excite reads them, and lets inputs and outputs excite', () => {
    const network = createRateNetwork(psychrnnOptions({ ...sizes, daleRatio: 0.8 }));
    const { wIn, wOut } = network.effectiveWeights(network.initialize(key(1)));
    expect([...wIn.data, ...wOut.data].every((w) => w >= 0)).toBe(true);
    expect(wOut.data.filter((w, i) => i % 10 >= 8 && w !== 0)).toHaveLength(0);
    expect(() => createRateNetwork(psychrnnOptions({ ...sizes, daleRatio: 0 }))).toThrow(
      'expected excitatory units to read, got daleRatio 0',
    );
  });
});

describe('a network, its file, and the network of the file', () => {
  it('do the same, to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.constantFrom(null, 0.5, 0.8),
        fc.boolean(),
        fc.constantFrom('zero' as const, 'parameter' as const),
        fc.boolean(),
        async (from, daleRatio, autapses, initialState, inputBias) => {
          const options = psychrnnOptions({ ...sizes, daleRatio, autapses, initialState, inputBias });
          const network = createRateNetwork(options);
          const params = network.initialize(from);
          const file = await decodePsychrnn(encodePsychrnn(toPsychrnn(network, params)));
          const again = createRateNetwork(psychrnnOptions({ ...options, daleRatio: file.daleRatio }));
          const inputs = normal(key(1), [6, 2, 2]);
          expect(again.run(fromPsychrnn(again, file), inputs, null)).toEqual(
            network.run(params, inputs, null),
          );
        },
      ),
      runs(0.3),
    );
  });

  it('of another size is refused', () => {
    const network = createRateNetwork(psychrnnOptions(sizes));
    const parts = toPsychrnn(network, network.initialize(key(0)));
    const other = createRateNetwork(psychrnnOptions({ ...sizes, nRec: 9 }));
    expect(() => fromPsychrnn(other, parts)).toThrow('fromPsychrnn: expected bRec of shape [9], got [10]');
    expect(() => fromPsychrnn(network, { ...parts, wIn: zeros([10, 3]) })).toThrow('[10, 2]');
  });
});
