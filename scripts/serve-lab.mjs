/** Builds the lab and serves it on this machine; `npm run lab:build` renews it meanwhile. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import './build-lab.mjs';

const file = new URL('../lab/dist/index.html', import.meta.url);
const PORT = 8080;

const server = createServer(async ({ url }, response) => {
  if (url.split('?')[0] !== '/') {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(await readFile(file));
});
// Where the port is taken, any free one will do.
server.once('error', () => server.listen(0, '127.0.0.1'));
server.on('listening', () => console.log(`the lab is at http://localhost:${server.address().port}/`));
server.listen(PORT, '127.0.0.1');
