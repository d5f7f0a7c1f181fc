/** Figures from the worker, as the page shows and keeps them. @module */

/**
 * Reads an SVG document as an element of the page. Its style sheet is left out, for that of the page follows the chosen
 * theme; its ids are made the page's own by a prefix.
 * @throws Error for text that is no SVG
 */
export function figureElement(text: string, prefix: string): SVGSVGElement {
  const unique = text
    .replaceAll(/ id="/g, ` id="${prefix}-`)
    .replaceAll(/="#/g, `="#${prefix}-`)
    .replaceAll(/url\(#/g, `url(#${prefix}-`)
    .replaceAll(/ (aria-labelledby|aria-describedby)="/g, ` $1="${prefix}-`);
  const root = new DOMParser().parseFromString(unique, 'image/svg+xml').documentElement;
  if (!(root instanceof SVGSVGElement)) throw new Error('The figure cannot be read.');
  for (const style of root.querySelectorAll('style')) style.remove();
  root.removeAttribute('height');
  root.removeAttribute('width');
  return document.importNode(root, true);
}

/** Offers bytes or a text as a download. */
export function download(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
