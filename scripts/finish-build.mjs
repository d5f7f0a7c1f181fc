/** Ends a build: declarations name the emitted files, and the command line may be executed. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// The compiler rewrites './x.ts' to './x.js' in JavaScript only; some tools follow the specifiers of declarations.
for (const name of readdirSync('dist', { recursive: true })) {
  if (!name.endsWith('.d.ts')) continue;
  const path = join('dist', name);
  writeFileSync(path, readFileSync(path, 'utf8').replace(/(from '|import\(')(\.[^']*)\.ts'/g, "$1$2.js'"));
}
chmodSync(join('dist', 'cli', 'main.js'), 0o755);
