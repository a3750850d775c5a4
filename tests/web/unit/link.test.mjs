import test from 'node:test';
import assert from 'node:assert/strict';
import { Link } from '../../../web/net/link.js';
import { Stream } from '../../../web/net/stream.js';
import { History } from '../../../web/terminal/history.js';
import { Pens } from '../../../web/terminal/pens.js';

const bytes = (text) => new TextEncoder().encode(text);
const turn = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

// A WebSocket whose other end is the test.
class Socket {
  static all = [];

  constructor(url, protocols) {
    Object.assign(this, { url, protocols, sent: [], closed: false });
    Socket.all.push(this);
  }

  send(data) {
    this.sent.push(new Uint8Array(data));
  }

  close() {
    this.closed = true;
  }

  message(type, data) {
    const all = new Uint8Array([type.charCodeAt(0), ...data]);
    this.onmessage({ data: all.buffer });
  }

  json(type, value) {
    this.message(type, bytes(JSON.stringify(value)));
  }

  get inputs() {
    return this.sent
      .filter((m) => m[0] === 0x30)
      .map((m) => [new DataView(m.buffer).getUint32(5), new TextDecoder().decode(m.subarray(9))]);
  }
}

function offset(n) {
  const data = new Uint8Array(8);
  new DataView(data.buffer).setUint32(4, n);
  return data;
}

function linked(stream = new Stream('00112233aabbccdd')) {
  Socket.all = [];
  const heard = [];
  const on = Object.fromEntries(
    ['welcome', 'state', 'frame', 'title', 'history', 'status'].map((name) => [
      name,
      (value) => heard.push([name, value]),
    ]),
  );
  const link = new Link({
    url: 'ws://x/attach',
    stream,
    size: () => ({ columns: 80, rows: 24 }),
    on,
    WebSocket: Socket,
  });
  return { link, heard, socket: () => Socket.all.at(-1) };
}

function opened(pair, input = 0) {
  pair.socket().onopen();
  pair.socket().json('2', { input, readonly: false });
}

test('the first message is the hello', () => {
  const pair = linked();
  opened(pair);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(pair.socket().sent[0])), {
    columns: 80,
    rows: 24,
    client: '00112233aabbccdd',
  });
  assert.deepEqual(pair.socket().protocols, ['boundtty.v1']);
  pair.link.close();
});

test('text typed while the connection was lost arrives once', async () => {
  const pair = linked();
  opened(pair);
  pair.link.input(bytes('abc'));
  pair.link.input(bytes('def'));
  assert.deepEqual(pair.socket().inputs, [
    [0, 'abc'],
    [3, 'def'],
  ]);
  pair.socket().message('4', offset(2));
  pair.socket().onclose({ code: 1006 });
  pair.link.input(bytes('ghi'));
  await turn(120);
  assert.equal(Socket.all.length, 2);
  opened(pair, 4);
  assert.deepEqual(pair.socket().inputs, [
    [4, 'ef'],
    [6, 'ghi'],
  ]);
  pair.link.close();
});

test('the stream is renumbered for a server that forgot the client', () => {
  const stream = new Stream('0');
  stream.push(bytes('abcdef'));
  stream.confirm(4);
  stream.resume({ input: 0 });
  assert.equal(stream.base, 0);
  assert.equal(new TextDecoder().decode(stream.piece(0).bytes), 'ef');
  assert.equal(stream.end, 2);
});

const textOf = (chunks) => chunks.map((chunk) => new TextDecoder().decode(chunk.bytes)).join('');

test('input names the incarnation of the welcome, and the next one after a state', () => {
  const pair = linked();
  pair.socket().onopen();
  pair.socket().json('2', { input: 0, incarnation: 2 ** 32 + 5, readonly: false });
  pair.link.input(bytes('ab'));
  const [sent] = pair.socket().sent.slice(-1);
  assert.deepEqual([...sent], [0x39, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 97, 98]);
  pair.socket().json('3', { incarnation: 2 ** 32 + 6 });
  pair.link.input(bytes('c'));
  assert.deepEqual([...pair.socket().sent.at(-1)], [0x39, 0, 0, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 2, 99]);
  pair.link.close();
});

test('what another incarnation finds is held; the user sends or discards it', () => {
  for (const send of [true, false]) {
    const stream = new Stream('0', 1);
    stream.push(bytes('abcdef'));
    stream.resume({ input: 0, incarnation: 1 });
    stream.sent = 6;
    stream.confirm(2);
    stream.resume({ input: 3, incarnation: 2 });
    assert.equal(stream.length, 0);
    assert.equal(stream.heldLength, 3);
    assert.equal(stream.sample, 'def');
    stream.push(bytes('x'));
    stream.release(send);
    assert.equal(textOf(stream.chunks), send ? 'xdef' : 'x');
    assert.ok(stream.chunks.every(({ incarnation }) => incarnation === 2));
    assert.equal(stream.base, 3);
    assert.equal(stream.heldLength, 0);
  }
});

test('a new incarnation on a connection holds what was not sent; what was sent is not sent again', () => {
  const stream = new Stream('0', 1);
  stream.resume({ input: 0, incarnation: 1 });
  stream.push(bytes('sent'));
  stream.push(bytes('unsent'));
  stream.sent = 6;
  stream.renew(2);
  assert.equal(textOf(stream.held), 'sent');
  assert.equal(textOf(stream.chunks), 'sentun');
  stream.push(bytes('new'));
  stream.resume({ input: 2, incarnation: 2 });
  assert.equal(textOf(stream.held), 'sentntun');
  assert.equal(textOf(stream.chunks), 'new');
  assert.equal(stream.base, 2);
});

test('what was sent to a server that has forgotten the client is held; what was never sent is sent', () => {
  const stream = new Stream('0', 1);
  stream.resume({ input: 0, incarnation: 1, resumed: false });
  stream.push(bytes('ab'));
  stream.resume({ input: 0, incarnation: 1, resumed: false });
  assert.equal(textOf(stream.chunks), 'ab');
  stream.sent = 2;
  stream.resume({ input: 0, incarnation: 1, resumed: false });
  assert.equal(stream.length, 0);
  assert.equal(textOf(stream.held), 'ab');
});

test('a sample of held text shows keys and is short', () => {
  const stream = new Stream('0', 1);
  stream.push(bytes(`ls\r\x1b[A${'x'.repeat(100)}`));
  stream.resume({ input: 0, incarnation: 2 });
  assert.match(stream.sample, /^ls↵·\[Ax+…$/);
});

test('discarded bytes are reported once', () => {
  const stream = new Stream('0', 1);
  assert.deepEqual(
    [3, 3, 5, undefined].map((count) => stream.countDiscarded(count)),
    [3, 0, 2, 0],
  );
});

test('discarding drops what is unconfirmed, and says so in the hello of a new connection', () => {
  const pair = linked();
  pair.socket().onopen();
  pair.socket().json('2', { input: 0, incarnation: 1, readonly: false });
  pair.link.input(bytes('abc'));
  pair.link.discard();
  assert.equal(Socket.all.length, 2);
  pair.socket().onopen();
  assert.equal(JSON.parse(new TextDecoder().decode(pair.socket().sent[0])).discard, true);
  pair.socket().json('2', { input: 1, incarnation: 1, readonly: false });
  assert.equal(pair.socket().sent.length, 1);
  assert.equal(pair.link.hello().discard, undefined);
  pair.link.close();
});

test('a large paste is sent in pieces with a limit of unconfirmed bytes', () => {
  const pair = linked();
  opened(pair);
  pair.link.input(new Uint8Array(400 * 1024).fill(65));
  const first = pair.socket().inputs.length;
  assert.ok(first >= 16 && first < 20, `${first} pieces`);
  assert.ok(pair.socket().sent.every((m) => m.length < 32768));
  pair.socket().message('4', offset(64 * 1024));
  assert.equal(pair.socket().inputs.length, first + 8);
  pair.link.close();
});

test('waking reconnects without waiting for the pause', () => {
  const pair = linked();
  pair.link.tries = 6;
  pair.socket().onclose({ code: 1006 });
  assert.equal(pair.link.state, 'waiting');
  pair.link.wake();
  assert.equal(Socket.all.length, 2);
  pair.link.close();
});

test('waking probes an open connection', () => {
  const pair = linked();
  opened(pair);
  pair.link.wake();
  assert.equal(pair.socket().sent.at(-1)[0], 0x35);
  pair.socket().message('5', new Uint8Array(14));
  assert.equal(pair.link.probe, 0);
  pair.link.close();
});

test('frames are parsed', () => {
  const pair = linked();
  opened(pair);
  pair.socket().message('0', [0, 0, 0, 7, 3, 0, 0, 0, 1, 0, 0, 0, 2, 65, 66]);
  const [, frame] = pair.heard.at(-1);
  assert.deepEqual(
    { ...frame, bytes: [...frame.bytes] },
    { number: 7, last: true, first: true, top: 2 ** 32 + 2, bytes: [65, 66] },
  );
  pair.link.shown(7);
  assert.deepEqual([...pair.socket().sent.at(-1)], [0x34, 0, 0, 0, 7]);
  pair.link.close();
});

function rowsOf(...texts) {
  return Uint8Array.from(texts.flatMap((text) => [0, 0, text.length, ...bytes(text)]));
}

test('history is requested once, in blocks, and kept', () => {
  const asked = [];
  let came = 0;
  const history = new History(
    new Pens(),
    (line, count) => asked.push([line, count]),
    () => came++,
  );
  history.update({ first: 10, next: 200, epoch: 1 }, 80);
  history.want(0, 20);
  history.want(0, 20);
  assert.deepEqual(asked, [[10, 10]]);
  history.answer(10, 1, 4, rowsOf('a', 'b', 'c', 'd'));
  assert.equal(history.line(12).text(), 'c');
  assert.equal(came, 1);
  assert.deepEqual(asked.at(-1), [14, 6], 'the rest is requested');
  history.answer(14, 1, 0, new Uint8Array(0));
  assert.equal(history.line(15), null);
});

test('a new epoch drops fetched lines, and late answers of the old epoch', () => {
  const history = new History(
    new Pens(),
    () => {},
    () => {},
  );
  history.update({ first: 0, next: 10, epoch: 1 }, 80);
  history.want(0, 2);
  history.answer(0, 1, 2, rowsOf('a', 'b'));
  assert.equal(history.update({ first: 0, next: 8, epoch: 2 }, 60), true);
  assert.equal(history.line(0), null);
  history.answer(0, 1, 2, rowsOf('a', 'b'));
  assert.equal(history.line(0), null);
});
