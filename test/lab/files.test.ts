import { beforeAll, describe, expect, test } from 'vitest';
import type { FileName } from '../../lab/src/protocol.ts';
import { decodeNpz, encodeNpz } from '../../src/io/npz.ts';
import { encodePsychrnn } from '../../src/io/psychrnn.ts';
import { encodeSafetensors } from '../../src/io/safetensors.ts';
import { ones, type Tensor, zeros } from '../../src/tensor/tensor.ts';
import { openTestPage, song, type TestPage } from './page.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** PsychRNN has neither threshold nor second bias; without them files lose nothing. */
const config = song(12, { network: { inputBias: false, signs: 'positive' } });
const FILES = [
  'weights.npz',
  'weights.safetensors',
  'psychrnn.npz',
  'checkpoint.safetensors',
  'config.json',
] as const satisfies readonly FileName[];
const WEIGHTS = ['weights.npz', 'weights.safetensors', 'psychrnn.npz'] as const;

async function opened(given: object = config): Promise<TestPage> {
  const page = openTestPage();
  await page.send({ kind: 'configure', config: given });
  return page;
}

const files = new Map<FileName, Bytes>();
let hash: string;
let hashAt5: string;

beforeAll(async () => {
  const page = await opened();
  for (let i = 0; i < 5; i++) await page.send({ kind: 'step' });
  hashAt5 = await page.hash();
  for (const file of FILES) files.set(file, await page.ask('file', { file }));
  await page.finish();
  hash = await page.hash();
});

const fileOf = (file: FileName): Bytes => files.get(file)!;

describe('files come back', () => {
  test('a checkpoint goes on to the bits of the uninterrupted run', async () => {
    const page = openTestPage();
    const bytes = fileOf('checkpoint.safetensors');
    expect(await page.ask('open', { name: 'a.safetensors', bytes })).toBe(
      'The run of a.safetensors goes on at step 5.',
    );
    expect(page.last('configured')).toMatchObject({ step: 5 });
    expect(page.last('configured')?.losses).toHaveLength(5);
    expect(await page.hash()).toBe(hashAt5);
    await page.finish();
    expect(await page.hash()).toBe(hash);
    await page.send({ kind: 'reset' });
    await page.finish();
    expect(await page.hash()).toBe(hash);
  });

  test('a checkpoint brings its training time, and whether its run is over', async () => {
    for (const [change, steps] of [
      [{ training: { stopAt: 0 } }, 1000],
      [{}, 3],
    ] as const) {
      const page = await opened(song(steps, change));
      const ended = await page.finish();
      const { seconds, step } = page.last('progress')!;
      const bytes = await page.ask('file', { file: 'checkpoint.safetensors' });
      const again = openTestPage();
      await again.ask('open', { name: 'a.safetensors', bytes });
      expect(again.last('configured')).toMatchObject({ step, seconds, ended });
      expect(await again.finish()).toEqual(ended);
      expect(await again.hash()).toBe(await page.hash());
      await again.send({ kind: 'reset' });
      expect(again.last('configured')).toMatchObject({ step: 0, seconds: 0, ended: null });
    }
    // Control: the run of the first test is not over.
    const page = openTestPage();
    await page.ask('open', { name: 'a.safetensors', bytes: fileOf('checkpoint.safetensors') });
    expect(page.last('configured')).toMatchObject({ ended: null });
  });

  test('a configuration starts anew', async () => {
    const page = await opened(song(3));
    const bytes = fileOf('config.json');
    expect(await page.ask('open', { name: 'config.json', bytes })).toBe(
      'The configuration is that of config.json.',
    );
    expect(page.last('configured')?.facts.config).toEqual(config);
    await page.finish();
    expect(await page.hash()).toBe(hash);
  });

  test.each(WEIGHTS)(
    '%s: the weights become those of the network, and the file is written again',
    async (file) => {
      const page = await opened({ ...config, seed: 9 });
      expect(await page.ask('open', { name: file, bytes: fileOf(file) })).toMatch(
        /^The weights are those of .* Training starts from them at step 0\.$/,
      );
      expect(page.last('configured')).toMatchObject({ step: 0, losses: [] });
      expect(await page.ask('file', { file })).toEqual(fileOf(file));
      // PsychRNN's file holds the weights in use, which other parameters may give.
      if (file !== 'psychrnn.npz') expect(await page.hash()).toBe(hashAt5);
      await page.finish();
      expect(page.last('ended')?.reason).toBe('steps');
    },
  );

  test('the form is told by what is in the file, where the name does not tell', async () => {
    for (const file of FILES) {
      const page = await opened();
      await expect(page.ask('open', { name: 'download', bytes: fileOf(file) })).resolves.toContain(
        'download',
      );
    }
  });

  test('control: one changed bit of a weight changes the hash', async () => {
    const { wRec, ...others } = await decodeNpz(fileOf('weights.npz'));
    const data = wRec.data.slice();
    const bits = new Int32Array(data.buffer);
    // A weight that does not connect a unit to itself, and the least bit of it.
    bits[1] ^= 1;
    const free = Object.fromEntries(
      Object.entries(others).filter(([name]) => !name.startsWith('effective/')),
    );
    const page = await opened();
    const bytes = new Uint8Array(encodeNpz({ ...free, wRec: { ...wRec, data } }));
    await page.ask('open', { name: 'w.npz', bytes });
    expect(await page.hash()).not.toBe(hashAt5);
  });

  test('a report is one HTML document', async () => {
    const page = await opened({ ...config, test: { ...config.test, trials: 8 } });
    await page.finish();
    const html = new TextDecoder().decode(await page.ask('file', { file: 'report.html' }));
    expect(html).toMatch(/^<!doctype html>/i);
    expect(html).toContain('Perceptual decision making');
  });
});

describe('what does not fit', () => {
  const pages = new Map<string, Promise<TestPage>>();

  /** One page for each configuration, after a step: what is refused does nothing to it. */
  function pageOf(given: object): Promise<TestPage> {
    const page = pages.get(JSON.stringify(given)) ?? opened(given);
    pages.set(JSON.stringify(given), page);
    return page;
  }

  /** Refused with a sentence, and the run is what it was. */
  async function refused(
    name: string,
    bytes: Bytes,
    message: string | RegExp,
    given: object = config,
  ): Promise<void> {
    const page = await pageOf(given);
    await page.send({ kind: 'step' });
    const before = [await page.hash(), page.last('progress')?.step];
    await expect(page.ask('open', { name, bytes })).rejects.toThrow(message);
    expect([await page.hash(), page.last('progress')?.step]).toEqual(before);
    expect(page.all('configured')).toHaveLength(1);
  }
  const npz = (arrays: Record<string, Tensor>): Bytes => new Uint8Array(encodeNpz(arrays));

  test.each(FILES)('%s, cut anywhere, or with a changed byte where that can be told', async (file) => {
    const whole = fileOf(file);
    for (const share of [0.02, 0.5, 0.98]) {
      const cut = whole.slice(0, Math.floor(share * whole.length));
      await refused(file, cut, /^\w+: expected .*, got /);
    }
    if (file === 'weights.safetensors' || file === 'config.json') return;
    const changed = whole.slice();
    changed[Math.floor(whole.length / 2)] ^= 4;
    await refused(file, changed, /damaged/);
  });

  test('a file of no known kind', async () => {
    const bytes = new TextEncoder().encode('hello');
    await refused('a.txt', bytes, "open: expected a file of kind npz, safetensors or json, got 'a.txt'");
    await refused('a.npz', bytes, /^(listZip|decodeNpz): expected/);
    await refused('a.json', bytes, "open: expected JSON in 'a.json', got text that is none (");
    await refused(
      'a.json',
      new TextEncoder().encode('[]'),
      'experiment: expected configuration to be an object',
    );
  });

  test.each(['weights.npz', 'weights.safetensors'] as const)('%s of another network', async (file) => {
    const other = (network: object): object => ({ ...config, network: { ...config.network, ...network } });
    await refused(
      file,
      fileOf(file),
      'open: expected parameter wIn of shape [40, 3], got [50, 3]',
      other({ nRec: 40 }),
    );
    await refused(
      file,
      fileOf(file),
      'open: expected arrays wIn, wRec, wOut, bRec, bOut, bIn, got none named bIn - set the network as that of the file',
      other({ inputBias: true }),
    );
  });

  test('weights whose use other rules of signs would change', async () => {
    const free = { ...config, network: { ...config.network, signs: 'free' } };
    await refused(
      'weights.npz',
      fileOf('weights.npz'),
      'open: expected weights of a network with the same rules of signs and connections, got others in w',
      free,
    );
    await refused('p.npz', fileOf('psychrnn.npz'), /^fromPsychrnn: expected/, {
      ...config,
      network: { ...config.network, daleRatio: 0.5 },
    });
  });

  test('weights that are no numbers, or under other names', async () => {
    const arrays = await decodeNpz(fileOf('weights.npz'));
    const nan = { ...arrays, bRec: { ...arrays.bRec, data: arrays.bRec.data.map(() => Number.NaN) } };
    await refused('w.npz', npz(nan), 'open: expected finite weights, got NaN in bRec');
    await refused(
      'w.npz',
      npz({ ...arrays, gain: zeros([1]) }),
      "open: expected arrays wIn, wRec, wOut, bRec, bOut, got also 'gain'",
    );
    const bytes = new Uint8Array(encodeSafetensors({ weight: ones([2, 2]) }));
    await refused('model.safetensors', bytes, 'got none named wIn');
  });

  test('a network of PsychRNN of another size, and an LSTM', async () => {
    const sized = (nRec: number): Parameters<typeof encodePsychrnn>[0] => ({
      ...{ wIn: ones([nRec, 3]), wRec: zeros([nRec, nRec]), wOut: ones([3, nRec]) },
      ...{ bRec: zeros([nRec]), bOut: zeros([3]), x0: zeros([nRec]), daleRatio: null },
    });
    await refused('p.npz', new Uint8Array(encodePsychrnn(sized(4))), /^fromPsychrnn: expected bRec/);
    const gate = ones([7, 4]);
    const gates = { wForget: gate, wInput: gate, wCell: gate, wOutput: gate };
    const bias = zeros([4]);
    const biases = { bForget: bias, bInput: bias, bCell: bias, bOutput: bias };
    const start = { initHidden: zeros([1, 4]), initCell: zeros([1, 4]) };
    const lstm = encodePsychrnn({ ...sized(4), lstm: { ...gates, ...biases, ...start } });
    await refused(
      'p.npz',
      new Uint8Array(lstm),
      'open: expected weights of a rate network, got those of an LSTM',
    );
  });

  test('dynamics that PsychRNN does not have are not written for it', async () => {
    const page = await opened({ ...config, network: { ...config.network, leak: 'reservoir' } });
    await expect(page.ask('file', { file: 'psychrnn.npz' })).rejects.toThrow(
      "toPsychrnn: expected leak 'current', as PsychRNN has it, got 'reservoir'",
    );
  });

  test.each([
    ['either sign', { signs: 'free' }],
    ['outputs that read all units', { signs: 'positive', readout: 'all' }],
  ])("Dale's principle with %s is not written for PsychRNN, in the words of the form", async (_, network) => {
    const page = await opened({ ...config, network: { ...config.network, ...network } });
    await expect(page.ask('file', { file: 'psychrnn.npz' })).rejects.toThrow(
      "psychrnn.npz: expected positive input and output weights, and outputs that read excitatory units, got others - set both in the form under Constraints of the brain, or switch Dale's principle off",
    );
    const free = { daleRatio: null, signs: 'free', readout: 'all' };
    const without = await opened({ ...config, network: { ...config.network, ...free } });
    expect((await without.ask('file', { file: 'psychrnn.npz' })).length).toBeGreaterThan(0);
  });

  test('weights before there is a network', async () => {
    const page = openTestPage();
    for (const file of WEIGHTS) {
      await expect(page.ask('open', { name: file, bytes: fileOf(file) })).rejects.toThrow(
        'open: expected a network for the weights, got none - configure one first',
      );
    }
  });
});
