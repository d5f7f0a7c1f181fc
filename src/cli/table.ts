/** Tables of text. @module */

/**
 * Writes rows as lines: columns as wide as what is in them, two blanks between, the first to the left and the others to
 * the right.
 */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
  );
}

/** A number with some digits behind the point; the words of JavaScript for those that have none, `-` for NaN. */
export const fixed = (x: number, digits: number): string => {
  if (Number.isNaN(x)) return '-';
  // Rounding must not leave a zero with a sign.
  return Number.isFinite(x) ? (Number(x.toFixed(digits)) + 0).toFixed(digits) : String(x);
};

/** A share in percent. */
export const percent = (p: number): string => (Number.isNaN(p) ? '-' : `${(100 * p).toFixed(1)} %`);

/** A 95 % interval of numbers. */
export const interval = (low: number, high: number, digits: number): string =>
  `[${fixed(low, digits)}, ${fixed(high, digits)}]`;
