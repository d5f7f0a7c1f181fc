import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type * as fsPromises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readFileBytes, writeFileWhole } from '../../src/node/index.ts';

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

describe('writeFileWhole', () => {
  test('writes bytes and text, replaces what was there, and returns the path', async () => {
    expect(await writeFileWhole(join(folder, 'a.txt'), 'one')).toBe(join(folder, 'a.txt'));
    await writeFileWhole(join(folder, 'a.txt'), Uint8Array.of(116, 119, 111));
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  test('an interrupted write leaves the old file and no half of the new one', async () => {
    await writeFileWhole(join(folder, 'a.bin'), new Uint8Array(10).fill(1));
    disk.fullAfter = 7;
    await expect(writeFileWhole(join(folder, 'a.bin'), new Uint8Array(100).fill(2))).rejects.toThrow(
      'ENOSPC',
    );
    expect(readdirSync(folder)).toEqual(['a.bin']);
    expect(readFileSync(join(folder, 'a.bin'))).toEqual(Buffer.alloc(10, 1));
  });

  test('an interrupted first write leaves nothing', async () => {
    disk.fullAfter = 7;
    await expect(writeFileWhole(join(folder, 'a.bin'), new Uint8Array(100))).rejects.toThrow('ENOSPC');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder in the way stays, and no temporary file is left', async () => {
    mkdirSync(join(folder, 'a.bin', 'inside'), { recursive: true });
    const path = join(folder, 'a.bin');
    const sentence = `expected a file that can be written at '${path}', got EISDIR - name another one`;
    // Windows has another code for it.
    await expect(writeFileWhole(path, 'text')).rejects.toThrow(
      process.platform === 'win32' ? /^expected a file / : sentence,
    );
    expect(readdirSync(folder)).toEqual(['a.bin']);
    expect(readdirSync(join(folder, 'a.bin'))).toEqual(['inside']);
  });

  test('a file in place of a folder gets a sentence with the path as it was given', async () => {
    writeFileSync(join(folder, 'a'), 'text');
    for (const path of [join(folder, 'a', 'b.bin'), join(folder, 'a', 'b', 'c.bin')]) {
      await expect(writeFileWhole(path, 'text')).rejects.toThrow(
        /^expected a file that can be written at '.*[bc]\.bin', got E\w+ - name another one$/,
      );
    }
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('several writes of one file at once all succeed, and one of them is there', async () => {
    const path = join(folder, 'a.txt');
    const texts = ['one', 'two', 'three'];
    await Promise.all(texts.map((text) => writeFileWhole(path, text)));
    expect(texts).toContain(readFileSync(path, 'utf8'));
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  test('what a killed writer left is swept up, what a living one writes is not', async () => {
    // No process has this number: the largest that Linux gives is 4194304.
    writeFileSync(join(folder, '.a.txt.99999999-0.tmp'), 'half');
    writeFileSync(join(folder, `.a.txt.${process.pid}-999.tmp`), 'half');
    writeFileSync(join(folder, '.b.txt.99999999-0.tmp'), 'half');
    await writeFileWhole(join(folder, 'a.txt'), 'whole');
    expect(readdirSync(folder)).toEqual([`.a.txt.${process.pid}-999.tmp`, '.b.txt.99999999-0.tmp', 'a.txt']);
  });

  test('makes the folders above it, and what it wrote is read back', async () => {
    const path = join(folder, 'a', 'b', 'c.bin');
    expect(await writeFileWhole(path, Uint8Array.of(3, 1, 2))).toBe(path);
    expect(await readFileBytes(path)).toEqual(Uint8Array.of(3, 1, 2));
  });
});
