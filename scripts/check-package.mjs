/**
 * Checks the package as users get it: packed, installed in an empty folder, used from there.
 * How to run: node scripts/check-package.mjs STEP FOLDER, the steps in this order: pack, imports, types, browser, cli.
 * `npm run build` must have run.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { readmeBlocks } from './readme-blocks.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const [step, given] = process.argv.slice(2);
const folder = resolve(given ?? '.');
const project = join(folder, 'project');
const installed = join(project, 'node_modules', manifest.name);

/** Import specifier and source file of every entry that is code. */
const entries = Object.entries(manifest.exports).flatMap(([entry, target]) =>
  typeof target === 'string'
    ? []
    : [
        {
          specifier: manifest.name + entry.slice(1),
          source: join(root, target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts')),
        },
      ],
);

const run = (program, words, cwd = project) =>
  execFileSync(program, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** Names that the source of an entry exports at run time, found without the build. */
async function namesOf(source) {
  const common = { bundle: true, format: 'esm', write: false, metafile: true, outdir: folder };
  const options = { ...common, platform: 'node' };
  const { metafile } = await build({ ...options, entryPoints: [source] });
  return Object.values(metafile.outputs)[0].exports.toSorted();
}

/** One line that imports every name of an entry: a name that the package lacks is an error when linking. */
const importLine = ({ specifier }, i, names) =>
  `import { ${names.map((name) => `${name} as e${i}_${name}`).join(', ')} } from '${specifier}';\n` +
  `export const all${i} = { ${names.map((name) => `${name}: e${i}_${name}`).join(', ')} };\n`;

/** Imports all names of all entries; those of `skip` are left out. */
async function importEverything(skip = []) {
  const lines = await Promise.all(
    entries
      .filter(({ specifier }) => !skip.includes(specifier))
      .map(async (entry, i) => importLine(entry, i, await namesOf(entry.source))),
  );
  return lines.join('');
}

const steps = {
  pack() {
    mkdirSync(project, { recursive: true });
    const words = ['pack', '--json', '--pack-destination', folder];
    const packed = JSON.parse(run('npm', words, root));
    const [{ filename, files, size }] = Array.isArray(packed) ? packed : Object.values(packed);
    const paths = files.map(({ path }) => path);
    const foreign = paths.filter((path) => !/^(dist|src)\/|^(package\.json|README\.md|LICENSE)$/.test(path));
    assert.deepEqual(foreign, [], 'expected only dist, src, the manifest, the README and the licence');
    for (const path of ['README.md', 'LICENSE', 'dist/cli/main.js']) assert(paths.includes(path), path);

    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
    run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--silent', join(folder, filename)]);
    const beside = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
    assert.deepEqual(beside, [manifest.name], 'expected nothing to be installed beside the package');
    return `${filename}: ${paths.length} files, ${(size / 1024).toFixed(1)} KB`;
  },

  async imports() {
    const check = `
      import assert from 'node:assert/strict';
      import * as everything from './everything.mjs';
      for (const all of Object.values(everything))
        for (const [name, value] of Object.entries(all)) assert.notEqual(value, undefined, name);
      console.log(Object.values(everything).reduce((sum, all) => sum + Object.keys(all).length, 0));`;
    writeFileSync(join(project, 'everything.mjs'), await importEverything());
    writeFileSync(join(project, 'check.mjs'), check);
    const count = run(process.execPath, ['check.mjs']).trim();

    const require = createRequire(join(project, 'x.cjs'));
    const specifiers = entries.map(({ specifier }) => specifier);
    for (const specifier of specifiers) assert(Object.keys(require(specifier)).length > 0, specifier);
    assert.equal(require(`${manifest.name}/package.json`).version, manifest.version);
    assert.throws(() => require(`${manifest.name}/dist/index.js`), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
    return `${count} names from ${specifiers.join(', ')}`;
  },

  async types() {
    const declarations = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    for (const path of declarations.filter((name) => name.endsWith('.d.ts'))) {
      const text = readFileSync(join(installed, 'dist', path), 'utf8');
      assert.doesNotMatch(text, /(from|import\() ?'\.[^']*\.ts'/, `${path} names a .ts file`);
    }
    const consumer = join(project, 'consumer');
    mkdirSync(consumer, { recursive: true });
    writeFileSync(join(consumer, 'everything.ts'), await importEverything());
    readmeBlocks().forEach(({ code }, i) => {
      writeFileSync(join(consumer, `example-${i + 1}.ts`), code);
    });
    const compilers = [
      { module: 'nodenext' },
      { module: 'preserve', moduleResolution: 'bundler', verbatimModuleSyntax: true },
    ];
    const common = { target: 'es2022', strict: true, skipLibCheck: false, noEmit: true, types: [] };
    for (const options of compilers) {
      const compilerOptions = { ...common, lib: ['es2023', 'dom'], ...options };
      writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
      run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', consumer]);
    }
    return 'strict, with skipLibCheck off, under nodenext and bundler';
  },

  async browser() {
    const train = `
      import { createSong2016Network, key, perceptualDecisionMaking, sgd, streamDataset, taskLoss, train } from '${manifest.name}';
      export async function lossOfTwoSteps() {
        const network = createSong2016Network();
        const data = streamDataset(perceptualDecisionMaking({ dt: 20 }), { batchSize: 2, seqLen: 5, key: key(1) });
        const params = network.initialize(key(2));
        const options = { params, loss: taskLoss(network), optimizer: sgd(), batch: () => data.next(), steps: 2, key: key(3) };
        let last = 0;
        for await (const { loss } of train(options)) last = loss;
        return last;
      }`;
    const { outputFiles, metafile } = await build({
      stdin: {
        contents: `${await importEverything([`${manifest.name}/node`])}${train}`,
        resolveDir: project,
      },
      platform: 'browser',
      format: 'iife',
      globalName: 'bundle',
      target: 'es2022',
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      outdir: folder,
    });
    const [output] = Object.values(metafile.outputs);
    assert.deepEqual(output.imports, [], 'expected nothing to be left to import');
    const { text } = outputFiles[0];
    assert.deepEqual(text.match(/["']node:.{9}|\brequire\(|\bprocess\./g), null);
    // A bare context has what the language has and nothing of Node; a page offers these three besides.
    const page = { TextEncoder, TextDecoder, DecompressionStream };
    const loss = await runInNewContext(`${text};bundle.lossOfTwoSteps()`, page);
    assert(loss > 0.5 && loss < 3, `expected a plausible loss, got ${loss}`);
    const kilobytes = (n) => `${(n / 1024).toFixed(1)} KB`;
    return `everything minified ${kilobytes(text.length)}, gzipped ${kilobytes(gzipSync(text).length)}; two steps trained`;
  },

  cli() {
    const bin = join(project, 'node_modules', '.bin', 'synaptape');
    assert.match(run(bin, ['--help']), /synaptape train song2016/);
    assert.equal(run(bin, ['--version']), `${manifest.version}\n`);
    const words = ['train', 'song2016', '--steps', '2', '--json', '--out', 'results'];
    const { losses } = JSON.parse(run(bin, words));
    assert.equal(losses.at(-1)[0], 2);
    for (const name of ['weights.npz', 'activity.npz', 'report.html', 'summary.json']) {
      assert(existsSync(join(project, 'results', name)), `expected the file ${name}`);
    }
    const { constraints } = JSON.parse(run(bin, ['analyse', 'constraints', 'results', '--json']));
    assert(constraints.length > 0 && constraints.every(({ holds }) => holds));
    assert.match(run(bin, ['plot', 'connectivity', 'results']), /^<svg /);
    return '--help, --version, two steps of training and what is made of them';
  },
};

if (!Object.hasOwn(steps, step ?? '') || given === undefined) {
  console.error(`expected one of the steps ${Object.keys(steps).join(', ')} and a folder`);
  process.exitCode = 2;
} else {
  console.log(await steps[step]());
}
