// A short life with a server whose calls fail: a session, a program in it, a viewer that types, reads and resizes, a
// command that does not exist, metrics, and the end of the session. Clients behave as real ones: they reconnect when
// dropped and accept refusals. Waiting longer than a deadline is a failure.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Viewer } from '../lib/viewer.mjs';
import { until } from '../lib/server.mjs';

export const COMMAND = ['/bin/sh', '-c', 'stty -echo; echo ready; read x; echo "got-$x"; read y'];

export class Life {
  constructor(server, deadline = 8000) {
    this.deadline = deadline;
    this.server = server;
    this.dropped = 0;
    this.reported = [];
    this.left = [];
  }

  // Sends a request until a connection gets an answer.
  async ask(method, path, body) {
    return until(
      `an answer to ${method} ${path}`,
      () =>
        this.server.json(method, path, { body }).catch((e) => {
          if (/^no answer/.test(e.message)) throw e;
          this.dropped++;
        }),
      this.deadline,
    );
  }

  // Creates something. Returns it, or null with the reason in this.reported. A dropped POST may have been carried out.
  async make(path, body) {
    const r = await this.ask('POST', path, body);
    if (r.status === 201 || (r.status === 409 && this.dropped > 0)) return r.json;
    assert.ok(r.status >= 400 && r.json.error.length > 8, `${path} answers ${r.status} ${r.body}`);
    this.reported.push(r.json.error);
    return null;
  }

  async window(index, phases) {
    return until(
      `window ${index} is ${phases}`,
      async () => {
        const all = (await this.ask('GET', '/api/sessions/life/windows')).json;
        const w = all.find?.((one) => one.index === index);
        return w && phases.includes(w.phase) ? w : null;
      },
      this.deadline,
    );
  }

  async attach(index, client) {
    return until(
      'a viewer is attached',
      async () => {
        const v = await Viewer.attach(this.server, { session: 'life', index, client }).catch(() => null);
        if (v && !v.socket.refused && v.welcome && !v.socket.gone) return v;
        this.dropped++;
        v?.socket.socket?.destroy();
        return null;
      },
      this.deadline,
    );
  }

  // Types, reads and resizes; reconnects whenever the connection is lost.
  async look(index, retypes) {
    const client = randomBytes(8).toString('hex'),
      line = 'word\n';
    let v = await this.attach(index, client);
    let sized = 0;
    const first = v.welcome.input;
    const there = async (what, seen, again) => {
      again();
      await until(
        `${what} at the viewer, which saw ${JSON.stringify(v.text().slice(-300))}`,
        async () => {
          if (v.socket.gone) {
            this.dropped++;
            v = await this.attach(index, client);
            again();
          }
          return seen();
        },
        this.deadline,
      );
    };
    try {
      await there(
        'the program',
        () => v.text().includes('ready'),
        () => 0,
      );
      await there(
        'what it answers',
        () => v.text().includes('got-word'),
        () => v.type(retypes && v.welcome.input > first ? line : line.slice(v.welcome.input - first), v.welcome.input),
      );
      await there(
        'the new size',
        () => v.state?.columns === 90,
        () => v.json({ columns: 90, rows: 20 + (sized++ % 2) }, '1'),
      );
    } finally {
      v.socket.cut();
    }
  }

  // Window 0 runs the server's command. retypes: input in the middle of a write when the server is killed counts as
  // written, as nothing may be typed twice; a user who sees no effect types it again.
  async run({ retypes } = {}) {
    if (await this.make('/api/sessions', { name: 'life' })) {
      const w = await this.window(0, ['running', 'failed', 'ended']);
      if (w.phase === 'running') await this.look(0, retypes);
      else this.reported.push(w.ending);
      assert.ok(w.phase === 'running' || w.ending.length > 4, `a window that ${w.phase} says why: "${w.ending}"`);
      const absent = await this.make('/api/sessions/life/windows', { command: ['no-such-program'] });
      if (absent) this.absent = (await this.window(absent.index ?? 1, ['failed', 'ended'])).ending;
    }
    assert.equal((await this.ask('GET', '/health')).status, 200);
    await until(
      'the metrics',
      () =>
        this.server.request('GET', '/metrics').then(
          (r) => r.status === 200,
          () => void this.dropped++,
        ),
      this.deadline,
    );
    await this.end();
  }

  // Ends the session. Its name is free again when its programs have ended.
  async end() {
    const gone = await this.ask('DELETE', '/api/sessions/life');
    assert.ok(gone.status === 204 || gone.status === 404, `${gone.status} ${gone.body}`);
    await until(
      'the session is gone',
      async () => (await this.ask('GET', '/api/sessions/life/windows')).status === 404,
      this.deadline,
    );
  }
}

// The same with a device, which sends and receives, in a window of its own.
class Line extends Life {
  async run({ retypes } = {}) {
    if (!(await this.make('/api/sessions', { name: 'life' }))) return;
    try {
      await this.plug();
      if (await this.make('/api/sessions/life/windows', this.source())) await this.talk(retypes);
      await this.end();
    } finally {
      await this.unplug();
    }
  }

  // A device that cannot be opened at once is away and is opened soon. If an answer was lost, two such windows exist.
  async talk(retypes) {
    const { index } = await until(
      'one of its windows runs',
      async () => {
        const all = (await this.ask('GET', '/api/sessions/life/windows')).json;
        return all.find?.((w) => w.index > 0 && w.phase === 'running');
      },
      this.deadline,
    );
    const path = `/api/sessions/life/windows/${index}`;
    const sees = async () => (await this.server.screen('life', index).catch(() => '')).includes('hello');
    await until('what the device says', async () => this.say('hello ') || (await sees()), this.deadline);
    // Input is refused while the line is away, and what an open line has not sent is discarded when it goes away: a
    // user who sees that types it again.
    let typed;
    const type = async () => {
      const { incarnation, phase } = await this.window(index, ['running', 'away']);
      if (phase !== 'running' || (incarnation === typed && !retypes)) return;
      const { status } = await this.ask('POST', `${path}/input`, { data: 'word', incarnation });
      if (status === 204) typed = incarnation;
    };
    await until('what it hears', async () => this.heard.includes('word') || void (await type()), this.deadline);
  }
}

// The lock files left behind; a lock that is not released would keep others from a device of that name.
function locks(pid) {
  const folder = '/var/lock',
    mine = (name) => {
      try {
        return name.startsWith('LCK..') && Number(readFileSync(join(folder, name), 'latin1')) === pid;
      } catch {
        return false;
      }
    };
  return existsSync(folder)
    ? readdirSync(folder)
        .filter(mine)
        .map((name) => join(folder, name))
    : [];
}

export class Serial extends Line {
  source() {
    return { source: 'serial', device: (this.path = join(this.server.state, 'device')) };
  }

  async plug() {
    const { device } = this.source();
    this.heard = '';
    this.socat = spawn('socat', [`pty,rawer,link=${device}`, 'STDIO'], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.socat.stdin.on('error', () => {});
    this.socat.stdout.on('data', (d) => (this.heard += d));
    await until('the device is there', () => existsSync(device));
  }

  say(text) {
    this.socat.stdin.write(text);
  }

  async unplug() {
    this.socat?.kill('SIGKILL');
    rmSync(this.path, { force: true });
    this.left = locks(this.server.pid);
    for (const lock of this.left) rmSync(lock, { force: true });
  }
}

export class Tcp extends Line {
  source() {
    return { source: 'tcp', device: `127.0.0.1:${this.far.address().port}` };
  }

  async plug() {
    this.heard = '';
    this.ends = [];
    this.far = net.createServer((c) => {
      this.ends.push(c);
      c.on('data', (d) => (this.heard += d)).on('error', () => {});
    });
    await new Promise((done) => this.far.listen(0, '127.0.0.1', done));
  }

  say(text) {
    for (const c of this.ends) c.write(text);
  }

  async unplug() {
    for (const c of this.ends) c.destroy();
    this.far.close();
  }
}

// A program that the server runs for itself, through pipes: tmux, which has no server of this name.
export class Job extends Life {
  async run() {
    const { json } = await this.ask('GET', '/api/tmux');
    if (json.state !== 'no server') this.reported.push(json.error ?? json.state);
  }

  async end() {}
}
