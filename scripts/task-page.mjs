/** The text of a task's page, and of the table of all tasks. */
import { conditionDocs, functionDoc, memberDocs } from './source-docs.mjs';

/** Writes any value as code does: 'text', [1, 2], { a: 1 }. */
function show(value) {
  if (value === undefined) return '';
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  const parts = Object.entries(value).map(([name, each]) => `${name}: ${show(each)}`);
  return `{ ${parts.join(', ')} }`;
}

const cell = (text) => text.replaceAll('|', '\\|');
const code = (text) => (text === '' ? '' : `\`${text}\``);
const row = (cells) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** Writes a timing in words. */
function duration(spec) {
  if (typeof spec === 'number') return `${show(spec)} ms`;
  if ('choice' in spec) return `one of ${spec.choice.join(', ')} ms`;
  if ('uniform' in spec) return `uniform, ${spec.uniform.map(show).join(' to ')} ms`;
  const { mean, min = 0, max } = spec.truncatedExponential;
  return `exponential of mean ${mean} ms, cut to ${min} to ${max ?? 'any'} ms`;
}

/** Names of channels in rows; 'angle 0', 'angle 1', .. in one. */
function channelRows(names) {
  const rows = [];
  names.forEach((name, i) => {
    const [, stem, number] = /^(.*?)(\d+)$/.exec(name) ?? [];
    const last = rows.at(-1);
    if (stem !== undefined && last?.stem === stem && Number(number) === last.number + 1) {
      Object.assign(last, { to: i, number: Number(number) });
    } else {
      rows.push({ stem, number: Number(number), from: i, to: i, name });
    }
  });
  return rows.flatMap(({ from, to, name, number }) =>
    to - from < 3
      ? names.slice(from, to + 1).map((each, i) => [String(from + i), each])
      : [[`${from} - ${to}`, `${name} .. ${number}`]],
  );
}

function lengthText({ mean, std, percentile95, max }, maxSteps) {
  if (std === 0) return `Every trial has ${max} steps.`;
  const most = maxSteps === Infinity ? 'there is no longest' : `none has more than ${maxSteps}`;
  return `Of 1000 trials the mean is ${mean.toFixed(1)} steps, the standard deviation ${std.toFixed(1)}, the 95th percentile ${percentile95}, the longest ${max}; ${most}.`;
}

/** The name before Options and Conditions in the types of a factory. */
const typeStem = (signature) => /\b(\w+)Options\b/.exec(signature)?.[1] ?? '';

/** Writes the page of a task. */
export function taskPage(entry, task, trial, lengths, seed) {
  const call = entry.code ?? `${entry.name}()`;
  const [factory] = /^\w+/.exec(call);
  const { paragraphs, example, signature } = functionDoc(factory);
  const stem = typeStem(signature);
  const docs = memberDocs(`${stem}Options`);
  const { timing, dt, ...options } = task.options;
  const periods = Object.entries(timing ?? {});
  const { periods: _, nSteps, dt: step, ...drawn } = trial;
  const names = Object.keys(drawn);
  const conditions = names.length === 0 ? [] : Object.entries(conditionDocs(names, `${stem}Conditions`));
  const kind =
    task.kind === 'classes'
      ? 'One class is asked for at every step whose mask is not 0.'
      : 'A value is asked for of every output at every step whose mask is not 0.';
  const ceiling =
    entry.ceiling === null ? '' : ` The best accuracy that can be reached is ${show(entry.ceiling)}.`;
  const sections = [
    `# ${entry.title}`,
    '<!-- Made by scripts/task-pages.mjs. -->',
    `\`${call}\` - ${entry.description} From ${entry.collection === 'other' ? 'the literature' : entry.collection}; [all tasks](../tasks.md).`,
    `Source: ${entry.citation}.`,
    `![One trial](${entry.name}.svg)`,
    ...paragraphs,
    ...(example === undefined || entry.code !== undefined ? [] : [`\`\`\`js\n${example}\n\`\`\``]),
    '## Timing',
    `The time step is ${show(task.dt)} ms. ${lengthText(lengths, task.maxSteps)} The answer is given in ${task.response.map(code).join(', ')}.`,
    ...(periods.length === 0
      ? []
      : [
          table(
            ['period', 'duration'],
            periods.map(([name, spec]) => [code(name), duration(spec)]),
          ),
        ]),
    '## Inputs',
    table(['input', 'name'], channelRows(task.inputs)),
    '## Outputs',
    `${kind}${ceiling}`,
    table([task.kind === 'classes' ? 'class' : 'output', 'name'], channelRows(task.outputs)),
    '## Options',
    table(
      ['option', 'default', 'meaning'],
      [
        ...(dt === undefined ? [] : [[code('dt'), show(dt), 'Time step in ms.']]),
        ...(timing === undefined
          ? []
          : [
              [
                code('timing'),
                'above',
                'Durations of periods in ms; those that are not given keep their defaults.',
              ],
            ]),
        ...Object.entries(options).map(([name, value]) => [code(name), code(show(value)), docs[name] ?? '']),
      ],
    ),
    ...(conditions.length === 0
      ? []
      : [
          '## Conditions',
          'What sets trials apart. They are in `batch.trials`, and may be forced.',
          table(
            ['condition', 'meaning'],
            conditions.map(([name, text]) => [code(name), text]),
          ),
        ]),
    `The figure is what \`synaptape tasks show ${entry.name} --seed ${seed} --out ${entry.name}.svg\` draws.`,
  ];
  return `${sections.join('\n\n')}\n`;
}

const REGION = /(<!-- tasks -->\n)[\s\S]*?(<!-- \/tasks -->)/;

/** Puts the table of all tasks into its region of a page. */
export function indexPage(text, catalogue) {
  if (!REGION.test(text))
    throw new Error('docs/tasks.md: expected a region <!-- tasks --> .. <!-- /tasks -->');
  const rows = catalogue.map(({ name, collection, description, ceiling }) => [
    `[\`${name}\`](tasks/${name}.md)`,
    collection,
    description,
    ceiling === null ? '' : show(ceiling),
  ]);
  return text.replace(REGION, `$1\n${table(['task', 'from', 'in one sentence', 'ceiling'], rows)}\n\n$2`);
}
