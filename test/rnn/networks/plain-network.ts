/** A model of a run in plain loops and doubles, from the options of a network alone. @module */

import type { ActivationName, RateNetwork } from '../../../src/rnn/index.ts';
import { isTensor, type Tensor, tensor } from '../../../src/tensor/index.ts';
import { foldIn, type Key, normal } from '../../../src/tensor/random.ts';
import { type Params, plainWeights, trialOf } from './networks.ts';

/** The activations by the functions of the platform. */
export const plainActivations: { readonly [N in ActivationName]: (x: number) => number } = {
  relu: (x) => Math.max(x, 0),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  retanh: (x) => Math.max(Math.tanh(x), 0),
  power: (x) => Math.max(x, 0) ** 2,
  linear: (x) => x,
};

type Rows = readonly (readonly number[])[];

const product = (w: Tensor, values: readonly number[]): number[] =>
  Array.from({ length: w.shape[0] }, (_, i) =>
    values.reduce((total, v, k) => total + w.data[i * values.length + k] * v, 0),
  );

/** dt / tau of each unit. */
function alphas({ options }: RateNetwork, params: Params): number[] {
  const { nRec, dt = 20, tau = 100 } = options;
  const times = isTensor(tau) ? Array.from(tau.data) : tau;
  const trained = params.alpha && Array.from(params.alpha.data, (a) => Math.min(Math.max(a, 2 ** -20), 1));
  return (
    trained ?? Array.from({ length: nRec }, (_, i) => dt / (typeof times === 'number' ? times : times[i]))
  );
}

/** x, r and z by step. */
export interface PlainActivity {
  readonly x: number[][];
  readonly r: number[][];
  readonly z: number[][];
}

/**
 * Runs one trial: `inputs` by step, and unit normals of inputs and units by step, or none.
 * The four leaks are those of section 0 of the notes on Song et al. (2016).
 */
export function plainTrial(
  network: RateNetwork,
  params: Params,
  inputs: Rows,
  noise: { readonly units: Rows; readonly inputs: Rows } | null,
): PlainActivity {
  const { nRec, leak = 'current', activation = 'relu', sigmaRec = 0, dt = 20 } = network.options;
  const { sigmaIn = 0, tauIn = 100, baselineIn = 0, rectifyInputs = false } = network.options;
  const { wIn, wRec, wOut } = plainWeights(network, params);
  const f = plainActivations[activation as ActivationName];
  const alpha = alphas(network, params);
  const inside = leak === 'rateInside' || leak === 'reservoir';
  let x = Array.from({ length: nRec }, (_, i) => params.x0?.data[i] ?? 0);
  let r = leak === 'current' || leak === 'reservoir' ? x.map(f) : x;
  const out: PlainActivity = { x: [], r: [], z: [] };
  inputs.forEach((u, t) => {
    const seen = u.map((v, i) => {
      const noisy = v + baselineIn + Math.sqrt((2 * tauIn) / dt) * sigmaIn * (noise?.inputs[t][i] ?? 0);
      return rectifyInputs ? Math.max(noisy, 0) : noisy;
    });
    const [fromUnits, fromInputs] = [product(wRec, r), product(wIn, seen)];
    const before = { x, r };
    x = before.x.map((old, i) => {
      const a = alpha[i];
      const drive = fromUnits[i] + fromInputs[i] + params.bRec.data[i] + (params.bIn?.data[i] ?? 0);
      const n = Math.sqrt(inside ? 2 / a : 2 * a) * sigmaRec * (noise?.units[t][i] ?? 0);
      if (leak === 'current') return (1 - a) * old + a * drive + n;
      if (leak === 'rateOutside') return (1 - a) * before.r[i] + a * drive + n;
      return leak === 'rateInside' ? drive + n : (1 - a) * old + a * f(drive + n);
    });
    r = x.map((v, i) => (leak === 'rateInside' ? (1 - alpha[i]) * before.r[i] + alpha[i] * f(v) : f(v)));
    out.x.push(x);
    out.r.push(r);
    out.z.push(product(wOut, r).map((v, k) => v + params.bOut.data[k]));
  });
  return out;
}

/** Trial b of a run, with the noise that its key gives to the network, or none. */
export function plainRun(
  network: RateNetwork,
  params: Params,
  inputs: Tensor,
  key: Key | null,
  b: number,
): PlainActivity {
  const [nSteps, batchSize, nIn] = inputs.shape;
  const { nRec } = network.options;
  const rowOf = (k: Key, n: number): number[] =>
    Array.from(normal(k, [batchSize, n], 'f64').data.subarray(b * n, (b + 1) * n));
  const rows = (derive: (k: Key) => Key, n: number, root: Key): number[][] =>
    Array.from({ length: nSteps }, (_, t) => rowOf(derive(foldIn(root, t)), n));
  const noise = key && { units: rows((k) => k, nRec, key), inputs: rows((k) => foldIn(k, 1), nIn, key) };
  return plainTrial(network, params, trialOf(inputs, b), noise);
}

/** Rows as an f64 tensor. */
export const asTensor = (rows: readonly (readonly number[])[]): Tensor => tensor(rows, 'f64');
