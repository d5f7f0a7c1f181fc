/** HTML as text: escaping, tables, and the page of a report. @module */

import { escapeText } from '../plot/svg.ts';

/** Writes a text so that it is safe between tags and in attributes. */
export const escaped: (text: string) => string = escapeText;

/** HTML that is written as it is. */
export interface Raw {
  readonly raw: string;
}

/** Fills a template: strings are escaped, `{ raw }` is not. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Raw)[]): string {
  const texts = values.map((value) => (typeof value === 'string' ? escaped(value) : value.raw));
  return parts.reduce((whole, part, i) => whole + texts[i - 1] + part);
}

/** Writes a table; the first column heads its rows. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = ([first, ...rest]: readonly string[]): string =>
    `<tr><th scope="row">${escaped(first)}</th>${rest.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
  const titles = head.map((name) => `<th scope="col">${escaped(name)}</th>`).join('');
  return `<div class="wide"><table><caption>${escaped(caption)}</caption><thead><tr>${titles}</tr></thead><tbody>${rows.map(cells).join('')}</tbody></table></div>`;
}

/** The look of a report. Colours are those of the figures. */
const CSS = `
:root{color-scheme:light dark;--ink:#1f2328;--muted:#59636e;--line:#d1d9e0;--paper:#fff;--soft:#f6f8fa}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6edf3;--muted:#9198a1;--line:#3d444d;--paper:#0d1117;--soft:#151b23}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1280px;padding:24px 20px 48px;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 4px}h2{font-size:1.25rem;margin:40px 0 12px;border-bottom:1px solid var(--line);padding-bottom:4px}h3{font-size:1rem;margin:0 0 4px}
p{margin:0 0 12px;max-width:72ch}.lead,.source,caption{color:var(--muted)}
.answers{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:8px 20px;margin:20px 0;padding:16px 20px;background:var(--soft);border:1px solid var(--line);border-radius:8px}
.answers dt{font-weight:600}.answers dd{margin:0;max-width:80ch}.answers dd:first-of-type{font-weight:600}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,560px),1fr));gap:32px 24px}
section,figure{min-width:0;margin:0}figcaption{font-size:.9rem;color:var(--muted);max-width:640px;margin-top:4px}.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.source{margin-top:24px}.drawing svg{display:block;width:100%;height:auto;max-width:640px}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;min-width:min(100%,26rem)}caption{text-align:left;padding:0 0 6px}th,td{text-align:left;padding:4px 16px 4px 0;border-bottom:1px solid var(--line);vertical-align:top;font-weight:400;overflow-wrap:anywhere}thead th{font-weight:600}td{font-variant-numeric:tabular-nums}
pre{overflow-x:auto;padding:12px 16px;background:var(--soft);border:1px solid var(--line);border-radius:8px;font-size:.85rem}code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
summary{cursor:pointer}
@media(max-width:600px){body{padding:16px 14px 32px}.answers{grid-template-columns:1fr;gap:2px}.answers dd{margin-bottom:10px}.drawing{overflow-x:auto}.drawing svg{min-width:500px}}
@media print{body{max-width:none;padding:0;font-size:11pt}.figures{grid-template-columns:1fr 1fr;gap:16px}section,.answers,tr{break-inside:avoid}h2,h3{break-after:avoid}figcaption,table{font-size:9pt}td,th{padding-block:1pt}.source{margin-top:12pt}details{display:none}}
`;

/** What a page shows. */
export interface PageOptions {
  readonly title: string;
  /** More rules. */
  readonly styles: string;
  readonly body: string;
}

/**
 * Writes a whole document. Nothing in it may load anything or run; the empty icon keeps browsers from asking the server
 * for one.
 */
export const page = ({ title, styles, body }: PageOptions): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${CSS}
${styles}</style>
</head>
<body>
${body}
</body>
</html>
`;
