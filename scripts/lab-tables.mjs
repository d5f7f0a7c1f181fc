/** The tables of docs/lab.md, and where they stand. */
import {
  beginning,
  behaviour,
  configOf,
  LINKS,
  learning,
  median,
  preferring,
  radiusOf,
  SEEDS,
  startRun,
} from './lab-measures.mjs';

/** Where `npm run lab` serves the lab; what follows is the fragment that holds the configuration. */
const LAB = 'http://localhost:8080/';

const region = (name) => new RegExp(`(<!-- lab:${name} -->\\n)(.*?)(<!-- /lab -->)`, 's');

/** What stands between the marks of a name; undefined without them. */
export const readRegion = (page, name) => region(name).exec(page)?.[2].trim();

/** The page with other text between the marks of a name. */
export function withRegion(page, name, text) {
  if (!region(name).test(page)) throw new Error(`expected docs/lab.md to have the marks of lab:${name}`);
  return page.replace(region(name), (_, open, __, close) => `${open}\n${text}\n\n${close}`);
}

const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (header, rows) =>
  [row(header), row(header.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');

export const linkOf = (lab, label, change) => `[${label}](${LAB}${lab.encodeLink(configOf(lab, change))})`;

const whole = (x) => (Number.isFinite(x) ? x.toFixed(0) : 'never');
const percent = (x) => `${(100 * x).toFixed(1)} %`;
const digits = (places) => (x) => x.toFixed(places);
/** Three digits, and of large numbers the power of ten: 2.7e7. */
const size = (x) => (x < 1000 ? String(Number(x.toPrecision(3))) : x.toExponential(1).replace('e+', 'e'));
const bias = (x) => (Number.isNaN(x) ? '-' : `${x.toFixed(1)} %`);

/** The median over seeds, and the smallest and the largest. */
function spread(values, say) {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(say);
  return low === high ? low : `${say(median(values))} (${low} to ${high})`;
}

/** The cells of some members of what was measured with each seed. */
const cells = (runs, says) =>
  Object.entries(says).map(([name, say]) =>
    spread(
      runs.map((run) => run[name]),
      say,
    ),
  );

/** The line by which a machine shows that it gives the same bits. */
export async function checkText(lab) {
  const [[label, change]] = Object.entries(LINKS.check);
  const { run, training } = startRun(lab, configOf(lab, change));
  for await (const _ of run());
  return `${linkOf(lab, label, change)}: \`${lab.hashOfParams(training.params)}\``;
}

const LEARNING = { below: whole, early: percent, correct: percent, last: digits(4) };

/** Signed, for differences. */
const signed = (say) => (x) => `${x > 0 ? '+' : ''}${say(x)}`;

/** @param runs of each link of the experiment, what `trainedRun` returned for each seed */
export function daleTable(lab, runs) {
  const measured = runs.map((each) => each.map(learning));
  const rows = Object.entries(LINKS.dale).map(([label, change], i) => [
    linkOf(lab, label, change),
    ...cells(measured[i], LEARNING),
  ]);
  const says = Object.fromEntries(Object.entries(LEARNING).map(([name, say]) => [name, signed(say)]));
  const differences = [0, 1].map((i) => {
    const pairs = measured[i].map((run, j) =>
      Object.fromEntries(Object.keys(run).map((name) => [name, run[name] - measured[2][j][name]])),
    );
    return [`${['first', 'second'][i]} minus third, seed by seed`, ...cells(pairs, says)];
  });
  const header = ['network', 'steps to 0.105', 'correct after 1000', 'correct after 5000', 'last loss'];
  return table(header, [...rows, ...differences]);
}

/** A network of the second experiment before training: its row in the table. */
export async function startRow(lab, label) {
  const change = LINKS.balance[label];
  const runs = [];
  for (const seed of SEEDS) runs.push(await beginning(lab, configOf(lab, change, seed)));
  const says = { radius: digits(2), long: whole, rate: size, most: size, first: size };
  return row([linkOf(lab, label, change), ...cells(runs, says)]);
}

/** The networks of the second experiment before training. */
export async function startTable(lab) {
  const header = ['network', 'radius', 'long eigenvalues', 'mean rate', 'largest rate', 'first loss'];
  const rows = [];
  for (const label of Object.keys(LINKS.balance)) rows.push(await startRow(lab, label));
  return [table(header, []), ...rows].join('\n');
}

/** The same networks after training. */
export function balanceTable(lab, runs) {
  const says = { below: whole, correct: percent, last: size, radius: digits(2) };
  const measured = runs.map((each) =>
    each.map((run) => ({ ...learning(run), radius: radiusOf(lab, run.experiment) })),
  );
  const rows = Object.keys(LINKS.balance).map((label, i) => [label, ...cells(measured[i], says)]);
  return table(['network', 'steps to 0.105', 'correct after 2000', 'last loss', 'radius after'], rows);
}

/** What is done to a trained network in the third experiment, by its name. */
const MANIPULATIONS = {
  nothing: () => ({}),
  'inhibition × 1.5': () => ({ inhibition: 1.5 }),
  'inhibition × 0.8': () => ({ inhibition: 0.8 }),
  'inhibition × 0.5': () => ({ inhibition: 0.5 }),
  'all I silenced': (lab, { network }) => ({ silenced: lab.populations(network).I }),
  'three E for choice 0 silenced': (lab, experiment) => ({ silenced: preferring(lab, experiment)[0] }),
  'three E for choice 1 silenced': (lab, experiment) => ({ silenced: preferring(lab, experiment)[1] }),
};

const measuredOf = (lab, runs) =>
  Object.entries(MANIPULATIONS).map(([name, make]) => [
    name,
    runs.map(({ experiment }) => behaviour(lab, experiment, make(lab, experiment))),
  ]);

/** @param runs trained, one for each seed; the first in full, then all of them */
export function inhibitionTables(lab, runs) {
  const measured = measuredOf(lab, runs);
  const first = measured.map(([name, [{ correct, answers, rate, most, bias: at }]]) => [
    ...[name, percent(correct), answers.join(' / '), size(rate), size(most), bias(at)],
  ]);
  const all = measured.map(([name, each]) => {
    const silent = each.map(({ answers }) => answers[2] / answers.reduce((sum, n) => sum + n));
    return [
      name,
      ...cells(each, { correct: percent }),
      spread(silent, percent),
      ...cells(each, { rate: size, most: size }),
    ];
  });
  const shifts = measured
    .filter(([name]) => name.startsWith('three'))
    .map(([name, each]) => {
      const shift = each.map((run, i) => run.bias - measured[0][1][i].bias);
      return [name, ...shift.map((x) => (Number.isNaN(x) ? '-' : signed(bias)(x)))];
    });
  const [zero, one] = preferring(lab, runs[0].experiment);
  return {
    inhibition: table(
      ['what is done', 'correct', 'choice 0 / 1 / none', 'mean rate', 'largest rate', 'bias'],
      first,
    ),
    units: `Units ${zero.join(', ')} prefer choice 0 most, units ${one.join(', ')} choice 1.`,
    seeds: table(['what is done', 'correct', 'not answered', 'mean rate', 'largest rate'], all),
    shifts: table(['shift of the bias', ...SEEDS.map((seed) => `seed ${seed}`)], shifts),
  };
}
