/** The numbers of docs/song2016.md: one column for each kept run of song2016. */

const REGION = /(<!-- results:song2016-seeds -->\n).*?(<!-- \/results -->)/s;
/** Further tests, of 500 trials each, that the last rows of the psychometric curve take together. */
const MORE_TESTS = 8;

const row = (cells) => `| ${cells.join(' | ')} |\n`;
// Minus signs that line up with digits; numbers are read, not copied.
const fixed = (x, digits) => x.toFixed(digits).replace('-', '−');
const percent = (p) => `${(100 * p).toFixed(1)} %`;
const interval = ({ value, low, high }) => `${fixed(value, 2)} (${fixed(low, 2)} to ${fixed(high, 2)})`;
const largest = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);

/** The curve of all trials of further tests. */
function curveOfMore({ choicesOf, fitPsychometric, psychometric }, { experiment, params }) {
  const tests = Array.from({ length: MORE_TESTS }, (_, i) =>
    choicesOf(experiment.test(params, i + 1), experiment.task.outputs),
  );
  const signed = tests.flatMap(({ evidence }) => Array.from(evidence.signed));
  return fitPsychometric(
    psychometric(
      signed,
      tests.flatMap(({ given }) => Array.from(given)),
    ).points,
  );
}

/** The largest rate of excitatory and of inhibitory units in a trial of the test. */
function largestRates({ tested, nExc }, trial) {
  const { data, shape } = tested.activity.r;
  const [nSteps, count, n] = shape;
  const rates = [[], []];
  for (let t = 0; t < nSteps; t++) {
    for (let unit = 0; unit < n; unit++)
      rates[unit < nExc ? 0 : 1].push(data[(t * count + trial) * n + unit]);
  }
  return rates.map(largest);
}

/** How slowly the state falls back to the one fixed point, in ms. */
function timeConstant({ eigenvalues: { re, im } }, dt) {
  return -dt / Math.log(Math.hypot(re[0], im[0]));
}

/** The cells of one run by the name of their row. */
function cellsOf(parts, study) {
  const { experiment, params, weights, tested, nExc } = study;
  const found = parts.findingsOf(study);
  const dPrime = Array.from(parts.selectivityOf(study));
  const { fit } = parts.psychometricOf(study);
  const more = curveOfMore(parts, study);
  const points = parts.fixedPointsOf(study);
  const radii = [weights.before, weights.after].map(({ wRec }) => parts.weightSpectrum(wRec));
  const [largestE, largestI] = largestRates(study, 2);
  const { rows: lesions } = parts.lesionTable(
    experiment.network,
    params,
    (each) => ({ performance: experiment.test(each).performance }),
    { groups: parts.lesionGroups(study) },
  );
  return {
    'mean loss of the last 200 updates': fixed(found.finalLoss, 4),
    'performance in 500 trials': percent(found.performance),
    'psychometric sigma (% coherence)': interval(fit.sigma),
    'psychometric bias (% coherence)': interval(fit.bias),
    'sigma in 4000 further trials': interval(more.sigma),
    'bias in 4000 further trials': interval(more.bias),
    'trials answered choice 0, choice 1': [1, 2]
      .map((choice) => tested.answers.filter((answer) => answer.choice === choice).length)
      .join(', '),
    'largest rate in trial 2, E units and I units': `${fixed(largestE, 2)}, ${fixed(largestI, 2)}`,
    "range of d'": `${fixed(Math.min(...dPrime), 2)} to ${fixed(largest(dPrime), 2)}`,
    'units that prefer choice 0, choice 1': `${found.selectivity.answer0}, ${found.selectivity.answer1}`,
    "silent units, d' = 0 (E, I)": [dPrime.slice(0, nExc), dPrime.slice(nExc)]
      .map((part) => part.filter((d) => d === 0).length)
      .join(', '),
    ...Object.fromEntries(
      found.selectivity.weights.map(({ from, to, same, opposite }) => [
        `mean weight ${from} → ${to}, same / opposite preference`,
        `${fixed(same.mean, 3)} / ${fixed(opposite.mean, 3)}`,
      ]),
    ),
    'spectral radius before → after': radii.map(({ radius }) => fixed(radius, 2)).join(' → '),
    'largest real part before → after': radii.map(({ abscissa }) => fixed(abscissa, 2)).join(' → '),
    'variance along components 1, 2': Array.from(parts.planeOf(study).explained, percent).join(', '),
    'fixed points, of them stable': `${points.length}, ${points.filter(({ stable }) => stable).length}`,
    'leading eigenvalue there': points.map(({ eigenvalues }) => fixed(eigenvalues.re[0], 3)).join(', '),
    'its time constant (ms)': points
      .map((point) => timeConstant(point, experiment.task.dt).toFixed(0))
      .join(', '),
    ...Object.fromEntries(
      lesions.map(({ group, values }) => [`performance without ${group}`, percent(values.performance)]),
    ),
  };
}

/** What the numbers of a row are compared with. */
const BESIDE = {
  'mean loss of the last 200 updates': '0.0586 (PyTorch), 0.0633 (BrainPy); ideal observer 0.0531',
  'performance in 500 trials': '84.8 % (PyTorch), 84.6 % (BrainPy); ideal observer 86.5 %',
  'psychometric sigma (% coherence)': 'ideal observer 6.32',
  'psychometric bias (% coherence)': 'ideal observer 0',
  'sigma in 4000 further trials': 'ideal observer 6.32',
  'bias in 4000 further trials': 'ideal observer 0',
  'trials answered choice 0, choice 1': '250, 250 in the mean',
  'largest rate in trial 2, E units and I units': 'notebook: up to about 3.4, of an I unit',
  "range of d'": 'notebook: about −1.6 to 1.4',
  'its time constant (ms)': 'tau of a unit: 100',
};

/** Replaces the rows between the marks by those of the studies, one for each seed. */
export function withSeeds(page, parts, studies) {
  if (!REGION.test(page))
    throw new Error('expected docs/song2016.md to have the marks of results:song2016-seeds');
  const columns = studies.map((study) => cellsOf(parts, study));
  const head = ['', ...studies.map(({ experiment }) => `seed ${experiment.config.seed}`), 'beside'];
  const rows = Object.keys(columns[0]).map((name) =>
    row([name, ...columns.map((cells) => cells[name]), BESIDE[name] ?? '']),
  );
  const table = row(head) + row(['---', ...studies.map(() => '---:'), '---']) + rows.join('');
  return page.replace(REGION, (_, open, close) => open + table + close);
}
