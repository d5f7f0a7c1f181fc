import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashOfParams, sha256 } from '../../lab/src/hash.ts';
import { tensor } from '../../src/tensor/tensor.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('sha256', () => {
  test('equals that of Node for any bytes, around the ends of blocks too', () => {
    const lengths = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(55, 56, 63, 64, 119, 120));
    const bytes = lengths.chain((n) => fc.uint8Array({ minLength: n, maxLength: n }));
    fc.assert(
      fc.property(bytes, (given) => {
        expect(sha256(given)).toBe(createHash('sha256').update(given).digest('hex'));
      }),
    );
  });

  // FIPS 180-2, appendix B, and the empty message of NIST's test vectors.
  test.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of %j', (text, digest) => {
    expect(sha256(bytesOf(text))).toBe(digest);
  });
});

describe('hashOfParams', () => {
  const [wIn, wRec, wOut] = [tensor([[1]]), tensor([[2]]), tensor([[3]])];
  const params = { wIn, wRec, wOut, bRec: tensor([0]), bOut: tensor([0]) };

  test('does not depend on the order of the parameters', () => {
    const turned = Object.fromEntries(Object.entries(params).reverse()) as unknown as typeof params;
    expect(hashOfParams(turned)).toBe(hashOfParams(params));
  });

  test('control: one bit of one weight, the sign of a zero, a name, a shape change it', () => {
    const others = [
      { ...params, wRec: tensor([[2 + 2 ** -22]]) },
      { ...params, bOut: tensor([-0]) },
      { ...params, wRec: wIn, wIn: wRec },
      { ...params, bOut: tensor([[0]]) },
    ];
    expect(new Set([params, ...others].map(hashOfParams)).size).toBe(5);
  });
});
