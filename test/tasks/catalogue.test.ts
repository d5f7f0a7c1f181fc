import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { findTask, taskCatalogue } from '../../src/tasks/catalogue.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    ...{ bundle: true, minify: true, platform: 'browser', format: 'esm', write: false },
  });
  return outputFiles[0].text;
}

describe('the catalogue', () => {
  test('has every task once, with what a page needs', () => {
    const names = taskCatalogue.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, title, citation, description, ceiling, code } of taskCatalogue) {
      expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(citation, name).toMatch(/\(\d{4}\), .*\d$/);
      expect(description, name).toMatch(/^[A-Z][^\n]*[.?]$/);
      expect(code ?? `${name}()`).toMatch(/^\w+\(.*\)$/);
      if (ceiling !== null) {
        expect(ceiling).toBeGreaterThan(0);
        expect(ceiling).toBeLessThanOrEqual(1);
      }
    }
  });

  test('findTask finds each, and names the nearest to one that is not there', () => {
    for (const entry of taskCatalogue) expect(findTask(entry.name)).toBe(entry);
    expect(() => findTask('gonogo')).toThrow(
      "findTask: expected the name of a task, got 'gonogo' - did you mean 'goNogo'?",
    );
    expect(() => findTask(3 as unknown as string)).toThrow('findTask: expected the name of a task, got 3');
  });

  test('costs nothing to those who import one task, and is all that who imports it gets', async () => {
    const citation = 'Ehrlich et al. (2021)';
    const one = await bundle("export { goNogo } from './src/tasks/index.ts';");
    expect(one).toContain('no go');
    expect(one).not.toContain(citation);
    expect(one).not.toContain('perceptualDiscrimination');
    expect(await bundle("export { findTask } from './src/tasks/index.ts';")).toContain(citation);
  });
});
