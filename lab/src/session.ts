/** The lab behind its messages: one run at a time, trained in short stretches between which questions are answered. @module */

import { fileOf } from './files.ts';
import { openFile } from './files-open.ts';
import { hashOfParams } from './hash.ts';
import type { FromWorker, QuestionName, Questions, ToWorker } from './protocol.ts';
import { factsOf, type Run, restarted, startRun } from './session-run.ts';

/** Takes the messages of the page. */
export interface Session {
  /** Messages are served in their order; resolves when this one is. */
  receive(message: ToWorker): Promise<void>;
}

/** Training between two looks at the messages, in ms: a pause is felt at once, and looking costs a hundredth of it. */
const STRETCH = 12;
/** Between reports of progress, in ms. */
const REPORT_EVERY = 100;

type Asked = Extract<ToWorker, { readonly kind: 'ask' }>;
type Answer = Questions[QuestionName]['answer'];

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Answers a question that needs a run and leaves it as it is. */
function answerOf(run: Run, asked: Exclude<Asked, { readonly question: 'check' | 'open' }>): Answer {
  const { views } = run;
  switch (asked.question) {
    case 'view':
      return views.draw(run, asked.content.view, asked.content.options);
    case 'performance':
      return views.performance(run, asked.content.manipulation);
    case 'selectivity':
      return views.selectivity(run);
    case 'hash':
      return { hash: hashOfParams(run.experiment.training.params), step: run.step };
    case 'file':
      return fileOf(run, asked.content.file);
  }
}

/** Whether a configuration is possible: null, or why not. */
function checked({ config }: Questions['check']['ask']): string | null {
  try {
    startRun(config);
    return null;
  } catch (error) {
    return sentenceOf(error);
  }
}

/**
 * Makes the session of a page. Whatever happens between two steps - pauses, questions, single steps -, their bits are
 * those of an uninterrupted run.
 * @param post sends a message to the page
 * @param rest lets messages come in: resolves in a later turn of the event loop
 */
export function createSession(post: (message: FromWorker) => void, rest: () => Promise<void>): Session {
  let run: Run | null = null;
  let running = false;
  let training = false;
  let reported = { losses: 0, at: 0 };
  let queue: Promise<void> = Promise.resolve();

  function report(current: Run): void {
    const { step, losses, seconds } = current;
    post({
      kind: 'progress',
      step,
      losses: Float64Array.from(losses.slice(reported.losses)),
      seconds,
      running,
    });
    reported = { losses: losses.length, at: performance.now() };
  }

  /** Stops and tells where the run stands, and that it is over if it is. */
  function halt(current: Run): void {
    running = false;
    report(current);
    if (current.ended !== null) post(current.ended);
  }

  function replace(next: Run): void {
    // May be refused: until it is there, the run before goes on.
    const facts = factsOf(next);
    run = next;
    running = false;
    reported = { losses: next.losses.length, at: performance.now() };
    const { step, losses, seconds, ended } = next;
    post({ kind: 'configured', facts, step, losses: [...losses], seconds, ended });
  }

  async function stretch(current: Run): Promise<void> {
    const until = performance.now() + STRETCH;
    do await current.advance();
    while (run === current && running && current.ended === null && performance.now() < until);
    if (run !== current || !running) return;
    if (current.ended !== null) halt(current);
    else if (performance.now() - reported.at >= REPORT_EVERY) report(current);
  }

  /** Trains as long as there is something to train; there is one such loop at a time. */
  async function train(): Promise<void> {
    if (training) return;
    training = true;
    while (running && run !== null) {
      await stretch(run);
      await rest();
    }
    training = false;
  }

  function start(current: Run): void {
    if (running) return;
    if (current.ended !== null) {
      halt(current);
      return;
    }
    running = true;
    report(current);
    void train();
  }

  async function step(current: Run): Promise<void> {
    if (running) return;
    await current.advance();
    halt(current);
  }

  async function open({ name, bytes }: Questions['open']['ask']): Promise<string> {
    const opened = await openFile(run, name, bytes);
    replace(opened.run);
    return opened.message;
  }

  function needed(): Run {
    if (run !== null) return run;
    throw new Error('lab: expected a configuration, got none - choose a preset');
  }

  async function contentOf(asked: Asked): Promise<Answer> {
    if (asked.question === 'check') return checked(asked.content);
    if (asked.question === 'open') return open(asked.content);
    return answerOf(needed(), asked);
  }

  async function serve(message: ToWorker): Promise<void> {
    switch (message.kind) {
      case 'configure':
        return replace(startRun(message.config));
      case 'reset':
        return replace(restarted(needed()));
      case 'start':
        return start(needed());
      case 'pause':
        return running ? halt(needed()) : undefined;
      case 'step':
        return step(needed());
      case 'ask':
        post({ kind: 'answer', id: message.id, content: await contentOf(message) });
    }
  }

  function refuse(message: ToWorker, error: unknown): void {
    if (message.kind === 'ask') post({ kind: 'failed', id: message.id, message: sentenceOf(error) });
    else post({ kind: 'refused', message: sentenceOf(error) });
  }

  return {
    receive(message) {
      queue = queue.then(() => serve(message)).catch((error) => refuse(message, error));
      return queue;
    },
  };
}
