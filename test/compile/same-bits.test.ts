/** Same seed, same bits: trained weights are a constant, whatever the engine. SYNAPTAPE_NODES="22 24 26" asks others. @module */

import { expect, test } from 'vitest';
import { runChild } from '../support/child.ts';
import { hashAfter } from '../support/same-bits.ts';

/** The SHA-256 of the weights after 200 steps of song2016 from seed 1. */
const EXPECTED = '9a8a835bb783cc9237047c8cc44a0ea58ba02df597de2725a0d69505f7f456ec';

test('200 steps of song2016 from seed 1 give the weights with the known hash', async () => {
  expect(await hashAfter(200, 1)).toBe(EXPECTED);
});

test('another seed gives other weights, and the same seed the same again', async () => {
  const [a, b, c] = [await hashAfter(3, 1), await hashAfter(3, 2), await hashAfter(3, 1)];
  expect(b).not.toBe(a);
  expect(c).toBe(a);
});

const versions = (process.env.SYNAPTAPE_NODES ?? '').split(' ').filter((version) => version !== '');

test(`so does a process of its own, on this Node${versions.map((v) => `, Node ${v}`).join('')}`, async () => {
  const contents = `
    import { hashAfter } from './test/support/same-bits.ts';
    console.log(process.versions.node + ' ' + (await hashAfter(200, 1)));`;
  for (const node of [null, ...versions]) {
    const [version, hash] = (await runChild(contents, { node })).split(' ');
    expect(version.split('.')[0]).toBe(node ?? process.versions.node.split('.')[0]);
    expect(`${version} ${hash}`).toBe(`${version} ${EXPECTED}`);
  }
}, 300_000);
