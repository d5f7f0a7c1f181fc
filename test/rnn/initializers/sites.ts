/** Sites of initial values: those of a network, and random ones with masks, signs and constants. @module */

import fc from 'fast-check';
import type { Initializer, InitialSite } from '../../../src/rnn/initializers/initializer.ts';
import { createRateNetwork, type RateNetwork } from '../../../src/rnn/networks/rate-network.ts';
import type { RateNetworkOptions, RateParamName } from '../../../src/rnn/networks/rate-options.ts';
import { fromArray, key, type Tensor, zeros } from '../../../src/tensor/index.ts';
import { foldIn, type Key } from '../../../src/tensor/random.ts';

/** The site that a network shows to the initialiser of a parameter. */
export function siteOf(options: RateNetworkOptions, name: RateParamName): InitialSite {
  let seen: InitialSite | null = null;
  const spy: Initializer = (_, site) => {
    seen = site;
    return zeros(site.shape);
  };
  createRateNetwork({ ...options, init: { [name]: spy } }).initialize(key(0));
  if (seen === null) throw new Error(`no initialiser was asked for ${name}`);
  return seen;
}

/** The recurrent site of `nRec` units, autapses and all unless options say otherwise. */
export const recurrentSite = (nRec: number, options: Partial<RateNetworkOptions> = {}): InitialSite =>
  siteOf({ nIn: 1, nRec, nOut: 1, autapses: true, ...options }, 'wRec');

/** A network of `nRec` units with autapses, and its recurrent initialiser. */
export const recurrentNetwork = (
  nRec: number,
  wRec: Initializer,
  options: Partial<RateNetworkOptions> = {},
): RateNetwork => createRateNetwork({ nIn: 1, nRec, nOut: 1, autapses: true, init: { wRec }, ...options });

/** What an initialiser draws from several keys at one site, one tensor for each. */
export const draws = (
  initializer: Initializer,
  site: InitialSite,
  count: number,
  from: Key = key(7),
): Tensor[] => Array.from({ length: count }, (_, i) => initializer(foldIn(from, i), site));

/** The elements of tensors, one after the other. */
export const elements = (tensors: readonly Tensor[]): Float64Array =>
  Float64Array.from(tensors.flatMap(({ data }) => [...data]));

/** A tensor [rows, columns] from a function of the place. */
export function build(rows: number, columns: number, at: (row: number, column: number) => number): Tensor {
  const entry = (_: unknown, i: number): number => at(Math.floor(i / columns), i % columns);
  return fromArray(Float32Array.from({ length: rows * columns }, entry), [rows, columns]);
}

const lengths = fc.integer({ min: 1, max: 6 });

/** Masks with fractions, empty rows and empty columns. */
const masks = (rows: number, columns: number): fc.Arbitrary<Tensor> =>
  fc
    .record({
      entries: fc.array(fc.constantFrom(0, 0, 0.25, 1, 1, 3), {
        minLength: rows * columns,
        maxLength: rows * columns,
      }),
      emptyRow: fc.option(fc.nat({ max: rows - 1 })),
      emptyColumn: fc.option(fc.nat({ max: columns - 1 })),
    })
    .map(({ entries, emptyRow, emptyColumn }) =>
      build(rows, columns, (i, j) => (i === emptyRow || j === emptyColumn ? 0 : entries[i * columns + j])),
    );

/** A named site, with the options of its network for reports. */
export interface SiteCase {
  readonly site: InitialSite;
  readonly options: RateNetworkOptions;
}

/** Weights of networks of every ratio, positivity, mask and read-out. */
export const weightSites: fc.Arbitrary<SiteCase> = fc
  .record({
    nIn: lengths,
    nRec: lengths,
    nOut: lengths,
    daleRatio: fc.constantFrom(null, 0, 0.34, 0.5, 0.8, 1),
    autapses: fc.boolean(),
    positivity: fc.constantFrom('absolute', 'psychrnn', 'rectified', 'projected'),
    signs: fc.constantFrom({}, { wIn: 'positive', wOut: 'positive' }),
    name: fc.constantFrom('wIn', 'wRec', 'wOut'),
  })
  .chain(({ name, ...options }) => {
    const { nIn, nRec, nOut } = options;
    const [rows, columns] = { wIn: [nRec, nIn], wRec: [nRec, nRec], wOut: [nOut, nRec] }[name] as number[];
    return masks(rows, columns).map((mask) => {
      const all = { ...options, masks: { [name]: mask } } as RateNetworkOptions;
      return { options: all, site: siteOf(all, name as RateParamName) };
    });
  });
