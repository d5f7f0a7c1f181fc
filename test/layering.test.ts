/** The layers of the design, enforced: who may import whom, and what no layer may use. @module */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { expect, test } from 'vitest';

/** Path, relative to `src`, to text. */
type Files = Readonly<Record<string, string>>;

/** What each layer imports besides itself; `types:` allows types only. */
const layers: Record<string, readonly string[]> = {
  tensor: [],
  autograd: ['tensor'],
  compile: ['autograd', 'tensor'],
  rnn: ['compile', 'autograd', 'tensor', 'types:tasks'],
  tasks: ['tensor'],
  analysis: ['rnn', 'compile', 'autograd', 'tensor'],
  io: ['tensor'],
  experiments: ['rnn', 'tasks', 'autograd', 'compile', 'tensor', 'io'],
  plot: [],
  report: ['experiments', 'analysis', 'plot', 'rnn', 'tasks', 'compile', 'autograd', 'tensor', 'io'],
  node: [],
  cli: [
    ...[
      'tensor',
      'autograd',
      'compile',
      'rnn',
      'tasks',
      'experiments',
      'analysis',
      'io',
      'plot',
      'report',
      'node',
    ],
    'index.ts',
  ],
  'index.ts': ['tensor', 'autograd', 'compile', 'rnn', 'tasks', 'experiments', 'analysis', 'io', 'plot'],
};

const layerOf = (path: string): string => path.split('/')[0];

/** Removes comments, and the insides of strings too if asked; keeps all else, so that code can be searched. */
function code(text: string, keepStrings = false): string {
  const tokens = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return text.replace(tokens, (token) => (token.startsWith('/') ? ' ' : keepStrings ? token : "''"));
}

interface Import {
  readonly target: string;
  readonly typesOnly: boolean;
}

function importsOf(path: string, text: string): Import[] {
  const statement = /\b(?:import|export)\s+([\w\s{},*$]*?)\s*\bfrom\s*'([^']+)'|\bimport\s*\(?\s*'([^']+)'/g;
  return Array.from(code(text, true).matchAll(statement), ([, clause = '', from, bare]) => {
    const names = (clause.match(/[\w$*][\w\s$*]*/g) ?? []).map((name) => name.trim());
    const typesOnly =
      /^type\s+[\w{*]/.test(clause) || (names.length > 0 && names.every((name) => name.startsWith('type ')));
    const specifier = from ?? bare;
    return {
      target: specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : specifier,
      typesOnly,
    };
  });
}

/** Files that a chain of imports leads back to. Types do not count: nothing is left of them when modules are loaded. */
function cycles(files: Files): string[] {
  const next = (path: string): string[] =>
    importsOf(path, files[path] ?? '').flatMap(({ target, typesOnly }) => (typesOnly ? [] : [target]));
  return Object.keys(files).filter((start) => {
    const seen = new Set<string>();
    const queue = next(start);
    for (const path of queue) if (!seen.has(path) && seen.add(path)) queue.push(...next(path));
    return seen.has(start);
  });
}

/** Patterns that code must not contain, and the files that may. */
const forbidden: readonly [string, RegExp, (path: string) => boolean][] = [
  [
    'DOM name',
    /(?<![.\w])(?:document|window|localStorage)\s*[.[(]|typeof (?:document|window)/,
    (p) => layerOf(p) === 'cli',
  ],
  ['console', /\bconsole\s*\./, (p) => layerOf(p) === 'cli'],
  ['default export', /\bexport\s+default\b|\bas\s+default\b/, () => false],
  ['Math.random', /\bMath\s*\.\s*random\b/, () => false],
  [
    'engine-dependent Math',
    /\bMath\s*\.\s*(?:a?(?:sin|cos|tan)h?|atan2|exp|expm1|log(?:2|10|1p)?|pow|cbrt|hypot)\b/,
    (p) => !['rnn', 'tasks', 'experiments'].includes(layerOf(p)),
  ],
];

function violations(files: Files): string[] {
  const found = cycles(files).map((path) => `${path}: import cycle`);
  for (const [path, text] of Object.entries(files)) {
    const own = layerOf(path);
    const allowed = layers[own] ?? [];
    for (const { target, typesOnly } of importsOf(path, text)) {
      const to = layerOf(target);
      const ours = Object.hasOwn(files, target);
      const mayImport = to === own || allowed.includes(to) || (typesOnly && allowed.includes(`types:${to}`));
      if (ours ? !mayImport : !(['cli', 'node'].includes(own) && target.startsWith('node:')))
        found.push(`${path}: imports ${target}`);
    }
    for (const [name, pattern, exempt] of forbidden) {
      if (!exempt(path) && pattern.test(code(text))) found.push(`${path}: ${name}`);
    }
    if (!Object.hasOwn(layers, own)) found.push(`${path}: not a layer`);
    const lines = text.trimEnd().split('\n').length;
    if (lines > 400) found.push(`${path}: ${lines} lines`);
  }
  return found;
}

const root = new URL('../src/', import.meta.url);
const source: Files = Object.fromEntries(
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path, readFileSync(new URL(path, root), 'utf8')]),
);

test('the source keeps to its layers', () => {
  expect(Object.keys(source)).toContain('tensor/tensor.ts');
  expect(violations(source)).toEqual([]);
});

test('imports are found: with names, types, side effects, re-exports and at run time', () => {
  const text = [
    "import { a,\n b } from './b.ts';",
    "export * from '../io/c.ts';",
    "import './d.ts';",
    "await import('./e.ts');",
    "import type { F } from './f.ts';",
    "import { type G, type H } from './g.ts';",
    "import { type I, j } from './i.ts';",
    "import * as k from './k.ts';",
    "// import './no.ts';",
    "export const add = f('add', from('sub'));",
  ].join('\n');
  const found = importsOf('rnn/a.ts', text);
  expect(found.map(({ target }) => target)).toEqual([
    'rnn/b.ts',
    'io/c.ts',
    'rnn/d.ts',
    'rnn/e.ts',
    'rnn/f.ts',
    'rnn/g.ts',
    'rnn/i.ts',
    'rnn/k.ts',
  ]);
  expect(found.map(({ typesOnly }) => typesOnly)).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
    false,
    false,
  ]);
});

const base: Files = {
  'tensor/a.ts': 'export const a = 1;\n',
  'tasks/t.ts': 'export type T = 1;\n',
  'index.ts': "export * from './tensor/a.ts';\n",
};

test.each<[string, Files, string[]]>([
  [
    'what is allowed',
    {
      'rnn/m.ts':
        "import type { T } from '../tasks/t.ts';\n/** Math.exp, window.x */ const s = 'console.log';",
      'cli/main.ts': "import 'node:fs';\nimport '../index.ts';\nconsole.log(window.x);",
      'tasks/w.ts': 'const window = 3; f(window, { window: 2 }, x.window.y);',
    },
    [],
  ],
  [
    'an import upwards',
    { 'tensor/b.ts': "import { t } from '../tasks/t.ts';" },
    ['tensor/b.ts: imports tasks/t.ts'],
  ],
  [
    'more than types from tasks',
    { 'rnn/m.ts': "import { type T, u } from '../tasks/t.ts';" },
    ['rnn/m.ts: imports tasks/t.ts'],
  ],
  [
    'the command line from the index',
    { 'cli/c.ts': '', 'index.ts': "export * from './cli/c.ts';" },
    ['index.ts: imports cli/c.ts'],
  ],
  ['a file that is not there', { 'io/n.ts': "import './gone.ts';" }, ['io/n.ts: imports io/gone.ts']],
  ['a package', { 'io/n.ts': "import 'left-pad';" }, ['io/n.ts: imports left-pad']],
  ['a node module', { 'io/n.ts': "import { x } from 'node:fs';" }, ['io/n.ts: imports node:fs']],
  [
    'a cycle',
    { 'io/x.ts': "import './y.ts';", 'io/y.ts': "import './z.ts';", 'io/z.ts': "export * from './x.ts';" },
    ['io/x.ts: import cycle', 'io/y.ts: import cycle', 'io/z.ts: import cycle'],
  ],
  [
    'the DOM',
    { 'plot/p.ts': "document.createElement('a');", 'io/n.ts': 'typeof window' },
    ['plot/p.ts: DOM name', 'io/n.ts: DOM name'],
  ],
  ['a console', { 'rnn/m.ts': 'console.warn(1);' }, ['rnn/m.ts: console']],
  [
    'a default export',
    { 'rnn/m.ts': 'export default 1;', 'rnn/n.ts': 'const a = 1;\nexport { a as default };' },
    ['rnn/m.ts: default export', 'rnn/n.ts: default export'],
  ],
  ['random numbers without a key', { 'tensor/r.ts': 'Math.random()' }, ['tensor/r.ts: Math.random']],
  [
    'engine-dependent functions',
    {
      'tasks/d.ts': 'Math.log(2)',
      'rnn/m.ts': 'const { x } = f(Math.tanh);',
      'experiments/e.ts': "import '../tasks/t.ts';\nMath.pow(2, 3);",
    },
    [
      'tasks/d.ts: engine-dependent Math',
      'rnn/m.ts: engine-dependent Math',
      'experiments/e.ts: engine-dependent Math',
    ],
  ],
  ['a long file', { 'io/long.ts': 'x;\n'.repeat(401) }, ['io/long.ts: 401 lines']],
  ['a folder that no layer is', { 'utils/u.ts': '' }, ['utils/u.ts: not a layer']],
])('control: %s', (_, planted, expected) => {
  expect(violations({ ...base, ...planted })).toEqual(expected);
});
