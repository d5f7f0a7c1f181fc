/** Modules of the tests as one text that a page can hold. @module */

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles a module of test/browser/pages with all that it imports, as a classic script. */
export async function bundlePage(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../pages/${name}`, import.meta.url))],
    ...{ bundle: true, minify: true, platform: 'browser', format: 'iife', target: 'es2022' },
    ...{ write: false, logLevel: 'error' },
  });
  return outputFiles[0].text;
}
