/** The way of the keyboard through a page. @module */

import type { Page } from 'puppeteer-core';

/** More stops than any page of ours has. */
const MOST = 400;

/** A control that had the focus. */
interface Stop {
  readonly name: string;
  /** Whether something around it shows the focus. */
  readonly isShown: boolean;
  /** Browsers stop at areas that scroll as well. */
  readonly isControl: boolean;
}

/** Gives the page words for its elements; nothing that readers notice. */
const prepare = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const known = new Map<Element, string>();
    const nameOf = (element: Element): string => {
      const text =
        element.id || element.getAttribute('aria-label') || element.textContent.trim().slice(0, 40);
      const name = `${element.tagName.toLowerCase()} ${text}`;
      const same = [...known.values()].filter((each) => each.replace(/ \(\d+\)$/, '') === name).length;
      return same === 0 ? name : `${name} (${same + 1})`;
    };
    Object.assign(window, {
      nameOfControl(element: Element): string {
        if (!known.has(element)) known.set(element, nameOf(element));
        return known.get(element)!;
      },
    });
  });

/** What can have the focus, areas that scroll aside. */
const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]';

interface Prepared {
  readonly nameOfControl: (element: Element) => string;
}

/** Where the focus is; null outside the page. */
const stopOf = (page: Page): Promise<Stop | null> =>
  page.evaluate((controls) => {
    const element = document.activeElement;
    if (element === null || element === document.body || element === document.documentElement) return null;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return {
      name: (window as unknown as Prepared).nameOfControl(element),
      isShown: (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none',
      isControl: element.matches(controls),
    };
  }, CONTROLS);

/** Whether the focus is on the head of something closed. */
const isClosed = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element?.tagName === 'SUMMARY' && !(element.parentElement as HTMLDetailsElement).open;
  });

/** What can be used, in the order of the document; of a group that the arrow keys walk, the one that Tab reaches. */
const controlsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(
    (controls) =>
      Array.from(document.querySelectorAll<HTMLElement>(controls))
        .filter(
          (element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility(),
        )
        .map((element) => (window as unknown as Prepared).nameOfControl(element)),
    CONTROLS,
  );

/**
 * Walks through a page by Tab from its beginning to its end, opens by Enter what is closed, and returns a sentence for each
 * control that is not reached in the order of the document, that does not show the focus, or does not let it go.
 */
export async function tabProblems(page: Page): Promise<readonly string[]> {
  await prepare(page);
  const stops: Stop[] = [];
  let held: string | null = null;
  for (let i = 0; i < MOST; i++) {
    await page.keyboard.press('Tab');
    const stop = await stopOf(page);
    if (stop === null) break;
    if (stops.some(({ name }) => name === stop.name)) {
      held = stop.name;
      break;
    }
    stops.push(stop);
    if (await isClosed(page)) await page.keyboard.press('Enter');
  }
  const reached = stops.filter(({ isControl }) => isControl).map(({ name }) => name);
  const wanted = await controlsOf(page);
  const inOrder = wanted.filter((name) => reached.includes(name));
  const astray = reached.findIndex((name, i) => name !== inOrder[i]);
  return [
    ...(held === null ? [] : [`'${held}' does not let the focus go`]),
    ...wanted.filter((name) => !reached.includes(name)).map((name) => `'${name}' is not reached`),
    ...(astray < 0 ? [] : [`'${reached[astray]}' is reached out of order`]),
    ...stops.filter(({ isShown }) => !isShown).map(({ name }) => `'${name}' does not show the focus`),
  ];
}
