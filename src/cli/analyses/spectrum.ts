/** `analyse spectrum`: the recurrent weights as a linear system, before training and after it. @module */

import { stepSpectrum, weightSpectrum } from '../../analysis/spectrum.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { columns, fixed } from '../table.ts';
import type { Analyse } from './analysis.ts';

/** Modes that are printed; the document has all. */
const MODES = 8;

export const spectrum: Analyse = ({ experiment, weights }) => {
  const { network, task } = experiment;
  const { dt } = task;
  const of = (w: Tensor) => ({
    weights: weightSpectrum(w),
    step: stepSpectrum(w, { alpha: network.alpha, dt }),
  });
  const [before, after] = [of(weights.before.wRec), of(weights.after.wRec)];
  const { re, im } = after.step.eigenvalues;
  // Of a pair of conjugates one is enough.
  const modes = Array.from(re.keys()).filter((i) => im[i] >= 0);
  const rows = modes
    .slice(0, MODES)
    .map((i) => [
      ...[fixed(Math.hypot(re[i], im[i]), 4), fixed(re[i], 4), im[i] === 0 ? '0' : `+-${fixed(im[i], 4)}`],
      fixed(after.step.timeConstants[i], 0),
    ]);
  return {
    lines: [
      ...columns([
        ['recurrent weights', 'before', 'after'],
        ['largest modulus', fixed(before.weights.radius, 4), fixed(after.weights.radius, 4)],
        ['largest real part', fixed(before.weights.abscissa, 4), fixed(after.weights.abscissa, 4)],
      ]),
      '',
      `slowest modes of a step of ${dt} ms after training, with all units active; a negative time is one of growth`,
      ...columns([['|mu|', 're', 'im', 'tau (ms)'], ...rows]),
    ],
    document: { dt, before, after },
  };
};
