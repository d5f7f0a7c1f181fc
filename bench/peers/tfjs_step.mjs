/**
 * Training step of a rate network in TensorFlow.js: eager ops, a loop over time, tf.train.adam.
 * The effective weight is computed once a step and the read-out after the loop, on all time steps at once.
 * How to run: node tfjs_step.mjs cpu|wasm, then commands as in peer.py.
 */
import * as tf from '@tensorflow/tfjs';
import { serve, signedMask } from './peer.mjs';

const [backend] = process.argv.slice(2);
if (backend === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
if (!(await tf.setBackend(backend))) throw new Error(`tfjs: the ${backend} backend did not start`);
tf.enableProdMode();

const constant = ({ data, shape, dtype }) => tf.tensor(data, shape, dtype === 'i32' ? 'int32' : 'float32');

function make(workload) {
  const { nRec, nExc, nOut, batchSize, nSteps, alpha, sigmaRec } = workload;
  const sigma = Math.sqrt(2 * alpha) * sigmaRec;
  const sign = tf.tensor2d(signedMask(workload), [nRec, nRec]);
  const p = Object.fromEntries(
    Object.entries(workload.params).map(([name, value]) => [name, tf.variable(constant(value))]),
  );
  const inputs = tf.unstack(constant(workload.batch.inputs));
  const { targets: rawTargets, mask: rawMask } = workload.batch;
  const rows = nSteps * batchSize;
  const targets =
    workload.loss === 'crossEntropy'
      ? tf.cast(tf.oneHot(tf.reshape(constant(rawTargets), [rows]), nOut), 'float32')
      : tf.reshape(constant(rawTargets), [rows, nOut]);
  const mask = rawMask && tf.reshape(constant(rawMask), [rows, 1]);
  const maskSum = rawMask && rawMask.data.reduce((a, b) => a + b, 0) * nOut;
  const optimizer = tf.train.adam(workload.learningRate, 0.9, 0.999, 1e-8);

  const loss = () => {
    const weight = tf.mul(tf.abs(p.wRec), sign);
    const bias = p.bIn ? tf.add(p.bRec, p.bIn) : p.bRec;
    let x = tf.zeros([batchSize, nRec]);
    let r = tf.zeros([batchSize, nRec]);
    const rates = [];
    for (const u of inputs) {
      const drive = tf.add(tf.add(tf.matMul(r, weight, false, true), tf.matMul(u, p.wIn, false, true)), bias);
      x = tf.add(tf.mul(x, 1 - alpha), tf.mul(drive, alpha));
      if (sigma > 0) x = tf.add(x, tf.randomNormal([batchSize, nRec], 0, sigma));
      r = tf.relu(x);
      rates.push(r);
    }
    const read = tf.slice(tf.concat(rates), [0, 0], [rows, nExc]);
    const z = tf.add(tf.matMul(read, p.wOut, false, true), p.bOut);
    if (workload.loss === 'crossEntropy') return tf.losses.softmaxCrossEntropy(targets, z);
    return tf.div(tf.sum(tf.mul(tf.square(tf.sub(z, targets)), mask)), maskSum);
  };
  return async () => {
    const value = optimizer.minimize(loss, true, Object.values(p));
    const [number] = await value.data();
    value.dispose();
    return number;
  };
}

await serve({ tfjs: tf.version.tfjs, backend, node: process.versions.node }, make);
