// Many may look at a line, one types: who has the keyboard, who asks for it, who takes it.
import assert from 'node:assert/strict';
import net from 'node:net';
import test, { after, before } from 'node:test';
import { Server, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

let s, far, received = '', index;
before(async () => {
  s = await Server.start();
  far = net.createServer((socket) => {
    socket.on('data', (d) => (received += d));
    socket.on('error', () => {});
  });
  await new Promise((done) => far.listen(0, '127.0.0.1', done));
  const { json } = await s.json('POST', '/api/sessions/main/windows', { body: { source: 'tcp', device: `127.0.0.1:${far.address().port}` } });
  index = json.index;
});
after(async () => {
  await s.stop();
  far.close();
});

const attach = (client) => Viewer.attach(s, { index, client });
const wish = (v, what) => v.socket.send(2, `8${what}`);
const sees = (v, keyboard, asked) => until(`it is ${keyboard}${asked === undefined ? '' : `, asked ${asked}`}: ${JSON.stringify(v.states.at(-1))}`, () => v.states.at(-1)?.keyboard === keyboard && (asked === undefined || v.states.at(-1).asked === asked));
const arrives = (text) => until(`${text} arrives in ${received}`, () => received.endsWith(text));

test('the first who types has the keyboard; another is left out, asks, is given it, and it is taken back', async () => {
  const a = await attach('000000000000000a'), b = await attach('000000000000000b');
  await sees(a, 'free');
  a.type('one');
  await arrives('one');
  await sees(a, 'mine', false);
  await sees(b, 'other', false);
  b.type('nothing');
  await until('it was taken and left out', () => b.applied === 7);
  a.type(' two');
  await arrives('one two');
  wish(b, 'a');
  await sees(a, 'mine', true);
  wish(a, 'g');
  await sees(b, 'mine', false);
  await sees(a, 'other');
  b.type(' three');
  await arrives('one two three');
  wish(a, 't');
  await sees(a, 'mine');
  a.type(' four');
  await arrives(' three four');
  a.socket.cut();
  await sees(b, 'free');
  b.type(' five');
  await arrives(' four five');
  b.socket.cut();
});

test('who comes back after a lost line, or a server that died, has it still', async () => {
  let a = await attach('00000000000000aa');
  const b = await attach('00000000000000bb');
  wish(a, 't');
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

test('a wish that is none is an error; a shell is for all unless it says otherwise', async () => {
  const a = await attach('00000000000000cc');
  wish(a, 'x');
  await a.socket.closed;
  const shell = await Viewer.attach(s, { index: 0 });
  await sees(shell, 'all', false);
  shell.socket.cut();
  const { json } = await s.json('POST', '/api/sessions/main/windows', { body: { command: ['cat'], keyboard: 'one' } });
  const one = await Viewer.attach(s, { index: json.index });
  await sees(one, 'free');
  one.socket.cut();
});

test('ttyd\'s clients type where nobody has it', async () => {
  const { Socket } = await import('../lib/viewer.mjs');
  const v = await Socket.connect(s, `/api/sessions/main/windows/${index}/attach`, { protocol: 'tty' });
  v.send(2, JSON.stringify({ columns: 80, rows: 24 }));
  v.send(2, '0tty');
  await arrives('tty');
  const a = await attach('00000000000000dd');
  wish(a, 't');
  await sees(a, 'mine');
  v.send(2, '0lost');
  a.type('kept');
  await arrives('ttykept');
  v.cut();
  a.socket.cut();
});
