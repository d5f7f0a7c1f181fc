/** A server of files on this machine, for pages that are to be reached over HTTP. @module */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** What a server of static files says of them; no header beyond this one, as on any host. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
};

/** A server under way. */
export interface Served {
  /** Where the folder is, with a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a folder on 127.0.0.1, at any free port, under a prefix: '/' by default, or as '/a/b/'. */
export async function serve(folder: string, prefix: string = '/'): Promise<Served> {
  const server = createServer(async ({ url = '/' }, response) => {
    // What URL makes of a path leads nowhere above its root.
    const path = decodeURIComponent(new URL(url, 'http://127.0.0.1').pathname);
    const name = path.endsWith('/') ? `${path}index.html` : path;
    const file = normalize(join(folder, name.slice(prefix.length)));
    try {
      if (!name.startsWith(prefix) || !file.startsWith(normalize(folder))) throw new Error('outside');
      const body = await readFile(file);
      response
        .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
        .end(body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
