// Fills every table and every buffer of a server at once: sessions, windows that flood, fast, stalled and typing
// viewers, logins, addresses that failed to log in, the log's ring, histories, styles, clusters, links.
import assert from 'node:assert/strict';
import net from 'node:net';
import { until } from './server.mjs';
import { Viewer } from './viewer.mjs';

// Shell built-ins only, so that it stays small: many styles, clusters, links, titles and lines; then a flood.
export const FLOOD = [
  '/bin/sh',
  '-c',
  `
i=0
while [ $i -lt 900 ]; do
  i=$((i + 1)) low=$(((i & 7) + ((i >> 3) & 7) * 10 + 200))
  printf '\\033[38;2;%d;%d;7m\\033]8;;https://example.org/%d\\007%d e\\314\\'$low' x\\315\\'$low' %0100d\\033]8;;\\007\\033[m\\r\\n' $((i % 256)) $((i / 7 % 256)) $((i % 99)) $i $i
  printf '\\033]2;the %0200dth title\\007' $i
done
printf '\\033]52;c;%01200d\\007' 0
exec yes "$(printf 'the flood \\033[7m%0150d\\033[m' 7)"`,
];
// A head of the largest size that is accepted, so that the connection's whole buffer was written.
const FILL = { 'X-Fill': 'x'.repeat(7000) };

export const tables = async (s) => (await s.json('GET', '/api/status')).json.tables;

// Logs in with a wrong token from a loopback address; returns the status.
export const failedLogin = (s, localAddress) =>
  new Promise((done, failed) => {
    let got = '';
    const c = net.connect({ port: s.port, host: '127.0.0.1', localAddress }, () => {
      c.write(
        'POST /api/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{"token":"wrong"}',
      );
    });
    c.on('data', (d) => (got += d));
    c.on('error', failed);
    c.on('close', () => done(Number(/^HTTP\/1.1 (\d+)/.exec(got)?.[1])));
  });

// Opens sessions of one window each, with the server's default command, until the table is full.
async function fillSessions(s) {
  const names = ['main'];
  for (const { size } = (await tables(s)).sessions; names.length < size; names.push(`full-${names.length}`)) {
    const r = await s.request('POST', '/api/sessions', { body: { name: `full-${names.length}` } });
    assert.equal(r.status, 201, r.body.toString());
  }
  for (const name of names)
    await until(`the flood of ${name}`, async () => (await s.screen(name)).includes('the flood'), 30000);
  return names;
}

async function fillLogins(s) {
  const { size } = (await tables(s)).logins;
  for (let i = 0; i <= size; i++)
    assert.equal((await s.request('POST', '/api/login', { token: null, body: { token: s.token } })).status, 204);
  for (let i = 0; i < 70; i++) assert.equal(await failedLogin(s, `127.0.1.${i + 1}`), 401);
}

// Clients that typed and disconnected; each leaves two lines in the log.
async function fillClients(s) {
  const { size } = (await tables(s)).connections;
  for (let i = 0; i < size; i++) {
    const v = await Viewer.attach(s);
    v.type('x');
    await until('it was taken', () => v.applied > 0);
    v.socket.cut();
  }
}

// Fills the table of connections but for `spare` slots. Of each five viewers one stalls and one types to a program that
// reads nothing.
async function fillViewers(s, names, spare) {
  const viewers = [];
  const { size } = (await tables(s)).connections;
  for (let i = 0; i < size - spare; i++) {
    const v = await Viewer.attach(s, {
      session: names[i % names.length],
      cols: 160,
      rows: 50,
      acknowledge: i % 5 !== 1,
      fields: FILL,
    });
    assert.ok(!v.socket.refused, `viewer ${i}`);
    await until('its first frame', () => v.frames > 0);
    if (i % 5 === 1) v.socket.socket.pause();
    if (i % 5 === 2) v.type('x'.repeat(32000));
    viewers.push(v);
  }
  return viewers;
}

// Returns the viewers, all connections but the spare ones; the caller closes them.
export async function fill(s, spare) {
  const names = await fillSessions(s);
  await fillLogins(s);
  await fillClients(s);
  return { names, viewers: await fillViewers(s, names, spare) };
}
