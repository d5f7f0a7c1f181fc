/** How the command line ends: exit codes, and errors in one line each. @module */

/** 0 done, 1 failure, 2 usage, 130 interrupted by Ctrl-C, 143 by a request to terminate. */
export const EXIT = { ok: 0, failure: 1, usage: 2, interrupted: 130, terminated: 143 } as const;

/** A mistake in the command as typed. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** Returns the message of anything thrown, in one line. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s*\n\s*/g, ' ');
}

/** Runs what checks typed words in sentences of its own, and makes these mistakes in the command, which names no function. */
export function asUsage<T>(f: () => T): T {
  try {
    return f();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new UsageError(error.message.replace(/^\w+: /, ''));
    }
    throw error;
  }
}
