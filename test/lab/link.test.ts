import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../lab/src/base64.ts';
import { decodeLink, encodeLink } from '../../lab/src/link.ts';
import { changedExperiment } from '../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';
import { crc32 } from '../../src/io/crc32.ts';
import { anyConfig } from './configs.ts';

const { song2016 } = experimentPresets;

/** A link that holds any text, with its checksum. */
function linkOf(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const all = new Uint8Array(4 + bytes.length);
  new DataView(all.buffer).setUint32(0, crc32(bytes));
  all.set(bytes, 4);
  return `#v1=${toBase64(all)}`;
}

describe('base64url', () => {
  test('holds any bytes in letters that addresses take as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = toBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(encodeURIComponent(text)).toBe(text);
        expect(fromBase64(text)).toEqual(bytes);
      }),
    );
  });

  test('bytes beyond the number of arguments that a call may have', () => {
    const bytes = Uint8Array.from({ length: 300_001 }, (_, i) => i % 251);
    expect(Buffer.from(fromBase64(toBase64(bytes))).equals(bytes)).toBe(true);
  });
});

describe('a link', () => {
  test('holds any configuration', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        expect(decodeLink(encodeLink(config))).toEqual(config);
      }),
    );
  });

  test('control: a changed part changes it', () => {
    const links = [
      song2016,
      changedExperiment(song2016, { seed: 2 }),
      changedExperiment(song2016, { network: { daleRatio: 0.75 } }),
      changedExperiment(song2016, { name: 'mine' }),
    ].map(encodeLink);
    expect(new Set(links).size).toBe(4);
  });

  test('a cut or changed one is refused', () => {
    const link = encodeLink(changedExperiment(song2016, { seed: 17, network: { tau: 50 } }));
    const message = 'link: expected a whole link, got one that was cut or changed - copy it again';
    const at = fc.integer({ min: 4, max: link.length - 1 });
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 63 }), (i, by) => {
        const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
        const other = letters[(letters.indexOf(link[i]) + by) % 64];
        const changed = link.slice(0, i) + other + link.slice(i + 1);
        // The last letter may hold bits that belong to no byte.
        if (i < link.length - 1) expect(() => decodeLink(changed)).toThrow(message);
        expect(() => decodeLink(link.slice(0, i))).toThrow(message);
      }),
    );
  });

  test('presets take few letters, and any network without many blocks takes less than 2000', () => {
    for (const preset of Object.values(experimentPresets)) expect(encodeLink(preset).length).toBeLessThan(80);
    const { nRec, autapses, ...network } = song2016.network;
    const everything = changedExperiment(experimentPresets.contextIntegration, {
      name: 'a name of one’s own that is rather long',
      taskOptions: { dt: 20, timing: { fixation: { choice: [50, 100] }, stimulus: { uniform: [100, 900] } } },
      network: { ...network, nRec: 123, autapses: true, tau: 55.5, sigmaRec: 0.0123456789012345 },
      training: { ...song2016.training, steps: 12345, learningRate: 0.00123, clipNorm: 0.75, stopAt: 0.875 },
      test: { trials: 777, taskOptions: song2016.test.taskOptions },
      seed: 2 ** 53 - 1,
    });
    expect(encodeLink(everything).length).toBeLessThan(1000);
  });

  test.each(['', '#', '#watch', '#v1', '#w1=abc', '#version=2'])('%j is none of the lab', (fragment) => {
    expect(decodeLink(fragment)).toBeNull();
  });

  test.each([
    ['#v2=eyJ9', 'link: expected version 1, got 2 - open it in the lab that made it'],
    ['#v1=', 'link: expected a whole link, got one that was cut or changed - copy it again'],
    ['#v1=a b', 'link: expected a whole link, got one that was cut or changed - copy it again'],
    [linkOf('{"preset":'), 'link: expected a whole link, got one that was cut or changed - copy it again'],
    [linkOf('7'), 'link: expected what it holds to be an object, got 7'],
    [linkOf('{"preset":"song2016"}'), 'link: expected config to be an object, got undefined'],
    [
      linkOf('{"preset":"toString","config":{}}'),
      "link: expected a known preset, got 'toString' - a later release made it",
    ],
    [
      linkOf('{"preset":"song2016","config":{"network":{"nRec":0}}}'),
      'experiment: expected network.nRec to be a whole number in [1, 4096], got 0',
    ],
    [
      linkOf('{"preset":"song2016","config":{"netwrok":{}}}'),
      "experiment: expected known options, got 'netwrok' - did you mean 'network'?",
    ],
  ])('%s is refused', (fragment, message) => {
    expect(() => decodeLink(fragment)).toThrow(message);
  });
});
