/** Progress on standard error: a bar on a terminal, plain lines elsewhere. @module */

/** Where progress is shown. */
export interface Terminal {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width in characters. */
  readonly columns: number;
  readonly colour: boolean;
}

/** Says whether escape codes for colour are wanted: a terminal, not dumb, and NO_COLOR empty (no-color.org). */
export function wantsColour(
  isTTY: boolean,
  environment: { readonly [name: string]: string | undefined },
): boolean {
  if (environment.NO_COLOR) return false;
  return isTTY && environment.TERM !== 'dumb';
}

/** Writes a duration as people do: 8 s, 2 min 05 s, 1 h 03 min. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const pad = (n: number): string => String(n).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

const BAR_WIDTH = 24;
// A bar is drawn at most this often: faster than the eye, slower than the steps.
const REDRAW_MS = 80;
const PLAIN_LINES = 20;

/** A display of how far a run is. */
export interface Progress {
  /** Reports a finished step and a value to show with it. */
  update(step: number, loss: number): void;
  /** Clears the bar; plain lines stay. */
  end(): void;
}

function drawBar(terminal: Terminal, fraction: number): string {
  const full = Math.round(fraction * BAR_WIDTH);
  const [done, rest] = ['━'.repeat(full), '─'.repeat(BAR_WIDTH - full)];
  return terminal.colour ? `\x1b[36m${done}\x1b[2m${rest}\x1b[0m` : `${done}${rest}`;
}

/**
 * Starts a display of `total` steps.
 * @param now clock in ms
 */
export function startProgress(
  terminal: Terminal,
  total: number,
  now: () => number = () => performance.now(),
): Progress {
  const began = now();
  let drawn = -Infinity;
  let lines = 0;
  const status = (step: number, loss: number): string => {
    const left = ((now() - began) / 1000 / step) * (total - step);
    const counts = `step ${String(step).padStart(String(total).length)}/${total}`;
    return `${counts}  loss ${loss.toFixed(4)}  ${formatDuration(left)} left`;
  };
  const update = (step: number, loss: number): void => {
    if (!terminal.isTTY) {
      if (Math.floor((step / total) * PLAIN_LINES) <= lines && step < total) return;
      lines = Math.floor((step / total) * PLAIN_LINES);
      terminal.write(`${status(step, loss)}\n`);
      return;
    }
    if (now() - drawn < REDRAW_MS && step < total) return;
    drawn = now();
    const text = status(step, loss);
    const bar = terminal.columns > text.length + BAR_WIDTH + 2 ? `${drawBar(terminal, step / total)}  ` : '';
    terminal.write(`\r\x1b[K${bar}${text.slice(0, terminal.columns - 1)}`);
  };
  const end = (): void => {
    if (terminal.isTTY) terminal.write('\r\x1b[K');
  };
  return { update, end };
}
