/** A reader of XML that is strict enough to find broken figures. @module */

/** An element with its attributes and children; texts are decoded. */
export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Node | string)[];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function decode(text: string): string {
  if (/[<>]/.test(text)) throw new Error(`a bare angle bracket in '${text}'`);
  return text.replace(/&([^;]*)(;?)/g, (all, name: string, end) => {
    if (end === '' || ENTITIES[name] === undefined) throw new Error(`a bad entity in '${all}'`);
    return ENTITIES[name];
  });
}

/** Reads a document of one element. @throws Error for what is not well formed */
export function parseXml(text: string): Node {
  const root: { name: string; children: (Node | string)[]; attributes: Record<string, string> } = {
    ...{ name: '', children: [], attributes: {} },
  };
  const stack = [root];
  let at = 0;
  for (const match of text.matchAll(/<(\/?)([\w]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g)) {
    const [all, closing, name, attributes, empty] = match;
    const between = decode(text.slice(at, match.index));
    if (between !== '') stack[stack.length - 1].children.push(between);
    at = match.index + all.length;
    if (closing !== '') {
      const open = stack.pop();
      if (open?.name !== name) throw new Error(`<${open?.name}> closed by </${name}>`);
      continue;
    }
    const pairs = Array.from(attributes.matchAll(/([\w:-]+)="([^"]*)"/g), ([, key, value]) => [
      key,
      decode(value),
    ]);
    if (new Set(pairs.map(([key]) => key)).size < pairs.length)
      throw new Error(`an attribute twice in ${all}`);
    const node = { name, attributes: Object.fromEntries(pairs), children: [] };
    stack[stack.length - 1].children.push(node);
    if (empty === '') stack.push(node);
  }
  if (stack.length > 1) throw new Error(`<${stack[stack.length - 1].name}> is not closed`);
  if (decode(text.slice(at)).trim() !== '') throw new Error('text behind the last element');
  const nodes = root.children.filter((child): child is Node => typeof child !== 'string');
  if (nodes.length !== 1) throw new Error(`expected one root, got ${nodes.length}`);
  return nodes[0];
}

/** All elements of a name, in the order of the document. */
export function elements(node: Node, name: string): Node[] {
  const below = node.children.flatMap((child) => (typeof child === 'string' ? [] : elements(child, name)));
  return node.name === name ? [node, ...below] : below;
}

/** The text of an element and all below it. */
export const textOf = ({ children }: Node): string =>
  children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
