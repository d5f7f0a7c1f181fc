/** The worker of the page that trains. @module */

import { weightsHash } from './weights-hash.ts';

self.onmessage = async ({ data }: MessageEvent<number>): Promise<void> => {
  try {
    self.postMessage(await weightsHash(data));
  } catch (error) {
    self.postMessage(`failed: ${error}`);
  }
};
