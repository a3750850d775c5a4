import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Server, until } from '../lib/server.mjs';
import { Socket, Viewer } from '../lib/viewer.mjs';

let s;
before(async () => {
  s = await Server.start();
});
after(() => s.stop());

test('a command is typed and its output appears', async () => {
  const v = await Viewer.attach(s);
  assert.equal(v.welcome.protocol, 1);
  v.type('echo $((6*7))-times\r');
  await v.sees('42-times');
  assert.equal(v.state.phase, 'running');
  await until('the input is confirmed', () => v.applied === v.offset);
  v.socket.cut();
});

test('at most two frames are unacknowledged, and the third shows the newest screen', async () => {
  const v = await Viewer.attach(s, { acknowledge: false });
  v.type('i=0; while [ $i -lt 3000 ]; do echo line-$i; i=$((i+1)); done; echo the-end-$i\r');
  await until('the program is done', async () => (await s.screen()).includes('the-end-3000'));
  assert.ok(v.frames <= 2, `${v.frames} frames came unacknowledged`);
  v.acknowledge = true;
  v.show(v.frames);
  await v.sees('the-end-3000');
  assert.ok(v.bytes.length < 60000, `${v.bytes.length} bytes: a backlog was sent`);
  v.socket.cut();
});

test('input that is sent again is applied once, and a gap is an error', async () => {
  const client = '00000000000000aa';
  const v = await Viewer.attach(s, { client });
  v.type('echo on', 0);
  await until('it is applied', () => v.applied === 7);
  v.socket.cut();
  const again = await Viewer.attach(s, { client });
  assert.equal(again.welcome.input, 7);
  again.type('echo once-$((1+1))\r', 0);
  await again.sees('once-2');
  const text = await s.screen();
  assert.equal(text.match(/once-2/g).length, 1);
  again.type('x', again.offset + 5);
  await again.socket.closed;
  assert.equal(again.socket.code, 1002);
});

test('a size larger than a window can have is bounded, and the state says what was asked for', async () => {
  const a = await Viewer.attach(s, { cols: 480, rows: 200 });
  await until('its width', () => a.state?.columns === 480 && a.state.owner);
  assert.deepEqual(a.state.asked, { columns: 480, rows: 200 });
  assert.ok(a.state.rows >= 108, `${a.state.rows} rows`);
  const b = await Viewer.attach(s, { cols: 60, rows: 20 });
  await until('the other size', () => a.state.columns === 60 && b.state?.owner);
  assert.ok(!a.state.asked && !b.state.asked, "a size of one's own or of another is not bounded");
  b.json({ columns: 425, rows: 117 }, '1');
  await until('a 4K display', () => b.state.columns === 425 && b.state.rows === 117);
  assert.ok(!b.state.asked);
  a.socket.cut();
  b.socket.cut();
});

test('the window has the size of the viewer that looked last', async () => {
  const a = await Viewer.attach(s, { cols: 100, rows: 30 });
  await until('its size', () => a.state?.columns === 100 && a.state.owner);
  const b = await Viewer.attach(s, { cols: 60, rows: 20 });
  await until('the other size', () => a.state.columns === 60 && !a.state.owner && b.state?.owner);
  a.socket.send(2, '6');
  await until('it is back', () => a.state.columns === 100 && b.state.columns === 100 && a.state.owner);
  a.json({ columns: 90, rows: 25 }, '1');
  await until('the new size', () => b.state.columns === 90 && b.state.rows === 25);
  a.type('stty size\r');
  await a.sees('25 90');
  assert.equal(b.state.viewers, 2);
  const c = await Viewer.attach(s, { cols: 50, rows: 15 });
  await until("the third one's size", () => a.state.columns === 50 && b.state.columns === 50);
  b.socket.send(2, '2');
  b.askHistory(0, 1); // an answer proves that the pause before it was read
  await until('an answer', () => b.history.length === 1);
  c.socket.cut();
  await until(
    'the size of the one that stays and looks',
    () => a.state.owner && a.state.columns === 90 && b.state.columns === 90 && !b.state.owner,
  );
  a.socket.cut();
  b.socket.cut();
});

test('lines that scrolled by without a viewer are in the history, by number', async () => {
  const v = await Viewer.attach(s, { cols: 80, rows: 24 });
  v.type('seq 1 500; echo seq-done\r');
  await v.sees('seq-done');
  await until('the numbers of the history', () => v.state.history.next >= 480);
  const { first, next } = v.state.history;
  v.askHistory(Math.max(first, next - 100), 100);
  await until('lines', () => v.history.length === 1);
  const rows = v.history[0].rows;
  assert.equal(v.history[0].line, next - 100);
  assert.equal(rows.length, 100);
  const numbers = rows.map((r) => Number(r.text.replace(/\x1b\[[0-9;]*m/g, '').trim()));
  for (let i = 1; i < numbers.length; i++) assert.equal(numbers[i], numbers[i - 1] + 1);
  v.socket.cut();
});

test('pause holds frames back, resume sends the newest', async () => {
  const v = await Viewer.attach(s);
  v.socket.send(2, '2');
  v.type('echo while-paused\r');
  await until('the program said it', async () => (await s.screen()).includes('while-paused\n'));
  assert.ok(!v.text().includes('while-paused'));
  v.socket.send(2, '3');
  await v.sees('while-paused');
  v.socket.cut();
});

test('the sixth viewer of a session is refused', async () => {
  const all = [];
  for (let i = 0; i < 5; i++) all.push(await Viewer.attach(s));
  const sixth = await Viewer.attach(s);
  assert.equal(sixth.socket.refused.status, 429);
  for (const v of all) v.socket.cut();
  await until('their places are free', async () => (await s.json('GET', '/api/sessions')).json[0].attached === false);
});

test("ttyd's clients send AuthToken in the first message, then receive the screen", async () => {
  const t = await Socket.connect(s, '/ws', { protocol: 'tty', token: null });
  assert.equal(t.response.fields['sec-websocket-protocol'], 'tty');
  t.send(2, JSON.stringify({ AuthToken: s.token, columns: 80, rows: 24 }));
  await until('preferences', () => t.messages.some((m) => m[0] === 0x32));
  t.send(2, '0echo from-$((40+2))\r');
  await until('output', () => Buffer.concat(t.messages.filter((m) => m[0] === 0x30)).includes('from-42'));
  t.send(2, '1{"columns":70,"rows":20}');
  await until('the size', async () => (await s.json('GET', '/api/sessions/main/windows')).json[0].columns === 70);
  t.cut();
  const wrong = await Socket.connect(s, '/ws', { protocol: 'tty', token: null });
  wrong.send(2, JSON.stringify({ AuthToken: 'not-the-token-at-all', columns: 80, rows: 24 }));
  await wrong.closed;
  assert.equal(wrong.code, 1008);
});

test("a client without a token yet takes no viewer's slot and leaves no line in the log", async () => {
  const lines = async () =>
    (await s.json('GET', '/api/log?format=json')).json.filter(
      (line) => line.event.startsWith('viewer-') && line.dialect === 'tty',
    ).length;
  const before = await lines();
  const strangers = [];
  for (let i = 0; i < 7; i++) strangers.push(await Socket.connect(s, '/ws', { protocol: 'tty', token: null }));
  assert.equal((await s.json('GET', '/api/sessions')).json[0].attached, false);
  const all = [];
  for (let i = 0; i < 5; i++) all.push(await Viewer.attach(s));
  const late = strangers.pop();
  late.send(2, JSON.stringify({ AuthToken: s.token, columns: 80, rows: 24 }));
  await late.closed;
  assert.equal(late.code, 1013);
  all.pop().socket.cut();
  const next = strangers.pop();
  await until('a place is free', async () => (await s.json('GET', '/api/sessions/main/windows')).json[0].viewers === 4);
  next.send(2, JSON.stringify({ AuthToken: s.token, columns: 80, rows: 24 }));
  await until('preferences', () => next.messages.some((m) => m[0] === 0x32));
  for (const socket of [next, ...strangers]) socket.cut();
  for (const v of all) v.socket.cut();
  await until('all have gone', async () => (await s.json('GET', '/api/status')).json.tables.connections.used === 1);
  assert.equal(await lines(), before + 2);
});

test('a malformed message is answered by a close code', async () => {
  for (const [data, code] of [
    ['hello', 1002],
    ['{"columns":0,"rows":0,"client":"0000000000000001"}', 1002],
    [`{${'x'.repeat(2000)}`, 1009],
  ]) {
    const v = await Socket.connect(s, '/api/sessions/main/windows/0/attach');
    v.send(2, data);
    await v.closed;
    assert.equal(v.code, code, data.slice(0, 20));
  }
});

test('viewers of a window that is closed get a close code', async () => {
  const made = await s.json('POST', '/api/sessions/main/windows', { body: {} });
  const v = await Viewer.attach(s, { index: made.json.index });
  await s.request('DELETE', `/api/sessions/main/windows/${made.json.index}`);
  await v.socket.closed;
  assert.equal(v.socket.code, 1000);
});

test('the screen of a program that ended stays, and viewers learn its ending', async () => {
  const made = await s.json('POST', '/api/sessions/main/windows', {
    body: { command: ['/bin/sh', '-c', 'echo last-words; read x; exit 7'] },
  });
  const v = await Viewer.attach(s, { index: made.json.index });
  await v.sees('last-words');
  v.type('\r');
  await until('the ending', () => v.state.phase === 'ended');
  assert.equal(v.state.ending, 'exit status 7');
  v.socket.cut();
  await s.request('DELETE', `/api/sessions/main/windows/${made.json.index}`);
});

test('a viewer that typed more than the program reads still sees what it prints', async () => {
  const { json } = await s.json('POST', '/api/sessions/main/windows', {
    body: {
      command: [
        '/bin/sh',
        '-c',
        'stty raw -echo; printf ready; i=0; while :; do i=$((i+1)); printf "\\rcount %d " $i; sleep 0.05; done',
      ],
    },
  });
  const v = await Viewer.attach(s, { index: json.index });
  await v.sees('count');
  for (let i = 0; i < 12; i++) v.type('x'.repeat(16_000));
  await until(
    'its input is held back',
    async () => Number(/limit="input"} (\d+)$/m.exec((await s.request('GET', '/metrics')).body)?.[1]) > 0,
  );
  const { frames } = v;
  await until('many frames more', () => v.frames > frames + 20);
  v.socket.cut();
  await s.request('DELETE', `/api/sessions/main/windows/${json.index}`);
});

test('of many sizes in a moment the first is applied at once and then the last', async () => {
  const v = await Viewer.attach(s);
  const other = await Viewer.attach(s, { cols: 70, rows: 20 });
  v.type("trap 'echo changed-$((1+1))' WINCH; stty size\r");
  await v.sees('20 70');
  const widths = () => v.states.map((state) => state.columns).filter((n, i, all) => n !== all[i - 1]);
  v.states = v.states.slice(-1);
  for (let i = 0; i < 13; i++) v.json({ columns: 101 + i, rows: 30 }, '1');
  await until('the last size', () => v.state.columns === 113);
  assert.deepEqual(widths(), [70, 101, 113]);
  v.json({ columns: 99, rows: 30 }, '1');
  v.json({ columns: 98, rows: 30 }, '1');
  other.json({ columns: 75, rows: 20 }, '1');
  await until('the last size of the first viewer, or the other one', () => v.state.columns === 98);
  other.socket.cut();
  v.socket.cut();
});

test('the welcome has a number of the page that does not change while the server is the same', async () => {
  const a = await Viewer.attach(s);
  assert.ok(Number.isSafeInteger(a.welcome.page) && a.welcome.page > 0);
  const b = await Viewer.attach(s);
  assert.equal(b.welcome.page, a.welcome.page);
  for (const v of [a, b]) v.socket.cut();
});
