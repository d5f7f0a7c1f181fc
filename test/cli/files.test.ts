import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from '../../src/cli/errors.ts';
import { checkOut, openFolder, REPORT, RUN_FILES } from '../../src/cli/files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('openFolder', () => {
  test('makes a folder and those above it, and accepts one that is there', async () => {
    const deep = join(folder, 'a', 'b', 'c');
    await openFolder(deep);
    await openFolder(deep);
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['c']);
  });

  test('follows a link to a folder', async () => {
    symlinkSync(folder, join(folder, 'link'));
    await expect(openFolder(join(folder, 'link'))).resolves.toBeUndefined();
  });

  test.each([
    ['a file', 'file', 0o644],
    ['a file that may be executed', 'file', 0o755],
    ['a place below a file', 'file/below', 0o644],
    ['a place deep below a file', 'file/far/below', 0o644],
  ])('refuses %s and names it', async (_, name, mode) => {
    writeFileSync(join(folder, 'file'), 'text', { mode });
    const path = join(folder, name);
    await expect(openFolder(path)).rejects.toThrow(
      `--out: expected a folder that can be written to, got '${path}'`,
    );
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('text');
  });

  test.runIf(process.platform === 'linux')('refuses a place where no folder can be made', async () => {
    await expect(openFolder('/proc/none/of/it')).rejects.toThrow(/--out: expected a folder/);
  });
});

describe('checkOut', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'run'));
    writeFileSync(join(folder, 'run', 'checkpoint.safetensors'), '');
  });

  test.each(RUN_FILES)('refuses %s in the folder of a run', async (name) => {
    const out = join(folder, 'run', name);
    const refused = new UsageError(`expected --out to be no file of a run, got '${out}' - name another one`);
    await expect(checkOut(out)).rejects.toThrow(refused);
    if (name !== REPORT) await expect(checkOut(out, REPORT)).rejects.toThrow(refused);
  });

  test('allows other names, other folders, and the file that the command is for', async () => {
    for (const out of [
      undefined,
      join(folder, 'config.json'),
      join(folder, 'none', 'config.json'),
      join(folder, 'run', 'figure.svg'),
    ]) {
      await expect(checkOut(out)).resolves.toBeUndefined();
    }
    await expect(checkOut(join(folder, 'run', REPORT), REPORT)).resolves.toBeUndefined();
  });
});
