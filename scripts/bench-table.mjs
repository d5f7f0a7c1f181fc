/** The table of speeds in the README, made from the results of the benchmarks. */
import { existsSync, readFileSync } from 'node:fs';

export const RESULTS = new URL('../bench/results/', import.meta.url);

const REGION = /(<!-- results:bench -->\n).*?(<!-- \/results -->)/s;
const NOT_YET = 'not measured yet';
const WORKLOADS = ['S', 'P', 'L'];
const FILES = {
  S: 'train-step-S',
  P: 'train-step-P',
  L: 'train-step-L',
  endToEnd: 'end-to-end',
  lab: 'lab',
  kernels: 'kernels',
};
const WIDTH = 118;

/** Reads what there is of the results; what is not there is undefined. */
export function readResults(folder = RESULTS) {
  const read = (name) => {
    const file = new URL(`${name}.json`, folder);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  };
  return Object.fromEntries(Object.entries(FILES).map(([key, name]) => [key, read(name)]));
}

const digits = (x) => (x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2));
const percent = (x) => (100 * x).toFixed(x < 0.1 ? 1 : 0);
const row = (cells) => `| ${cells.join(' | ')} |\n`;
const unique = (items) => [...new Set(items)];
const list = (items) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** What ours.ts serves names its engine. */
const isOurs = ({ versions }) => versions.engine !== undefined;

function bullet(text) {
  const lines = [];
  let line = '-';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return `${[...lines, line].join('\n')}\n`;
}

/** A time with its ratio to the reference; one that the rounds do not bear out is marked. */
function timing({ name, medianMs, ratio, verdict }, reference) {
  if (name === reference) return `${digits(medianMs)} (1)`;
  return `${digits(medianMs)} (${verdict === 'no claim' ? '~' : ''}${digits(ratio.median)})`;
}

function table(measured) {
  const cells = new Map();
  const put = (name, workload, cell, ms, ours) => {
    const known = cells.get(name) ?? { ours, ms: Infinity };
    // Ordered by the first workload, S as a rule.
    const first = Object.keys(known).some((key) => WORKLOADS.includes(key)) ? known.ms : ms;
    cells.set(name, { ...known, ours: known.ours || ours, ms: first, [workload]: cell });
  };
  for (const [workload, { results, missing, reference }] of measured) {
    for (const result of results) {
      put(result.name, workload, timing(result, reference), result.medianMs, isOurs(result));
    }
    for (const { name } of missing) put(name, workload, 'missing', Infinity, false);
  }
  const ordered = [...cells].sort(([, a], [, b]) => (a.ms === b.ms ? 0 : a.ms - b.ms));
  const rows = ordered.map(([name, cell]) => [
    cell.ours ? `**ours, ${name}**` : name,
    ...WORKLOADS.map((workload) => cell[workload] ?? '-'),
  ]);
  const head = ['ms per step (ratio to ours)', ...WORKLOADS];
  return [head, ['---', ...WORKLOADS.map(() => '---:')], ...rows].map(row).join('');
}

/** Says plainly which peers are faster than the reference. */
function faster(measured) {
  const claims = measured.map(([workload, { results }]) => {
    const peers = results.filter((result) => result.verdict === 'faster' && !isOurs(result));
    const names = peers
      .sort((a, b) => a.ratio.median - b.ratio.median)
      .map(({ name, ratio }) => `${name} (${digits(ratio.median)} of our time)`);
    return { workload, names };
  });
  const some = claims.filter(({ names }) => names.length > 0);
  const none = claims.filter(({ names }) => names.length === 0).map(({ workload }) => workload);
  return [
    ...some.map(({ workload, names }) => `On ${workload} faster than ours: ${list(names)}.`),
    ...(none.length > 0 ? [`On ${list(none)} no peer was faster than ours.`] : []),
  ].join(' ');
}

/** The versions of the peers. Node has its own place, and what else tells them apart is in their names. */
function versions(comparisons) {
  const own = ['engine', 'node', 'v8', 'threads', 'backend', 'blas'];
  const peers = comparisons.flatMap(({ results }) => results.filter((result) => !isOurs(result)));
  return unique(
    peers.flatMap(({ name, versions: parts }) =>
      Object.entries(parts)
        .filter(([part]) => !own.includes(part))
        .map(([part, version], i) => {
          const which = name.startsWith("Debian's") ? `Debian's ${part}` : part;
          return `${which} ${version}${i === 0 && parts.blas ? ` (${parts.blas})` : ''}`;
        }),
    ),
  );
}

function machine(results) {
  const groups = new Map();
  for (const [key, result] of Object.entries(results)) {
    if (result === undefined) continue;
    const { cpu, cores, platform, node, commit, date } = result.environment;
    const text = `${cpu}, ${cores} cores, ${platform}, Node ${node}, commit ${commit}, ${date}`;
    groups.set(text, [...(groups.get(text) ?? []), key === 'endToEnd' ? 'end-to-end' : key]);
  }
  if (groups.size === 1) return [...groups.keys()][0];
  return [...groups].map(([text, keys]) => `${keys.join(', ')}: ${text}`).join('; ');
}

function endToEnd({ results, missing, spread, reference, steps }) {
  const ours = results.find(({ name }) => name === reference);
  const others = results.filter((result) => result !== ours);
  const peers = others.map((result) => `${result.name} ${timing(result, reference)}`);
  const gone = missing.map(({ name }) => `${name} missing`);
  return (
    `\`song2016\` with its data, ${steps} steps, ms per step: ${reference} ${digits(ours.medianMs)}; ` +
    `${[...peers, ...gone].join('; ')}; control ${percent(spread)} %.`
  );
}

/** The page beside the command line; not a comparison of libraries, so it stands in a line of its own. */
function lab({ results, blocks, steps, spread }) {
  const [, shown, all] = results;
  const ratio = ({ ratio: { median } }) => median.toFixed(2);
  const [block, blockOfAll] = blocks.map(({ longestMs }) => Math.round(longestMs));
  return (
    `\`song2016\` in the page of the lab (Chromium), ${steps} steps: ${ratio(shown)} of the time of the command line, ` +
    `${ratio(all)} with all views drawn again and again; control ${percent(spread)} %; the longest block of the main ` +
    `thread is ${block} ms, ${blockOfAll} with all views.`
  );
}

function kernels({ workloads }) {
  const names = workloads.map(({ workload }) => workload).join(' / ');
  const each = (of) => workloads.map((w) => percent(of(w))).join(' / ');
  const peak = Math.max(...workloads.map(({ peakGflops }) => peakGflops));
  return (
    `Matrix products alone take ${each((w) => w.productsOfStep.median)} % of the time of a step (${names}), at ` +
    `${each((w) => w.productsOfPeak.median)} % of the ${peak.toFixed(1)} GFLOP/s that multiplying and adding reaches ` +
    'in registers.'
  );
}

/** What stands between the marks: a pure function of the results. */
export function benchRegion(results) {
  const measured = WORKLOADS.filter((name) => results[name]).map((name) => [name, results[name]]);
  const present = Object.values(results).filter((result) => result !== undefined);
  if (present.length === 0) return `${NOT_YET}\n`;
  const notes = [];
  const comparisons = measured.map(([, comparison]) => comparison);
  if (measured.length > 0) {
    const missing = WORKLOADS.filter((name) => !results[name]);
    if (missing.length > 0) notes.push(`${list(missing)}: ${NOT_YET}.`);
    notes.push(faster(measured));
    const spreads = comparisons.map(({ spread }) => percent(spread)).join(' / ');
    const names = measured.map(([name]) => name).join(' / ');
    const rounds = unique(comparisons.map((comparison) => comparison.rounds)).join(' / ');
    notes.push(
      `Medians of ${rounds} interleaved rounds; ours against itself differs by up to ${spreads} % (${names}), and ` +
        'ratios within that, marked ~, are no claims.',
    );
    notes.push(
      'torch, jax and brainpy use AVX-512 where the machine has it, ours the 128-bit vectors of WebAssembly; ' +
        '`hoisted` takes input products and noise out of the loop over time by hand; `fma` rounds once where others ' +
        'round twice.',
    );
  }
  if (results.endToEnd) notes.push(endToEnd(results.endToEnd));
  if (results.lab) notes.push(lab(results.lab));
  if (results.kernels) notes.push(kernels(results.kernels));
  const ends = results.endToEnd ? [...comparisons, results.endToEnd] : comparisons;
  const engines = unique(
    comparisons.flatMap(({ results: all }) => all.filter(isOurs).map((result) => result.versions.node)),
  );
  const software = [...(engines.length > 0 ? [`Node ${list(engines)}`] : []), ...versions(ends)];
  if (software.length > 0) notes.push(`Versions: ${software.join(', ')}.`);
  notes.push(`Machine: ${machine(results)}.`);
  const body = notes.map(bullet).join('');
  return measured.length > 0 ? `${table(measured)}\n${body}` : body;
}

/** Replaces what stands between the marks. */
export function withBench(readme, results) {
  if (!REGION.test(readme)) throw new Error('expected README.md to have the marks of results:bench');
  return readme.replace(REGION, (_, open, close) => open + benchRegion(results) + close);
}
