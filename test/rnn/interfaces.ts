/** Names of the members of interfaces, read from the source: types leave nothing behind at run time. @module */

import { readdirSync, readFileSync } from 'node:fs';

const src = new URL('../../src/', import.meta.url);

function textOf(folder: string): string {
  const root = new URL(`${folder}/`, src);
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  return paths.map((path) => readFileSync(new URL(path.replaceAll('\\', '/'), root), 'utf8')).join('\n');
}

const INTERFACE = /^(?:export )?interface (\w+)(?:<[^{]*?>)?(?: extends ([^{]*?))? \{\n([\s\S]*?)^\}/gm;

const found = new Map(
  Array.from(
    ['rnn', 'tasks', 'io'].map(textOf).join('\n').matchAll(INTERFACE),
    ([, name, parents = '', body]) => [
      name,
      {
        // GatedOptions<keyof LstmParams> extends GatedOptions, not LstmParams.
        parents: Array.from(parents.replace(/<[^,]*>/g, '').matchAll(/\b[A-Z]\w+/g), ([parent]) => parent),
        members: Array.from(body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm), ([, member]) => member),
      },
    ],
  ),
);

/** The members of an interface and of those that it extends. */
export function membersOf(name: string): string[] {
  const { parents, members } = found.get(name) ?? { parents: [], members: [] };
  return [...new Set([...parents.flatMap(membersOf), ...members])];
}

/** The interfaces and types of a folder of the source that end in `Options` and are exported. */
export const optionsOf = (folder: string): string[] =>
  Array.from(textOf(folder).matchAll(/^export (?:interface|type) (\w+Options)\b/gm), ([, name]) => name);
