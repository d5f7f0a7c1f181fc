/** Where the browsers of the tests are. @module */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export type BrowserName = 'chromium' | 'firefox';

/** Names of programs, those of Debian first; scripts/install-browsers.sh looks for the same. */
const PROGRAMS: Readonly<Record<BrowserName, readonly string[]>> = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  firefox: ['firefox-esr', 'firefox'],
};

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a browser, looked for in the folders of `path`. @throws Error if it is missing: a test is never skipped */
export function findBrowser(name: BrowserName, path: string = process.env.PATH ?? ''): string {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const found = PROGRAMS[name].flatMap((program) => folders.map((folder) => join(folder, program)));
  const program = found.find(isProgram);
  if (program === undefined) {
    throw new Error(
      `findBrowser: expected ${PROGRAMS[name].join(' or ')} on the PATH, got none - run \`bash scripts/install-browsers.sh\`, or install it by hand`,
    );
  }
  return program;
}
