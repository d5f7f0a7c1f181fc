import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparseMask } from '../../../src/rnn/constraints/connectivity.ts';
import { balanced } from '../../../src/rnn/initializers/balanced.ts';
import { gaussian } from '../../../src/rnn/initializers/fixed-scale.ts';
import type { Initializer, InitialSite } from '../../../src/rnn/initializers/initializer.ts';
import { gamma } from '../../../src/rnn/initializers/positive.ts';
import { spectralRadius } from '../../../src/rnn/initializers/spectral-radius.ts';
import { scaledIdentity } from '../../../src/rnn/initializers/structured.ts';
import type { RateNetworkOptions } from '../../../src/rnn/networks/rate-options.ts';
import { fromArray, key, type Tensor } from '../../../src/tensor/index.ts';
import { eigenvalues, spectralRadius as radiusOf } from '../../../src/tensor/linalg/index.ts';
import { foldIn } from '../../../src/tensor/random.ts';
import { keys } from '../../support/arbitraries.ts';
import { moments } from '../../support/statistics.ts';
import { build, recurrentNetwork, recurrentSite, weightSites } from './sites.ts';

/** The spectral radius of the recurrent weights that a network uses. */
function networkRadius(
  nRec: number,
  wRec: Initializer,
  options: Partial<RateNetworkOptions>,
  seed = 1,
): number {
  const network = recurrentNetwork(nRec, wRec, options);
  return radiusOf(network.effectiveWeights(network.initialize(key(seed))).wRec);
}

/** Whether the network could have a radius: a loop of connections, found by powers of the matrix of steps. */
function hasLoop({ mask, shape: [n] }: InitialSite): boolean {
  let reach = Array.from(mask.data, (m) => m !== 0);
  for (let step = 0; step < n; step++) {
    reach = reach.map(
      (there, at) =>
        there ||
        Array.from({ length: n }, (_, k) => k).some(
          (k) => reach[Math.floor(at / n) * n + k] && mask.data[k * n + (at % n)] !== 0,
        ),
    );
  }
  return reach.some((there, at) => there && at % (n + 1) === 0);
}

describe('spectralRadius', () => {
  it('of the effective matrix is the number to 1e-6, or the network has no loop and it says so', () => {
    const radii = fc.constantFrom(0.3, 1.1, 1.5);
    const inner = fc.constantFrom<Initializer[]>(gaussian(), gaussian({ std: 1e-4 }), balanced(gamma()));
    let reached = 0;
    fc.assert(
      fc.property(weightSites, radii, inner, keys, ({ site }, radius, rule, from) => {
        const draw = (): Tensor => spectralRadius(radius, rule)(from, site);
        if (site.shape[0] !== site.shape[1]) {
          expect(draw).toThrow('spectralRadius: expected square weights');
        } else if (!hasLoop(site)) {
          expect(draw).toThrow('to have a spectral radius above 0, got 0');
        } else {
          const drawn = draw();
          expect(Math.abs(radiusOf(site.effective(drawn)) - radius)).toBeLessThan(1e-6 * radius);
          expect(spectralRadius(radius, rule)(from, site)).toEqual(drawn);
          reached++;
        }
      }),
    );
    expect(reached).toBeGreaterThan(0);
  });

  it('only scales what was drawn', () => {
    const site = recurrentSite(20, { daleRatio: 0.8 });
    const drawn = gaussian()(key(3), site);
    const scaled = spectralRadius(1.1, gaussian())(key(3), site);
    const factors = drawn.data.map((x, i) => scaled.data[i] / x);
    expect(Math.max(...factors) / Math.min(...factors)).toBeLessThan(1 + 1e-6);
    expect(Math.min(...factors)).toBeGreaterThan(0);
  });

  it.each<[string, Partial<RateNetworkOptions>]>([
    ['none', {}],
    ['absolute', { daleRatio: 0.8, autapses: false }],
    ['rectified', { daleRatio: 0.8, positivity: 'rectified' }],
    ['projected', { daleRatio: 0.5, positivity: 'projected' }],
  ])('holds in the network of 50 units, positivity %s', (_, options) => {
    const radius = networkRadius(50, spectralRadius(1.1, balanced(gaussian())), options);
    expect(Math.abs(radius - 1.1)).toBeLessThan(1.1e-6);
  });

  it('holds with softplus, whose small weights are coarse in f32, here too', () => {
    const options = { daleRatio: 0.8, positivity: 'softplus' } as const;
    for (const seed of [1, 2, 3]) {
      const radius = networkRadius(50, spectralRadius(1.1, balanced(gaussian())), options, seed);
      expect(Math.abs(radius - 1.1)).toBeLessThan(1.1e-6);
    }
  });

  it('holds with constants beside what is drawn, which are part of the effective matrix', () => {
    const constant = (daleRatio: number | null) =>
      build(12, 12, (i, j) => ((i + 3 * j) % 7 === 0 ? (daleRatio !== null && j >= 9 ? -0.2 : 0.2) : 0));
    for (const daleRatio of [null, 0.75]) {
      const wRec = constant(daleRatio);
      const masks = { wRec: build(12, 12, (i, j) => (wRec.data[i * 12 + j] === 0 ? 1 : 0)) };
      const options = { daleRatio, constants: { wRec }, masks };
      for (let seed = 0; seed < 10; seed++) {
        const radius = networkRadius(12, spectralRadius(1.5, gaussian()), options, seed);
        expect(Math.abs(radius - 1.5)).toBeLessThan(1.5e-6);
      }
    }
  });

  it('finds loops that close through constants alone, where the radius grows as a root', () => {
    // 0 -> 1 is drawn, 1 -> 0 is constant: the radius is sqrt(w / 10).
    const masks = { wRec: build(2, 2, (i, j) => (i === 1 && j === 0 ? 1 : 0)) };
    const constants = { wRec: build(2, 2, (i, j) => (i === 0 && j === 1 ? 0.1 : 0)) };
    const radius = networkRadius(2, spectralRadius(1.2, 1), { masks, constants });
    expect(Math.abs(radius - 1.2)).toBeLessThan(1.2e-6);
  });
});

describe('the published form: the radius of what was drawn, before mask and sign', () => {
  it('is the number for the raw matrix', () => {
    const site = recurrentSite(50, { daleRatio: 0.8 });
    const inner = balanced(gaussian(), { form: 'psychrnn' });
    const drawn = spectralRadius(1.1, inner, { of: 'raw' })(key(1), site);
    expect(Math.abs(radiusOf(drawn) - 1.1)).toBeLessThan(1.1e-6);
  });

  const COUNT = 40;
  const effective = (options: Partial<RateNetworkOptions>, mask: boolean): number[] =>
    Array.from({ length: COUNT }, (_, i) => {
      const wRec = sparseMask({ key: foldIn(key(90), i), shape: [50, 50], density: 0.1 });
      const inner = balanced(gaussian(), { form: 'psychrnn' });
      const all = mask ? { ...options, masks: { wRec } } : options;
      return networkRadius(50, spectralRadius(1.1, inner, { of: 'raw' }), all, i);
    });

  // The reference has the mean of 10 draws to two digits: both means err, ours less, and the digits by .005.
  it.each<[string, number, Partial<RateNetworkOptions>, boolean]>([
    ['no Dale', 1.1, {}, false],
    ['ratio .8', 0.95, { daleRatio: 0.8 }, false],
    ['ratio .5', 0.9, { daleRatio: 0.5 }, false],
    ['10 % of the connections', 0.34, {}, true],
  ])(
    '1.1 gives the effective matrix of 50 units, %s, the radius %f in the mean',
    (_, expected, options, mask) => {
      const { mean, variance } = moments(effective(options, mask));
      const error = Math.sqrt(variance / 10 + variance / COUNT);
      expect(Math.abs(mean - expected)).toBeLessThan(3 * error + 0.005);
      // With signs or a mask it is another radius than that which was asked for.
      if (expected < 1.1) expect(mean + 4.5 * Math.sqrt(variance / COUNT)).toBeLessThan(1.1);
    },
  );
});

describe('the recurrent weights of pycog', () => {
  it('with Dale: radius 1.5, rows balanced in the mean, no autapses, gamma sizes', () => {
    const options = { daleRatio: 0.8, autapses: false };
    const network = recurrentNetwork(50, spectralRadius(1.5, balanced(gamma())), options);
    const sums = Array.from({ length: 30 }, (_, i) => {
      const { data } = network.effectiveWeights(network.initialize(foldIn(key(3), i))).wRec;
      const effective = fromArray(data, [50, 50]);
      expect(Math.abs(radiusOf(effective) - 1.5)).toBeLessThan(1.5e-6);
      return Array.from({ length: 50 }, (_, row) =>
        Array.from(data.subarray(row * 50, row * 50 + 50)).reduce((total, w) => total + w),
      );
    });
    const { mean, variance } = moments(sums.flat());
    expect(Math.abs(mean)).toBeLessThan(4.5 * Math.sqrt(variance / (30 * 50)));
  });

  it('without Dale: normal weights without autapses, radius 1.1', () => {
    const radius = networkRadius(50, spectralRadius(1.1, gaussian()), { autapses: false });
    expect(Math.abs(radius - 1.1)).toBeLessThan(1.1e-6);
  });
});

describe('impossible radii', () => {
  const error = (site: InitialSite, wRec: Initializer | number, radius = 1.1): (() => unknown) => {
    return () => spectralRadius(radius, wRec)(key(1), site);
  };
  const nothing = (shown: string): string =>
    `spectralRadius: expected wRec to have a spectral radius above 0, got ${shown}, which no factor changes - it needs a loop of connections`;

  it('of a network without connections, without loops, or of the identity without autapses', () => {
    const empty = recurrentSite(4, { masks: { wRec: build(4, 4, () => 0) } });
    expect(error(empty, gaussian())).toThrow(RangeError);
    expect(error(empty, gaussian())).toThrow(nothing('0'));
    const chain = recurrentSite(9, {
      masks: { wRec: build(9, 9, (i, j) => ((i * 4) % 9 > (j * 4) % 9 ? 1 : 0)) },
    });
    expect(error(chain, gaussian())).toThrow(nothing('0'));
    expect(error(recurrentSite(4, { daleRatio: 0.5, autapses: false }), scaledIdentity(1))).toThrow(
      nothing('0'),
    );
    expect(error(recurrentSite(1, { autapses: false }), 1)).toThrow(nothing('0'));
    expect(error(recurrentSite(4), 0)).toThrow(nothing('0'));
  });

  it('of a nilpotent matrix full of loops: excitation and inhibition that cancel exactly', () => {
    const site = recurrentSite(10, { daleRatio: 0.8 });
    expect(error(recurrentSite(10, { daleRatio: 0.5 }), 1)).toThrow(nothing('0'));
    // Its eigenvalues are some 1e-9, of rounding, and would be scaled up.
    expect(radiusOf(site.effective(balanced(1)(key(0), site)))).toBeLessThan(1e-6);
    expect(error(site, balanced(1))).toThrow(nothing('0'));
  });

  it('below that of the constants', () => {
    const wRec = build(2, 2, (i, j) => (i === j ? 2 : 0));
    const masks = { wRec: build(2, 2, (i, j) => (i === j ? 0 : 1)) };
    const site = recurrentSite(2, { constants: { wRec }, masks });
    expect(error(site, gaussian())).toThrow(
      'spectralRadius: expected a radius above that of the constants of wRec, 2, got 1.1',
    );
    expect(Math.abs(radiusOf(site.effective(spectralRadius(2.5, 1)(key(1), site))) - 2.5)).toBeLessThan(
      2.5e-6,
    );
  });

  it('where all that is drawn is behind the loop', () => {
    // 0 has a constant autapse of 1 and drives 1, which is drawn: no factor makes the radius 1.1.
    const constants = { wRec: build(2, 2, (i, j) => (i === 0 && j === 0 ? 1 : 0)) };
    const masks = { wRec: build(2, 2, (i, j) => (i === 1 && j === 0 ? 1 : 0)) };
    expect(error(recurrentSite(2, { constants, masks }), 1)).toThrow(
      'spectralRadius: expected a radius that wRec can have, got 1.1 - the nearest that a factor gives is 1',
    );
  });

  it('control: eigenvalues agree that the largest is the radius', () => {
    const site = recurrentSite(8, { daleRatio: 0.5 });
    const { re, im } = eigenvalues(site.effective(spectralRadius(0.7, gaussian())(key(4), site)));
    expect(Math.sqrt(re[0] ** 2 + im[0] ** 2)).toBeCloseTo(0.7, 6);
  });
});
