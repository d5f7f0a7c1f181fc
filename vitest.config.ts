import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // They need browsers: npm run test:browser.
    exclude: ['test/browser/**'],
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 60_000,
    // One core is kept free by default: on two cores the suite would take half as long again. Each file has a process of
    // its own, because some set flags of the engine.
    maxWorkers: '100%',
  },
});
