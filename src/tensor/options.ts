/** Checks of plain values and options objects, shared by every public boundary. @module */

/** Edit distance with insertions, deletions and substitutions of cost 1 (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

/** Returns the known name closest to a misspelled one. */
export function nearestName(name: string, known: readonly string[]): string {
  const distance = (other: string): number => editDistance(name.toLowerCase(), other.toLowerCase());
  return known.reduce((best, other) => (distance(other) < distance(best) ? other : best), known[0]);
}

/**
 * Checks that an options object has known keys only.
 * @throws TypeError naming the unknown key and the nearest known one
 */
export function checkOptions(fn: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new TypeError(
        `${fn}: expected known options, got '${name}' - did you mean '${nearestName(name, known)}'?`,
      );
    }
  }
}

/**
 * Checks that a named value is a finite number in a range; both ends are allowed.
 * @throws RangeError naming `fn`, the option, the range and the value
 */
export function checkNumber(
  fn: string,
  name: string,
  value: unknown,
  low: number,
  high: number = Infinity,
): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < low || value > high) {
    const range = high === Infinity ? `a finite number >= ${low}` : `a number in [${low}, ${high}]`;
    throw new RangeError(`${fn}: expected ${name} to be ${range}, got ${String(value)}`);
  }
}

/**
 * Checks that a named value is a finite number above 0.
 * @throws RangeError naming `fn`, the option and the value
 */
export function checkPositive(fn: string, name: string, value: unknown): void {
  if (typeof value !== 'number' || !(value > 0 && value < Infinity)) {
    const got = typeof value === 'string' ? `'${value}'` : String(value);
    throw new RangeError(`${fn}: expected ${name} to be a finite number > 0, got ${got}`);
  }
}

/**
 * Checks that a named value is a whole number in a range; both ends are allowed.
 * @throws RangeError naming `fn`, the option, the range and the value
 */
export function checkInteger(
  fn: string,
  name: string,
  value: unknown,
  low: number,
  high: number = Number.MAX_SAFE_INTEGER,
): void {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
    const range = high === Number.MAX_SAFE_INTEGER ? `>= ${low}` : `in [${low}, ${high}]`;
    throw new RangeError(`${fn}: expected ${name} to be a whole number ${range}, got ${String(value)}`);
  }
}

/** Writes any value for a message: `[1, 2]`, `{ mean: 1 }`, `'text'`. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${name}: ${show(each)}`)
    .join(', ')} }`;
}

/** @throws TypeError when `value` is not a plain object of named values */
export function checkRecord(fn: string, name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${fn}: expected ${name} to be an object, got ${show(value)}`);
  }
}

/** @throws RangeError naming the known names, when `value` is none of them */
export function checkName(fn: string, name: string, value: unknown, known: readonly string[]): void {
  if (typeof value === 'string' && known.includes(value)) return;
  const names = known.map(show).join(' or ');
  const hint = typeof value === 'string' ? ` - did you mean '${nearestName(value, known)}'?` : '';
  throw new RangeError(`${fn}: expected ${name} to be ${names}, got ${show(value)}${hint}`);
}

/** @throws TypeError when `value` is neither true nor false */
export function checkFlag(fn: string, name: string, value: unknown): void {
  if (typeof value === 'boolean') return;
  throw new TypeError(`${fn}: expected ${name} to be true or false, got ${show(value)}`);
}
