// A stand-in for the server: serves the page's files, enough of the HTTP API, and boundtty.v1 with a scripted window.
// With it the page can be tried, and failures provoked, without a shell: `node fake-server.mjs [port]`.
//
// A window is a list of lines (painted bytes) and a line being typed. Commands: colors, wide, seq N, flood,
// alt, mouse, link, bell, title T, clip, raw (echo every byte), plain (no bracketed paste), exit.

import http from 'node:http';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { extname, join } from 'node:path';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const PROMPT = '\x1b[0;1;32mboard\x1b[0m:\x1b[0;1;34m~\x1b[0m$ ';
const KEPT = 5000;
const PANGRAM = 'the quick brown fox jumps over the lazy dog ';
const WIDE = `漢字かな交じり文 テスト|
한국어 텍스트|
😀🚀✅|é ñ ö|e\u0301a\u0308|
┌────────┐
│ boxed  │
└────────┘
→ ✓ ✗ ⚙ ★ … – “”`;
const ATTRIBUTES = {
  bold: '1',
  dim: '2',
  italic: '3',
  under: '4',
  double: '21',
  curly: '4:3;58:2::255:80:80',
  dotted: '4:4',
  dashed: '4:5',
  inverse: '7',
  strike: '9',
  over: '53',
  blink: '5',
};

class FakeWindow {
  constructor(server, index, name) {
    Object.assign(this, {
      server,
      index,
      incarnation: 7,
      name,
      title: '',
      phase: 'running',
      ending: '',
      bell: 0,
      columns: 80,
      rows: 24,
    });
    this.viewers = new Set();
    this.applied = new Map();
    this.lines = [];
    this.first = 0;
    this.epoch = 1;
    this.typed = '';
    this.modes = { paste: true, alternate: false, mouse: false };
    this.received = '';
    this.owner = null;
  }

  describe() {
    const { index, incarnation, name, title, phase, ending, columns, rows, bell } = this;
    return {
      index,
      incarnation,
      name,
      active: index === 0,
      title,
      phase,
      ending,
      columns,
      rows,
      viewers: this.viewers.size,
      pid: 100 + index,
      bell,
    };
  }

  print(text) {
    this.lines.push(...text.split('\n'));
    while (this.lines.length > KEPT) {
      this.lines.shift();
      this.first++;
    }
  }

  // The lines on the screen; the last one is being typed.
  get all() {
    return [...this.lines, this.phase === 'running' ? PROMPT + this.typed : ''];
  }

  get top() {
    return this.first + Math.max(0, this.all.length - this.rows);
  }

  input(bytes) {
    this.received += Buffer.from(bytes).toString('latin1');
    const text = Buffer.from(bytes).toString('utf8');
    if (this.raw || this.modes.alternate || this.modes.mouse) this.grab(text);
    else for (const c of text.replace(/\x1b\[20[01]~/g, '')) this.key(c);
    this.changed();
  }

  grab(text) {
    this.print(JSON.stringify(text));
    if (text === 'q') {
      this.raw = this.modes.alternate = this.modes.mouse = false;
    }
  }

  key(c) {
    if (c === '\r') this.run();
    else if (c === '\x7f') this.typed = [...this.typed].slice(0, -1).join('');
    else if (c === '\x03') {
      this.print(`${PROMPT}${this.typed}^C`);
      this.typed = '';
      clearInterval(this.flooding);
    } else if (c >= ' ') this.typed += c;
  }

  run() {
    const [command, ...rest] = this.typed.split(' ');
    this.print(PROMPT + this.typed);
    this.typed = '';
    const commands = {
      colors: () => this.print(colours()),
      wide: () => this.print(WIDE),
      seq: () => this.print(Array.from({ length: +rest[0] }, (_, i) => `line ${i + 1}`).join('\n')),
      flood: () => this.flood(),
      alt: () => (this.modes.alternate = true),
      mouse: () => (this.modes.mouse = true),
      raw: () => (this.raw = true),
      plain: () => (this.modes.paste = false),
      link: () =>
        this.print(
          '\x1b[0;4m\x1b]8;;https://example.org/a\x07a link\x1b]8;;\x07\x1b[0m' +
            ' and https://example.org/plain?x=1, plain',
        ),
      bell: () => (this.pending = '\x07'),
      title: () => {
        this.title = rest.join(' ');
        this.pending = `\x1b]0;${this.title}\x07`;
      },
      clip: () => (this.pending = `\x1b]52;c;${Buffer.from('from the program').toString('base64')}\x07`),
      exit: () => Object.assign(this, { phase: 'ended', ending: `exit status ${rest[0] || 0}` }),
      '': () => {},
    };
    const run = commands[command];
    if (run) run();
    else this.print(`${command}: command not found`);
  }

  flood() {
    let n = 0;
    this.flooding = setInterval(() => {
      for (let i = 0; i < 200; i++)
        this.print(`\x1b[0;3${n % 8}m${n++} ${PANGRAM.repeat(3).slice(0, this.columns - 10)}\x1b[0m`);
      this.changed();
    }, 5);
  }

  restart() {
    Object.assign(this, { phase: 'running', ending: '', incarnation: this.incarnation + 1 });
    this.changed();
  }

  resize(columns, rows, owner) {
    this.owner = owner;
    if (columns === this.columns && rows === this.rows) return;
    Object.assign(this, { columns, rows });
    this.epoch++;
    for (const viewer of this.viewers) viewer.whole = true;
    this.changed();
  }

  changed() {
    for (const viewer of this.viewers) viewer.stale();
  }

  state(viewer) {
    return {
      columns: this.columns,
      rows: this.rows,
      owner: this.owner === viewer,
      asked: this.asked,
      viewers: this.viewers.size,
      incarnation: this.incarnation,
      discarded: this.discarded,
      phase: this.phase,
      ending: this.ending,
      name: this.name,
      history: { first: this.first, next: this.top, epoch: this.epoch },
      alternate: this.modes.alternate,
      list: this.server.list,
    };
  }

  picture() {
    if (this.modes.alternate) {
      return Array.from(
        { length: this.rows },
        (_, y) =>
          `\x1b[0;${y % 2 ? '44;37' : '46;30'}m alternate row ${y + 1} ${(y === 1 && this.lines.at(-1)) || ''}\x1b[K`,
      );
    }
    const all = this.all;
    const shown = all.slice(Math.max(0, all.length - this.rows));
    return Array.from({ length: this.rows }, (_, y) => `\x1b[0m${shown[y] ?? ''}\x1b[0m\x1b[K`);
  }

  cursor() {
    if (this.modes.alternate) return [1, 1];
    return [Math.min(this.all.length, this.rows), plainWidth(this.all.at(-1)) + 1];
  }
}

function plainWidth(text) {
  return [...text.replace(/\x1b\[[\d;:]*m/g, '')].reduce((n, c) => n + (c.codePointAt(0) > 0x10ff ? 2 : 1), 0);
}

function colours() {
  const bar = (from, code) => Array.from({ length: 8 }, (_, i) => `\x1b[0;${code}${i + from}m text${i} `).join('');
  const rows = [bar(0, 3), bar(0, 9), `\x1b[0m${bar(0, 4)}`, bar(0, 10)];
  for (let r = 0; r < 6; r++)
    rows.push(Array.from({ length: 36 }, (_, i) => `\x1b[0;48;5;${16 + r * 36 + i}m  `).join(''));
  rows.push(Array.from({ length: 72 }, (_, i) => `\x1b[0;48;2;${i * 3};${255 - i * 3};${128}m `).join(''));
  rows.push(
    Object.entries(ATTRIBUTES)
      .map(([name, sgr]) => `\x1b[0;${sgr}m${name}\x1b[0m`)
      .join(' '),
  );
  return rows.map((row) => `${row}\x1b[0m`).join('\n');
}

class Viewer {
  constructor(server, session, window, socket) {
    Object.assign(this, { server, session, window, socket });
    this.number = 0;
    this.acknowledged = 0;
    this.whole = true;
    this.reported = '';
    this.buffer = Buffer.alloc(0);
    socket.on('data', (data) => this.data(data));
    socket.on('close', () => this.gone());
    socket.on('error', () => this.gone());
  }

  gone() {
    this.window.viewers.delete(this);
    if (this.window.owner === this) this.window.owner = null;
    this.server.viewers.delete(this);
  }

  data(data) {
    this.buffer = Buffer.concat([this.buffer, data]);
    for (;;) {
      if (this.buffer.length < 2) return;
      let length = this.buffer[1] & 127;
      let at = 2;
      if (length === 126) {
        if (this.buffer.length < 4) return;
        length = this.buffer.readUInt16BE(2);
        at = 4;
      } else if (length === 127) {
        this.socket.destroy();
        return;
      }
      if (this.buffer.length < at + 4 + length) return;
      const mask = this.buffer.subarray(at, at + 4);
      const body = Buffer.from(this.buffer.subarray(at + 4, at + 4 + length));
      for (let i = 0; i < length; i++) body[i] ^= mask[i & 3];
      const opcode = this.buffer[0] & 15;
      this.buffer = this.buffer.subarray(at + 4 + length);
      if (opcode === 8) this.socket.end();
      else if (opcode < 3) this.message(body);
    }
  }

  message(body) {
    const { window } = this;
    const type = String.fromCharCode(body[0]);
    this.server.messages.push(type);
    if (type === '{') this.hello(JSON.parse(body));
    else if (type === '0') this.input(Number(body.readBigUInt64BE(1)), body.subarray(9));
    else if (type === '9')
      this.input(Number(body.readBigUInt64BE(9)), body.subarray(17), Number(body.readBigUInt64BE(1)));
    else if (type === '1') {
      const { columns, rows } = JSON.parse(body.subarray(1));
      Object.assign(this, { columns, rows });
      window.resize(columns, rows, this);
    } else if (type === '2') this.paused = true;
    else if (type === '3') {
      this.paused = false;
      this.stale();
    } else if (type === '4') {
      this.acknowledged = body.readUInt32BE(1);
      if (this.isStale) this.stale();
    } else if (type === '5') this.history(Number(body.readBigUInt64BE(1)), body.readUInt16BE(9));
    else if (type === '6') {
      window.resize(this.columns, this.rows, this);
      window.changed();
    }
  }

  hello({ columns, rows, client }) {
    const { window } = this;
    Object.assign(this, { columns, rows, client });
    window.viewers.add(this);
    const welcome = {
      protocol: 1,
      version: this.server.version,
      page: this.server.pageDigest,
      input: window.applied.get(client) || 0,
      incarnation: window.incarnation,
      readonly: false,
      session: this.session.name,
      index: window.index,
      clipboard: true,
    };
    this.send('2', Buffer.from(JSON.stringify(welcome)));
    if (!window.fixed) window.resize(columns, rows, this);
    window.changed();
  }

  input(offset, bytes, incarnation = this.window.incarnation) {
    const { window } = this;
    if (this.server.deaf) return;
    const applied = window.applied.get(this.client) || 0;
    if (offset > applied) {
      this.socket.destroy();
      return;
    }
    const fresh = bytes.subarray(applied - offset);
    window.applied.set(this.client, applied + fresh.length);
    const answer = Buffer.alloc(8);
    answer.writeBigUInt64BE(BigInt(applied + fresh.length));
    if (fresh.length && incarnation === window.incarnation) window.input(fresh);
    if (!this.server.loseAnswers) this.send('4', answer);
  }

  history(line, count) {
    const { window } = this;
    const from = Math.max(line, window.first);
    const rows = [];
    for (let at = from; at < Math.min(line + count, window.top) && rows.length < 40; at++) {
      const text = Buffer.from(window.lines[at - window.first]);
      const head = Buffer.alloc(3);
      head.writeUInt16BE(text.length, 1);
      rows.push(Buffer.concat([head, text]));
    }
    const head = Buffer.alloc(14);
    head.writeBigUInt64BE(BigInt(from));
    head.writeUInt32BE(window.epoch, 8);
    head.writeUInt16BE(rows.length, 12);
    this.send('5', Buffer.concat([head, ...rows]));
  }

  // Called when the picture has changed: sends it as soon as a frame may be sent.
  stale() {
    this.isStale = true;
    const state = JSON.stringify(this.window.state(this));
    if (state !== this.reported) {
      this.reported = state;
      this.send('3', Buffer.from(state));
    }
    if (this.paused || this.number - this.acknowledged >= 2 || this.socket.destroyed) return;
    const { window } = this;
    this.isStale = false;
    let text = window
      .picture()
      .map((row, y) => `\x1b[${y + 1};1H${row}`)
      .join('');
    const [y, x] = window.cursor();
    const { paste, alternate, mouse } = window.modes;
    for (const [number, on] of Object.entries({ 2004: paste, 1049: alternate, 1002: mouse, 1006: mouse, 25: true }))
      text += `\x1b[?${number}${on ? 'h' : 'l'}`;
    text += `\x1b[${y};${x}H${window.pending || ''}`;
    window.pending = '';
    if (this.whole) text = `\x1b[0m\x1b[2J${text}`;
    const body = Buffer.from(text);
    const half = body.length >> 1;
    for (const [part, last] of this.number % 2
      ? [[body, 1]]
      : [
          [body.subarray(0, half), 0],
          [body.subarray(half), 1],
        ]) {
      const head = Buffer.alloc(13);
      head.writeUInt32BE(++this.number);
      head[4] = last | (this.number === 1 ? 2 : 0);
      head.writeBigUInt64BE(BigInt(window.top), 5);
      this.send('0', Buffer.concat([head, part]));
    }
    this.whole = false;
  }

  send(type, body) {
    if (this.socket.destroyed) return;
    const length = body.length + 1;
    const head = length < 126 ? Buffer.from([0x82, length]) : Buffer.from([0x82, length < 65536 ? 126 : 127]);
    const size = Buffer.alloc(length < 126 ? 0 : length < 65536 ? 2 : 8);
    if (size.length === 2) size.writeUInt16BE(length);
    else if (size.length === 8) size.writeBigUInt64BE(BigInt(length));
    this.socket.write(Buffer.concat([head, size, Buffer.from(type), body]));
  }
}

export class FakeServer {
  constructor(token = 'secret') {
    this.token = token;
    this.sessions = [];
    this.viewers = new Set();
    this.messages = [];
    this.list = 1;
    this.version = '0.1.0';
    this.pageDigest = 1;
    this.createSession('main');
    this.http = http.createServer((request, response) => this.request(request, response));
    this.http.on('upgrade', (request, socket) => this.upgrade(request, socket));
  }

  createSession(name) {
    const now = new Date().toISOString();
    const session = { name, created: now, activity: now, windows: [] };
    session.windows.push(new FakeWindow(this, 0, 'bash'));
    this.sessions.push(session);
    this.list++;
    return session;
  }

  describe(session) {
    const { name, created, activity, windows } = session;
    return { name, created, activity, windows: windows.length, attached: windows.some((w) => w.viewers.size > 0) };
  }

  listen(port) {
    return new Promise((resolve) => this.http.listen(port, '127.0.0.1', () => resolve(this.http.address().port)));
  }

  // Cuts every connection, as a killed server does.
  cut() {
    for (const viewer of this.viewers) viewer.socket.destroy();
  }

  close() {
    this.cut();
    this.http.closeAllConnections();
    this.http.close();
  }

  signedIn(request) {
    return (request.headers.cookie || '').includes('boundtty=yes');
  }

  async request(request, response) {
    const path = new URL(request.url, 'http://x').pathname;
    if (path.startsWith('/api/')) {
      let text = '';
      for await (const chunk of request) text += chunk;
      const [status, value] = this.api(
        request,
        path.slice(5).split('/').map(decodeURIComponent),
        text ? JSON.parse(text) : {},
        response,
      );
      if (status !== 204) response.setHeader('Content-Type', 'application/json');
      response.writeHead(status).end(value === undefined ? '' : JSON.stringify(value));
      this.announce();
      return;
    }
    const name = path === '/' ? 'index.html' : path.slice(1);
    try {
      const body = readFileSync(join(WEB, name.replace(/[^\w./-]|\.\./g, '')));
      response.writeHead(200, {
        'Content-Type': TYPES[extname(name)],
        'Content-Security-Policy': POLICY,
        'Cache-Control': 'no-cache',
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  announce() {
    for (const viewer of this.viewers) if (viewer.client) viewer.stale();
  }

  api(request, path, body, response) {
    const method = request.method;
    if (path[0] === 'login' && method === 'POST') {
      if (body.token !== this.token) return [401, { error: 'wrong token' }];
      response.setHeader('Set-Cookie', 'boundtty=yes; HttpOnly; SameSite=Strict; Path=/');
      return [204];
    }
    if (path[0] === 'logout') {
      response.setHeader('Set-Cookie', 'boundtty=; Max-Age=0; Path=/');
      return [204];
    }
    if (!this.signedIn(request)) return [401, { error: 'no valid credential' }];
    if (path[0] === 'login') return [200, { readonly: false, version: '0.1.0', base: '/' }];
    if (path[0] !== 'sessions') return [404, { error: 'not found' }];
    if (path.length === 1) return this.apiSessions(method, body);
    const session = this.sessions.find((s) => s.name === path[1]);
    if (!session) return [404, { error: 'no such session' }];
    return path.length === 2
      ? this.apiSession(method, session, body)
      : this.apiWindows(method, session, path.slice(3), body);
  }

  apiSessions(method, body) {
    if (method === 'GET') return [200, this.sessions.map((s) => this.describe(s))];
    const name = body.name || `session-${this.sessions.length + 1}`;
    if (this.sessions.some((s) => s.name === name)) return [409, { error: `There is a session ${name} already.` }];
    return [201, this.describe(this.createSession(name))];
  }

  apiSession(method, session, body) {
    this.list++;
    if (method === 'PATCH' && this.sessions.some((s) => s.name === body.name))
      return [409, { error: `There is a session ${body.name} already.` }];
    if (method === 'PATCH') session.name = body.name;
    else this.sessions.splice(this.sessions.indexOf(session), 1);
    return method === 'PATCH' ? [200, this.describe(session)] : [204];
  }

  apiWindows(method, session, [index, action], body) {
    if (index === undefined && method === 'GET') return [200, session.windows.map((w) => w.describe())];
    this.list++;
    if (index === undefined) {
      const made = new FakeWindow(this, Math.max(-1, ...session.windows.map((w) => w.index)) + 1, body.name || 'bash');
      session.windows.push(made);
      return [201, made.describe()];
    }
    const window = session.windows.find((w) => w.index === +index);
    if (!window) return [404, { error: 'no such window' }];
    if (action === 'restart') window.restart();
    else if (method === 'PATCH' && this.refuseNames) return [400, { error: 'not this one' }];
    else if (method === 'PATCH') window.name = body.name;
    else {
      session.windows.splice(session.windows.indexOf(window), 1);
      for (const viewer of window.viewers) viewer.socket.end();
      return [204];
    }
    return [200, window.describe()];
  }

  upgrade(request, socket) {
    const [, , name, , index] = new URL(request.url, 'http://x').pathname.slice(1).split('/').map(decodeURIComponent);
    const session = this.sessions.find((s) => s.name === name);
    const window = session && session.windows.find((w) => w.index === +index);
    if (!this.signedIn(request) || !window || this.refuse) {
      socket.end(`HTTP/1.1 ${window ? 401 : 404} No\r\nConnection: close\r\n\r\n`);
      return;
    }
    const accept = createHash('sha1')
      .update(request.headers['sec-websocket-key'] + GUID)
      .digest('base64');
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    head.push(`Sec-WebSocket-Accept: ${accept}`, 'Sec-WebSocket-Protocol: boundtty.v1', '', '');
    socket.write(head.join('\r\n'));
    socket.setNoDelay(true);
    this.viewers.add(new Viewer(this, session, window, socket));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = new FakeServer();
  const port = await server.listen(+process.argv[2] || 7690);
  console.log(`http://127.0.0.1:${port}/#token=${server.token}`);
}
