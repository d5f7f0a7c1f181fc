/** What holds for every initialiser at every site. @module */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanced } from '../../../src/rnn/initializers/balanced.ts';
import { gaussian, uniformBetween } from '../../../src/rnn/initializers/fixed-scale.ts';
import { glorotNormal, glorotUniform } from '../../../src/rnn/initializers/glorot.ts';
import type { Initializer } from '../../../src/rnn/initializers/initializer.ts';
import { dividedExcitation, kaimingNormal, kaimingUniform } from '../../../src/rnn/initializers/kaiming.ts';
import { gamma, lognormal } from '../../../src/rnn/initializers/positive.ts';
import { spectralRadius } from '../../../src/rnn/initializers/spectral-radius.ts';
import { orthogonal, scaledIdentity } from '../../../src/rnn/initializers/structured.ts';
import { fromArray, key, type Tensor } from '../../../src/tensor/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { siteOf, weightSites } from './sites.ts';

/** By name, the initialisers that fit weights of any shape, and whether they fit biases too. */
const everywhere: Record<string, { make: () => Initializer; vectors: boolean }> = {
  gaussian: { make: () => gaussian({ mean: 1, std: 0.5 }), vectors: true },
  uniformBetween: { make: () => uniformBetween(), vectors: true },
  glorotNormal: { make: glorotNormal, vectors: false },
  glorotUniform: { make: glorotUniform, vectors: false },
  kaimingNormal: { make: () => kaimingNormal(), vectors: true },
  kaimingUniform: { make: () => kaimingUniform({ gain: 1 }), vectors: true },
  dividedExcitation: { make: () => dividedExcitation(gaussian()), vectors: true },
  gamma: { make: () => gamma({ shape: 0.3 }), vectors: true },
  lognormal: { make: () => lognormal(), vectors: true },
  orthogonal: { make: () => orthogonal({ gain: 2 }), vectors: false },
  balanced: { make: () => balanced(gamma()), vectors: false },
};

/** What is wrong with a draw. */
function faults(drawn: Tensor, shape: readonly number[]): string[] {
  const found: string[] = [];
  if (drawn.dtype !== 'f32' || !(drawn.data instanceof Float32Array)) found.push(`dtype ${drawn.dtype}`);
  if (drawn.shape.join() !== shape.join()) found.push(`shape [${drawn.shape}]`);
  const bad = drawn.data.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) found.push(`${drawn.data[bad]} at ${bad}`);
  return found;
}

describe.each(Object.entries(everywhere))('%s', (_, { make, vectors }) => {
  it('draws finite f32 of the right shape at every site, and the same bits from the same key', () => {
    fc.assert(
      fc.property(weightSites, keys, ({ site }, from) => {
        const drawn = make()(from, site);
        expect(faults(drawn, site.shape)).toEqual([]);
        expect(faults(site.effective(drawn), site.shape)).toEqual([]);
        expect(make()(from, site)).toEqual(drawn);
      }),
    );
  });

  it('depends on the key', () => {
    const site = siteOf({ nIn: 3, nRec: 4, nOut: 1, daleRatio: 0.5 }, 'wRec');
    expect(make()(key(1), site)).not.toEqual(make()(key(2), site));
  });

  it(vectors ? 'draws biases too' : 'refuses biases', () => {
    const site = siteOf({ nIn: 3, nRec: 4, nOut: 1 }, 'bRec');
    if (vectors) expect(faults(make()(key(1), site), [4])).toEqual([]);
    else expect(() => make()(key(1), site)).toThrow('expected weights [post, pre], got bRec of shape [4]');
  });
});

/** A checksum of the bits of a draw (Fowler, Noll and Vo, 32 bits). */
function checksum({ data }: Tensor): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return (bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) >>> 0).toString(16);
}

it('the bits of a key are constants: they are part of what a seed means', () => {
  const site = siteOf({ nIn: 3, nRec: 40, nOut: 2, daleRatio: 0.8 }, 'wRec');
  const sums = Object.entries(everywhere).map(([name, { make }]) => [name, checksum(make()(key(1), site))]);
  const effective = spectralRadius(1.5, balanced(gamma()))(key(1), site);
  expect(Object.fromEntries([...sums, ['spectralRadius', checksum(effective)]])).toMatchInlineSnapshot(`
    {
      "balanced": "4cce24d2",
      "dividedExcitation": "fe34e4aa",
      "gamma": "74c9a2a2",
      "gaussian": "38d1f2b8",
      "glorotNormal": "d4b0ab5a",
      "glorotUniform": "ee0e384c",
      "kaimingNormal": "de8e3584",
      "kaimingUniform": "ba016b11",
      "lognormal": "34f663df",
      "orthogonal": "dc32e09a",
      "spectralRadius": "2336c3e1",
      "uniformBetween": "56a10a09",
    }
  `);
});

it('scaledIdentity is the same for every key, and finite, at every square site', () => {
  fc.assert(
    fc.property(weightSites, keys, ({ site }, from) => {
      const draw = (): Tensor => scaledIdentity(-0.5)(from, site);
      if (site.shape[0] !== site.shape[1]) {
        expect(draw).toThrow('scaledIdentity: expected square weights');
        return;
      }
      expect(faults(draw(), site.shape)).toEqual([]);
      expect(draw()).toEqual(scaledIdentity(-0.5)(key(0), site));
    }),
  );
});

it('control: the checker sees another dtype, another shape, and NaN', () => {
  expect(faults(fromArray(Float64Array.of(1, 2), [2]), [2])).toEqual(['dtype f64']);
  expect(faults(fromArray(Float32Array.of(1, 2), [2]), [1, 2])).toEqual(['shape [2]']);
  expect(faults(fromArray(Float32Array.of(1, Number.NaN), [2]), [2])).toEqual(['NaN at 1']);
});
