/** All fixed points of a small network of rectified units. @module */

import { relu } from '../autograd/ops/elementwise.ts';
import type { Tensors } from '../autograd/tree.ts';
import { readActivation } from '../rnn/activations.ts';
import type { EffectiveWeights, RateNetwork, RateParams } from '../rnn/networks/rate-network.ts';
import { show } from '../tensor/options.ts';
import { cast, type Tensor, zeros } from '../tensor/tensor.ts';
import { closeNetwork, type NetworkReadings } from './fixed-point-networks.ts';
import { speedAt } from './fixed-point-polish.ts';
import { type Solution, solutionOf } from './fixed-point-systems.ts';
import { describePoint, type FixedPoint } from './fixed-points.ts';

/** A fixed point, what the network reports there, and the units whose rates are not 0. */
export interface ReluFixedPoint extends FixedPoint, NetworkReadings {
  /** Ascending. */
  readonly active: readonly number[];
}

/** All fixed points of a network. */
export interface ReluFixedPoints {
  /** In the order of the active sets as binary numbers, unit 0 the lowest digit. */
  readonly points: readonly ReluFixedPoint[];
  /**
   * Active sets whose equations have a line, plane, ... of solutions. Such a set may hold a continuum of fixed points;
   * whether the rates of any solution are positive is not looked at.
   */
  readonly singular: readonly (readonly number[])[];
}

const FN = 'enumerateFixedPoints';

// 2^14 sets take about a second; each unit more doubles it.
const MOST_UNITS = 14;

/** The recurrent weights W, row after row, and the constant part c of the drive, of r = [W r + c]_+. */
interface Drive {
  readonly w: Float64Array;
  readonly c: Float64Array;
}

/** The drive W r + c of each unit. */
function driveAt({ w, c }: Drive, r: Float64Array): Float64Array {
  const n = c.length;
  return c.map((value, i) => r.reduce((sum, rate, j) => sum + w[i * n + j] * rate, value));
}

function driveOf(network: RateNetwork, params: RateParams<Tensor>, input: Tensor): Drive {
  const { baselineIn = 0, rectifyInputs = false } = network.options;
  const doubles = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, cast(value, 'f64')]),
  ) as unknown as RateParams<Tensor>;
  const { wIn, wRec }: EffectiveWeights<Tensor> = network.effectiveWeights(doubles);
  const u = Float64Array.from(input.data, (value) =>
    rectifyInputs ? Math.max(value + baselineIn, 0) : value + baselineIn,
  );
  const { bRec, bIn } = doubles;
  const c = Float64Array.from(bRec.data, (bias, i) =>
    u.reduce((sum, value, j) => sum + wIn.data[i * u.length + j] * value, bias + (bIn?.data[i] ?? 0)),
  );
  return { w: Float64Array.from(wRec.data), c };
}

/** Solves r = W r + c for the active units alone. */
function ratesOf({ w, c }: Drive, active: readonly number[]): Solution {
  const n = c.length;
  const system = active.flatMap((i) => active.map((j) => (i === j ? 1 : 0) - w[i * n + j]));
  return solutionOf(
    Float64Array.from(system),
    Float64Array.from(active, (i) => c[i]),
  );
}

/** The rates of a fixed point with this active set; null where its solution has other units active. */
function consistent(drive: Drive, active: readonly number[], solution: Float64Array): Float64Array | null {
  if (solution.some((rate) => !(rate > 0))) return null;
  const r = new Float64Array(drive.c.length);
  active.forEach((unit, k) => {
    r[unit] = solution[k];
  });
  const isActive = new Set(active);
  return driveAt(drive, r).some((value, i) => value > 0 && !isActive.has(i)) ? null : r;
}

/** @throws TypeError or RangeError for a network that this cannot be done for */
function checkNetwork(network: RateNetwork): void {
  if (!('effectiveWeights' in network)) {
    const got = show((network as { readonly name?: unknown }).name);
    throw new TypeError(`${FN}: expected a rate network, got ${got} - use findFixedPoints`);
  }
  const { activation = 'relu' } = network.options;
  if (readActivation(FN, 'activation', activation) !== relu) {
    throw new RangeError(
      `${FN}: expected the activation 'relu', got ${show(activation)} - use findFixedPoints`,
    );
  }
  if (network.nRec > MOST_UNITS) {
    throw new RangeError(
      `${FN}: expected at most ${MOST_UNITS} units, got ${network.nRec} - use findFixedPoints`,
    );
  }
}

/**
 * Finds all fixed points of a rate network of at most 14 rectified units under an input that does not change. With every
 * leak they obey r = [W r + c]_+, c = wIn u + b, whatever alpha: for each of the 2^nRec sets of active units this is a
 * linear system, and a solution counts where just these units are active. x is the state of `findFixedPoints`: the
 * currents W r + c with the leak `'current'`, else the rates.
 *
 * Exact to rounding in doubles. A unit whose drive is 0 but for rounding may be taken for active or not, and a point at
 * such a kink be missed.
 * @param input [nIn]; 0 by default
 * @throws TypeError for another kind of network; RangeError for another activation, and for more than 14 units
 * @example enumerateFixedPoints(network, params, tensor([1, 0.5, 0.5])).points.filter(({ stable }) => stable)
 */
export function enumerateFixedPoints(
  network: RateNetwork,
  params: RateParams<Tensor>,
  input: Tensor = zeros([network.nIn]),
): ReluFixedPoints {
  checkNetwork(network);
  const closed = closeNetwork(FN, network, params as Tensors<RateParams>, input);
  const drive = driveOf(network, params, input);
  const { leak = 'current' } = network.options;
  const points: ReluFixedPoint[] = [];
  const singular: number[][] = [];
  for (let set = 0; set < 2 ** network.nRec; set++) {
    const active = [...drive.c.keys()].filter((unit) => set & (1 << unit));
    const solution = ratesOf(drive, active);
    if (solution === 'many') singular.push(active);
    const r = typeof solution === 'string' ? null : consistent(drive, active, solution);
    if (r === null) continue;
    // The current of an active unit is its rate, and the rate is what was solved for.
    const x = leak === 'current' ? driveAt(drive, r).map((current, i) => r[i] || current) : r;
    const point = describePoint(closed.step, { x, q: speedAt(closed.step, x) });
    points.push({ ...point, ...closed.readingsAt(x), active });
  }
  return { points, singular };
}
