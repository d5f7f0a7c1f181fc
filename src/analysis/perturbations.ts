/** Perturbations: what pulses of current into some units do to the activity of a network. @module */

import type { Engine } from '../compile/compile.ts';
import type { RateNetwork, RateParams } from '../rnn/networks/rate-network.ts';
import { pulse } from '../rnn/pulse.ts';
import { createSimulator, type SimulatorActivity } from '../rnn/simulator.ts';
import { checkUnits, simulatorOptions } from '../rnn/simulator-weights.ts';
import { checkNumber, checkOptions, checkRecord } from '../tensor/options.ts';
import type { Key } from '../tensor/random.ts';
import { fromArray, type Tensor } from '../tensor/tensor.ts';
import { checkMeasure, checkMeasured, type Measured, type MeasuredRow, measuredRow } from './measured.ts';
import { checkRateNetwork } from './populations.ts';

/** A pulse of current into some units. */
export interface CurrentPulse {
  /** Numbers of the units, from 0. */
  readonly units: readonly number[];
  /** What each of them receives beside its bias and in the same unit; negative to inhibit. */
  readonly current: number;
  /** When it starts and ends, in ms: it covers the steps t, from 0, with from <= t dt < to. */
  readonly from: number;
  readonly to: number;
}

/** Options of `perturbationTable`. */
export interface PerturbationOptions {
  /** Pulses by name; each is given in a run of its own. */
  readonly pulses: { readonly [name: string]: CurrentPulse };
  /** Of the noise, the same in all runs; null, the default, for none. */
  readonly key?: Key | null;
  /** `'compiled'` by default. */
  readonly engine?: Engine;
}

/** What a network does with a pulse. */
export interface PerturbationRow extends MeasuredRow, CurrentPulse {
  readonly pulse: string;
}

/** What a network does undisturbed and, one row for each pulse, with it. */
export interface PerturbationTable {
  readonly intact: Measured;
  readonly rows: readonly PerturbationRow[];
}

const FN = 'perturbationTable';

function checkPulse(name: string, given: CurrentPulse, nRec: number): void {
  checkRecord(FN, `pulse '${name}'`, given);
  checkOptions(`${FN}: pulse '${name}'`, given, ['units', 'current', 'from', 'to']);
  checkUnits(FN, `units of pulse '${name}'`, given.units, nRec);
  checkNumber(FN, `current of pulse '${name}'`, given.current, -Number.MAX_VALUE);
}

/** The current of a pulse in every step, for all trials alike: [T, nRec]. */
function currents(
  { units, current, from, to }: CurrentPulse,
  nSteps: number,
  dt: number,
  nRec: number,
): Tensor {
  const value = new Float64Array(nRec);
  for (const unit of units) value[unit] = current;
  return pulse({ nSteps, dt, from, to, value: fromArray(value, [nRec]) });
}

/**
 * Measures the activity of a network on the same inputs, with the same noise, undisturbed and with each of some pulses.
 * A current I is part of the drive, tau dx/dt = -x + wRec r + wIn u + b + I for the leak `'current'`, so that its
 * effect does not depend on dt but for the error of the steps.
 * @param inputs [T, B, nIn]
 * @param measure returns numbers for x, r [T, B, nRec] and z [T, B, nOut]
 * @returns in order of the pulses; `change` is `values` minus those of the undisturbed run
 * @throws TypeError for unknown options and measures that give anything but numbers; RangeError for units and times
 * outside the network and the run; ShapeError for inputs that do not fit
 * @example
 * perturbationTable(network, params, inputs, ({ z }) => ({ right: fractionRight(z) }), {
 *   pulses: { early: { units: [3, 4], current: 1, from: 100, to: 300 } },
 * });
 */
export function perturbationTable(
  network: RateNetwork,
  params: RateParams<Tensor>,
  inputs: Tensor,
  measure: (activity: SimulatorActivity) => Measured,
  options: PerturbationOptions,
): PerturbationTable {
  checkRateNetwork(FN, network, params);
  checkMeasure(FN, measure);
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, ['pulses', 'key', 'engine']);
  const { pulses, key = null, engine = 'compiled' } = options;
  checkRecord(FN, 'pulses', pulses);
  for (const [name, each] of Object.entries(pulses)) checkPulse(name, each, network.nRec);
  const dynamics = simulatorOptions(network, params);
  const { dt = 20 } = dynamics;
  const simulator = createSimulator({ ...dynamics, engine });
  const intact = checkMeasured(FN, measure(simulator.run(inputs, { key })));
  const rows = Object.entries(pulses).map(([name, each]) => {
    const bias = currents(each, inputs.shape[0], dt, network.nRec);
    const values = checkMeasured(FN, measure(simulator.run(inputs, { key, perturbation: { bias } })));
    return { pulse: name, ...each, ...measuredRow(values, intact) };
  });
  return { intact, rows };
}
