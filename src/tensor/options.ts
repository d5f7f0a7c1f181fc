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

const distanceOf = (a: string, b: string): number => editDistance(a.toLowerCase(), b.toLowerCase());

/** Returns the known name closest to a misspelled one. */
export function nearestName(name: string, known: readonly string[]): string {
  const distance = (other: string): number => distanceOf(name, other);
  return known.reduce((best, other) => (distance(other) < distance(best) ? other : best), known[0]);
}

/** The nearest of the known names if it is near - two slips away, or half of the letters -, or one that begins so, or all. */
function adviceFor(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'there are none';
  const nearest = nearestName(name, known);
  const slips = Math.max(2, name.length / 2, nearest.length / 2);
  const meant = distanceOf(name, nearest) <= slips ? nearest : known.find((each) => each.startsWith(name));
  return meant === undefined ? `the options are ${known.join(', ')}` : `did you mean '${meant}'?`;
}

/**
 * Checks that an options object has known keys only.
 * @throws TypeError naming the unknown key, and the nearest known one or, where none is near, all
 */
export function checkOptions(fn: string, options: object, known: readonly string[]): void {
  const name = Object.keys(options).find((each) => !known.includes(each));
  if (name === undefined) return;
  throw new TypeError(`${fn}: expected known options, got '${name}' - ${adviceFor(name, known)}`);
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
    throw new RangeError(`${fn}: expected ${name} to be ${range}, got ${show(value)}`);
  }
}

/**
 * Checks that a named value is a finite number above 0.
 * @throws RangeError naming `fn`, the option and the value
 */
export function checkPositive(fn: string, name: string, value: unknown): void {
  if (typeof value !== 'number' || !(value > 0 && value < Infinity)) {
    throw new RangeError(`${fn}: expected ${name} to be a finite number > 0, got ${show(value)}`);
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
    throw new RangeError(`${fn}: expected ${name} to be a whole number ${range}, got ${show(value)}`);
  }
}

/** Entries of a list, and levels of lists in lists: a message is to be read, and values may hold each other. */
const [MOST_SHOWN, DEEPEST] = [5, 3];

function showAt(depth: number, value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  // Its name alone: the text of a function may be long, and that of a bundle says nothing.
  if (typeof value === 'function') return `function ${value.name}`.trim();
  if (typeof value !== 'object' || value === null) return String(value);
  const { dtype, shape } = value as { readonly dtype?: unknown; readonly shape?: unknown };
  if (dtype && Array.isArray(shape)) return `a tensor ${dtype} [${shape.join(', ')}]`;
  if (depth === DEEPEST) return '...';
  if (ArrayBuffer.isView(value)) {
    const first = [].slice.call(value, 0, MOST_SHOWN);
    return `${first}${first.length < (value as Float32Array).length ? ',...' : ''}`;
  }
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const shown = entries
    .slice(0, MOST_SHOWN)
    .map(([name, each]) => (isList ? '' : `${name}: `) + showAt(depth + 1, each));
  if (entries.length > MOST_SHOWN) shown.push('...');
  return isList ? `[${shown.join(', ')}]` : `{ ${shown.join(', ')} }`;
}

/**
 * Writes any value for a message: `[1, 2]`, `{ mean: 1 }`, `'text'`, `function f`, `a tensor f64 [500]`. Of lists and
 * objects the first 5 entries, three levels deep.
 */
export const show = (value: unknown): string => showAt(0, value);

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
