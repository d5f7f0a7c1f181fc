/** Populations of units, and their outgoing weights scaled: of lesions, the factor is 0. @module */

import { checkParams } from '../rnn/networks/check-params.ts';
import type { EffectiveWeights, RateNetwork, RateParams } from '../rnn/networks/rate-network.ts';
import { checkUnits } from '../rnn/simulator-weights.ts';
import { checkNumber, checkOptions, checkRecord, show } from '../tensor/options.ts';
import { full, type Tensor } from '../tensor/tensor.ts';

/** Numbers of units, from 0, by the name of their group. */
export interface UnitGroups {
  readonly [group: string]: readonly number[];
}

/** Options of `scalePopulation`. */
export interface ScaleOptions {
  /** Units whose outgoing weights are scaled, from 0. */
  readonly from: readonly number[];
  /** At least 0: 0 silences the units for all others and for the outputs, 0.5 halves their effect. */
  readonly factor: number;
}

/** @throws TypeError for networks of other kinds, and for parameters that are not those of the network */
export function checkRateNetwork(fn: string, network: RateNetwork, params: RateParams<Tensor>): void {
  if (typeof network?.effectiveWeights !== 'function') {
    throw new TypeError(`${fn}: expected a rate network, got ${show(network?.name)}`);
  }
  checkParams(fn, network, params);
}

/** The excitatory units E and the inhibitory units I of a network; E alone, all units, without Dale's principle. */
export function populations(network: RateNetwork): { readonly E: number[]; readonly I: number[] } {
  const { nExc, nRec } = network;
  const from = (start: number, count: number): number[] => Array.from({ length: count }, (_, i) => start + i);
  return { E: from(0, nExc), I: from(nExc, nRec - nExc) };
}

// exp of this is 0 in doubles and in f32: log(1 + exp w) is exactly 0.
const SILENT_SOFTPLUS = -1000;

/** Parameters whose learned weights, in `wRec` and `wOut`, are all exactly 0: what is left is constant. */
function silenced(network: RateNetwork, params: RateParams<Tensor>): RateParams<Tensor> {
  const { positivity, daleRatio = null, signs = {} } = network.options;
  const silent = ({ shape, dtype }: Tensor, signed: boolean): Tensor =>
    full(shape, signed && positivity === 'softplus' ? SILENT_SOFTPLUS : 0, dtype);
  return {
    ...params,
    wRec: silent(params.wRec, daleRatio !== null),
    wOut: silent(params.wOut, (signs.wOut ?? 'free') !== 'free'),
  };
}

/** The entries of `b` in the columns of some units, those of `a` in the others. */
function withColumns(a: Tensor, b: Tensor, units: ReadonlySet<number>): Tensor {
  const columns = a.shape[1];
  return { ...a, data: a.data.map((v, i) => (units.has(i % columns) ? b.data[i] : v)) };
}

/** @throws RangeError where a column of some units has weights that no parameter can change */
function checkConstants(fn: string, constant: EffectiveWeights<Tensor>, units: ReadonlySet<number>): void {
  for (const name of ['wRec', 'wOut'] as const) {
    const { data, shape } = constant[name];
    const at = data.findIndex((v: number, i: number) => v !== 0 && units.has(i % shape[1]));
    if (at < 0) continue;
    const entry = `constants.${name}[${Math.floor(at / shape[1])}][${at % shape[1]}] = ${data[at]}`;
    const advice = 'scale them in the options of another network';
    throw new RangeError(`${fn}: expected weights that are parameters, got ${entry} - ${advice}`);
  }
}

/**
 * Scales what a population sends: returns parameters whose effective weights from these units, in `wRec` and `wOut`,
 * are `factor` times those of `params`, to a rounding or two. With a factor of 0 they are exactly 0, whatever keeps
 * their signs; with 1 the parameters are those given. All other parameters keep their bits, so that a compiled program
 * runs them as they are. Units that are silenced go on having rates in what a run returns: nobody reads them.
 * @throws TypeError for networks that are no rate networks and unknown options; RangeError for numbers outside their
 * range, and for units with weights that are constants of the network
 * @example scalePopulation(network, params, { from: populations(network).I, factor: 0.5 }) // inhibition halved
 */
export function scalePopulation(
  network: RateNetwork,
  params: RateParams<Tensor>,
  options: ScaleOptions,
): RateParams<Tensor> {
  const fn = 'scalePopulation';
  checkRateNetwork(fn, network, params);
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['from', 'factor']);
  const { from, factor } = options;
  checkUnits(fn, "'from'", from, network.nRec);
  checkNumber(fn, 'factor', factor, 0);
  const units = new Set(from);
  if (factor === 1 || units.size === 0) return params;
  const silent = silenced(network, params);
  checkConstants(fn, network.effectiveWeights(silent), units);
  const { wRec, wOut } = factor === 0 ? silent : timesFactor(network, params, factor);
  return {
    ...params,
    wRec: withColumns(params.wRec, wRec, units),
    wOut: withColumns(params.wOut, wOut, units),
  };
}

/** Parameters whose effective weights are all `factor` times those of `params`, as far as these are parameters. */
function timesFactor(network: RateNetwork, params: RateParams<Tensor>, factor: number): RateParams<Tensor> {
  const times = (w: Tensor): Tensor => ({ ...w, data: w.data.map((v) => factor * v) });
  const { wIn, wRec, wOut } = network.effectiveWeights(params);
  return network.withWeights(params, { wIn, wRec: times(wRec), wOut: times(wOut) });
}
