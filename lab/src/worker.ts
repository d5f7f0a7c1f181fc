/** The worker of the lab: a session between two ports. @module */

import type { ToWorker } from './protocol.ts';
import { createSession } from './session.ts';

/** Resolves in a later task: a message to oneself comes at once, where a timer waits for 4 ms. */
function taskSwitch(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  let resume: () => void = () => {};
  port1.onmessage = () => resume();
  return () =>
    new Promise((resolve) => {
      resume = resolve;
      port2.postMessage(null);
    });
}

/** Serves the page that started this worker. */
export function startWorker(): void {
  const session = createSession((message) => self.postMessage(message), taskSwitch());
  self.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
    void session.receive(data);
  };
}
