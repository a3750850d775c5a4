import test, { before, after } from 'node:test';
import net from 'node:net';
import { Ledger } from '../lib/ledger.mjs';
import { Server } from '../lib/server.mjs';
import { Socket, Viewer } from '../lib/viewer.mjs';

let s, ledger;
before(async () => {
  s = await Server.start({ command: ['/bin/cat'] });
  ledger = await Ledger.open(s);
  ledger.watch();
});
after(async () => {
  await s.stop();
  ledger.unwatch();
});

const bare = (bytes) =>
  new Promise((done) => {
    const c = net.connect(s.port, '127.0.0.1', () => {
      if (bytes) c.write(bytes);
      setImmediate(() => c.destroy());
    });
    c.on('error', () => {});
    c.on('close', done);
  });

async function connections() {
  const kinds = [
    () => bare(),
    () => bare('GET / HT'),
    () => bare('GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n'),
    () => bare('POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{'),
    () => bare('\x00\x01\x02\r\n\r\n'),
    () => s.request('GET', '/api/sessions').catch(() => {}),
    async () => (await Socket.connect(s, '/api/sessions/main/windows/0/attach').catch(() => null))?.cut?.(),
    async () => (await Viewer.attach(s).catch(() => null))?.socket?.cut?.(),
    async () => (await Socket.connect(s, '/ws', { protocol: 'tty', token: null }).catch(() => null))?.cut?.(),
    () => bare(`GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${s.token}\r\n\r\n`),
    () => s.request('GET', '/metrics').catch(() => {}),
  ];
  for (let i = 0; i < 1000; i += 20)
    await Promise.all(Array.from({ length: 20 }, (_, k) => kinds[(i + k) % kinds.length]()));
  await ledger.settles('after 1,000 connections');
}

test('thousands of connections are dropped at each stage of their life, and memory does not grow', async (t) => {
  // The first two rounds touch the journal and every slot of the tables for the first time.
  await connections();
  await connections();
  await ledger.flat(t, connections);
});

test('1,000 windows are opened and closed', async () => {
  await ledger.windows(1000, { command: ['/bin/cat'] });
  await ledger.settles('after 1,000 windows');
});
