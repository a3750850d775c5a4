// A remote host on this machine: an sshd with its own keys, which "ssh" in `path` knows as host "far". Input and
// output of a window go through a real server.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort, missing, until } from './server.mjs';
import { Viewer } from './viewer.mjs';

// The reason why no remote host can be set up; false: it can.
export const noFar =
  missing('ssh', '-V') || missing('/usr/sbin/sshd', '-V') || missing('tmux', '-V') || missing('screen', '-v');

const run = (command, ...words) => spawnSync(command, words, { encoding: 'utf8', timeout: 20000 });

export class Far {
  static async start({ address = '127.0.0.1', within = [] } = {}) {
    const f = new Far();
    f.folder = mkdtempSync(join(tmpdir(), 'far-'));
    f.port = await freePort();
    f.address = address;
    f.within = within;
    f.socket = `far${f.port}`; // of its tmux
    f.hosts = {};
    for (const name of ['host', 'key', 'other'])
      run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(f.folder, name));
    f.writes('authorized', readFileSync(join(f.folder, 'key.pub'), 'utf8'));
    f.writes('known', '');
    f.writes(
      'sshd',
      `ListenAddress ${address}\nPort ${f.port}\nHostKey ${f.folder}/host\nAuthorizedKeysFile ${f.folder}/authorized
PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\nMaxStartups 200\nSetEnv HOME=${f.folder}\n`,
    ); // independent of the files of this machine's user
    mkdirSync(join(f.folder, 'bin'));
    f.ssh();
    f.host('far');
    if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
    await f.listen();
    return f;
  }

  writes(name, text) {
    writeFileSync(join(this.folder, name), text);
  }

  // Sets what "ssh" runs: the real one with only our configuration, or another script.
  ssh(script = `exec /usr/bin/ssh -F ${this.folder}/config "$@"`) {
    const file = join(this.folder, 'bin/ssh');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  get path() {
    return `${this.folder}/bin:${process.env.PATH}`;
  }

  // Adds a host to ssh's configuration, with these settings over the defaults.
  host(name, settings = {}) {
    this.hosts[name] = {
      HostName: this.address,
      Port: this.port,
      IdentityFile: `${this.folder}/key`,
      IdentitiesOnly: 'yes',
      StrictHostKeyChecking: 'accept-new',
      UserKnownHostsFile: `${this.folder}/known`,
      ...settings,
    };
    const lines = Object.entries(this.hosts).flatMap(([host, all]) => [
      `Host ${host}`,
      ...Object.entries(all).flatMap(([key, value]) => [value].flat().map((v) => `  ${key} ${v}`)),
    ]);
    this.writes('config', `${lines.join('\n')}\n`);
  }

  async listen() {
    const [command, ...words] = [...this.within, '/usr/sbin/sshd', '-D', '-e', '-f', join(this.folder, 'sshd')];
    this.log = '';
    this.child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr.on('data', (d) => (this.log += d));
    await until('the remote host listens', () => this.log.includes('Server listening'));
  }

  // The sshd processes that serve a connection: children of the one that listens.
  serving() {
    const all = run('ps', '-eo', 'pid=,ppid=,comm=')
      .stdout.trim()
      .split('\n')
      .map((l) => l.trim().split(/\s+/));
    const below = (pids) =>
      all
        .filter(([, parent, name]) => pids.includes(Number(parent)) && name.startsWith('sshd'))
        .map(([pid]) => Number(pid));
    const first = below([this.child.pid]);
    return [...first, ...below(first)];
  }

  cut() {
    for (const pid of this.serving())
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        /* it went with its parent */
      }
  }

  tmux(...words) {
    return run('tmux', '-L', this.socket, ...words);
  }

  async stop() {
    this.cut();
    this.child.kill('SIGTERM');
    this.tmux('kill-server');
    for (const [, session] of run('screen', '-ls').stdout.matchAll(/^\t(\d+\.far \d+)\t/gm))
      if (session.includes(`far ${this.port}`)) run('screen', '-S', session, '-X', 'quit');
    await until('the remote host has ended', () => this.child.exitCode !== null || this.child.signalCode !== null);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// boundtty roam in a window of a server, driven as by a person.
export class Roam {
  static async start(server, command) {
    const r = new Roam();
    r.server = server;
    const made = await server.json('POST', '/api/sessions/main/windows', { body: { command } });
    if (made.status !== 201) throw new Error(`no window for roam: ${made.status} ${made.body}`);
    r.index = made.json.index;
    r.viewer = await Viewer.attach(server, { index: r.index, cols: 160, rows: 30 });
    return r;
  }

  type(text) {
    this.viewer.type(text);
  }

  screen() {
    return this.server.screen('main', this.index);
  }

  // The screen and its history.
  async sees(what, ms = 15000) {
    const pattern = typeof what === 'string' ? { test: (t) => t.includes(what) } : what;
    let last = '';
    try {
      return await until(
        `${what}`,
        async () => pattern.test((last = await this.server.screen('main', this.index, '?history=200'))) && last,
        ms,
      );
    } catch (e) {
      throw new Error(`${e.message}; the screen:\n${last}`);
    }
  }

  // The pid of the remote shell, as it prints it.
  async shell(mark) {
    this.type(` echo ${mark}=$$=\r`);
    return Number(/=(\d+)=/.exec(await this.sees(new RegExp(`${mark}=\\d+=`)))[1]);
  }

  async window() {
    return (await this.server.json('GET', '/api/sessions/main/windows')).json.find((w) => w.index === this.index);
  }

  get pid() {
    return this.window().then((w) => w.pid);
  }

  // The exit status, when it has ended.
  async ends(ms = 15000) {
    const w = await until(
      'roam ends',
      async () => {
        const now = await this.window();
        return now.phase === 'ended' && now;
      },
      ms,
    );
    return w.status;
  }

  async close() {
    this.viewer.socket.cut();
    await this.server.request('DELETE', `/api/sessions/main/windows/${this.index}`);
  }
}
