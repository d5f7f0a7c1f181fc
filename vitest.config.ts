import { defineConfig } from 'vitest/config';

/** Set flags of the engine, put something else in place of a module, or count what the heap holds: a process each. */
const ALONE = [
  'test/compile/{allocation,fallback,formulas,memory-plan,programs,same-bits}.test.ts',
  'test/experiments/pycog.test.ts',
  'test/node/files.test.ts',
  'test/rnn/training/train.test.ts',
  'test/tensor/formulas.test.ts',
];

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
          // Those of test/browser need browsers: npm run test:browser.
          exclude: ['test/browser/**', ...ALONE],
          // Modules are loaded once per process and not once per file: a third of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});
