/** The one file of the lab, from its parts. */
import { createHash } from 'node:crypto';

/** Text of a script element that ends where it is meant to: a string may hold what the parser would take for an end. */
export const scriptText = (code) => code.replace(/<(\/script|!--)/gi, '<\\$1');

const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What the page may do: run its own script, start its worker from a Blob, compile WebAssembly; and ask for nothing. */
const policyOf = (script) =>
  [
    "default-src 'none'",
    `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
    'worker-src blob:',
    // Figures bring their style sheets along.
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** Where lab/index.html has its parts. */
export const PLACES = {
  charset: '<meta charset="utf-8">',
  style: '<link rel="stylesheet" href="style.css">',
  program: '<script type="module" id="program" src="src/main.ts"></script>',
};

/** Where a place stands in lab/index.html: exactly once. */
function positionOf(html, place) {
  const count = html.split(place).length - 1;
  if (count === 1) return html.indexOf(place);
  throw new Error(`lab/index.html: expected '${place}' once, got it ${count} times`);
}

/** Makes the file: style sheet and program, from whose text the page starts its worker, stand in it. */
export function labHtml(html, { style, program }) {
  const script = scriptText(program);
  const policy = `<meta http-equiv="Content-Security-Policy" content="${policyOf(script)}">`;
  const inPlace = [
    [PLACES.charset, `${PLACES.charset}\n${policy}`],
    [PLACES.style, `<style>${style}</style>`],
    // A module, as in the source: it runs when all of the page is there.
    [PLACES.program, `<script type="module" id="program">${script}</script>`],
  ];
  const found = inPlace
    .map(([place, text]) => ({ text, start: positionOf(html, place), length: place.length }))
    .sort((a, b) => a.start - b.start);
  // Cut at the places of the source: the parts that are put in may hold such words themselves.
  const pieces = found.map(({ text, start }, i) => {
    const before = found[i - 1];
    return html.slice(before ? before.start + before.length : 0, start) + text;
  });
  const last = found[found.length - 1];
  return pieces.join('') + html.slice(last.start + last.length);
}
