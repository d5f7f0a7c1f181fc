/** Cuts a matrix product into register tiles and blocks that stay in cache. @module */

/** A run of `count` equal pieces of an axis. */
export interface Segment {
  readonly size: number;
  readonly count: number;
}

/**
 * Steps of the inner dimension, and rows of C, that are worked on at a time. The panel of B that a column of tiles
 * reads is 192 rows of at most 64 bytes: it stays in a first-level cache while 120 rows of A pass by.
 */
export const innerBlock = 192;
export const rowBlock = 120;

/**
 * Whether a tile of `height` rows by `width` vectors runs from the 15 registers that x86 has to spare: one for each
 * sum, one for each value loaded in a step, one for a product on its way to a sum. Engines move the loads of a step in
 * front of its arithmetic, so that all are alive at once (V8 11: 6 x 2 has 0.8 to 0.95 of the speed of 4 x 2).
 * Those with fused multiply-add are newer and interleave, up to a point; they need more sums in flight.
 */
function fits(height: number, width: number, fma: boolean): boolean {
  const sums = height * width;
  const allAtOnce = sums + height + width;
  return fma ? allAtOnce <= 20 && sums + Math.min(height, width) + 1 <= 15 : allAtOnce + 1 <= 15;
}

/** Costs in units of one vector product, of a call and of a tile, where starting and ending it counts as well. */
const callCost = 10;

function costOf(height: number, width: number, inner: number): number {
  // Vectors of B weigh more than scalars of A, whose lines serve several steps: 4 x 2 beats 2 x 4 when m is large.
  const step = height * width + 0.25 * height + 0.5 * width + 1;
  return inner * step + 2 * height * width + 20;
}

/**
 * Finds the cheapest way to write `length` as a sum of sizes with a cost each; equal sizes come together, the
 * largest first. Of a long axis all but the end goes to the size that costs least per length.
 */
function cheapestSum(length: number, costs: readonly number[]): { segments: Segment[]; cost: number } {
  let bulk = 1;
  for (let size = 2; size < costs.length; size++) if (costs[size] * bulk < costs[bulk] * size) bulk = size;
  const bulkCount = Math.max(0, Math.floor((length - 12) / bulk));
  const end = length - bulkCount * bulk;
  const best = new Float64Array(end + 1).fill(Infinity);
  const last = new Uint8Array(end + 1);
  best[0] = bulkCount * costs[bulk];
  for (let reach = 1; reach <= end; reach++) {
    for (let size = 1; size < costs.length && size <= reach; size++) {
      const cost = best[reach - size] + costs[size];
      if (cost < best[reach]) {
        best[reach] = cost;
        last[reach] = size;
      }
    }
  }
  const counts = new Array<number>(costs.length).fill(0);
  counts[bulk] = bulkCount;
  for (let rest = end; rest > 0; rest -= last[rest]) counts[last[rest]]++;
  const segments = counts.map((count, size) => ({ size, count })).filter(({ count }) => count > 0);
  return { segments: segments.reverse(), cost: best[end] };
}

/** A group of column panels, `count` of `width` vectors each, and the heights of the tiles in each panel. */
export interface Panels {
  readonly width: number;
  readonly count: number;
  readonly tiles: readonly Segment[];
}

/** Tiles a block of `rows` rows and `vectors` vectors of C, for an inner dimension of `inner`. */
export function tile(rows: number, vectors: number, inner: number, fma: boolean): Panels[] {
  const columns = [[] as Segment[]];
  const columnCosts = [Infinity];
  for (let width = 1; width <= vectors && fits(1, width, fma); width++) {
    const costs = [Infinity];
    for (let height = 1; height <= rows && fits(height, width, fma); height++) {
      costs.push(costOf(height, width, inner));
    }
    const { segments, cost } = cheapestSum(rows, costs);
    columns.push(segments);
    columnCosts.push(cost + callCost * segments.length);
  }
  const panels = cheapestSum(vectors, columnCosts).segments;
  return panels.map(({ size, count }) => ({ width: size, count, tiles: columns[size] }));
}

/** Splits an axis into blocks of equal size, about `block`, and a shorter one at the end if need be. */
export function split(length: number, block: number): Segment[] {
  if (length <= block) return [{ size: length, count: 1 }];
  // Multiples of 12 are sums of the heights 4 and 6 alone.
  const size = 12 * Math.ceil(length / Math.ceil(length / block) / 12);
  const whole = { size, count: Math.floor(length / size) };
  const rest = length - size * whole.count;
  return rest === 0 ? [whole] : [whole, { size: rest, count: 1 }];
}
