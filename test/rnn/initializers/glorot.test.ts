import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { glorotNormal, glorotUniform } from '../../../src/rnn/initializers/glorot.ts';
import type { InitialSite } from '../../../src/rnn/initializers/initializer.ts';
import { key } from '../../../src/tensor/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { kolmogorovScore, moments, normalCdf } from '../../support/statistics.ts';
import { build, draws, elements, siteOf, weightSites } from './sites.ts';

const psychrnn = { nIn: 2, nRec: 50, nOut: 2, autapses: true };

/** The variance of an entry, from the definition: 2 / (sum of its row + sum of its column of the mask). */
function varianceAt({ mask, shape: [rows, columns] }: InitialSite, row: number, column: number): number {
  let fans = 0;
  for (let j = 0; j < columns; j++) fans += mask.data[row * columns + j];
  for (let i = 0; i < rows; i++) fans += mask.data[i * columns + column];
  return fans === 0 ? 0 : 2 / fans;
}

describe('the fans of PsychRNN with 50 units, 2 inputs, 2 outputs and full masks', () => {
  it.each([
    ['wIn', 0.196116, 0.339683],
    ['wRec', 0.141421, 0.244949],
    ['wOut', 0.196116, 0.339683],
  ] as const)('%s has standard deviation %f, or lies in +-%f', (name, std, limit) => {
    const site = siteOf(psychrnn, name);
    const normals = elements(draws(glorotNormal(), site, 40)).map((x) => x / std);
    expect(normals.length).toBeGreaterThanOrEqual(4000);
    expect(kolmogorovScore(normals, normalCdf)).toBeLessThan(1.95);
    // 6 digits of the golden number are told apart by no sample; the formula gives them.
    expect(Math.sqrt(varianceAt(site, 0, 0))).toBeCloseTo(std, 6);
    expect(Math.sqrt(3 * varianceAt(site, 0, 0))).toBeCloseTo(limit, 6);
    const uniforms = elements(draws(glorotUniform(), site, 40)).map((x) => x / limit);
    expect(kolmogorovScore(uniforms, (x) => Math.min(Math.max((x + 1) / 2, 0), 1))).toBeLessThan(1.95);
    expect(Math.max(...uniforms.map(Math.abs))).toBeLessThan(1 + 2e-6);
  });
});

describe('with a mask', () => {
  it('entries of one key are those of a full mask, times the ratio of their standard deviations', () => {
    fc.assert(
      fc.property(weightSites, keys, ({ site }, from) => {
        const [rows, columns] = site.shape;
        const full = { ...site, mask: build(rows, columns, () => 1) };
        for (const make of [glorotNormal, glorotUniform]) {
          const drawn = make()(from, site);
          make()(from, full).data.forEach((value, i) => {
            const variance = varianceAt(site, Math.floor(i / columns), i % columns);
            const expected = value * Math.sqrt((variance * (rows + columns)) / 2);
            // Two roundings to f32 and one of the uniform's ends.
            expect(Math.abs(drawn.data[i] - expected)).toBeLessThanOrEqual(4 * 2 ** -24 * Math.abs(expected));
          });
        }
      }),
    );
  });

  it('the weights of a disconnected row and column are 0, the others not', () => {
    const wRec = build(3, 3, (i, j) => (i === 1 || j === 1 ? 0 : 0.5));
    const site = siteOf({ ...psychrnn, nRec: 3, masks: { wRec } }, 'wRec');
    for (const make of [glorotNormal, glorotUniform]) {
      expect(Array.from(make()(key(3), site).data, (x) => x === 0)).toEqual(
        Array.from({ length: 9 }, (_, i) => i === 4),
      );
    }
  });

  it('rows and columns are not taken for each other', () => {
    // Row 0 hears all four, the others none: 2 / (4 + 1) in row 0, 2 / (0 + 1) below.
    const wRec = build(4, 4, (i) => (i === 0 ? 1 : 0));
    const site = siteOf({ ...psychrnn, nRec: 4, masks: { wRec } }, 'wRec');
    const rows = [0, 1].map((row) =>
      elements(draws(glorotNormal(), site, 1000)).filter((_, i) => Math.floor(i / 4) % 4 === row),
    );
    // The standard error of a normal variance from 4000 draws is 2.2 % of it.
    expect(Math.abs(moments(rows[0]).variance / 0.4 - 1)).toBeLessThan(0.1);
    expect(Math.abs(moments(rows[1]).variance / 2 - 1)).toBeLessThan(0.1);
  });
});
