/** Lesions: what a network does without some of its units. @module */

import type { RateNetwork, RateParams } from '../rnn/networks/rate-network.ts';
import { checkUnits } from '../rnn/simulator-weights.ts';
import { checkOptions, checkRecord } from '../tensor/options.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkMeasure, checkMeasured, type Measured, type MeasuredRow, measuredRow } from './measured.ts';
import { checkRateNetwork, scalePopulation, type UnitGroups } from './populations.ts';

/** Options of `lesionTable`. */
export interface LesionOptions {
  /** Units that are silenced together; each unit alone by default, as `unit 0`, `unit 1`, ... */
  readonly groups?: UnitGroups;
}

/** What a network does without the units of a group. */
export interface LesionRow extends MeasuredRow {
  readonly group: string;
  readonly units: readonly number[];
}

/** What a network does intact and, one row for each group, without some of its units. */
export interface LesionTable {
  readonly intact: Measured;
  readonly rows: readonly LesionRow[];
}

const unitByUnit = (nRec: number): UnitGroups =>
  Object.fromEntries(Array.from({ length: nRec }, (_, unit) => [`unit ${unit}`, [unit]]));

/**
 * Measures a network intact, and with the units of each group silenced: their rates are exactly 0 for all others and
 * for the outputs (`scalePopulation` with factor 0). The parameters of all rows have one form, so that a measure that
 * runs a compiled program compiles it once.
 * @param measure returns numbers for parameters: accuracies of the same trials, with the same noise, for one
 * @returns in order of the groups; `change` is `values` minus those of the intact network
 * @throws TypeError for unknown options, units that are no list, and measures that give anything but numbers;
 * RangeError for units outside [0, nRec - 1], and for those with weights that are constants of the network
 * @example
 * const { E, I } = populations(network);
 * lesionTable(network, params, (p) => ({ accuracy: accuracyOf(network.run(p, inputs, key(1)).z) }), { groups: { E, I } });
 */
export function lesionTable(
  network: RateNetwork,
  params: RateParams<Tensor>,
  measure: (params: RateParams<Tensor>) => Measured,
  options: LesionOptions = {},
): LesionTable {
  const fn = 'lesionTable';
  checkRateNetwork(fn, network, params);
  checkMeasure(fn, measure);
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['groups']);
  const { groups = unitByUnit(network.nRec) } = options;
  checkRecord(fn, 'groups', groups);
  for (const [group, units] of Object.entries(groups))
    checkUnits(fn, `group '${group}'`, units, network.nRec);
  const intact = checkMeasured(fn, measure(params));
  const rows = Object.entries(groups).map(([group, units]) => {
    const without = scalePopulation(network, params, { from: units, factor: 0 });
    return { group, units: [...units], ...measuredRow(checkMeasured(fn, measure(without)), intact) };
  });
  return { intact, rows };
}
