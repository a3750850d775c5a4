// The input lock: only one of many viewers of a line can type; others request the lock, are given it, or take it.
import net from 'node:net';
import test, { after, before } from 'node:test';
import { Server, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

let s,
  far,
  received = '',
  index;
before(async () => {
  s = await Server.start();
  far = net.createServer((socket) => {
    socket.on('data', (d) => (received += d));
    socket.on('error', () => {});
  });
  await new Promise((done) => far.listen(0, '127.0.0.1', done));
  const { json } = await s.json('POST', '/api/sessions/main/windows', {
    body: { source: 'tcp', device: `127.0.0.1:${far.address().port}` },
  });
  index = json.index;
});
after(async () => {
  await s.stop();
  far.close();
});

const attach = (client) => Viewer.attach(s, { index, client });
const lock = (v, word) => v.socket.send(2, `8${word}`);
const isState = (state, held, requested) =>
  state?.input_lock === held && (requested === undefined || state.lock_requested === requested);
const sees = (v, held, requested) =>
  until(`the lock is ${held}, requested ${requested}: ${JSON.stringify(v.states.at(-1))}`, () =>
    isState(v.states.at(-1), held, requested),
  );
const arrives = (text) => until(`${text} arrives in ${received}`, () => received.endsWith(text));

test("the first viewer to type holds the lock; another viewer's input is discarded until it requests the lock and is given it", async () => {
  const a = await attach('000000000000000a'),
    b = await attach('000000000000000b');
  await sees(a, 'free');
  a.type('one');
  await arrives('one');
  await sees(a, 'mine', false);
  await sees(b, 'other', false);
  b.type('nothing');
  await until('it was taken and discarded', () => b.applied === 7);
  a.type(' two');
  await arrives('one two');
  lock(b, 'request');
  await sees(a, 'mine', true);
  lock(a, 'release');
  await sees(b, 'mine', false);
  await sees(a, 'other');
  b.type(' three');
  await arrives('one two three');
  lock(a, 'take');
  await sees(a, 'mine');
  a.type(' four');
  await arrives(' three four');
  a.socket.cut();
  await sees(b, 'free');
  b.type(' five');
  await arrives(' four five');
  b.socket.cut();
});

test('a client that reconnects, also to a new server, still holds the lock', async () => {
  let a = await attach('00000000000000aa');
  const b = await attach('00000000000000bb');
  lock(a, 'take');
  await sees(b, 'other');
  a.socket.cut();
  a = await attach('00000000000000aa');
  await sees(a, 'mine');
  const server = s.serverPid();
  process.kill(server, 'SIGKILL');
  await a.socket.closed;
  a = await until('it is back', () => attach('00000000000000aa').catch(() => null));
  await sees(a, 'mine');
  a.socket.cut();
  b.socket.cut();
});

test('an unknown lock request is an error; a shell has no lock unless its source sets one', async () => {
  const a = await attach('00000000000000cc');
  lock(a, 'x');
  await a.socket.closed;
  const shell = await Viewer.attach(s, { index: 0 });
  await sees(shell, 'off', false);
  shell.socket.cut();
  const { json } = await s.json('POST', '/api/sessions/main/windows', {
    body: { command: ['cat'], 'input-lock': 'yes' },
  });
  const one = await Viewer.attach(s, { index: json.index });
  await sees(one, 'free');
  one.socket.cut();
});

test("ttyd's clients type while nobody holds the lock", async () => {
  const { Socket } = await import('../lib/viewer.mjs');
  const v = await Socket.connect(s, `/api/sessions/main/windows/${index}/attach`, { protocol: 'tty' });
  v.send(2, JSON.stringify({ columns: 80, rows: 24 }));
  v.send(2, '0tty');
  await arrives('tty');
  const a = await attach('00000000000000dd');
  lock(a, 'take');
  await sees(a, 'mine');
  v.send(2, '0lost');
  a.type('kept');
  await arrives('ttykept');
  v.cut();
  a.socket.cut();
});
