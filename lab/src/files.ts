/** Files that the lab writes: weights, checkpoint, configuration, report. @module */

import { encodeRun } from '../../src/experiments/experiment-record.ts';
import { encodeWeights } from '../../src/experiments/weight-archive.ts';
import { encodePsychrnn } from '../../src/io/psychrnn.ts';
import { encodeSafetensors } from '../../src/io/safetensors.ts';
import { toPsychrnn } from '../../src/rnn/networks/psychrnn.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { FileName } from './protocol.ts';
import type { Run } from './session-run.ts';

const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** @throws RangeError, in the words of the form, for signs that PsychRNN does not have together */
function psychrnn({ experiment: { config, network, training } }: Run): Uint8Array {
  const { daleRatio, signs, readout } = config.network;
  if (daleRatio !== null && (signs !== 'positive' || readout !== 'excitatory')) {
    throw new RangeError(
      "psychrnn.npz: expected positive input and output weights, and outputs that read excitatory units, got others - set both in the form under Constraints of the brain, or switch Dale's principle off",
    );
  }
  return encodePsychrnn(toPsychrnn(network, training.params));
}

const WRITERS: { readonly [N in FileName]: (run: Run) => Uint8Array } = {
  'weights.npz': ({ experiment: { network, training } }) => encodeWeights(network, training.params),
  'weights.safetensors': ({ experiment }) =>
    encodeSafetensors(experiment.training.params as unknown as Record<string, Tensor>),
  'psychrnn.npz': psychrnn,
  'checkpoint.safetensors': (run) => encodeRun(run.record()),
  'config.json': ({ experiment }) => textBytes(`${JSON.stringify(experiment.config, null, 2)}\n`),
  'report.html': (run) => textBytes(run.views.report(run)),
};

/**
 * Writes a file of a run; equal runs give equal bytes, but for their times.
 * @throws RangeError for a network that PsychRNN does not have
 */
export function fileOf(run: Run, file: FileName): Uint8Array<ArrayBuffer> {
  return new Uint8Array(WRITERS[file](run));
}
