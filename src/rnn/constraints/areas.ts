/** Masks of networks that are made of areas. @module */

import { foldIn, type Key } from '../../tensor/random.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { readAreaOptions } from './area-options.ts';
import { choosePlaces, type Density, excitatoryCount } from './connectivity.ts';

/** A part of a network, with a slice of its excitatory and a slice of its inhibitory units. */
export interface Area {
  readonly name: string;
  /** Share of the recurrent units; those of all areas sum to 1. */
  readonly fraction: number;
  /** Which inputs its units receive: all (default), none, or those with these numbers. */
  readonly inputs?: boolean | readonly number[];
  /** Which outputs read its units: all (default), none, or those with these numbers. */
  readonly outputs?: boolean | readonly number[];
  /** Density of the connections between its own units; 1 by default. Connections from the area to itself replace it. */
  readonly within?: Density;
}

/** Kinds of units; without a `daleRatio` there is only `'all'`. */
export type UnitKind = 'all' | 'excitatory' | 'inhibitory';

/** Connections from one area to another. */
export interface AreaConnection {
  readonly from: string;
  readonly to: string;
  /** Share of the possible connections that exist, exact to rounding; 1 by default. */
  readonly density?: Density;
  /** Which units of `from` send: the excitatory ones by default, so that inhibition is local; all without a `daleRatio`, and with a density of each kind. */
  readonly units?: UnitKind;
  /** Which units of `to` receive; all by default. */
  readonly onto?: UnitKind;
}

/** Options of `areaMasks`. */
export interface AreaMaskOptions {
  readonly nIn: number;
  readonly nRec: number;
  readonly nOut: number;
  /** Fraction of excitatory units, as of the network; null by default. */
  readonly daleRatio?: number | null;
  /** Which units the outputs read, as of the network; `'all'` by default. */
  readonly readout?: 'all' | 'excitatory';
  /** Whether units may connect to themselves, as of the network; by default only without Dale's principle. */
  readonly autapses?: boolean;
  /** For densities between 0 and 1. */
  readonly key?: Key;
  readonly areas: readonly Area[];
  /** Connections between areas; none by default. */
  readonly connections?: readonly AreaConnection[];
}

/** The units of an area, ascending. Without Dale's principle all of them stand under `excitatory`. */
export interface AreaUnits {
  readonly excitatory: readonly number[];
  readonly inhibitory: readonly number[];
}

/** What `areaMasks` returns: masks of zeros and ones for `createRateNetwork`, and who is where. */
export interface AreaMasks {
  /** wIn [nRec, nIn], wRec [nRec, nRec], wOut [nOut, nRec], or [nOut, nExc] with readout `'excitatory'`. */
  readonly masks: { readonly wIn: Tensor; readonly wRec: Tensor; readonly wOut: Tensor };
  readonly units: { readonly [area: string]: AreaUnits };
}

/** Shares out `total` whole units in proportion, by the method of the largest remainder; of equals the first get more. */
function apportion(total: number, shares: readonly number[]): number[] {
  const sum = shares.reduce((a, b) => a + b);
  const quotas = shares.map((share) => (total * share) / sum);
  const counts = quotas.map((quota) => Math.floor(quota + 1e-9));
  const left = total - counts.reduce((a, b) => a + b);
  // Remainders that differ by rounding alone are equal.
  const remainders = quotas.map((quota, i) => Math.round((quota - counts[i]) * 1e9));
  const order = remainders.map((_, i) => i).sort((a, b) => remainders[b] - remainders[a] || a - b);
  for (const i of order.slice(0, left)) counts[i]++;
  return counts;
}

const slices = (counts: readonly number[], start: number): number[][] => {
  let next = start;
  return counts.map((count) => Array.from({ length: count }, () => next++));
};

/** The units of each area: sizes first, then how many of them are excitatory, so that both are right to rounding. */
function placeUnits({ nRec, daleRatio = null, areas }: AreaMaskOptions): AreaUnits[] {
  const nExc = excitatoryCount(nRec, daleRatio);
  const sizes = apportion(
    nRec,
    areas.map(({ fraction }) => fraction),
  );
  const excitatory = apportion(nExc, sizes);
  const empty = sizes.indexOf(0);
  if (empty >= 0) {
    const { name, fraction } = areas[empty];
    const got = `${fraction} of ${nRec} units`;
    throw new RangeError(`areaMasks: expected area '${name}' to have at least one unit, got ${got}`);
  }
  const exc = slices(excitatory, 0);
  const inh = slices(
    sizes.map((size, i) => size - excitatory[i]),
    nExc,
  );
  return exc.map((units, i) => ({ excitatory: units, inhibitory: inh[i] }));
}

const KINDS: readonly UnitKind[] = ['all', 'excitatory', 'inhibitory'];

const ofKind = (kind: UnitKind, { excitatory, inhibitory }: AreaUnits): readonly number[] =>
  kind === 'all' ? [...excitatory, ...inhibitory] : kind === 'excitatory' ? excitatory : inhibitory;

/** One draw of connections: which units send to which, with one density. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly units: UnitKind;
  readonly onto: UnitKind;
  readonly density: number;
}

function blocksOf({ areas, connections = [], daleRatio = null }: AreaMaskOptions): Block[] {
  const index = new Map(areas.map(({ name }, i) => [name, i]));
  const own = areas
    .filter(({ name }) => !connections.some(({ from, to }) => from === name && to === name))
    .map(({ name, within = 1 }) => ({ from: name, to: name, units: 'all' as const, density: within }));
  return [...own, ...connections].flatMap((connection): Block[] => {
    const { density = 1, onto = 'all' } = connection as AreaConnection;
    const place = {
      from: index.get(connection.from) as number,
      to: index.get(connection.to) as number,
      onto,
    };
    if (typeof density === 'object') {
      return (['excitatory', 'inhibitory'] as const).map((units) => ({
        ...place,
        units,
        density: density[units],
      }));
    }
    const { units = daleRatio === null ? 'all' : 'excitatory' } = connection;
    return [{ ...place, units, density }];
  });
}

function fillBlock(wRec: Tensor, block: Block, areas: readonly AreaUnits[], options: AreaMaskOptions): void {
  const { nRec, daleRatio = null, autapses = daleRatio === null, key } = options;
  const { from, to, units, onto, density } = block;
  const senders = ofKind(units, areas[from]);
  const places = ofKind(onto, areas[to]).flatMap((post) =>
    senders.filter((pre) => autapses || pre !== post).map((pre) => post * nRec + pre),
  );
  // The number of the block follows from what it connects, so that another connection does not change its draw.
  const number = ((to * areas.length + from) * 3 + KINDS.indexOf(onto)) * 3 + KINDS.indexOf(units);
  // Without a draw there need not be a key.
  const sure = density === 0 || density === 1;
  const chosen = sure
    ? places.slice(0, density * places.length)
    : choosePlaces(foldIn(key as Key, number), places, density);
  for (const at of chosen) wRec.data[at] = 1;
}

/** Sets the entries of area units and of the inputs or outputs that they are connected to. */
function connectOutside(
  mask: Tensor,
  wanted: boolean | readonly number[],
  units: readonly number[],
  length: number,
  at: (unit: number, outside: number) => number,
): void {
  const outside = wanted === true ? Array.from({ length }, (_, i) => i) : wanted === false ? [] : wanted;
  for (const unit of units) for (const i of outside) mask.data[at(unit, i)] = 1;
}

/**
 * Makes the masks of a network of areas. Units of one kind stand side by side, area by area, excitatory ones before
 * all inhibitory ones; an area has its fraction of the units, and of those of each kind, to the nearest whole number.
 * @throws TypeError for unknown options, or densities between 0 and 1 without a key; RangeError for impossible values,
 * unknown areas, and connections that are given twice
 * @example
 * areaMasks({
 *   nIn: 6, nRec: 150, nOut: 2, daleRatio: 0.8, readout: 'excitatory', key: key(1),
 *   areas: [
 *     { name: 'sensory', fraction: 0.5, outputs: false },
 *     { name: 'motor', fraction: 0.5, inputs: false },
 *   ],
 *   connections: [
 *     { from: 'sensory', to: 'motor' },
 *     { from: 'motor', to: 'sensory', density: 0.2 },
 *   ],
 * })
 */
export function areaMasks(options: AreaMaskOptions): AreaMasks {
  readAreaOptions(options);
  const { nIn, nRec, nOut, daleRatio = null, readout = 'all', areas } = options;
  const nRead = readout === 'excitatory' ? excitatoryCount(nRec, daleRatio) : nRec;
  const units = placeUnits(options);
  const masks = { wIn: zeros([nRec, nIn]), wRec: zeros([nRec, nRec]), wOut: zeros([nOut, nRead]) };
  areas.forEach(({ inputs = true, outputs = true }, i) => {
    const all = ofKind('all', units[i]);
    const read = all.filter((unit) => unit < nRead);
    connectOutside(masks.wIn, inputs, all, nIn, (unit, input) => unit * nIn + input);
    connectOutside(masks.wOut, outputs, read, nOut, (unit, output) => output * nRead + unit);
  });
  for (const block of blocksOf(options)) fillBlock(masks.wRec, block, units, options);
  return { masks, units: Object.fromEntries(areas.map(({ name }, i) => [name, units[i]])) };
}
