/**
 * Training step of a rate network in jax-js on its WebAssembly backend: one jitted function of value-and-grad and Adam.
 * jax-js has no scan, so time is unrolled in the trace. The noise of all time steps is drawn at once; the read-out is
 * computed after the loop. `.ref` keeps an array that is used again: functions consume their arguments.
 * How to run: node jaxjs_step.mjs, then commands as in peer.py. The first step compiles.
 */
import { defaultDevice, init, jit, nn, numpy as np, random, tree, valueAndGrad } from '@jax-js/jax';
import { serve, signedMask } from './peer.mjs';

await init('wasm');
defaultDevice('wasm');

const constant = ({ data, shape, dtype }) =>
  np.array(data, { shape, dtype: dtype === 'i32' ? np.int32 : np.float32 });

function makeLoss(workload) {
  const { nRec, nExc, nOut, batchSize, nSteps, nIn, alpha, sigmaRec } = workload;
  const sigma = Math.sqrt(2 * alpha) * sigmaRec;
  const { inputs, targets, mask } = workload.batch;
  const sign = constant({ data: signedMask(workload), shape: [nRec, nRec] });
  const rows = nSteps * batchSize;
  const slab = batchSize * nIn;
  const steps = Array.from({ length: nSteps }, (_, t) =>
    constant({ data: inputs.data.slice(t * slab, (t + 1) * slab), shape: [batchSize, nIn] }),
  );
  const crossEntropy = workload.loss === 'crossEntropy';
  const wanted = crossEntropy
    ? nn.oneHot(constant({ ...targets, shape: [rows] }), nOut).astype(np.float32)
    : constant({ ...targets, shape: [rows, nOut] });
  const weights = mask && constant({ ...mask, shape: [rows, 1] });
  const maskSum = mask && mask.data.reduce((a, b) => a + b, 0) * nOut;

  return (p, key) => {
    const weight = np.transpose(np.absolute(p.wRec).mul(sign.ref));
    const bias = p.bIn ? p.bRec.add(p.bIn) : p.bRec;
    const wIn = np.transpose(p.wIn);
    let noise = [];
    if (sigma > 0) noise = np.unstack(random.normal(key, [nSteps, batchSize, nRec]).mul(sigma));
    else key.dispose();
    let x = np.zeros([batchSize, nRec]);
    let r = np.zeros([batchSize, nRec]);
    const rates = [];
    for (let t = 0; t < nSteps; t++) {
      const drive = np.matmul(r, weight.ref).add(np.matmul(steps[t].ref, wIn.ref)).add(bias.ref);
      x = x.mul(1 - alpha).add(drive.mul(alpha));
      if (sigma > 0) x = x.add(noise[t]);
      r = nn.relu(x.ref);
      rates.push(r.ref);
    }
    for (const array of [x, r, weight, wIn, bias]) array.dispose();
    const read = np.concatenate(rates, 0).slice([], [0, nExc]);
    const z = np.matmul(read, np.transpose(p.wOut)).add(p.bOut);
    if (crossEntropy) return np.sum(nn.logSoftmax(z, -1).mul(wanted.ref)).mul(-1 / rows);
    return np.sum(np.square(z.sub(wanted.ref)).mul(weights.ref)).div(maskSum);
  };
}

function make(workload) {
  const [b1, b2, epsilon, rate] = [0.9, 0.999, 1e-8, workload.learningRate];
  const lossAndGrad = valueAndGrad(makeLoss(workload));
  const update = jit((params, m, v, c1, c2, key) => {
    const [loss, g] = lossAndGrad(tree.ref(params), key);
    const [nextParams, nextM, nextV] = [{}, {}, {}];
    const k1 = c1.mul(b1).add(1 - b1);
    const k2 = c2.mul(b2).add(1 - b2);
    for (const name of Object.keys(params)) {
      const mean = m[name].mul(b1).add(g[name].ref.mul(1 - b1));
      const square = v[name].mul(b2).add(np.square(g[name]).mul(1 - b2));
      const change = mean.ref.div(k1.ref).div(np.sqrt(square.ref.div(k2.ref)).add(epsilon));
      nextParams[name] = params[name].sub(change.mul(rate));
      nextM[name] = mean;
      nextV[name] = square;
    }
    return [loss, nextParams, nextM, nextV, k1, k2];
  });
  const constants = (make) =>
    Object.fromEntries(Object.entries(workload.params).map(([name, value]) => [name, make(value)]));
  const zeros = ({ shape }) => np.zeros(shape);
  let state = [constants(constant), constants(zeros), constants(zeros), np.array(0), np.array(0)];
  let key = random.key(1);
  return async () => {
    const [next, stepKey] = np.unstack(random.split(key, 2));
    key = next;
    const [loss, ...rest] = update(...state, stepKey);
    state = rest;
    const [value] = await loss.data();
    return value;
  };
}

await serve({ 'jax-js': '0.1.25', backend: defaultDevice(), node: process.versions.node }, make);
