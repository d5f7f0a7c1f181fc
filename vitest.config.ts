import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Sets flags of the engine, replaces modules or globals, or counts what the heap holds: needs a process of its own. */
const CHANGES_ITS_PROCESS =
  /setFlagsFromString|support\/relaxed|\bvi\.|execArgv|globalThis\.\w+ =|heapUsed|\bgc\(/;

const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  // Those of test/browser need browsers: npm run test:browser.
  .filter((path) => path.endsWith('.test.ts') && !path.startsWith('test/browser/'));
const alone = files.filter((path) => CHANGES_ITS_PROCESS.test(readFileSync(path, 'utf8')));

export default defineConfig({
  test: {
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 60_000,
    // One core is kept free by default: on two cores the suite would take half as long again.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', ...alone],
          // Modules are loaded once per process and not once per file: a third of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
