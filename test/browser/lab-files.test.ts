/** Files of the lab: what it saves is the network that it shows, what it opens is, or is refused by a sentence. @module */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashOfParams } from '../../lab/src/hash.ts';
import { encodeLink } from '../../lab/src/link.ts';
import type { FileName } from '../../lab/src/protocol.ts';
import { type Experiment, startExperiment } from '../../src/experiments/experiment.ts';
import { changedExperiment, type ExperimentConfig } from '../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';
import { decodeRun } from '../../src/experiments/experiment-record.ts';
import { decodeNpz } from '../../src/io/npz.ts';
import { decodePsychrnn, encodePsychrnn } from '../../src/io/psychrnn.ts';
import { decodeSafetensors } from '../../src/io/safetensors.ts';
import { fromPsychrnn, toPsychrnn } from '../../src/rnn/networks/psychrnn.ts';
import { findTask } from '../../src/tasks/catalogue.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { openBrowser } from './support/browser.ts';
import {
  type HostedLab,
  hashIn,
  hostLab,
  openFile,
  openLab,
  press,
  trainToEnd,
  untilState,
  untilStep,
  untilText,
} from './support/lab.ts';
import { noise, QUIET } from './support/open-page.ts';

/** Without the second bias and the thresholds, which PsychRNN does not have. */
const song = changedExperiment(experimentPresets.song2016, {
  network: { inputBias: false, signs: 'positive' },
  training: { steps: 200 },
});
const hello = changedExperiment(experimentPresets.helloWorld, { training: { steps: 3, batchSize: 8 } });
const SENTENCE = /^\w+: expected .+, got .+/;

let lab: HostedLab;
beforeAll(async () => {
  lab = await hostLab();
});
afterAll(() => lab.close());

async function trained(config: ExperimentConfig): Promise<Experiment> {
  const experiment = startExperiment(config, { findTask });
  for await (const _ of experiment.training);
  return experiment;
}

/** Writes a file for the lab to open. */
async function given(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(lab.folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Written by NumPy as PsychRNN does: 2 inputs, 5 units, 3 outputs. */
const golden = fileURLToPath(new URL('../golden/psychrnn/newer.npz', import.meta.url));

describe.each(['chromium', 'firefox'] as const)('%s', (name) => {
  const browser = openBrowser(name);
  afterAll(() => browser.close());

  test('a file of PsychRNN gives its weights to the network', async () => {
    const { network, training } = await trained(hello);
    const bytes = encodePsychrnn(toPsychrnn(network, training.params));
    const params = fromPsychrnn(network, await decodePsychrnn(bytes));
    const opened = await openLab(browser, lab.urls.disk, encodeLink(hello));
    expect(await openFile(opened.page, await given(`theirs-${name}.npz`, bytes))).toBe(
      `The weights are those of theirs-${name}.npz, a file of PsychRNN. Training starts from them at step 0.`,
    );
    expect(await hashIn(opened.page)).toBe(hashOfParams(params));
    expect(await trainToEnd(opened.page)).not.toBe(hashOfParams(params));
    expect(noise(opened)).toEqual(QUIET);
    await opened.close();
  });

  test('a damaged file and one of another network are refused by a sentence, and the run is unharmed', async () => {
    const whole = await readFile(golden);
    await decodePsychrnn(whole);
    const damaged = await given(`damaged-${name}.npz`, whole.subarray(0, whole.length - 100));
    const { training } = await trained(song);
    const opened = await openLab(browser, lab.urls.server, encodeLink(song));
    const { page } = opened;
    await press(page, 'start');
    await untilStep(page, 10);
    expect(await openFile(page, damaged)).toMatch(SENTENCE);
    await press(page, 'pause');
    await untilState(page, 'paused', 'ended');
    const before = await hashIn(page);
    expect(await openFile(page, damaged)).toMatch(SENTENCE);
    expect(await openFile(page, golden)).toMatch(SENTENCE);
    expect(await hashIn(page)).toBe(before);
    await press(page, 'start');
    await untilState(page, 'ended');
    expect(await hashIn(page)).toBe(hashOfParams(training.params));
    expect(noise(opened)).toEqual(QUIET);
    await opened.close();
  });
});

describe('saved', () => {
  const browser = openBrowser('chromium');
  const files = new Map<FileName, Uint8Array<ArrayBuffer>>();
  let experiment: Experiment;
  afterAll(() => browser.close());

  /** The bytes of a file once all of them are there. */
  async function saved(path: string): Promise<Uint8Array<ArrayBuffer>> {
    for (let i = 0; i < 200; i++) {
      const bytes = await readFile(path).catch(() => null);
      if (bytes !== null && bytes.length > 0) return new Uint8Array(bytes);
      await sleep(50);
    }
    throw new Error(`expected ${path} to be saved`);
  }

  beforeAll(async () => {
    const folder = join(lab.folder, 'saved');
    await mkdir(folder);
    experiment = await trained(song);
    const opened = await openLab(browser, lab.urls.disk, encodeLink(song));
    const { page } = opened;
    const session = await page.createCDPSession();
    const browserContextId = page.browserContext().id;
    await session.send('Browser.setDownloadBehavior', {
      ...{ behavior: 'allow', downloadPath: folder },
      ...(browserContextId === undefined ? {} : { browserContextId }),
    });
    await trainToEnd(page);
    const names = await page.$$eval('#files button', (buttons) =>
      buttons.map((button) => button.textContent),
    );
    for (const [i, name] of (names as FileName[]).entries()) {
      await page.$$eval('#files button', (buttons, at) => buttons[at].click(), i);
      await untilText(page, 'file-status', new RegExp(`^${name} is saved`));
      files.set(name, await saved(join(folder, name)));
    }
    expect(noise(opened)).toEqual(QUIET);
    await opened.close();
  });

  const text = (name: FileName): string => new TextDecoder().decode(files.get(name));
  const plain = (tensors: object): object =>
    Object.fromEntries(
      Object.entries(tensors as Record<string, Tensor>).map(([name, { shape, data }]) => [
        name,
        { shape: [...shape], data: Array.from(data as Float32Array) },
      ]),
    );

  test('all six files', () => {
    expect([...files.keys()].toSorted()).toEqual([
      ...['checkpoint.safetensors', 'config.json', 'psychrnn.npz', 'report.html'],
      ...['weights.npz', 'weights.safetensors'],
    ]);
  });

  test('weights are those of the same run in Node, and control: not those of its start', async () => {
    const wanted = plain(experiment.training.params);
    expect(plain(await decodeNpz(files.get('weights.npz')!))).toMatchObject(wanted);
    expect(plain(decodeSafetensors(files.get('weights.safetensors')!).tensors)).toEqual(wanted);
    expect(plain(decodeRun(files.get('checkpoint.safetensors')!).state.params)).toEqual(wanted);
    expect(wanted).not.toEqual(plain(experiment.initial));
    const { network, training } = experiment;
    const theirs = encodePsychrnn(toPsychrnn(network, training.params));
    expect(await decodePsychrnn(files.get('psychrnn.npz')!)).toEqual(await decodePsychrnn(theirs));
  });

  test('the configuration and the report', () => {
    expect(JSON.parse(text('config.json'))).toEqual(experiment.config);
    expect(text('report.html')).toMatch(/^<!doctype html>/);
    expect(text('report.html')).toContain(experiment.entry.title);
  });
});
