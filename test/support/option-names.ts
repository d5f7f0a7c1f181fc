/** Names of options, read from the interfaces of the source: types leave nothing behind at run time. @module */

import { readdirSync, readFileSync } from 'node:fs';

const src = new URL('../../src/', import.meta.url);
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const source = files.map((path) => readFileSync(new URL(path.replaceAll('\\', '/'), src), 'utf8')).join('\n');

const INTERFACE = /^export interface (\w+)(?:<[\s\S]*?>)?(?: extends ([^{]*?))? \{\n([\s\S]*?)^\}/gm;

interface Found {
  readonly parents: readonly string[];
  readonly members: readonly string[];
}

const found = new Map<string, Found>(
  Array.from(source.matchAll(INTERFACE), ([, name, parents = '', body]) => [
    name,
    {
      parents: Array.from(parents.matchAll(/\b[A-Z]\w+/g), ([parent]) => parent),
      members: Array.from(body.matchAll(/^ {2,4}(?:readonly )?(\w+)\??[:(<]/gm), ([, member]) => member),
    },
  ]),
);

/** The members of an interface and of those that it extends. */
export function optionNames(name: string): string[] {
  const { parents, members } = found.get(name) ?? { parents: [], members: [] };
  return [...new Set([...parents.flatMap(optionNames), ...members])];
}

/** The members of all interfaces. */
export const allMembers: ReadonlySet<string> = new Set(
  Array.from(found.values()).flatMap(({ members }) => members),
);

/** Whether a text, such as 'psychrnn', is a literal of the source. */
export const isLiteral = (text: string): boolean => source.includes(`'${text}'`);
