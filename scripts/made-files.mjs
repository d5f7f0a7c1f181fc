/** Files of docs that a script makes: written where they differ, or named. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './source.mjs';

/**
 * Brings docs up to date: writes what differs and removes what the script does not make from the folder that is all its
 * own. With --check it names such files and sets the exit code instead.
 * @param {string} script name of the script, for the messages
 * @param {string} folder in docs
 * @param {Record<string, string>} files all that there should be, by path in docs
 */
export function makeFiles(script, folder, files) {
  const docs = join(root, 'docs');
  const check = process.argv.includes('--check');
  mkdirSync(join(docs, folder), { recursive: true });
  const present = readdirSync(join(docs, folder)).map((name) => `${folder}/${name}`);
  const superfluous = present.filter((path) => !Object.hasOwn(files, path));
  const stale = Object.entries(files).filter(([path, text]) => {
    const file = join(docs, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  for (const [path, text] of stale) {
    if (check) console.error(`docs/${path}: out of date - run node scripts/${script}`);
    else writeFileSync(join(docs, path), text);
  }
  for (const path of superfluous) {
    if (check) console.error(`docs/${path}: not made by scripts/${script} - run it`);
    else rmSync(join(docs, path));
  }
  const changed = stale.length + superfluous.length;
  console.log(
    `${Object.keys(files).length} files, ${changed} ${check ? 'out of date' : 'written or removed'}`,
  );
  process.exitCode = check && changed > 0 ? 1 : 0;
}
