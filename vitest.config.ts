import { configDefaults, defineConfig } from 'vitest/config';

/** Tests that replace modules or parts of the platform: they run in modules of their own. */
const alone = [
  'test/compile/fallback.test.ts',
  'test/compile/memory-plan.test.ts',
  'test/cli/files.test.ts',
  'test/node/files.test.ts',
];

export default defineConfig({
  test: {
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 60_000,
    pool: 'threads',
    // One core is kept free by default: on two cores the suite would take nearly twice as long.
    maxWorkers: '100%',
    // Loading the modules anew for each of 190 files takes a third of the time.
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...alone],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
