/** SVG as text: elements, numbers, escaping. @module */

/** A piece of a figure: SVG elements as text. */
export type Svg = string;

/** Attributes of an element; those that are `undefined` are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Writes a text so that it is safe between tags and in attributes. Characters that XML does not allow are left out. */
export function escapeText(text: string): string {
  // Control characters, and halves of surrogate pairs that stand alone.
  const allowed = text.replace(/\p{Cs}|[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu, '');
  return allowed.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** Writes a coordinate: two decimals at most, a hundredth of a pixel. */
export function formatNumber(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}

/**
 * Writes an element. Numbers among the attributes are coordinates; children are SVG already, texts go through `escapeText`.
 * @example element('rect', { x: 0, y: 0, width: 1 / 3, height: 2 }) // '<rect x="0" y="0" width="0.33" height="2"/>'
 */
export function element(name: string, attributes: Attributes, ...children: readonly Svg[]): Svg {
  const written = Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [` ${key}="${typeof value === 'number' ? formatNumber(value) : escapeText(value)}"`];
  });
  const opening = `<${name}${written.join('')}`;
  return children.length === 0 ? `${opening}/>` : `${opening}>${children.join('')}</${name}>`;
}

/** Writes a text element. */
export function label(x: number, y: number, text: string, attributes: Attributes = {}): Svg {
  return element('text', { x, y, ...attributes }, escapeText(text));
}

/**
 * How wide a text is at a font size, nearly at most: system fonts differ, and no browser is asked. Words are up to 25 %
 * narrower, numbers in the widest of the fonts (DejaVu Sans) 6 % wider.
 */
export function widthOf(text: string, size: number): number {
  return 0.6 * size * Array.from(text).length;
}

/** Shortens a text to a number of characters. */
export function shorten(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** Shortens a text to a number of characters, and keeps both its ends: those of 'location 3, shape 7' tell it apart. */
export function shortenMiddle(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${characters.slice(0, most - 1 - tail).join('')}…${characters.slice(characters.length - tail).join('')}`;
}
