/** Runs of trained weights without the network that they come from. @module */

import { add } from '../autograd/ops/elementwise.ts';
import { reshape } from '../autograd/ops/layout.ts';
import type { Value } from '../autograd/tape.ts';
import type { Tensors } from '../autograd/tree.ts';
import type { Engine } from '../compile/compile.ts';
import { checkInteger, checkName, checkOptions, checkRecord } from '../tensor/options.ts';
import { checkKey, type Key } from '../tensor/random.ts';
import type { Shape } from '../tensor/shape.ts';
import { cast, type Tensor } from '../tensor/tensor.ts';
import type { Matrix } from './initializers/initializer.ts';
import { checkAxes, checkInputs, perTrial } from './networks/check-run.ts';
import { firstState, type RateState, rateStep, readOut, type StepWeights } from './networks/dynamics.ts';
import { DYNAMICS_NAMES, type DynamicsOptions, readDynamics } from './networks/dynamics-options.ts';
import { type Cell, createNetwork, type Network, type Perturbation } from './networks/network.ts';
import type { Activity } from './networks/rate-network.ts';
import { checkUnits, lesion, readWeights, type SimulatorWeights, withoutUnits } from './simulator-weights.ts';
import { evaluator } from './training/evaluate.ts';

/** Options of `createSimulator`: weights, and the dynamics with the defaults of `createRateNetwork`; times in ms. */
export interface SimulatorOptions extends DynamicsOptions {
  /**
   * Effective weights and biases: tensors or nested arrays, as `simulatorOptions` or a weight file gives them. Parameters
   * of a network with signs or masks have the same names, but are not what it runs: `simulatorOptions` computes that.
   */
  readonly weights: SimulatorWeights<Matrix>;
  /** Of all arrays; `'f32'`, that of training, by default. */
  readonly dtype?: 'f32' | 'f64';
  /** `'interpreted'` by default; `'compiled'`, for f32, makes a program for each new combination of shapes. */
  readonly engine?: Engine;
}

/** The state of a simulator: currents x [B, nRec], and rates r [B, nRec]. */
export type SimulatorState = Tensors<RateState>;

/** What a simulator returns: x and r of the units, and outputs z; of a step [B, n], of a run [T, B, n]. */
export type SimulatorActivity = Activity<Tensor>;

/** What is added from outside: at a step [n] or [B, n], over a run with time as a first axis. */
export interface SimulatorPerturbation {
  /** To the input, n = nIn. */
  readonly u?: Tensor;
  /** To the state after its update, n = nRec: to x before the activation, with leak `'rateInside'` to r. */
  readonly x?: Tensor;
  /** To the bias, n = nRec. */
  readonly bias?: Tensor;
}

/** What may be done to one step. */
export interface SimulatorStepOptions {
  /** Key of the noise, for step t of a run `foldIn(key, t)`; null, the default, for none. */
  readonly key?: Key | null;
  /** Factors of the recurrent weights, [nRec, nRec]; over a run [T, nRec, nRec]. */
  readonly connectivity?: Tensor;
  readonly perturbation?: SimulatorPerturbation;
  /** Units that are silent: their rates are 0 for all others, for the outputs, and as they are returned. */
  readonly lesions?: readonly number[];
}

/** What may be done to a run. */
export interface SimulatorRunOptions extends SimulatorStepOptions {
  /** The state to start from; that of `begin` by default. */
  readonly state?: SimulatorState;
}

/** Runs of one set of weights. Nothing is kept between calls. */
export interface Simulator {
  readonly nIn: number;
  readonly nRec: number;
  readonly nOut: number;
  /** dt / tau, one number or one per unit, f64 [nRec]. */
  readonly alpha: number | Tensor;
  /** The weights that are run, in the dtype of the simulator. */
  readonly weights: Required<SimulatorWeights>;
  /**
   * Runs trials of any number and length.
   * @param inputs [T, B, nIn], taken as they are at each step: resample those of another dt
   * @throws ShapeError for arrays that do not fit
   */
  run(inputs: Tensor, options?: SimulatorRunOptions): SimulatorActivity;
  /** The state before the first step of a batch. */
  begin(batchSize: number): SimulatorState;
  /**
   * Makes one step, for closed loops: `u` [B, nIn] may be computed from the last outputs.
   * @returns the next state, and x, r [B, nRec] and z [B, nOut]
   */
  step(
    state: SimulatorState,
    u: Tensor,
    options?: SimulatorStepOptions,
  ): readonly [SimulatorState, SimulatorActivity];
}

const STEP_OPTIONS = ['key', 'connectivity', 'perturbation', 'lesions'];

type Weights<T = Value> = Required<SimulatorWeights<T>>;
type Prepared = StepWeights & { readonly x0: Value };
type Runner = Network<Weights, RateState, Activity>;

/** A run or step, its options checked and its arrays in the dtype of the simulator. */
interface Prompt {
  readonly params: Weights<Tensor>;
  readonly inputs: Tensor;
  readonly key?: Key;
  readonly state?: SimulatorState;
  readonly perturbation: Perturbation<Tensor>;
}

function simulatorCell(
  weights: Weights<Tensor>,
  { dynamics, alpha }: ReturnType<typeof readDynamics>,
): Cell<Weights, Prepared, RateState, Activity> {
  const [nRec, nIn] = weights.wIn.shape;
  return {
    name: 'simulator',
    nIn,
    nRec,
    nOut: weights.wOut.shape[0],
    initialize: () => weights,
    prepare: ({ bRec, ...others }) => ({
      ...others,
      bias: bRec,
      alpha: typeof alpha === 'number' ? alpha : cast(alpha, bRec.dtype),
    }),
    begin: ({ x0 }, batchSize) => firstState(dynamics, x0, batchSize),
    step(prepared, state, input) {
      const next = rateStep(dynamics, prepared, state, input);
      return [next, { ...next, z: readOut(prepared, next.r) }];
    },
  };
}

/** Checks options of a step, or with `time` = [T] of a run, and brings their arrays to one dtype. */
function readPrompt(
  fn: string,
  weights: Weights<Tensor>,
  given: Tensor,
  options: SimulatorRunOptions,
  time: readonly number[],
): Prompt {
  const { dtype } = weights.wRec;
  const [nRec, nIn] = weights.wIn.shape;
  const batchSize = given.shape[time.length];
  const { key = null, connectivity, perturbation = {}, lesions = [], state } = options;
  const read = (name: string, value: Tensor, wanted: readonly Shape[]): Tensor => {
    checkAxes(fn, name, value, wanted);
    return cast(value, dtype);
  };
  const perUnit = (n: number): readonly Shape[] => perTrial(time, batchSize, n);
  if (key !== null) checkKey(fn, key);
  checkUnits(fn, 'lesions', lesions, nRec);
  checkRecord(fn, 'perturbation', perturbation);
  checkOptions(`${fn}: perturbation`, perturbation, ['u', 'x', 'bias']);
  const { u, x, bias } = perturbation;
  const added = u && read('perturbation.u', u, perUnit(nIn));
  const spread =
    added && reshape(added, [...time, added.shape.length > time.length + 1 ? batchSize : 1, nIn]);
  const inputs = cast(given, dtype);
  const size = [batchSize, nRec];
  return {
    params: lesions.length === 0 ? weights : lesion(weights, lesions),
    inputs: spread ? add(inputs, spread as Tensor) : inputs,
    ...(key === null ? {} : { key }),
    ...(state ? { state: { x: read('state.x', state.x, [size]), r: read('state.r', state.r, [size]) } } : {}),
    perturbation: {
      ...(x ? { x: read('perturbation.x', x, perUnit(nRec)) } : {}),
      ...(bias ? { bias: read('perturbation.bias', bias, perUnit(nRec)) } : {}),
      ...(connectivity ? { connectivity: read('connectivity', connectivity, [[...time, nRec, nRec]]) } : {}),
    },
  };
}

const silence = (activity: Activity, units: readonly number[] = []): SimulatorActivity => {
  const { x, r, z } = activity as SimulatorActivity;
  return { x, r: units.length === 0 ? r : withoutUnits(r, units), z };
};

/**
 * Makes what runs effective weights without a network: any number of trials, any dt, noise only where a key is given.
 * Noise and alpha = dt / tau follow from dt by the formulas of the network (Song et al. 2016, eq. 8), so that the
 * statistics of a trained network hold for a smaller dt. With the options of a network and the same key, a run has the
 * bits of the network's in the same engine.
 * @throws TypeError for unknown options and weights that are missing; ShapeError for weights that do not fit together;
 * RangeError for values outside their range
 * @example
 * const simulator = createSimulator({ weights: { wIn, wRec, wOut, bRec, bOut }, dt: 1, tau: 100, sigmaRec: 0.15 });
 * const { r, z } = simulator.run(inputs, { key: key(1), lesions: [3, 4] });
 */
export function createSimulator(options: SimulatorOptions): Simulator {
  const fn = 'createSimulator';
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['weights', 'dtype', 'engine', ...DYNAMICS_NAMES]);
  const { dtype = 'f32', engine = 'interpreted' } = options;
  checkName(fn, 'dtype', dtype, ['f32', 'f64']);
  checkName(fn, 'engine', engine, ['interpreted', 'compiled']);
  if (engine === 'compiled' && dtype === 'f64') {
    throw new RangeError(`${fn}: expected dtype 'f32' with engine 'compiled', got 'f64' - interpret it`);
  }
  const weights = readWeights(fn, options.weights, dtype);
  const [nRec, nIn] = weights.wIn.shape;
  const dynamics = readDynamics(fn, options, nRec);
  const network: Runner = createNetwork(simulatorCell(weights, dynamics));
  const runAll = evaluator(
    ({ params, inputs, key = null as never, ...rest }: Prompt): Activity =>
      network.run(params as Weights, inputs, key as Value | null, rest),
    engine,
  );
  const stepOnce = evaluator(
    ({ params, inputs: u, key = null as never, state, perturbation }: Prompt) =>
      network.step(params, state as RateState, { u, key, perturbation }),
    engine,
  );
  return {
    nIn,
    nRec,
    nOut: weights.wOut.shape[0],
    alpha: dynamics.alpha,
    weights,
    run(inputs, runOptions = {}) {
      checkRecord('run', 'options', runOptions);
      checkOptions('run', runOptions, [...STEP_OPTIONS, 'state']);
      checkInputs('run', 'inputs', inputs, ['T', 'B'], nIn);
      const prompt = readPrompt('run', weights, inputs, runOptions, [inputs.shape[0]]);
      return silence(runAll(prompt), runOptions.lesions);
    },
    begin(batchSize) {
      checkInteger('begin', 'batchSize', batchSize, 1);
      return network.begin(weights, batchSize) as SimulatorState;
    },
    step(state, u, stepOptions = {}) {
      checkRecord('step', 'options', stepOptions);
      checkOptions('step', stepOptions, STEP_OPTIONS);
      checkInputs('step', 'u', u, ['B'], nIn);
      checkRecord('step', 'state', state);
      const prompt = readPrompt('step', weights, u, { ...stepOptions, state }, []);
      const [next, activity] = stepOnce(prompt);
      return [next as SimulatorState, silence(activity, stepOptions.lesions)];
    },
  };
}

/**
 * Returns the state of a run after one of its steps, for runs that go on from there. Noise starts anew with the key of
 * the next run: give it another one.
 * @param step from 0; the last one by default
 * @throws RangeError for a step that was not run
 */
export function stateAfter({ x, r }: SimulatorActivity, step: number = x.shape[0] - 1): SimulatorState {
  const [nSteps, batchSize, nRec] = x.shape;
  checkInteger('stateAfter', 'step', step, 0, nSteps - 1);
  const size = batchSize * nRec;
  const at = (values: Tensor): Tensor => ({
    dtype: values.dtype,
    shape: [batchSize, nRec],
    data: values.data.slice(step * size, (step + 1) * size),
  });
  return { x: at(x), r: at(r) };
}
