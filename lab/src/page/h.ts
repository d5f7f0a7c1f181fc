/** Elements of the page, made in one line each. @module */

/** What an attribute may be: true is present without a value, false and undefined are absent, functions listen. */
export type AttributeValue = string | number | boolean | undefined | ((event: Event) => void);

export type Attributes = Readonly<Record<string, AttributeValue>>;

type Child = Node | string;

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/**
 * Makes an HTML element. A function among the attributes listens to the event of that name.
 * @example h('button', { type: 'button', click: () => start() }, 'Start')
 */
export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[T] {
  return fill(document.createElement(tag), attributes, children);
}

/** Makes an SVG element. */
export function svg<T extends keyof SVGElementTagNameMap>(
  tag: T,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[T] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/** The element of the page with an id. @throws Error for one that index.html lacks */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`byId: expected an element #${id}, got none`);
  return found as E;
}

/** Shows a text, and leaves the element alone where it is there already: screen readers would read it again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
