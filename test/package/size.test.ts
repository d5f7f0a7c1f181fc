import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Bundles a module for the browser; returns its text and its size in KB, minified and gzipped. */
async function bundle(contents: string): Promise<{ text: string; kilobytes: number }> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return {
    text: outputFiles[0].text,
    kilobytes: gzipSync(outputFiles[0].contents, { level: 9 }).length / 1024,
  };
}

/** What a page takes that trains a network on a task of its own and keeps the weights. */
const page =
  "export { adam, compile, createRateNetwork, encodeNpz, grad, key, taskLoss, train } from './src/index.ts';";

/** Tensors, operations and their derivatives, the compiler. */
const engine = ['autograd', 'compile'].map((layer) => `export * from './src/${layer}/index.ts';`).join('\n');

describe('sizes, minified and gzipped', () => {
  test.each([
    ['the engine', engine, 31],
    ['a page that trains a network', page, 42],
    ['everything', "export * from './src/index.ts';", 129],
    ['tasks', "export * from './src/tasks/index.ts';", 34],
    ['one task', "export { goNogo } from './src/index.ts';", 6],
    ['reading and writing files', "export * from './src/io/index.ts';", 13],
    ['drawing normals', "export { key, normal } from './src/tensor/index.ts';", 3],
    ['reading npz by way of the main entry', "export { decodeNpz } from './src/index.ts';", 6],
  ])('%s', async (name, contents, limit) => {
    const { kilobytes } = await bundle(contents);
    console.log(`${name}: ${kilobytes.toFixed(2)} KB of ${limit} KB`);
    expect(kilobytes).toBeLessThan(limit);
  });
});

test('an import that is not used costs nothing', async () => {
  expect((await bundle("import { train } from './src/index.ts';")).text).toBe('');
});

test('nothing that only Node has is bundled', async () => {
  const { text } = await bundle("export * from './src/index.ts';");
  expect(Array.from(text.matchAll(/["']node:.{9}|\brequire\(|\bprocess\./g), ([found]) => found)).toEqual([]);
});
