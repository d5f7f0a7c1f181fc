/** Reads the docstrings of the source of tasks: those of functions, and of the members of interfaces. */
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../src/tasks/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
);
const source = files
  .map((path) => readFileSync(new URL(path.replaceAll('\\', '/'), folder), 'utf8'))
  .join('\n');

const COMMENT = String.raw`/\*\*((?:(?!\*/)[\s\S])*)\*/\n`;

/** The lines of a comment without its stars. */
const linesOf = (comment) => comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());

/** Joins the lines of each paragraph. */
const paragraphsOf = (lines) =>
  lines
    .join('\n')
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' ').trim());

/**
 * The docstring of an exported function: paragraphs before the first tag, and what stands behind `@example`.
 * @returns {{ paragraphs: string[], example: string | undefined, signature: string }}
 */
export function functionDoc(name) {
  const found = new RegExp(`${COMMENT}export (?:const|function) ${name}\\b([\\s\\S]*?)(?:=>|\\{\\n)`).exec(
    source,
  );
  if (found === null) throw new Error(`src/tasks: expected a docstring of ${name}, got none`);
  const [, comment, signature] = found;
  const [text, ...tags] = linesOf(comment).join('\n').split(/^@/m);
  const example = tags.find((tag) => tag.startsWith('example'));
  return {
    paragraphs: paragraphsOf(text.split('\n')),
    example: example?.slice('example'.length).trim(),
    signature,
  };
}

/** What stands behind `interface NAME` or `type NAME`: names of parents, and a body. */
function declarationOf(name) {
  const parentsIn = (text) => Array.from(text.matchAll(/\b[A-Z]\w+/g), ([parent]) => parent);
  const shape = new RegExp(`^export interface ${name}\\b([^{]*)\\{\\n([\\s\\S]*?)^\\}`, 'm').exec(source);
  if (shape !== null) return { parents: parentsIn(shape[1]), body: shape[2] };
  const alias = new RegExp(`^export type ${name}\\b([^;]*);`, 'm').exec(source);
  return { parents: alias === null ? [] : parentsIn(alias[1]), body: '' };
}

/**
 * The docstrings of the members of an interface and of those that it extends, in this order: parents, own.
 * @returns {Record<string, string>}
 */
export function memberDocs(name) {
  const { parents, body } = declarationOf(name);
  const member = new RegExp(`^  (?:${COMMENT}  )?(?:readonly )?(\\w+)\\??:`, 'gm');
  const own = Array.from(body.matchAll(member), ([, comment = '', key]) => [
    key,
    paragraphsOf(linesOf(comment)).join(' '),
  ]);
  const inherited = parents.filter((parent) => parent !== name).map(memberDocs);
  return Object.assign({}, ...inherited, Object.fromEntries(own));
}

const conditionTypes = Array.from(
  source.matchAll(/^export (?:interface|type) (\w+Conditions)\b/gm),
  ([, name]) => name,
);

/** The docstrings of the conditions of a trial: those of the type that has these conditions and no others. */
export function conditionDocs(names, preferred) {
  const fits = (docs) => Object.keys(docs).length === names.length && names.every((name) => name in docs);
  const docs = [preferred, ...conditionTypes].map(memberDocs).find(fits);
  if (docs === undefined) throw new Error(`src/tasks: expected docstrings of ${names.join(', ')}, got none`);
  return Object.fromEntries(names.map((name) => [name, docs[name]]));
}
