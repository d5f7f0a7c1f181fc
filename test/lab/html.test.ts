import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

interface Parts {
  readonly style: string;
  readonly program: string;
}
const { labHtml, scriptText, PLACES } = (await import(
  new URL('../../scripts/lab-html.mjs', import.meta.url).href
)) as {
  labHtml(html: string, parts: Parts): string;
  scriptText(code: string): string;
  PLACES: Readonly<Record<'charset' | 'style' | 'program', string>>;
};

const source = `<head>${PLACES.charset}${PLACES.style}</head><body>${PLACES.program}</body>`;

describe('the one file of the lab', () => {
  test('holds its parts in their places, and allows its own script alone', () => {
    const html = labHtml(source, { style: 'a{}', program: 'show()' });
    const hash = createHash('sha256').update('show()').digest('base64');
    expect(html).toContain(`script-src 'sha256-${hash}' 'wasm-unsafe-eval'`);
    expect(html).toContain("default-src 'none'");
    expect(html.replace(/\n<meta http-equiv.*?>/, '')).toBe(
      `<head>${PLACES.charset}<style>a{}</style></head><body><script type="module" id="program">show()</script></body>`,
    );
  });

  test('parts may hold words of the source, and what replacements would read', () => {
    const words = `${JSON.stringify(PLACES.charset)} + "$& $1 $\`"`;
    const html = labHtml(source, { style: '', program: words });
    expect(html).toContain(words);
  });

  test('the end of a script within a script is none for the parser, and the same for the engine', () => {
    const code = 'const s = "</script><!-- </SCRIPT >";';
    const text = scriptText(code);
    expect(text).not.toMatch(/<\/script|<!--/i);
    const value = (given: string): unknown => new Function(`${given} return s;`)();
    expect(value(text)).toBe(value(code));
  });

  test('a place that is missing, or there twice, is an error', () => {
    const parts = { style: '', program: '' };
    expect(() => labHtml(source.replace(PLACES.program, ''), parts)).toThrow(
      `lab/index.html: expected '${PLACES.program}' once, got it 0 times`,
    );
    expect(() => labHtml(source + PLACES.style, parts)).toThrow(
      `lab/index.html: expected '${PLACES.style}' once, got it 2 times`,
    );
  });
});
