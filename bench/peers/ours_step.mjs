/**
 * Our own training step, served by the protocol of the peers so that any version of Node can run it.
 * How to run: node ours_step.mjs BUNDLE ENGINE, where run.mjs made BUNDLE of ours.ts; then commands as in peer.py.
 */
import { pathToFileURL } from 'node:url';
import { serve } from './peer.mjs';

const [bundle, engine] = process.argv.slice(2);
const { ours } = await import(pathToFileURL(bundle).href);
const { node, v8 } = process.versions;
await serve({ engine, node, v8 }, (workload) => ours(engine, workload));
