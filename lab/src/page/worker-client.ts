/** The worker as the page sees it: messages, events, and questions that are answered by promises. @module */

import type { FromWorker, QuestionName, Questions, ToWorker } from '../protocol.ts';

/** What the worker tells unasked. */
export type WorkerEvent = Exclude<FromWorker, { readonly kind: 'answer' | 'failed' }>;

type Command = Exclude<ToWorker, { readonly kind: 'ask' }>;

/** Asks the worker. */
export type Ask = <N extends QuestionName>(
  question: N,
  content: Questions[N]['ask'],
) => Promise<Questions[N]['answer']>;

/** The worker of the page. */
export interface WorkerClient {
  send(message: Command): void;
  /** Rejects with the sentence of the worker. */
  readonly ask: Ask;
}

interface Waiting {
  resolve(content: never): void;
  reject(error: Error): void;
}

/**
 * Starts the worker from its text: a page that is opened from disk may load no other file as a worker.
 * @param program JavaScript of the worker
 * @param onEvent is told what the worker says unasked
 * @param onError is told why the worker could not start, or that it has failed
 */
export function createWorker(
  program: string,
  onEvent: (event: WorkerEvent) => void,
  onError: (message: string) => void,
): WorkerClient {
  const worker = new Worker(URL.createObjectURL(new Blob([program], { type: 'text/javascript' })));
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  worker.onerror = (event) => {
    event.preventDefault();
    const message = event.message || 'The worker cannot be started in this browser.';
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
    onError(message);
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind !== 'answer' && data.kind !== 'failed') {
      onEvent(data);
      return;
    }
    const question = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.kind === 'answer') question?.resolve(data.content as never);
    else question?.reject(new Error(data.message));
  };
  return {
    send: (message) => worker.postMessage(message),
    ask: (question, content) =>
      new Promise((resolve, reject) => {
        const id = asked++;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ kind: 'ask', id, question, content });
      }),
  };
}
