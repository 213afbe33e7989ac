import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { download } from '../../../../models/tools/download';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

function serve(listener: RequestListener): Promise<string> {
  const own = createServer(listener);
  server = own;
  return new Promise((done) =>
    own.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(own.address() as AddressInfo).port}/m.onnx`)),
  );
}

it('brings the bytes', async () => {
  const url = await serve((_, response) => response.end(Buffer.from([1, 2, 3])));
  expect([...(await download(url, 3, 'm'))]).toEqual([1, 2, 3]);
});

it('says what the server answered and what to do', async () => {
  const url = await serve((_, response) => response.writeHead(404).end());
  await expect(download(url, 3, 'm')).rejects.toThrow(/m: .* answered 404.*--from DIR/);
});

it('says that the server is out of reach', async () => {
  const url = await serve(() => undefined);
  await new Promise((done) => server?.close(done));
  await expect(download(url, 3, 'm')).rejects.toThrow(/could not be reached \(.*ECONNREFUSED.*--from DIR/);
});

it('says that the connection broke', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('abc', () => response.destroy());
  });
  await expect(download(url, 100, 'm')).rejects.toThrow(/could not be reached/);
});

it('stops at a file longer than the one it knows', async () => {
  const url = await serve((_, response) => {
    const more = () => {
      while (response.write(Buffer.alloc(2 ** 16)));
      response.once('drain', more);
    };
    more();
  });
  const bytes = await download(url, 10, 'm');
  expect(bytes.length).toBeGreaterThan(10);
});
