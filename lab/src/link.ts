/** A configuration as the fragment of a link: what differs from the nearest preset, so that links stay short. @module */

import {
  type ExperimentConfig,
  type PartialConfig,
  readExperiment,
} from '../../src/experiments/experiment-config.ts';
import { experimentPresets, type PresetName } from '../../src/experiments/experiment-presets.ts';
import { crc32 } from '../../src/io/crc32.ts';
import { checkRecord } from '../../src/tensor/options.ts';
import { fromBase64, toBase64 } from './base64.ts';

const FN = 'link';
/** Version of the form; it goes up when configurations of old links would mean something else. */
const VERSION = 1;
/** Bytes in front of the text: its CRC-32. */
const CHECK = 4;

/** What a link holds: the name of a preset, and the parts that differ. */
interface Linked {
  readonly preset: PresetName;
  readonly config: PartialConfig;
}

/** The parts whose members differ one by one; others differ as a whole. */
const PARTS = ['network', 'training', 'test'] as const;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The members of b that differ from those of a. */
function changes(a: object, b: object): Record<string, unknown> {
  const before = a as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(b).filter(([name, value]) => !same(before[name], value)));
}

/** What makes a configuration of a preset. */
function difference(preset: ExperimentConfig, config: ExperimentConfig): PartialConfig {
  const parts = PARTS.filter((part) => !same(preset[part], config[part]));
  return {
    ...changes(preset, config),
    ...Object.fromEntries(parts.map((part) => [part, changes(preset[part], config[part])])),
  };
}

/** A preset with what differs. */
function changed(preset: ExperimentConfig, change: PartialConfig): ExperimentConfig {
  const parts = PARTS.filter((part) => change[part] !== undefined);
  return readExperiment({
    ...preset,
    ...change,
    ...Object.fromEntries(parts.map((part) => [part, { ...preset[part], ...change[part] }])),
  });
}

/** The shortest text that tells a configuration. */
function textOf(config: ExperimentConfig): string {
  const texts = Object.entries(experimentPresets).map(([preset, base]) =>
    JSON.stringify({ preset, config: difference(base, config) } as Linked),
  );
  return texts.reduce((best, text) => (text.length < best.length ? text : best));
}

/**
 * Writes a configuration as the fragment of a link, `#v1=...`.
 * @throws TypeError or RangeError for an impossible configuration
 */
export function encodeLink(config: ExperimentConfig): string {
  const text = new TextEncoder().encode(textOf(readExperiment(config)));
  const bytes = new Uint8Array(CHECK + text.length);
  new DataView(bytes.buffer).setUint32(0, crc32(text));
  bytes.set(text, CHECK);
  return `#v${VERSION}=${toBase64(bytes)}`;
}

const damaged = (): Error =>
  new Error(`${FN}: expected a whole link, got one that was cut or changed - copy it again`);

/** What a link holds, which its checksum fits. */
function linkedIn(encoded: string): Linked {
  try {
    const bytes = fromBase64(encoded);
    const text = bytes.subarray(CHECK);
    if (new DataView(bytes.buffer).getUint32(0) !== crc32(text)) throw damaged();
    return JSON.parse(new TextDecoder().decode(text)) as Linked;
  } catch {
    throw damaged();
  }
}

/**
 * Reads the configuration in the fragment of an address; null for a fragment that is no link of the lab's, such as a
 * place in the page.
 * @throws Error for a link of another version or one that is damaged; TypeError or RangeError for an impossible
 * configuration
 */
export function decodeLink(fragment: string): ExperimentConfig | null {
  const [, version, encoded] = /^#v(\d+)=(.*)$/s.exec(fragment) ?? [];
  if (version === undefined) return null;
  if (version !== String(VERSION)) {
    throw new Error(`${FN}: expected version ${VERSION}, got ${version} - open it in the lab that made it`);
  }
  const linked = linkedIn(encoded);
  checkRecord(FN, 'what it holds', linked);
  const { preset, config } = linked;
  checkRecord(FN, 'config', config);
  if (!Object.hasOwn(experimentPresets, preset)) {
    throw new Error(`${FN}: expected a known preset, got '${preset}' - a later release made it`);
  }
  return changed(experimentPresets[preset], config);
}
