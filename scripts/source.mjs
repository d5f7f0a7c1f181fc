/** The source for scripts: TypeScript, which Node 20 does not run, bundled in passing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Imports all that modules export, given by their paths from the root without '.ts', as one object. */
export async function importSource(paths) {
  const folder = mkdtempSync(join(tmpdir(), 'source-'));
  const outfile = join(folder, 'parts.mjs');
  const contents = paths.map((path) => `export * from './${path}.ts';`).join('\n');
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    ...{ outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' },
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
