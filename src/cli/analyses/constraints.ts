/** `analyse constraints`: whether the weights obey the rules of the network. @module */

import { checkConstraints } from '../../report/constraints.ts';
import type { Analyse } from './analysis.ts';

export const constraints: Analyse = (study) => {
  const checked = checkConstraints(study);
  const width = Math.max(...checked.map(({ name }) => name.length));
  const lines = checked.map(
    ({ name, holds, found }) => `${name.padEnd(width)}  ${holds ? 'holds ' : 'broken'}  ${found}`,
  );
  return {
    lines: lines.length === 0 ? ['the network has no constraints'] : lines,
    document: { constraints: checked },
  };
};
