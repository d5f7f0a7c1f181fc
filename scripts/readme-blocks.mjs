/** Reads the README's examples: every js block with the output printed in the text block behind it. */
import { readFileSync } from 'node:fs';

export const README = new URL('../README.md', import.meta.url);

/**
 * @returns {{ code: string, output: string }[]}
 * @throws {Error} for a js block without an output behind it
 */
export function readmeBlocks(text = readFileSync(README, 'utf8')) {
  const blocks = Array.from(text.matchAll(/^```js\n(.*?)^```\n\s*(?:^```text\n(.*?)^```)?/gms));
  return blocks.map(([, code, output]) => {
    if (output === undefined) throw new Error(`README.md: expected an output behind the example\n${code}`);
    return { code, output };
  });
}
