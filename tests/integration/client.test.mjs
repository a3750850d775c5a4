// The client commands: scripts, trust, a window in a real terminal, and ssh. attach runs in a window of another
// boundtty, whose screen and terminal settings can be read.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, freePort, missing, parseResponse, root, sanitized, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const binary = join(root, process.env.BOUNDTTY ?? 'build/boundtty');

// A server whose state directory is the one that a client in this environment uses.
async function withHome(run, options = {}) {
  const home = mkdtempSync(join(tmpdir(), 'boundtty-client-'));
  const s = await Server.start({ state: join(home, 'boundtty'), ...options });
  s.home = home;
  try {
    return await run(s);
  } finally {
    await s.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

// Runs a command. Returns its exit status and output.
function client(s, args, { env = {}, program = binary, ...options } = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      env: { PATH: process.env.PATH, XDG_STATE_HOME: s.home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60000,
      ...options,
    });
    let out = '',
      err = '';
    child.stdout.on('data', (d) => (out += d));
    child.stderr.on('data', (d) => (err += d));
    child.on('close', (code, signal) => done({ code, signal, out, err }));
  });
}

// Sends one request over a Unix socket. Returns the status.
function overSocket(path, { token, method = 'GET', target = '/api/sessions', host = 'localhost', origin } = {}) {
  return new Promise((done, failed) => {
    const socket = net.connect(path);
    const parts = [];
    socket.on('error', failed);
    socket.on('data', (d) => parts.push(d));
    socket.on('close', () => done(parseResponse(Buffer.concat(parts))?.status));
    socket.write(
      [
        `${method} ${target} HTTP/1.1`,
        `Host: ${host}`,
        'Connection: close',
        ...(origin ? [`Origin: ${origin}`] : []),
        ...(token ? [`Authorization: Bearer ${token}`] : []),
        '\r\n',
      ].join('\r\n'),
    );
  });
}

test('a script opens, types, waits and closes, with the exit statuses of the manual', async () => {
  await withHome(async (s) => {
    const r = spawn(join(root, 'tests/integration/client.sh'), [binary], {
      env: { PATH: process.env.PATH, XDG_STATE_HOME: s.home },
    });
    let said = '';
    r.stdout.on('data', (d) => (said += d));
    r.stderr.on('data', (d) => (said += d));
    const code = await new Promise((done) => r.on('close', done));
    assert.equal(code, 0, said);
  });
});

test('the local socket is closed to other users, needs no token for its owner, and disappears with the server', async () => {
  let path;
  await withHome(async (s) => {
    path = join(s.state, 'socket');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(s.state).mode & 0o777, 0o700);
    assert.equal(await overSocket(path), 200);
    assert.equal(
      await overSocket(path, { host: 'localhost:7681' }),
      401,
      'a browser at a forwarded port is not trusted',
    );
    assert.equal(await overSocket(path, { origin: 'http://localhost' }), 401);
    assert.equal(await overSocket(path, { token: s.viewerToken, method: 'DELETE', target: '/api/sessions/main' }), 403);
    assert.equal(await overSocket(path, { token: 'wrong-token-wrong-token' }), 401);
    assert.equal((await s.request('GET', '/api/sessions', { token: null })).status, 401, 'TCP is not trusted');
    process.kill(s.serverPid(), 'SIGKILL');
    await until('a server again', () =>
      overSocket(path).then(
        (status) => status === 200,
        () => false,
      ),
    );
  });
  assert.ok(!existsSync(path));
});

test(
  'another user needs the token at the local socket; root does not',
  { skip: process.getuid() !== 0 && 'not root' },
  async () => {
    await withHome(async (s) => {
      const path = join(s.state, 'socket');
      for (const folder of [s.home, s.state]) chmodSync(folder, 0o755);
      chmodSync(path, 0o666);
      const copy = join(s.home, 'boundtty-copy');
      copyFileSync(binary, copy);
      const other = await client(s, ['ls'], { uid: 65534, gid: 65534, cwd: '/', program: copy });
      assert.equal(other.code, 1, other.err);
      assert.match(other.err, /a token is needed/);
      assert.equal(await overSocket(path), 200);
    });
  },
);

test('a Unix socket in the configuration is not trusted, as a proxy may use it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'boundtty-client-'));
  await withHome(
    async (s) => {
      assert.equal(await overSocket(join(folder, 'proxied')), 401);
      assert.equal(await overSocket(join(folder, 'proxied'), { token: s.token }), 200);
    },
    { args: ['-l', `unix:${join(folder, 'proxied')}`] },
  );
  rmSync(folder, { recursive: true, force: true });
});

test('a second server in the same state directory, or one with an option, has no local socket', async () => {
  await withHome(async (s) => {
    const second = await Server.start({ state: s.state });
    const log = second.log;
    second.state = mkdtempSync(join(tmpdir(), 'boundtty-client-'));
    await second.stop();
    assert.match(log, /event=no-local-socket address=unix:\S+\/socket why=".* is in use by another process; choose/);
    assert.equal(await overSocket(join(s.state, 'socket')), 200);
  });
  const folder = mkdtempSync(join(tmpdir(), 'boundtty-client-'));
  writeFileSync(join(folder, 'conf'), '[server]\nlocal-socket = no\n');
  await withHome(async (s) => assert.ok(!existsSync(join(s.state, 'socket'))), { args: ['-c', join(folder, 'conf')] });
  rmSync(folder, { recursive: true, force: true });
});

test('over HTTP the token is read from the given place, and the base is put before the path', async () => {
  await withHome(
    async (s) => {
      const host = `127.0.0.1:${s.port}/`,
        nowhere = { home: '/nonexistent' };
      const file = join(s.home, 'wrong');
      writeFileSync(file, 'not-the-token-at-all\n');
      const at = (args, env, who = nowhere) => client(who, ['ls', host, '-b', '/tty', ...args], { env });
      assert.equal((await client(s, ['ls'])).code, 0, 'the local socket needs no base');
      assert.equal((await at([], {}, s)).code, 0, "localhost's is this machine's");
      assert.equal((await at(['-T', join(s.state, 'token')])).code, 0);
      assert.equal((await at([], { BOUNDTTY_TOKEN_FILE: join(s.state, 'token') })).code, 0);
      const wrong = await at(['-T', file]);
      assert.equal(wrong.code, 1);
      assert.match(wrong.err, /token/);
      assert.equal((await at(['-T', '/nonexistent'])).code, 2);
      assert.equal(
        (await client(s, ['kill', `${host}main`, '-b', '/tty', '-T', join(s.state, 'viewer-token')])).code,
        1,
      );
      assert.equal((await client(s, ['ls', `nosuch.invalid:${s.port}/`])).code, 4);
    },
    { args: ['-b', '/tty'] },
  );
});

test('options omitted on a command line have their defaults', async () => {
  const nowhere = { home: '/nonexistent' };
  await withHome(async (s) => {
    const out = async (...args) => {
      const r = await client(s, args);
      assert.equal(r.code, 0, `${args}: ${r.err}`);
      return r.out;
    };
    const host = `127.0.0.1:${s.port}`;
    assert.equal((await client(nowhere, ['ls'])).code, 4, 'no state directory, no server');
    assert.equal((await client(nowhere, ['ls', '-S', s.state])).code, 0);
    assert.match(await out('ls', `${host}/`), /^main:0 /, 'without a token file and a base');
    const made = (await out('new')).trim();
    assert.match(made, /^\S+:0$/, 'a session with a name of the server');
    assert.notEqual(made, 'main:0');
    await out('send', made, 'echo from-$((40 + 2))\r');
    await out('wait', made, 'from-42');
    assert.match(await out('screen', made), /from-42/);
    assert.doesNotMatch(await out('screen', made), /^(.*\n){25}/, 'no history');
    for (const where of [[], [host]]) {
      assert.match(await out('status', ...where), /^tables\.windows\.used 2$/m);
      assert.match(await out('log', ...where), /event=window-started/);
    }
    const health = await client(s, ['health']);
    assert.match(health.out + health.err, /^(live|degraded|boundtty health: 127\.0\.0\.1:7681: )/);
    const limits = await client(s, ['limits']);
    const [, bytes, most] = /(\d+) bytes of at most (\d+)/.exec(limits.out).map(Number);
    assert.equal(limits.code, bytes > most ? 1 : 0);
    if (!sanitized) assert.ok(bytes <= most, limits.out); // sanitizers make the program itself larger
    await out('kill', made);
  });
});

test('without further settings ssh:// runs ssh here and boundtty on the remote host', async () => {
  await withHome(async (s) => {
    const bin = join(s.home, 'bin'),
      words = join(s.home, 'words');
    mkdirSync(bin);
    writeFileSync(join(bin, 'ssh'), `#!/bin/sh\necho "$*" >${words}\nexec ${binary} attach --stdio\n`, { mode: 0o755 });
    const env = { PATH: `${bin}:${process.env.PATH}` };
    for (const [target, said] of [
      ['ssh://pi/', '-T pi boundtty attach --stdio\n'],
      ['ssh://me@pi:2222/main', '-T -p 2222 -l me pi boundtty attach --stdio\n'],
    ]) {
      const r = await client(s, ['ls', target], { env });
      assert.equal(r.code, 0, r.err);
      assert.match(r.out, /^main:0 /);
      assert.equal(readFileSync(words, 'utf8'), said);
    }
  });
});

test('what the remote shell prints first is skipped, if it is not endless; an ssh that hangs is not waited for', async () => {
  await withHome(async (s) => {
    const bin = join(s.home, 'bin');
    mkdirSync(bin);
    const env = { PATH: `${bin}:${process.env.PATH}` };
    const ssh = (script) => writeFileSync(join(bin, 'ssh'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const server = `exec ${binary} attach --stdio`;
    for (const noise of [
      'echo Welcome to pi',
      'printf "no line end, HTTP/1.1 is near"',
      'printf "HTTP/1.1 503\\r\\n\\r\\n"; echo',
      'head -c 60000 /dev/zero',
    ]) {
      ssh(`${noise}; ${server}`);
      const r = await client(s, ['ls', 'ssh://pi/'], { env });
      assert.equal(r.code, 0, `${noise}: ${r.err}`);
      assert.match(r.out, /^main:0 /);
      const screen = await client(s, ['wait', '-t', '5', 'ssh://pi/main', '*'], { env });
      assert.equal(screen.code, 0, screen.err);
    }
    ssh(`head -c 200000 /dev/zero 2>/dev/null; ${server}`);
    const endless = await client(s, ['ls', 'ssh://pi/'], { env });
    assert.equal(endless.code, 4);
    assert.match(endless.err, /what the remote host sends is not boundtty's answer/);
    ssh('exec sleep 600');
    const begun = Date.now();
    const hung = await client(s, ['wait', '-t', '1', 'ssh://pi/main', 'never'], { env });
    assert.equal(hung.code, 124, hung.err);
    assert.match(hung.err, /^boundtty wait: pi: timed out$/m);
    assert.ok(Date.now() - begun < 4000, `it took ${Date.now() - begun} ms`);
  });
});

test('every command prints its usage for -h, and refuses an option that it does not know', async () => {
  const commands = 'attach health kill limits line log ls new rename roam screen send status wait'.split(' ');
  for (const command of commands) {
    const help = await client({ home: '/nonexistent' }, [command, '-h']);
    assert.deepEqual([help.code, help.err], [0, ''], command);
    assert.ok(help.out.startsWith(`usage: boundtty ${command}`), help.out);
    assert.ok(
      help.out.split('\n').every((line) => line.length <= 100),
      command,
    );
    const wrong = await client({ home: '/nonexistent' }, [command, '-Z']);
    assert.deepEqual([wrong.code, wrong.out], [2, ''], command);
    assert.ok(wrong.err.startsWith(`boundtty ${command}: `), wrong.err);
  }
});

test('a wait continues after the server is killed, and misses no line that scrolled by', async () => {
  await withHome(async (s) => {
    await s.request('POST', '/api/sessions/main/windows/0/input', {
      body: { data: 'read x; i=0; while [ $i -lt 3000 ]; do i=$((i + 1)); echo "row $i"; done\r' },
    });
    const waiting = client(s, ['wait', 'main:0', '-t', '30', 'row 1500']);
    await until('a look', async () => (await s.json('GET', '/api/status')).json.counters.http_2xx > 4);
    process.kill(s.serverPid(), 'SIGKILL');
    await until('a server again', () =>
      s.request('GET', '/health').then(
        (r) => r.status === 200,
        () => false,
      ),
    );
    assert.equal((await client(s, ['send', '--keys', 'main', 'Enter'])).code, 0);
    const r = await waiting;
    assert.equal(r.code, 0, r.err);
  });
});

test('the log is followed, even across a restart of the server', async () => {
  await withHome(async (s) => {
    const child = spawn(binary, ['log', '-f'], {
      env: { XDG_STATE_HOME: s.home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (d) => (out += d));
    await until('what was there', () => out.includes('event=window-started'));
    await s.request('POST', '/api/sessions', { body: { name: 'later' } });
    await until('what came', () => /event=window-started session=later/.test(out));
    process.kill(s.serverPid(), 'SIGKILL');
    await until('what came of the next', () => /event=server-restarted/.test(out), 20000);
    assert.equal(out.split('event=window-started session=later').length, 2, 'each line once');
    assert.ok(!out.includes('event: ') && !out.includes('{'));
    child.kill();
    await new Promise((done) => child.on('close', done));
  });
});

test('input over HTTP is applied whole or not at all, and the screen says where its history ends', async () => {
  await withHome(async (s) => {
    const type = (data, path = 'main/windows/0') =>
      s.request('POST', `/api/sessions/${path}/input`, { body: { data } });
    assert.equal((await type(5)).status, 400);
    assert.equal((await type('x', 'main/windows/9')).status, 404);
    assert.equal(
      (await s.request('POST', '/api/sessions/main/windows/0/input', { body: { data: 'x' }, token: s.viewerToken }))
        .status,
      403,
    );
    assert.equal((await type('i=0; while [ $i -lt 60 ]; do i=$((i + 1)); echo "row $i"; done\r')).status, 204);
    await until('the rows', async () => (await s.screen()).includes('row 60'));
    const r = await s.request('GET', '/api/sessions/main/windows/0/screen?from=20');
    const next = Number(r.fields['history-next']);
    assert.ok(next > 30 && r.fields['exit-status'] === undefined);
    assert.equal(r.body.toString().split('\n').length - 1, next - 20 + 24);
    assert.equal(
      (await s.request('GET', `/api/sessions/main/windows/0/screen?from=${next + 1000}`)).body.toString().split('\n')
        .length - 1,
      24,
    );
    assert.equal((await s.request('GET', '/api/sessions/main/windows/0/screen?from=x')).status, 400);
    await type('stty raw -echo; sleep 1000\r');
    await until('it is full', async () => (await type('y'.repeat(3000))).status === 503);
    await s.request('POST', '/api/sessions', { body: { name: 'over', command: ['/bin/sh', '-c', 'kill -9 $$'] } });
    await until('its end', async () => (await type('x', 'over/windows/0')).status === 409);
    assert.equal((await s.request('GET', '/api/sessions/over/windows/0/screen')).fields['exit-status'], '137');
  });
});

test('keys are sent in the form that the program has set', async () => {
  await withHome(async (s) => {
    assert.equal((await client(s, ['send', 'main', `printf '\\033[?1h'; cat -v`, '--keys'])).code, 0);
    await client(s, ['send', '--keys', 'main', 'Enter']);
    await until('the mode', async () => (await s.json('GET', '/api/sessions/main/windows')).json[0].application_cursor);
    await client(s, ['send', '--keys', 'main', 'Up', 'C-Left', 'Tab', 'end', 'Enter']);
    await until('the keys', async () => (await s.screen()).includes('^[OA^[[1;5D'));
  });
});

test('bash completes commands, options, sessions and windows', { skip: missing('bash') }, async () => {
  await withHome(async (s) => {
    const bin = join(s.home, 'bin');
    mkdirSync(bin);
    symlinkSync(binary, join(bin, 'boundtty'));
    const r = spawn(join(root, 'tests/integration/completion.sh'), [bin], {
      env: { PATH: process.env.PATH, XDG_STATE_HOME: s.home },
    });
    let said = '';
    r.stdout.on('data', (d) => (said += d));
    r.stderr.on('data', (d) => (said += d));
    assert.equal(await new Promise((done) => r.on('close', done)), 0, said);
  });
});

test('zsh reads its completion', { skip: missing('zsh') }, () => {
  const r = spawnSync('zsh', [
    '-f',
    '-c',
    [
      `fpath=(${join(root, 'tools/completion')} $fpath)`,
      'autoload -Uz compinit; compinit -u -D',
      'autoload -Uz +X _boundtty && print -r -- $_comps[boundtty]',
    ].join('; '),
  ]);
  assert.equal(`${r.stdout}`.trim(), '_boundtty', `${r.stderr}`);
});

// A terminal for attach: a window of another server, with a shell in it whose prompt is "outer> ".
async function withTerminal(run, { inner = {}, cols = 80, rows = 24 } = {}) {
  await withHome(
    async (s) => {
      await withHome(
        async (outer) => {
          const eyes = await Viewer.attach(outer, { cols, rows });
          const terminal = {
            s,
            outer,
            eyes,
            type: (text) => eyes.type(text),
            screen: () => outer.screen(),
            shows: (text, ms) =>
              until(
                `${text} in the terminal`,
                async () =>
                  typeof text === 'string' ? (await outer.screen()).includes(text) : text.test(await outer.screen()),
                ms,
              ),
            resize: (c, r) => eyes.json({ columns: c, rows: r }, '1'),
          };
          await terminal.shows('outer>');
          await run(terminal);
          eyes.socket.cut();
        },
        {
          command: [
            '/usr/bin/env',
            'PS1=outer> ',
            `XDG_STATE_HOME=${s.home}`,
            `PATH=${process.env.PATH}`,
            `B=${binary}`,
            '/bin/sh',
          ],
        },
      );
    },
    { command: ['/usr/bin/env', 'PS1=inner> ', '/bin/sh'], ...inner },
  );
}

const clientsOf = (s) =>
  s.json('GET', '/api/connections').then((r) => r.json.filter((c) => c.dialect === 'boundtty.v1').length);

test('attach shows the window, sends input, follows the size, and detaches', async () => {
  await withTerminal(async ({ s, type, shows, resize, outer, eyes }) => {
    type(
      'stty -g >before; $B attach main; echo "status $?"; stty -g | cmp - before && echo sa""me\r'.replaceAll(
        'before',
        join(s.home, 'before'),
      ),
    );
    await shows('inner>');
    type('echo one $((1 + 1)) three\r');
    await shows('one 2 three');
    resize(101, 31);
    await until('the size', async () => (await s.json('GET', '/api/sessions/main/windows')).json[0].columns === 101);
    type('stty size\r');
    await shows('31 101');
    type("printf '\\033[?1049h\\033[?1000h\\033[?1h\\033[31mred'\r");
    await until('the alternate screen', () => eyes.state.alternate);
    type('\r~.');
    await shows('status 0');
    await shows('same');
    await shows('[detached]');
    const window = (await outer.json('GET', '/api/sessions/main/windows')).json[0];
    assert.equal(window.application_cursor, false);
    assert.equal(eyes.state.alternate, false);
    assert.match(eyes.bytes.toString(), /\x1b\[\?1000h[^]*\x1b\[\?1000l/);
    await until('nobody attached', async () => (await clientsOf(s)) === 0);
  });
});

test('attach reconnects when the server process is killed, and types nothing twice', async () => {
  await withTerminal(async ({ s, type, shows, screen }) => {
    type('$B attach\r');
    await shows('inner>');
    for (let i = 0; i < 4; i++) {
      process.kill(s.serverPid(), 'SIGKILL');
      for (const word of [`echo w$((${i} + 100))`, `x${i}\r`]) type(word);
      await shows(`w${i + 100}x${i}`, 20000);
    }
    for (let i = 0; i < 4; i++) assert.equal((await screen()).split(`w${i + 100}x${i}`).length - 1, 1);
    type('~.');
    await shows('[detached]');
  });
});

test('attach restores the terminal when it is killed or stopped, or when its window ends', async () => {
  await withTerminal(async ({ s, type, shows, outer }) => {
    const before = join(s.home, 'before');
    type(`set -m; stty -g >${before}; $B attach main; stty -g | cmp - ${before} && echo sa""me 1\r`);
    await shows('inner>');
    const shell = (await outer.json('GET', '/api/sessions/main/windows')).json[0].pid;
    const pid = Number(spawnSync('pgrep', ['-x', '-P', `${shell}`, 'boundtty']).stdout);
    assert.ok(pid > 0);
    process.kill(pid, 'SIGTERM');
    await shows('same 1');
    type('clear; $B attach main\r');
    await shows('inner>');
    type('\r~\x1a');
    await shows('outer>');
    type(`stty -g | cmp - ${before} && echo sa""me 2\r`);
    await shows('same 2');
    type('clear; fg\r');
    await shows('inner>');
    type('exit 7\r');
    await shows('[exited: status 7]');
    type(`echo "status $?"; stty -g | cmp - ${before} && echo sa""me 3\r`);
    await shows('status 7');
    await shows('same 3');
  });
});

test('attach -r is read-only: it does not resize the window, and shows a part of a larger one', async () => {
  await withTerminal(async ({ s, type, shows, resize, screen }) => {
    const owner = await Viewer.attach(s, { cols: 60, rows: 15 });
    owner.type('echo looked-at\r');
    type('$B attach -r main\r');
    await shows('looked-at');
    type('echo typed\r');
    resize(90, 30);
    owner.type('for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do echo row $i; done; stty size\r');
    await shows('15 60');
    assert.ok(!(await screen()).includes('typed'));
    const rows = ['row 20', '15 60', 'inner>'];
    await until(
      'the last rows of the window, which scrolls in its own',
      async () =>
        (await screen())
          .split('\n')
          .slice(12, 15)
          .map((line) => line.trim())
          .join() === rows.join(),
    );
    owner.json({ columns: 120, rows: 40 }, '1');
    owner.type("printf '\\033[2J\\033[31mfar-\\033[mleft\\033[40;100Hcorner'; sleep 1; clear; echo top; echo middle\r");
    await shows(/^ +corner$/m);
    assert.ok(!(await screen()).includes('far-left'), 'the part around the cursor');
    await shows(/^top\nmiddle\ninner>$/m);
    owner.json({ columns: 60, rows: 15 }, '1');
    owner.type('stty size\r');
    await shows('15 60');
    type('\r~.');
    await shows('[detached]');
    owner.socket.cut();
  });
});

test('a terminal smaller than the window resizes it with the first key', async () => {
  await withTerminal(async ({ s, type, shows }) => {
    type('$B attach main\r');
    await shows('inner>');
    const owner = await Viewer.attach(s, { cols: 120, rows: 40 });
    owner.type("printf '\\033[2J\\033[40;100Hcorner'; sleep 1\r");
    await shows(/^ +corner$/m);
    type('stty size\r');
    await shows('24 80');
    owner.socket.cut();
    type('\r~.');
    await shows('[detached]');
  });
});

test('attach without a terminal, a window or a server says so', async () => {
  await withHome(async (s) => {
    assert.equal((await client(s, ['attach', 'main'])).code, 2);
  });
  await withTerminal(async ({ type, shows, outer }) => {
    type('$B attach nosuch; echo "status $?"\r');
    await shows('status 3');
    type('clear; $B attach 127.0.0.1:1/main; echo "status $?"\r');
    await shows('status 4');
    type(`clear; XDG_STATE_HOME=${outer.home} $B attach main; echo "status $?"\r`);
    await shows('this terminal is the window itself');
    await shows('status 2');
  });
});

test('attach stays connected while a program waits for its restart', async () => {
  await withTerminal(async ({ s, type, shows }) => {
    await s.request('POST', '/api/sessions', {
      body: { name: 'again', respawn: 'always', command: ['/bin/sh', '-c', 'echo up $$; read x; exit 3'] },
    });
    type('$B attach again; echo "status $?"\r');
    await shows(/up \d+/);
    const { pid } = (await s.json('GET', '/api/sessions/again/windows')).json[0];
    type('\r');
    await shows('started again by itself; it ended: exit status 3');
    await until('another start', async () => (await s.json('GET', '/api/sessions/again/windows')).json[0].pid > pid);
    await shows(new RegExp(`up ${pid}[^]*up \\d+`));
    type('~.');
    await shows('[detached]');
  });
});

test('attach reports that another viewer holds the input lock, and takes it', async () => {
  await withTerminal(async ({ s, type, shows }) => {
    await s.request('POST', '/api/sessions/main/windows', { body: { command: ['/bin/cat'], 'input-lock': true } });
    const other = await Viewer.attach(s, { index: 1 });
    other.type('first-word\r');
    type('$B attach main:1\r');
    await shows('first-word');
    type('left-out');
    await shows('another viewer holds the input lock');
    type('\r~T');
    await until('it is taken', () => other.state.input_lock === 'other');
    type('second-word\r');
    await shows('second-word');
    assert.ok(!other.text().includes('left-out'));
    other.socket.send(2, '8request');
    await shows('another viewer requests the input lock');
    type('~G');
    await until('it is given', () => other.state.input_lock === 'mine');
    other.socket.cut();
    type('~.');
    await shows('[detached]');
  });
});

// A window whose program, in raw mode, reads nothing until it is let go, and then into a file.
async function deafWindow(s) {
  const [go, out] = [join(s.home, 'go'), join(s.home, 'out')];
  const script = `stty raw -echo; echo deaf; while [ ! -e ${go} ]; do sleep 0.05; done; exec cat >${out}`;
  await s.request('POST', '/api/sessions', { body: { name: 'deaf', command: ['/bin/sh', '-c', script] } });
  return { read: () => readFileSync(out, 'latin1'), letGo: () => writeFileSync(go, '') };
}

test('attach hears ~. while far more was typed than a deaf program takes', async () => {
  await withTerminal(async ({ s, type, shows }) => {
    await deafWindow(s);
    type('$B attach deaf\r');
    await shows('deaf');
    for (let i = 0; i < 20; i++) type('x'.repeat(20000));
    await shows('typed bytes refused', 30000);
    type('\r~.');
    await shows('[detached]', 30000);
  });
});

test('~F in attach discards what waits for a deaf program, and typing continues', async () => {
  await withTerminal(async ({ s, type, shows }) => {
    const deaf = await deafWindow(s);
    type('$B attach deaf\r');
    await shows('deaf');
    for (let i = 0; i < 10; i++) type('x'.repeat(20000));
    await shows('typed bytes refused', 30000);
    type('\r~F');
    await shows('did not reach the program', 30000);
    await until('no more is refused', () => new Promise((next) => setTimeout(() => next(true), 600)));
    type('end');
    deaf.letGo();
    await until('what was typed then', () => existsSync(join(s.home, 'out')) && deaf.read().endsWith('end'));
    assert.match(deaf.read(), /^x*end$/);
    assert.ok(deaf.read().length < 200000);
    type('\r~.');
    await shows('[detached]');
  });
});

test('what is typed in attach while the connection is lost is not typed into a remade session', async () => {
  await withTerminal(async ({ s, type, shows }) => {
    const links = new Set();
    let up = true;
    const proxy = net.createServer((near) => {
      if (!up) return near.destroy();
      const far = net.connect(s.port, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ]) {
        links.add(from);
        from.on('error', () => {});
        from.on('close', () => to.destroy());
        from.pipe(to);
      }
    });
    await new Promise((ready) => proxy.listen(0, '127.0.0.1', ready));
    const command = ['/usr/bin/env', 'PS1=inner> ', '/bin/sh'];
    await s.request('POST', '/api/sessions', { body: { name: 'remade', command } });
    type(`$B attach http://127.0.0.1:${proxy.address().port}/remade\r`);
    await shows('inner>');
    up = false;
    for (const socket of links) socket.destroy();
    await shows('trying again');
    type('echo wrong\r');
    await s.request('DELETE', '/api/sessions/remade');
    await until('it is gone', async () => (await s.json('GET', '/api/sessions/remade/windows')).status === 404);
    await s.request('POST', '/api/sessions', { body: { name: 'remade', command } });
    up = true;
    await shows('11 typed bytes did not reach', 15000);
    type('echo ri""ght\r');
    await shows('right');
    assert.ok(!(await s.screen('remade')).includes('wrong'));
    type('~.');
    await shows('[detached]');
    proxy.close();
  }, {});
});

test('attach ends when its session is closed', async () => {
  await withTerminal(async ({ s, type, shows }) => {
    type('$B attach main; echo "status $?"\r');
    await shows('inner>');
    await s.request('DELETE', '/api/sessions/main');
    await shows(/status (1|129)/);
  });
});

// An sshd for this test on loopback that accepts a test key; .env is the environment for its clients.
async function withSshd(home, run) {
  const file = (name) => join(home, name),
    port = await freePort();
  for (const name of ['host', 'key']) spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)]);
  if (process.getuid() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  writeFileSync(
    file('config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file('host')}`,
      `AuthorizedKeysFile ${file('key.pub')}`,
      'StrictModes no\nPidFile none\nUsePAM no\nPermitRootLogin yes',
      `SetEnv XDG_STATE_HOME=${home} HOME=${home}\n`,
    ].join('\n'),
  ); // without the startup files of the user who runs the tests
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', file('config')], { stdio: 'ignore' });
  const gone = new Promise((done) => sshd.on('close', done));
  const env = {
    BOUNDTTY_SSH:
      `ssh -F none -q -i ${file('key')} -o UserKnownHostsFile=${file('known')} ` +
      '-o StrictHostKeyChecking=accept-new',
    BOUNDTTY_REMOTE: binary,
  };
  try {
    await until(
      'sshd',
      () =>
        new Promise((done) =>
          net
            .connect(port, '127.0.0.1')
            .on('connect', function () {
              this.destroy();
              done(true);
            })
            .on('error', () => done(false)),
        ),
    );
    await run({ port, env, sshd });
  } finally {
    sshd.kill();
    await gone;
  }
}

test(
  'a board that only ssh reaches is reached through it',
  { skip: missing('ssh', '-V') || (!existsSync('/usr/sbin/sshd') && 'sshd is not installed') },
  async () => {
    await withTerminal(async ({ s, type, shows }) => {
      await withSshd(s.home, async ({ port, env }) => {
        const at = `ssh://127.0.0.1:${port}`,
          nowhere = { home: '/nonexistent' };
        const run = (...args) => client(nowhere, args, { env });
        assert.match((await run('ls', `${at}/`)).out, /^main:0 /);
        assert.equal((await run('send', '--keys', `${at}/main`, 'echo far-away', 'Enter')).code, 0);
        assert.equal((await run('wait', `${at}/main`, '-t', '20', 'far-away')).code, 0);
        assert.equal((await run('screen', `${at}/nosuch`)).code, 3);
        assert.equal((await run('ls', 'ssh://127.0.0.1:1/')).code, 4);
        assert.equal(
          (await client(nowhere, ['ls', `${at}/`], { env: { ...env, BOUNDTTY_REMOTE: '/nonexistent' } })).code,
          4,
        );
        writeFileSync(
          join(s.home, 'attach'),
          `#!/bin/sh\n${Object.entries(env)
            .map(([n, v]) => `export ${n}='${v}'`)
            .join('\n')}\nexec $B attach ${at}/main\n`,
          { mode: 0o755 },
        );
        type(`${join(s.home, 'attach')}; echo "status $?"\r`);
        await shows('inner>', 20000);
        process.kill(s.serverPid(), 'SIGKILL');
        type('echo still $((40 + 2))\r');
        await shows('still 42', 30000);
        type('\r~.');
        await shows('status 0');
      });
    });
  },
);

test(
  'new opens what a [window] section would; line prints its settings, and changes them',
  { skip: missing('socat', '-V') },
  async () => {
    await withHome(async (s) => {
      const device = join(s.home, 'tty');
      const socat = spawn('socat', [`pty,rawer,link=${device}`, 'PIPE'], { stdio: 'ignore' });
      try {
        await until('the device', () => existsSync(device));
        const made = await client(s, [
          'new',
          '-s',
          'main',
          '-n',
          'console',
          'source=serial',
          `device=${device}`,
          'speed=9600',
        ]);
        assert.equal(made.out, 'main:1\n', made.err);
        await until(
          'it is open',
          async () => (await s.json('GET', '/api/sessions/main/windows')).json[1].phase === 'running',
        );
        assert.deepEqual(await client(s, ['line', 'main:1']), {
          code: 0,
          signal: null,
          out: '9600 8N1 none\n',
          err: '',
        });
        const changed = await client(s, ['line', 'main:1', 'speed=115200', 'frame=7E1']);
        assert.equal(changed.out, '115200 7E1 none\n', changed.err);
        const refused = await client(s, ['line', 'main:1', 'dtr=on']);
        assert.equal(refused.code, 1);
        assert.match(refused.err, /^boundtty line: /);
        assert.equal((await client(s, ['line', 'main:1', 'dtr=maybe'])).code, 2);
        assert.equal((await client(s, ['line', 'main:0'])).code, 1);
        const odd = await client(s, ['new', '-s', 'main', 'source=serial']);
        assert.deepEqual([odd.code, /source = serial needs device/.test(odd.err)], [1, true]);
        assert.equal((await client(s, ['new', 'nothing'])).code, 2);
        const both = await client(s, [
          'new',
          '-s',
          'main',
          'env=A=one',
          'env=B=two',
          '--',
          '/bin/sh',
          '-c',
          'echo "$A-$B"; exec cat',
        ]);
        await until('both variables', async () =>
          (await s.screen('main', Number(both.out.split(':')[1]))).includes('one-two'),
        );
      } finally {
        socat.kill();
      }
    });
  },
);
