import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as autograd from '../../src/autograd/index.ts';
import * as everything from '../../src/index.ts';
import * as io from '../../src/io/index.ts';
import * as rnn from '../../src/rnn/index.ts';
import * as tasks from '../../src/tasks/index.ts';
import * as tensor from '../../src/tensor/index.ts';

interface LockedPackage {
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const manifest = JSON.parse(read('package.json'));
const lock = JSON.parse(read('package-lock.json'));
const locked: [string, LockedPackage][] = Object.entries(lock.packages);

describe('the manifest', () => {
  test('there is no dependency of any kind at run time', () => {
    for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies']) {
      expect(manifest[kind] ?? {}, kind).toEqual({});
    }
    for (const [path, { dev }] of locked) expect(path === '' || dev === true, path).toBe(true);
  });

  test('development dependencies have exact versions', () => {
    for (const version of Object.values(manifest.devDependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('each entry of the exports map is made from a source index, types first', () => {
    for (const [entry, target] of Object.entries(manifest.exports)) {
      if (entry === './package.json') continue;
      const stem = entry === '.' ? 'index' : `${entry.slice(2)}/index`;
      const wanted = { types: `./dist/${stem}.d.ts`, default: `./dist/${stem}.js` };
      expect(JSON.stringify(target)).toBe(JSON.stringify(wanted));
      expect(existsSync(new URL(`src/${stem}.ts`, root)), `src/${stem}.ts`).toBe(true);
    }
  });

  test('each folder of src with an index is an entry of the exports map', () => {
    const folders = readdirSync(new URL('src/', root)).filter((name) =>
      existsSync(new URL(`src/${name}/index.ts`, root)),
    );
    for (const name of folders) expect(Object.keys(manifest.exports)).toContain(`./${name}`);
  });

  test('it is an ES module for Node >= 20 without side effects', () => {
    expect(manifest).toMatchObject({ type: 'module', sideEffects: false, engines: { node: '>=20.19.0' } });
    expect(manifest).not.toHaveProperty('main');
  });

  test('what is published is the build and its source', () => {
    expect(manifest.files).toEqual(['dist', 'src']);
    expect(manifest.bin).toEqual({ synaptape: './dist/cli/main.js' });
    expect(read('src/cli/main.ts').startsWith('#!/usr/bin/env node\n')).toBe(true);
  });

  test('manifest, lock file and changelog agree on the version', () => {
    const latest = /^## (\S+)/m.exec(read('CHANGELOG.md'))?.[1];
    expect([lock.version, lock.packages[''].version, latest]).toEqual(Array(3).fill(manifest.version));
  });

  test('the lock file holds every optional package it names: npm ci refuses it otherwise', () => {
    const paths = locked.map(([path]) => path);
    for (const [, { optionalDependencies = {} }] of locked) {
      for (const name of Object.keys(optionalDependencies)) expect(paths).toContain(`node_modules/${name}`);
    }
  });
});

describe('what is exported', () => {
  // `export *` drops a name that two modules export, without a word.
  test.each(Object.entries({ autograd, io, rnn, tasks }))('all of %s is in the main entry', (_, names) => {
    for (const [name, value] of Object.entries(names)) {
      expect((everything as Record<string, unknown>)[name], name).toBe(value);
    }
  });

  test('so is all of tensor but its helpers', () => {
    const missing = Object.keys(tensor).filter((name) => !(name in everything));
    expect(missing.toSorted()).toEqual([
      'bits',
      'broadcastShapes',
      'checkInteger',
      'checkNumber',
      'checkOptions',
      'checkPositive',
      'formatShape',
      'nearestName',
      'noise',
      'sameShape',
      'sizeOf',
    ]);
  });

  test('names of tensor that mean something else in the main entry are those of autograd', () => {
    const differing = Object.entries(tensor).filter(
      ([name, value]) => name in everything && (everything as Record<string, unknown>)[name] !== value,
    );
    expect(differing.map(([name]) => name).toSorted()).toEqual(['cast', 'foldIn', 'normal', 'uniform']);
    for (const [name] of differing) expect(autograd).toHaveProperty(name);
  });
});
