import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type * as fsPromises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openFolder, writeWhole } from '../../src/cli/files.ts';

const disk = vi.hoisted(() => ({ fullAfter: Infinity }));

// A disk that has room for some bytes only: the rest of a write fails, as it does for real.
vi.mock('node:fs/promises', async (importOriginal) => {
  const fs = await importOriginal<typeof fsPromises>();
  const open: typeof fs.open = async (...args) => {
    const file = await fs.open(...args);
    const writeFile = file.writeFile.bind(file);
    file.writeFile = async (content) => {
      await writeFile((content as Uint8Array).slice(0, disk.fullAfter));
      if ((content as Uint8Array).length > disk.fullAfter) throw new Error('ENOSPC: no space left on device');
    };
    return file;
  };
  return { ...fs, open };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
  disk.fullAfter = Infinity;
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('writeWhole', () => {
  test('writes bytes and text, replaces what was there, and returns the path', async () => {
    expect(await writeWhole(folder, 'a.txt', 'one')).toBe(join(folder, 'a.txt'));
    await writeWhole(folder, 'a.txt', Uint8Array.of(116, 119, 111));
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  test('an interrupted write leaves the old file and no half of the new one', async () => {
    await writeWhole(folder, 'a.bin', new Uint8Array(10).fill(1));
    disk.fullAfter = 7;
    await expect(writeWhole(folder, 'a.bin', new Uint8Array(100).fill(2))).rejects.toThrow('ENOSPC');
    expect(readdirSync(folder)).toEqual(['a.bin']);
    expect(readFileSync(join(folder, 'a.bin'))).toEqual(Buffer.alloc(10, 1));
  });

  test('an interrupted first write leaves nothing', async () => {
    disk.fullAfter = 7;
    await expect(writeWhole(folder, 'a.bin', new Uint8Array(100))).rejects.toThrow('ENOSPC');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder in the way stays, and no temporary file is left', async () => {
    mkdirSync(join(folder, 'a.bin', 'inside'), { recursive: true });
    await expect(writeWhole(folder, 'a.bin', 'text')).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['a.bin']);
    expect(readdirSync(join(folder, 'a.bin'))).toEqual(['inside']);
  });
});

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
