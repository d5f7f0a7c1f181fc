/** What only Node has: files that are either whole or not there. @module */

export { readFileBytes, writeFileWhole } from './files.ts';
