/**
 * Writes the results of `synaptape benchmark tasks --out bench/results/tasks.json` into docs/tasks.md.
 * How to run: node scripts/task-benchmark-table.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const PAGE = new URL('../docs/tasks.md', import.meta.url);
const RESULTS = new URL('../bench/results/tasks.json', import.meta.url);
const HEADER = ['task', 'seed', 'ceiling', 'goal', 'accuracy', 'updates', 'time', 'reached'];
const REGION = /(<!-- results:tasks -->\n).*?(<!-- \/results -->)/s;

const row = (cells) => `| ${cells.join(' | ')} |\n`;

function cellsOf({ task, seed, ceiling, goal, accuracy, updates, seconds, reached }) {
  const shares = [ceiling, goal, accuracy].map((share) => share.toFixed(3));
  return [
    `[${task}](tasks/${task}.md)`,
    seed,
    ...shares,
    updates,
    `${seconds.toFixed(1)} s`,
    reached ? 'yes' : '**no**',
  ];
}

/** The table, with the tasks that were not learned named behind it. */
export function taskRegion({ seconds, percent, rows }) {
  const missed = rows.filter(({ reached }) => !reached).map(({ task }) => task);
  const names = missed.length === 0 ? 'none' : [...new Set(missed)].join(', ');
  const table =
    row(HEADER) +
    row([':---', ...HEADER.slice(1, -1).map(() => '---:'), ':---']) +
    rows.map((each) => row(cellsOf(each))).join('');
  const count = rows.length - missed.length;
  return `${table}\n${count} of ${rows.length} reached ${percent} % of their ceiling within ${seconds} s. Not reached: ${names}.\n`;
}

/** @throws {Error} for a page without the marks */
export function withTasks(page, results) {
  if (!REGION.test(page)) throw new Error('expected docs/tasks.md to have the marks of results:tasks');
  return page.replace(REGION, (_, open, close) => open + taskRegion(results) + close);
}

export const readTaskResults = () => JSON.parse(readFileSync(RESULTS, 'utf8'));
export const readTaskPage = () => readFileSync(PAGE, 'utf8');

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(PAGE, withTasks(readTaskPage(), readTaskResults()));
}
