// The raw bytes of a window: a binary file through a line, compared by checksum, and a reader that does not keep up.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';
import test, { after, before } from 'node:test';
import { Server, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

let s;
before(async () => (s = await Server.start()));
after(() => s.stop());

const windows = '/api/sessions/main/windows';
const sum = (bytes) => createHash('sha256').update(bytes).digest('hex');

async function opened(body) {
  const { status, json } = await s.json('POST', windows, { body });
  assert.equal(status, 201, JSON.stringify(json));
  return { index: json.index, close: () => s.request('DELETE', `${windows}/${json.index}`) };
}

// Reads /raw. The answer can be paused, as by a slow reader.
function listen(index) {
  return new Promise((done, failed) => {
    const request = http.get(
      {
        port: s.port,
        host: '127.0.0.1',
        path: `${windows}/${index}/raw`,
        headers: { authorization: `Bearer ${s.token}` },
      },
      (answer) => {
        const l = { answer, parts: [], length: 0, bytes: () => Buffer.concat(l.parts), cut: () => request.destroy() };
        answer.on('data', (d) => {
          l.parts.push(d);
          l.length += d.length;
        });
        l.over = new Promise((end) => {
          answer.on('end', () => end('end'));
          answer.on('error', () => end('cut'));
          answer.on('close', () => end('cut'));
        });
        done(l);
      },
    );
    request.on('error', failed);
  });
}

function sender(bytes) {
  return new Promise((done) => {
    const far = { sockets: [] };
    far.server = net.createServer((socket) => {
      far.sockets.push(socket);
      socket.on('error', () => {});
    });
    far.send = () => far.sockets[0].write(bytes);
    far.server.listen(0, '127.0.0.1', () => {
      far.port = far.server.address().port;
      done(far);
    });
  });
}

test('a binary file of 8 MB passes unchanged through a line without a screen, to a reader that pauses', async () => {
  const file = randomBytes(8 << 20),
    far = await sender(file);
  const w = await opened({ source: 'tcp', device: `127.0.0.1:${far.port}`, screen: 'off' });
  await until('it is connected', () => far.sockets.length === 1);
  far.send(); // before anyone listens: the data waits
  const l = await listen(w.index);
  for (let i = 0; i < 5; i++) {
    await until('more has come', () => l.length > i << 20);
    l.answer.pause();
    await new Promise((next) => setTimeout(next, 100));
    l.answer.resume();
  }
  await until('all has come', () => l.length >= file.length, 30000);
  assert.equal(sum(l.bytes()), sum(file));
  assert.equal((await s.screen('main', w.index)).trim(), '');
  await w.close();
  assert.equal(await l.over, 'end');
  far.server.close();
});

test('the raw bytes of a shown window can be read as well; a reader that does not keep up is disconnected, and the window continues', async () => {
  const script =
    'stty -opost; read x; i=0; while [ $i -lt 60000 ]; do i=$((i+1)); echo "line $i of many that nobody can read"; done; printf end; read x';
  const w = await opened({ command: ['/bin/sh', '-c', script] });
  const quick = await listen(w.index),
    slow = await listen(w.index);
  slow.answer.pause();
  const v = await Viewer.attach(s, { index: w.index });
  v.type('\r');
  await until('the end is shown', async () => (await s.screen('main', w.index)).trimEnd().endsWith('end'), 20000);
  await until('the slow one is cut', () => s.log.includes('event=raw-cut'));
  slow.answer.resume();
  assert.equal(await slow.over, 'cut');
  v.socket.cut();
  quick.cut();
  await w.close();
});

test('a listener that disconnects frees its slot, and an invalid value of screen is refused with the valid ones', async () => {
  const far = await sender(Buffer.alloc(0));
  const w = await opened({ source: 'tcp', device: `127.0.0.1:${far.port}`, screen: 'off' });
  const used = async () => (await s.json('GET', '/api/connections')).json.length;
  const base = await used();
  for (let i = 0; i < 100; i++) (await listen(w.index)).cut();
  await until('all have left', async () => (await used()) <= base);
  assert.equal(
    (await s.json('POST', windows, { body: { screen: 'grey' } })).json.error,
    'screen: "grey" is not one of on, off',
  );
  await w.close();
  far.server.close();
});
