/** The command line that all examples share: `--name value`, every name with a default. */
import { parseArgs } from 'node:util';

function fail(message) {
  console.error(message);
  process.exit(2);
}

function numberOf(name, text) {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0) {
    fail(`--${name}: expected a whole number, got '${text}'`);
  }
  return value;
}

/**
 * Reads the command line: a value is a whole number where the default is a number, a flag where it is false.
 * @example const { trials, out } = readOptions({ trials: 50_000, out: 'runs/hello-world' });
 */
export function readOptions(defaults) {
  const names = Object.keys(defaults);
  const list = names.map((name) => `--${name} (${defaults[name]})`).join(', ');
  const typeOf = (name) => (typeof defaults[name] === 'boolean' ? 'boolean' : 'string');
  const options = Object.fromEntries(names.map((name) => [name, { type: typeOf(name) }]));
  if (process.argv.includes('--help')) {
    console.log(`Options: ${list}`);
    process.exit(0);
  }
  let given;
  try {
    given = parseArgs({ options }).values;
  } catch (error) {
    fail(`${error.message.split('. ')[0]}\nOptions: ${list}`);
  }
  const value = (name) => {
    if (given[name] === undefined) return defaults[name];
    return typeof defaults[name] === 'number' ? numberOf(name, given[name]) : given[name];
  };
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}
