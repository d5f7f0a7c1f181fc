/** What goes wrong in the layout of figures, as a browser draws them: texts upon texts, and marks beyond the edge. @module */

import type { Page } from 'puppeteer-core';

/**
 * Looks through every SVG figure of a page, an SVG file too, and returns a sentence for each pair of texts that overlap
 * and for each text or mark that leaves the view box. Texts count without the empty space above their capitals, and turned
 * ones as the rectangles around them; what touches by less than half a pixel is well. Marks that are clipped may be of any
 * size: they end where the clip ends. Glyphs have the widths of the fonts of this machine: with no other
 * font than DejaVu Sans, Debian's default, texts are wider than in those that figures ask for first.
 */
export function layoutProblems(page: Page): Promise<string[]> {
  // All of it runs in the page, so that nothing from outside may be used.
  return page.evaluate(() => {
    interface Rect {
      readonly left: number;
      readonly top: number;
      readonly right: number;
      readonly bottom: number;
    }
    const SLACK = 0.5;
    // Of the height of a font's line: capitals of common fonts begin this far below its top.
    const ABOVE_CAPITALS = 0.17;

    /** The rectangle on the screen around a rectangle of an element's own coordinates. */
    const onScreen = (element: SVGGraphicsElement, x: number, y: number, w: number, h: number): Rect => {
      const matrix = element.getScreenCTM()!;
      const corners = [
        [x, y],
        [x + w, y],
        [x, y + h],
        [x + w, y + h],
      ].map(([px, py]) => new DOMPoint(px, py).matrixTransform(matrix));
      const [xs, ys] = [corners.map((corner) => corner.x), corners.map((corner) => corner.y)];
      return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
    };

    const rectOf = (element: SVGGraphicsElement): Rect => {
      const { x, y, width, height } = element.getBBox();
      const cut = element instanceof SVGTextElement ? ABOVE_CAPITALS * height : 0;
      return onScreen(element, x, y + cut, width, height - cut);
    };

    const isDrawn = (element: SVGGraphicsElement): boolean =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      element.closest('defs, clipPath, mask, marker, pattern, symbol') === null;

    const nameOf = (element: Element): string =>
      element instanceof SVGTextElement
        ? `'${element.textContent!.trim()}'`
        : `<${element.tagName}> ${element.outerHTML.match(/ (?:d|x|cx|points)="[^"]{0,24}/)?.[0].trim() ?? ''}`;

    const beyond = (inner: Rect, outer: Rect): string[] =>
      [
        ['left', outer.left - inner.left] as const,
        ['top', outer.top - inner.top] as const,
        ['right', inner.right - outer.right] as const,
        ['bottom', inner.bottom - outer.bottom] as const,
      ]
        .filter(([, by]) => by > SLACK)
        .map(([side, by]) => `${by.toFixed(1)} px beyond the ${side}`);

    const overlap = (a: Rect, b: Rect): number =>
      Math.min(
        Math.min(a.right, b.right) - Math.max(a.left, b.left),
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
      );

    return Array.from(document.querySelectorAll<SVGSVGElement>('svg')).flatMap((svg) => {
      if (svg.ownerSVGElement !== null) return [];
      const view = svg.viewBox.baseVal;
      const edge =
        view === null || view.width === 0
          ? svg.getBoundingClientRect()
          : onScreen(svg, view.x, view.y, view.width, view.height);
      const marks = Array.from(
        svg.querySelectorAll<SVGGraphicsElement>(
          'text, path, rect, circle, ellipse, line, polyline, polygon, image, use',
        ),
      ).filter(isDrawn);
      const texts = marks.filter((mark) => mark instanceof SVGTextElement && mark.textContent!.trim() !== '');
      const rects = new Map(texts.map((text) => [text, rectOf(text)]));
      const isClipped = (mark: SVGGraphicsElement): boolean =>
        mark.closest('[clip-path]') !== null || mark.ownerSVGElement !== svg;
      const outside = marks
        .filter((mark) => rects.has(mark) || !isClipped(mark))
        .flatMap((mark) =>
          beyond(rects.get(mark) ?? rectOf(mark), edge).map((by) => `${nameOf(mark)} is ${by}`),
        );
      const overlapping = texts.flatMap((a, i) =>
        texts.slice(i + 1).flatMap((b) => {
          const by = overlap(rects.get(a)!, rects.get(b)!);
          return by > SLACK ? [`${nameOf(a)} and ${nameOf(b)} overlap by ${by.toFixed(1)} px`] : [];
        }),
      );
      return [...outside, ...overlapping];
    });
  });
}
