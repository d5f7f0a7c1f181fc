/** What is wrong with a page for those who read it: its width, its contrast, its headings, its names, its motion. @module */

import type { Page, SerializedAXNode } from 'puppeteer-core';

/** How far the page can be scrolled sideways, in px. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.scrollingElement!;
    return scrollWidth - clientWidth;
  });

/** A sentence for each heading that is out of order: there is one of the first level, and none skips a level. */
export const headingProblems = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const headings = Array.from(document.querySelectorAll('h1, h2, h3, h4, h5, h6')).filter((heading) =>
      heading.checkVisibility(),
    );
    const levels = headings.map(({ tagName }) => Number(tagName[1]));
    const firsts = levels.filter((level) => level === 1).length;
    return [
      ...(firsts === 1 ? [] : [`${firsts} headings of the first level`]),
      ...headings.flatMap(({ textContent }, i) =>
        levels[i] > (levels[i - 1] ?? 0) + 1
          ? [`'${textContent.trim()}' of level ${levels[i]} follows level ${levels[i - 1] ?? 0}`]
          : [],
      ),
    ];
  });

/** Roles of what readers use or look at, which need a name. */
const NAMED = [
  ...['button', 'link', 'textbox', 'searchbox', 'spinbutton', 'combobox', 'listbox', 'checkbox', 'radio'],
  ...['slider', 'switch', 'progressbar', 'DisclosureTriangle', 'img', 'image', 'SvgRoot', 'application'],
];

/** What of a page has no name in the accessibility tree, as 'role value'; Chromium only. */
export async function nameless(page: Page): Promise<string[]> {
  const visit = ({ role, name = '', value = '', children = [] }: SerializedAXNode): string[] => [
    ...(NAMED.includes(role) && name.trim() === '' ? [`${role} ${value}`.trim()] : []),
    ...children.flatMap(visit),
  ];
  const tree = await page.accessibility.snapshot({ interestingOnly: false });
  return tree === null ? ['no tree'] : visit(tree);
}

/** What moves, or would move, by itself. */
export const motionProblems = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const nameOf = ({ tagName, id }: Element): string =>
      `${tagName.toLowerCase()}${id === '' ? '' : `#${id}`}`;
    const isOver = (seconds: string): boolean =>
      seconds.split(', ').some((each) => Number.parseFloat(each) > 0);
    const styled = Array.from(document.querySelectorAll('*')).flatMap((element) =>
      [undefined, '::before', '::after'].flatMap((part) => {
        const style = getComputedStyle(element, part);
        const name = nameOf(element) + (part ?? '');
        return [
          ...(isOver(style.transitionDuration) ? [`${name} has a transition`] : []),
          ...(style.animationName === 'none' ? [] : [`${name} has an animation`]),
          ...(part === undefined && style.scrollBehavior === 'smooth' ? [`${name} scrolls smoothly`] : []),
        ];
      }),
    );
    return [...styled, ...document.getAnimations().map(() => 'an animation runs')];
  });

/**
 * A sentence for each text whose contrast with the colour behind it is below what WCAG 2.2 asks for (1.4.3, level AA):
 * 4.5, or 3 where it is large. Texts of figures count, before the paper of the page; texts of what is disabled do not.
 */
export const contrastProblems = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    type Colour = readonly [number, number, number, number];
    const colourOf = (text: string): Colour => {
      const [r, g, b, a = 1] = (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
      return [r, g, b, a];
    };
    const over = ([r, g, b, a]: Colour, under: Colour): Colour => [
      ...([r, g, b].map((c, i) => a * c + (1 - a) * under[i]) as [number, number, number]),
      1,
    ];
    const behind = (element: Element | null): Colour => {
      if (element === null) return [255, 255, 255, 1];
      const own = colourOf(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, behind(element.parentElement));
    };
    const luminance = (colour: Colour): number =>
      [0.2126, 0.7152, 0.0722].reduce((sum, share, i) => {
        const c = colour[i] / 255;
        return sum + share * (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
      }, 0);
    const ownText = (element: Element): string =>
      Array.from(element.childNodes, (node) => (node.nodeType === Node.TEXT_NODE ? node.textContent : ''))
        .join('')
        .trim();
    const problems = Array.from(document.querySelectorAll('body, body *')).flatMap((element) => {
      const text = ownText(element);
      if (text === '' || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        return [];
      if (element.closest('script, style, :disabled, noscript, title, desc') !== null) return [];
      const style = getComputedStyle(element);
      const paper = behind(element);
      const ink = over(colourOf(element instanceof SVGElement ? style.fill : style.color), paper);
      const [low, high] = [luminance(ink), luminance(paper)].sort((a, b) => a - b);
      const ratio = (high + 0.05) / (low + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      return ratio < (isLarge ? 3 : 4.5)
        ? [`'${text.slice(0, 40)}' has a contrast of ${ratio.toFixed(1)}`]
        : [];
    });
    return [...new Set(problems)];
  });

/** The colours of paper, of text, and of what is drawn. */
export const coloursOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const style = (selector: string): CSSStyleDeclaration =>
      getComputedStyle(document.querySelector(selector)!);
    return [
      style('html').backgroundColor + style('body').backgroundColor,
      style('h1').color,
      style('svg text').fill,
      style('svg .line, svg .c0').stroke,
    ];
  });
