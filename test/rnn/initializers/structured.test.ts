import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grad, sum, type Value } from '../../../src/autograd/index.ts';
import { balanced } from '../../../src/rnn/initializers/balanced.ts';
import { orthogonal, scaledIdentity } from '../../../src/rnn/initializers/structured.ts';
import type { RateParams } from '../../../src/rnn/networks/rate-network.ts';
import { key, type Tensor } from '../../../src/tensor/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { kolmogorovScore, normalCdf } from '../../support/statistics.ts';
import { build, draws, recurrentNetwork, recurrentSite, siteOf } from './sites.ts';

/** max |Q^T Q - gain^2 I|, or of Q Q^T where there are more columns than rows. */
function worstProduct({ shape: [rows, columns], data }: Tensor, gain: number): number {
  const tall = rows >= columns;
  const [n, length] = tall ? [columns, rows] : [rows, columns];
  let worst = 0;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      let dot = 0;
      for (let i = 0; i < length; i++) {
        dot += tall
          ? data[i * columns + a] * data[i * columns + b]
          : data[a * columns + i] * data[b * columns + i];
      }
      worst = Math.max(worst, Math.abs(dot - (a === b ? gain * gain : 0)));
    }
  }
  return worst;
}

describe('orthogonal', () => {
  it('has orthogonal columns, or rows where there are more columns, of length gain', () => {
    const lengths = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(lengths, lengths, fc.constantFrom(0.5, 1, 1.5), keys, (nIn, nRec, gain, from) => {
        const drawn = orthogonal({ gain })(from, siteOf({ nIn, nRec, nOut: 1 }, 'wIn'));
        // Elements below 1.5 rounded to f32, in sums of 12 products at most.
        expect(worstProduct(drawn, gain)).toBeLessThan(12 * gain * gain * 2 ** -23);
      }),
    );
  });

  it('control: the checker sees an element that is off by 1e-4', () => {
    const drawn = orthogonal()(key(1), recurrentSite(5));
    drawn.data[7] += 1e-4;
    expect(worstProduct(drawn, 1)).toBeGreaterThan(5e-5);
  });

  it('is uniform: an element of a 3 x 3 rotation or reflection is uniform in [-1, 1] (Archimedes)', () => {
    const site = recurrentSite(3);
    const all = draws(orthogonal(), site, 3000);
    for (const i of [0, 4, 5, 8]) {
      const x = Float64Array.from(all, ({ data }) => data[i]);
      expect(kolmogorovScore(x, (v) => (v + 1) / 2)).toBeLessThan(1.95);
    }
    // In 1 dimension it is a fair coin.
    const signs = draws(orthogonal({ gain: 2 }), recurrentSite(1), 400).map(({ data }) => data[0]);
    expect(new Set(signs.map(Math.abs))).toEqual(new Set([2]));
    const heads = signs.filter((s) => s > 0).length;
    expect(normalCdf(Math.abs(heads - 200) / 10)).toBeLessThan(0.99999);
  });
});

describe('scaledIdentity', () => {
  it('is the value times the identity: .5 I, PsychRNN AlphaIdentity without Dale', () => {
    const drawn = scaledIdentity(0.5)(key(0), recurrentSite(3));
    assertClose(
      drawn,
      build(3, 3, (i, j) => (i === j ? 0.5 : 0)),
      tolerances.exact,
    );
  });

  it.each(['row', 'psychrnn'] as const)(
    'balanced (%s) with ratio .8 of 10: .0790569 and .316228, as PsychRNN has them',
    (form) => {
      const site = recurrentSite(10, { daleRatio: 0.8 });
      const drawn = balanced(scaledIdentity(0.5), { form })(key(0), site);
      const want = (i: number): number => (i < 8 ? 0.5 / Math.sqrt(40) : 2 / Math.sqrt(40));
      assertClose(
        drawn,
        build(10, 10, (i, j) => (i === j ? want(i) : 0)),
        tolerances.f32,
      );
      expect(drawn.data[0]).toBeCloseTo(0.0790569, 7);
      expect(drawn.data[99]).toBeCloseTo(0.316228, 6);
    },
  );

  it('its zeros learn with Dale: each has a gradient, of the sign of its column', () => {
    const network = recurrentNetwork(5, balanced(scaledIdentity(0.5)), { daleRatio: 0.6 });
    const params = network.initialize(key(0));
    const total = (p: RateParams): Value => sum(network.effectiveWeights(p).wRec);
    const { wRec } = grad(total)(params) as { wRec: Tensor };
    assertClose(
      wRec,
      build(5, 5, (_, pre) => (pre < 3 ? 1 : -1)),
      tolerances.exact,
    );
  });

  it('control: as in PsychRNN, by name, they do not', () => {
    const network = recurrentNetwork(5, scaledIdentity(0.5), { daleRatio: 0.6, positivity: 'psychrnn' });
    const total = (p: RateParams): Value => sum(network.effectiveWeights(p).wRec);
    const { wRec } = grad(total)(network.initialize(key(0))) as { wRec: Tensor };
    expect(wRec.data.filter((g) => g !== 0)).toHaveLength(5);
  });
});
