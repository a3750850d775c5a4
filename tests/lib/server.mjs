// Starts a boundtty for a test, with a free port and its own state directory, and ends it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const tested = process.env.BOUNDTTY ?? 'build/boundtty';
// True if the binary under test was built with the sanitizers: its memory includes their shadow, and a report ends the
// process and is printed on its standard error.
export const sanitized = existsSync(join(root, tested)) && readFileSync(join(root, tested)).includes('__asan_init');
const REPORT = /^.*(runtime error: |ERROR: \w+Sanitizer).*$/m;

// The reason to skip a test that needs this program; false: it is installed.
export const missing = (name, word = '--version') =>
  spawnSync(name, [word]).error !== undefined && `${name} is not installed`;

export function freePort() {
  return new Promise((done) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

// Polls until the condition holds, and fails with what was awaited.
export async function until(what, ask, ms = 10000) {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((next) => setTimeout(next, 5));
  }
}

function processes() {
  const all = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      all.push({
        pid: Number(name),
        name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
        state: rest[0],
        parent: Number(rest[1]),
      });
    } catch {
      // The process has ended in between.
    }
  }
  return all;
}

export class Server {
  // settings: keys of the configuration file; under: a command that runs boundtty as its only child, such as one that
  // limits its memory.
  static async start({
    args = [],
    settings,
    command = ['/bin/sh'],
    binary = tested,
    port,
    state,
    env = {},
    under = [],
  } = {}) {
    const s = new Server();
    s.port = port ?? (await freePort());
    s.state = state ?? mkdtempSync(join(tmpdir(), 'boundtty-test-'));
    if (settings) {
      writeFileSync(
        `${s.state}.conf`,
        ['[server]', ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`), ''].join('\n'),
      );
      args = ['-c', `${s.state}.conf`, ...args];
    }
    s.log = '';
    s.output = '';
    const [first, ...words] = [...under, join(root, binary)];
    s.nested = under.length > 0;
    s.child = spawn(first, [...words, '-l', `127.0.0.1:${s.port}`, '-s', s.state, ...args, '--', ...command], {
      env: {
        PATH: process.env.PATH,
        HOME: s.state,
        LANG: 'C.UTF-8',
        PS1: '$ ',
        UBSAN_OPTIONS: 'print_stacktrace=1',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    s.child.stdout.on('data', (d) => (s.output += d));
    s.child.stderr.on('data', (d) => (s.log += d));
    s.ended = new Promise((done) => s.child.on('close', (code, signal) => done({ code, signal })));
    s.ended.then(() => (s.gone = true));
    try {
      await s.begins(binary);
    } catch (e) {
      await s.stop();
      throw new Error(`${e.message}\n${s.log}`);
    }
    return s;
  }

  async begins(binary) {
    await until(`the URL of ${binary}`, () => this.output.includes('\n') || this.gone);
    assert.ok(!this.gone, `${binary} ended`);
    this.url = this.output.trim();
    this.token = readFileSync(join(this.state, 'token'), 'utf8').trim();
    this.viewerToken = readFileSync(join(this.state, 'viewer-token'), 'utf8').trim();
    await until('an answer of the server', () =>
      this.request('GET', '/health').then(
        (r) => r.status === 200 || r.status === 404,
        () => false,
      ),
    ); // 404: below a base
  }

  // Of the keeper.
  get pid() {
    return this.nested
      ? processes().find((p) => p.parent === this.child.pid && p.name === 'boundtty')?.pid
      : this.child.pid;
  }

  children() {
    return processes().filter((p) => p.parent === this.pid);
  }

  // The server process: the keeper's only child of the same name.
  serverPid() {
    return this.children().find((p) => p.name === 'boundtty' && p.state !== 'Z')?.pid;
  }

  fds(pid = this.serverPid()) {
    return readdirSync(`/proc/${pid}/fd`).length;
  }

  ptys(pid = this.pid) {
    return readdirSync(`/proc/${pid}/fd`).filter((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`).includes('ptmx');
      } catch {
        return false;
      }
    }).length;
  }

  // Private bytes of the keeper and the server.
  privateDirty() {
    let sum = 0;
    for (const pid of [this.pid, this.serverPid()]) {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      sum += Number(/Private_Dirty:\s+(\d+)/.exec(text)[1]);
    }
    return sum * 1024;
  }

  // One request on a new connection; `fields` override the default fields.
  request(method, path, { body, token = this.token, fields = {} } = {}) {
    return new Promise((done, failed) => {
      const socket = net.connect(this.port, '127.0.0.1');
      const content =
        body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      const head = { Host: `127.0.0.1:${this.port}`, Connection: 'close' };
      if (token) head.Authorization = `Bearer ${token}`;
      if (content) head['Content-Length'] = content.length;
      Object.assign(head, fields);
      let text = `${method} ${path} HTTP/1.1\r\n`;
      for (const [name, value] of Object.entries(head)) if (value !== null) text += `${name}: ${value}\r\n`;
      socket.write(`${text}\r\n`);
      if (content) socket.write(content);
      const parts = [];
      socket.on('data', (d) => parts.push(d));
      socket.setTimeout(8000, () => socket.destroy(new Error(`no answer to ${method} ${path}`)));
      socket.on('error', failed);
      socket.on('close', () => {
        const answer = parseResponse(Buffer.concat(parts));
        answer ? done(answer) : failed(new Error(`no response to ${method} ${path}`));
      });
    });
  }

  async json(method, path, options) {
    const answer = await this.request(method, path, options);
    return { ...answer, json: answer.body.length ? JSON.parse(answer.body) : undefined };
  }

  async screen(session = 'main', index = 0, query = '') {
    const r = await this.request('GET', `/api/sessions/${encodeURIComponent(session)}/windows/${index}/screen${query}`);
    return r.body.toString();
  }

  async stop() {
    if (!this.gone) this.child.kill('SIGTERM');
    const how = await this.ended;
    rmSync(this.state, { recursive: true, force: true });
    rmSync(`${this.state}.conf`, { force: true });
    const report = REPORT.exec(this.log);
    assert.ok(!report, `a sanitizer has reported\n${this.log.slice(report?.index, report?.index + 6000)}`);
    return how;
  }
}

export function parseResponse(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const lines = bytes.subarray(0, end).toString().split('\r\n');
  const fields = {};
  for (const line of lines.slice(1)) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).toLowerCase();
    fields[name] = name in fields ? `${fields[name]}\n${line.slice(at + 1).trim()}` : line.slice(at + 1).trim();
  }
  let body = bytes.subarray(end + 4);
  if (fields['transfer-encoding'] === 'chunked') body = dechunk(body);
  return { status: Number(lines[0].split(' ')[1]), fields, body };
}

function dechunk(bytes) {
  const parts = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n', at);
    const size = parseInt(bytes.subarray(at, end).toString(), 16);
    if (end < 0 || !(size > 0)) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
