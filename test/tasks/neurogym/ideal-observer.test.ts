import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idealObserver } from '../../../src/tasks/index.ts';

const COHS = [0, 6.4, 12.8, 25.6, 51.2];

describe('idealObserver', () => {
  it.each([
    [100, [0.5, 0.67456, 0.81729, 0.96487, 0.99985], 0.79132],
    [200, [0.5, 0.73891, 0.89973, 0.99477, 1], 0.82668],
    [400, [0.5, 0.81729, 0.96487, 0.99985, 1], 0.8564],
    [500, [0.5, 0.84421, 0.97851, 0.99997, 1], 0.86454],
    [800, [0.5, 0.89973, 0.99477, 1, 1], 0.8789],
    [2000, [0.5, 0.97851, 0.99997, 1, 1], 0.8957],
  ])('%d ms: the table of ceilings', (ms, table, mean) => {
    const values = COHS.map((coherence) => idealObserver(coherence, ms));
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(table[i], 5);
    });
    expect(values.reduce((a, b) => a + b) / 5).toBeCloseTo(mean, 5);
  });

  it('depends on coherence sqrt(T) / sigma only', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 2000 }), (coherence, ms) => {
        expect(idealObserver(2 * coherence, ms, 2)).toBeCloseTo(idealObserver(coherence, ms), 14);
        expect(idealObserver(coherence, 4 * ms, 2)).toBeCloseTo(idealObserver(coherence, ms), 14);
      }),
    );
  });

  it.each<[string, () => number, RegExp]>([
    ['coherence', () => idealObserver(101, 500), /coherence to be a number in \[0, 100\], got 101/],
    ['duration', () => idealObserver(10, -1), /stimulusMs to be a finite number >= 0, got -1/],
    ['sigma', () => idealObserver(10, 500, 0), /sigma to be a finite number > 0, got 0/],
  ])('rejects a bad %s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
