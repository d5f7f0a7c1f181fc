/** Real browsers: headless, driven through the DevTools protocol or WebDriver BiDi, each with a fresh profile. @module */

import puppeteer, { type Browser } from 'puppeteer-core';
import { type BrowserName, findBrowser } from './find-browser.ts';

/** What the reader's system asks of pages. */
export interface Preferences {
  /** 'light' by default. */
  readonly scheme?: 'light' | 'dark';
  /** False by default. */
  readonly reducedMotion?: boolean;
}

/** A browser that pages are opened in. */
export interface RealBrowser {
  readonly name: BrowserName;
  /** The running program that honours the preferences. */
  running(preferences?: Preferences): Promise<Browser>;
  close(): Promise<void>;
}

const flag = (on: boolean): number => (on ? 1 : 0);

async function launch(name: BrowserName, { scheme, reducedMotion }: Required<Preferences>): Promise<Browser> {
  const executablePath = findBrowser(name);
  if (name === 'firefox') {
    return puppeteer.launch({
      ...{ browser: 'firefox', protocol: 'webDriverBiDi', executablePath, headless: true },
      extraPrefsFirefox: {
        'layout.css.prefers-color-scheme.content-override': flag(scheme === 'light'),
        'ui.prefersReducedMotion': flag(reducedMotion),
        // As in Chromium without a window: pages are as wide as they are asked to be.
        'ui.useOverlayScrollbars': 1,
      },
    });
  }
  // Chromium's sandbox refuses to run as root, and containers have no large /dev/shm.
  const args = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : [];
  return puppeteer.launch({ browser: 'chrome', executablePath, headless: true, args });
}

/**
 * Makes a browser ready; it starts when the first page opens. Chromium's pages emulate preferences themselves; WebDriver
 * BiDi has no command for them, so there is one Firefox for each combination that is asked for.
 */
export function openBrowser(name: BrowserName): RealBrowser {
  const programs = new Map<string, Promise<Browser>>();
  return {
    name,
    running({ scheme = 'light', reducedMotion = false } = {}): Promise<Browser> {
      const kind = name === 'firefox' ? `${scheme} ${reducedMotion}` : '';
      const program = programs.get(kind) ?? launch(name, { scheme, reducedMotion });
      programs.set(kind, program);
      return program;
    },
    async close(): Promise<void> {
      // One that could not be started has nothing to close, and its error has been thrown to who asked for it.
      const started = await Promise.allSettled(programs.values());
      await Promise.all(
        started.map((each) => (each.status === 'fulfilled' ? each.value.close() : undefined)),
      );
    },
  };
}
