/** Small plots of plain text. */

const BARS = [...'▁▂▃▄▅▆▇█'];

/** Draws numbers as a row of bars between `low` and `high`; of longer rows, every so many numbers are averaged. */
export function bars(values, { low = Math.min(...values), high = Math.max(...values), width = 60 } = {}) {
  const count = Math.min(width, values.length);
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * values.length) / count);
    const part = values.slice(from, Math.floor(((i + 1) * values.length) / count));
    const mean = part.reduce((sum, v) => sum + v, 0) / part.length;
    const level = Math.floor((BARS.length * (mean - low)) / (high - low || 1));
    return BARS[Math.min(BARS.length - 1, Math.max(0, level))];
  }).join('');
}

/** One channel of one trial, from an array over time [T, B, n]. */
export function course({ shape: [nSteps, batchSize, n], data }, trial, channel) {
  return Array.from({ length: nSteps }, (_, t) => data[(t * batchSize + trial) * n + channel]);
}

/** The log of a run, [update, loss] at every so many updates, as one line. */
export function lossLine(losses) {
  if (losses.length === 0) return 'loss: too few updates for an entry in the log';
  const values = losses.map(([, loss]) => loss);
  return `loss ${bars(values)} ${values[0].toFixed(4)} to ${values.at(-1).toFixed(4)}`;
}
