/** Configures fast-check for every suite: seeded from SYNAPTAPE_SEED where given, else random; failures print the seed. */
import fc from 'fast-check';

const { SYNAPTAPE_SEED, SYNAPTAPE_RUNS } = process.env;
fc.configureGlobal({
  numRuns: Number(SYNAPTAPE_RUNS ?? 100),
  ...(SYNAPTAPE_SEED === undefined ? {} : { seed: Number(SYNAPTAPE_SEED) }),
});
