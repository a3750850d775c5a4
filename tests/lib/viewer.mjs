// A viewer over a bare socket: it can be slow, send wrong bytes, and disconnect in the middle of a frame, which no
// WebSocket library allows.
import net from 'node:net';
import { randomBytes } from 'node:crypto';
import { parseResponse, until } from './server.mjs';

export class Socket {
  // Resolves with an upgraded socket, or with { refused: response }.
  static connect(server, path, { protocol = 'boundtty.v1', token = server.token, fields = {} } = {}) {
    return new Promise((done, failed) => {
      const s = new Socket();
      const { port, address = '127.0.0.1' } = server;
      s.socket = net.connect(port, address);
      s.messages = [];
      s.received = 0;
      s.pending = Buffer.alloc(0);
      s.pongs = 0;
      s.part = [];
      let head = Buffer.alloc(0);
      const lines = {
        Host: `${address}:${port}`,
        Upgrade: 'websocket',
        Connection: 'Upgrade',
        'Sec-WebSocket-Version': 13,
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      };
      if (protocol) lines['Sec-WebSocket-Protocol'] = protocol;
      if (token) lines.Authorization = `Bearer ${token}`;
      Object.assign(lines, fields);
      s.socket.write(
        `GET ${path} HTTP/1.1\r\n${Object.entries(lines)
          .map(([n, v]) => `${n}: ${v}\r\n`)
          .join('')}\r\n`,
      );
      s.closed = new Promise((end) => s.socket.on('close', () => end((s.gone = true))));
      s.socket.on('error', () => {});
      const onHead = (d) => {
        head = Buffer.concat([head, d]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        const answer = parseResponse(head);
        if (answer.status !== 101) {
          if (head.length < end + 4 + Number(answer.fields['content-length'] ?? 0)) return;
          s.socket.destroy();
          done({ refused: answer });
          return;
        }
        s.response = answer;
        s.socket.off('data', onHead);
        s.socket.on('data', (more) => s.take(more));
        done(s);
        if (head.length > end + 4) s.take(head.subarray(end + 4));
      };
      s.socket.on('data', onHead);
      s.socket.once('close', () => (head.length ? 0 : failed(new Error('closed without an answer'))));
    });
  }

  take(bytes) {
    this.received += bytes.length;
    this.pending = this.pending.length ? Buffer.concat([this.pending, bytes]) : bytes;
    for (;;) {
      const b = this.pending;
      if (b.length < 2) return;
      let length = b[1] & 127,
        at = 2;
      if (length === 126) {
        if (b.length < 4) return;
        length = b.readUInt16BE(2);
        at = 4;
      } else if (length === 127) {
        if (b.length < 10) return;
        length = Number(b.readBigUInt64BE(2));
        at = 10;
      }
      if (b.length < at + length) return;
      this.pending = b.subarray(at + length);
      this.frame(b[0] & 15, (b[0] & 128) !== 0, b.subarray(at, at + length));
    }
  }

  frame(opcode, fin, payload) {
    if (opcode === 8) {
      this.code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
      this.reason = payload.subarray(2).toString();
      if (!this.silent) this.send(8, payload);
    } else if (opcode === 9) {
      if (!this.silent) this.send(10, payload);
    } else if (opcode === 10) {
      this.pongs++;
    } else {
      this.part.push(payload);
      if (fin) {
        const whole = Buffer.concat(this.part);
        this.part = [];
        this.onMessage ? this.onMessage(whole, opcode) : this.messages.push(whole);
      }
    }
  }

  send(opcode, data, fin = true) {
    const payload = Buffer.from(data),
      mask = randomBytes(4);
    const n = payload.length;
    const head =
      n < 126 ? Buffer.from([0, 128 | n]) : n < 65536 ? Buffer.from([0, 254, n >> 8, n & 255]) : Buffer.alloc(10);
    if (n >= 65536) {
      head[1] = 255;
      head.writeBigUInt64BE(BigInt(n), 2);
    }
    head[0] = (fin ? 128 : 0) | opcode;
    for (let i = 0; i < n; i++) payload[i] ^= mask[i & 3];
    return this.socket.write(Buffer.concat([head, mask, payload]));
  }

  cut() {
    this.socket.destroy();
  }
}

// A viewer of boundtty.v1. It keeps what it received, and acknowledges frames unless `acknowledge` is false.
export class Viewer {
  static async attach(
    server,
    {
      session = 'main',
      index = 0,
      cols = 80,
      rows = 24,
      client = randomBytes(8).toString('hex'),
      acknowledge = true,
      hello = {},
      ...options
    } = {},
  ) {
    const v = new Viewer();
    Object.assign(v, {
      server,
      client,
      cols,
      rows,
      acknowledge,
      painted: [],
      frames: 0,
      shown: 0,
      whole: 0,
      states: [],
      history: [],
      applied: 0,
      offset: 0,
      kept: Buffer.alloc(0),
      titles: [],
    });
    v.socket = await Socket.connect(
      server,
      `/api/sessions/${encodeURIComponent(session)}/windows/${index}/attach`,
      options,
    );
    if (v.socket.refused) return v;
    v.socket.onMessage = (m) => v.message(m);
    v.json({ columns: cols, rows, client, ...hello });
    await until('the welcome', () => v.welcome || v.socket.gone);
    return v;
  }

  json(value, type = '') {
    this.socket.send(2, type + JSON.stringify(value));
  }

  message(m) {
    const type = String.fromCharCode(m[0]),
      rest = m.subarray(1);
    if (type === '0') {
      this.frames = m.readUInt32BE(1);
      this.flags = m[5];
      this.top = Number(m.readBigUInt64BE(6));
      this.painted.push(m.subarray(14));
      if (this.flags & 1) this.whole++;
      this.lastFrame = Date.now();
      if (this.acknowledge) this.show(this.frames);
    } else if (type === '1') this.titles.push(rest.toString());
    else if (type === '2') {
      this.welcome = JSON.parse(rest);
      this.offset = this.applied = this.welcome.input;
    } else if (type === '3') this.states.push(JSON.parse(rest));
    else if (type === '4') this.applied = Number(m.readBigUInt64BE(1));
    else if (type === '5') this.history.push(readHistory(m));
  }

  get state() {
    return this.states.at(-1);
  }

  get bytes() {
    return Buffer.concat(this.painted);
  }

  show(number) {
    const m = Buffer.alloc(5);
    m[0] = 0x34;
    m.writeUInt32BE(number, 1);
    this.shown = number;
    this.socket.send(2, m);
  }

  type(text, offset = this.offset) {
    const data = Buffer.from(text),
      m = Buffer.alloc(9 + data.length);
    m[0] = 0x30;
    m.writeBigUInt64BE(BigInt(offset), 1);
    data.copy(m, 9);
    this.offset = Math.max(this.offset, offset + data.length);
    this.socket.send(2, m);
  }

  // Input that names an incarnation of the window.
  typeFor(incarnation, text, offset = this.offset) {
    const data = Buffer.from(text),
      m = Buffer.alloc(17 + data.length);
    m[0] = 0x39;
    m.writeBigUInt64BE(BigInt(incarnation), 1);
    m.writeBigUInt64BE(BigInt(offset), 9);
    data.copy(m, 17);
    this.offset = Math.max(this.offset, offset + data.length);
    this.socket.send(2, m);
  }

  askHistory(line, count) {
    const m = Buffer.alloc(11);
    m[0] = 0x35;
    m.writeBigUInt64BE(BigInt(line), 1);
    m.writeUInt16BE(count, 9);
    this.socket.send(2, m);
  }

  // The painted text without its control sequences.
  text() {
    return this.bytes.toString().replace(/\x1b\][^\x07]*\x07|\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b[=>]/g, '');
  }

  sees(what, ms) {
    return until(
      `${what} at the viewer; it saw ${JSON.stringify(this.text().slice(-600))}`,
      () => this.text().includes(what),
      ms,
    );
  }
}

function readHistory(m) {
  const rows = [];
  const count = m.readUInt16BE(13);
  for (let at = 15, i = 0; i < count; i++) {
    const length = m.readUInt16BE(at + 1);
    rows.push({ wrapped: (m[at] & 1) !== 0, text: m.subarray(at + 3, at + 3 + length).toString() });
    at += 3 + length;
  }
  return { line: Number(m.readBigUInt64BE(1)), epoch: m.readUInt32BE(9), rows };
}
