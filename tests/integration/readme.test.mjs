// Every block of the README is run: configuration is checked and served, the recipe for nginx is tried with nginx, and
// commands are run one after the other.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { Server, freePort, missing, parseResponse, root, until } from '../lib/server.mjs';

const program = join(root, process.env.BOUNDTTY ?? 'build/boundtty');
const folder = mkdtempSync(join(tmpdir(), 'boundtty-readme-'));
chmodSync(folder, 0o755);
test.after(() => rmSync(folder, { recursive: true }));

// The indented and the fenced blocks, each as { line, text }.
function blocks(file) {
  const found = [];
  let at, fenced;
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .forEach((line, i) => {
      const fence = line.startsWith('```');
      const inside = fenced ? !fence : line.startsWith('    ');
      if (fence) fenced = !fenced;
      if (inside) {
        at ??= { line: i + 1, lines: [] };
        at.lines.push(fenced ? line : line.slice(4));
      } else if (at && line === '' && !fence) at.lines.push('');
      else if (at) {
        found.push({ line: at.line, text: at.lines.join('\n').trim() });
        at = undefined;
      }
    });
  return found;
}

// The parts of a block of which each begins with a comment "# FILE".
const parts = (text) => text.split(/\n\n(?=# (?:\/|nginx))/);
const kind = (text) =>
  /^\[(server|window )/m.test(text)
    ? 'configuration'
    : /^location /m.test(text)
      ? 'nginx'
      : /^\s*\$ /m.test(text)
        ? 'session'
        : 'commands';

const all = blocks('README.md').flatMap((b) => parts(b.text).map((text) => ({ line: b.line, text, kind: kind(text) })));
const of = (wanted) => all.filter((b) => b.kind === wanted);

test('the README has the blocks that these tests know', () => {
  assert.deepEqual(
    ['configuration', 'nginx', 'session', 'commands'].map((k) => of(k).length > 0),
    [true, true, true, true],
  );
});

test('every configuration in the README is valid', () => {
  for (const { line, text } of of('configuration')) {
    const file = join(folder, 'valid.conf');
    writeFileSync(file, text.replace('socket-group = www-data', 'socket-group = root'));
    const { stdout } = spawnSync(program, ['check', '-c', file, '-s', join(folder, 'none')], { encoding: 'utf8' });
    assert.doesNotMatch(stdout, /valid\.conf:\d+: (?!warning)/, `README.md:${line}`);
  }
});

// One request over a socket; resolves with the response's head and the beginning of its body.
function ask(port, text) {
  return new Promise((done, failed) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    let got = Buffer.alloc(0);
    socket.on('data', (d) => {
      got = Buffer.concat([got, d]);
      const answer = parseResponse(got);
      if (!answer) return;
      socket.destroy();
      done(answer);
    });
    socket.on('error', failed);
    socket.setTimeout(5000, () => socket.destroy(new Error('no answer')));
    socket.on('close', () => failed(new Error('closed without an answer')));
  });
}

test('the recipe for nginx serves the page and its WebSocket', { skip: missing('nginx', '-v') }, async () => {
  const port = await freePort();
  const socket = join(folder, 'proxied');
  const name = /^host = (.*)$/m.exec(of('configuration').find((b) => b.text.includes('socket-group')).text)[1];
  const asRoot = process.getuid() === 0;
  const config = of('configuration').find((b) => b.text.includes('socket-group')).text;
  const groups = readFileSync('/etc/group', 'utf8');
  const group = groups.includes('\nwww-data:') && asRoot ? 'www-data' : groups.split(':')[0];
  const file = join(folder, 'proxied.conf');
  writeFileSync(file, config.replace('www-data', group));
  const state = mkdtempSync(join(folder, 's'));
  const command = of('commands').find((b) => b.text.startsWith('boundtty -l unix:'));
  const words = command.text.replace('/run/boundtty/socket', socket).replace('/etc/boundtty.conf', file).split(/\s+/);
  const child = spawn(program, [...words.slice(1), '-s', state], { stdio: ['ignore', 'pipe', 'inherit'] });
  await until('its socket', () => existsSync(socket));
  mkdirSync(join(folder, 'nginx'));
  const user = asRoot && group === 'www-data' ? 'user www-data;' : '';
  const location = of('nginx')[0].text.replace('/run/boundtty/socket', socket);
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/nginx/pid; ${user} error_log stderr; events {}
http { access_log off; client_body_temp_path ${folder}/nginx; proxy_temp_path ${folder}/nginx;
fastcgi_temp_path ${folder}/nginx; uwsgi_temp_path ${folder}/nginx; scgi_temp_path ${folder}/nginx;
server { listen 127.0.0.1:${port};
${location}
} }`,
  );
  const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  try {
    const host = `${name}:${port}`;
    const get = (path, more = '') => ask(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n`);
    await until('nginx', () =>
      get('/tty/').then(
        (r) => r.status === 200,
        () => false,
      ),
    );
    const token = readFileSync(join(state, 'token'), 'utf8').trim();
    const sessions = await get('/tty/api/sessions', `Authorization: Bearer ${token}\r\n`);
    assert.equal(sessions.status, 200);
    const upgrade = await get(
      `/tty/api/sessions/main/windows/0/attach?token=${token}`,
      `Origin: http://${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: boundtty.v1\r\n`,
    );
    assert.equal(upgrade.status, 101);
  } finally {
    nginx.kill();
    child.kill();
    await new Promise((done) => child.on('close', done));
  }
});

test('the commands of the README can be run one after the other', { skip: missing('script', '-V') }, async () => {
  const home = mkdtempSync(join(folder, 'h')),
    bin = join(home, 'bin');
  mkdirSync(bin);
  symlinkSync(program, join(bin, 'boundtty'));
  writeFileSync(
    join(home, 'Makefile'),
    'all:\n\techo built\ntest:\n\t@printf "3 passed, "; sleep 0.2; echo 0 failed\n',
  );
  const file = join(home, 'conf');
  writeFileSync(file, `[window console]\ncommand = sh -c "sleep 0.5; printf 'login: '; cat"\n`);
  const env = { XDG_STATE_HOME: join(home, 'x'), PATH: `${bin}:${process.env.PATH}`, HOME: home, TERM: 'xterm' };
  const s = await Server.start({ state: join(home, 'x', 'boundtty'), args: ['-c', file], env });
  const block = of('commands').find((b) => b.text.includes('boundtty wait '));
  let ran = 0;
  for (const line of block.text.split('\n')) {
    if (/ssh:\/\/|board\.local/.test(line)) continue; // needs another machine
    const command = line.replace(/ {2,}# .*/, '').replace(/^boundtty new (.*)make$/, `boundtty new $1make -C ${home}`);
    const typed = command.replace("'make test'", `'make -s -C ${home} test'`);
    const shell = /boundtty attach/.test(command)
      ? `(sleep 1; printf '\\n~.') | script -qec '${command}' /dev/null`
      : typed;
    const r = spawnSync('sh', ['-c', shell], { env: { ...process.env, ...env }, encoding: 'utf8', timeout: 20000 });
    assert.equal(r.status, 0, `${shell}\n${r.stdout}${r.stderr}${s.log}`);
    const prints = /# .*prints (\S+)/.exec(line);
    if (prints) assert.equal(r.stdout.trim(), prints[1]);
    ran++;
  }
  assert.ok(ran >= 6);
  await s.stop();
});

test('what the README runs and copies exists', () => {
  for (const { line, text } of [...of('commands'), ...of('session')])
    for (const [, path] of text.matchAll(/(?:^|\s)((?:tools|src|tests)\/[\w./-]+)/g))
      assert.ok(existsSync(join(root, path)), `README.md:${line}: ${path}`);
  const makefile = readFileSync(join(root, 'Makefile'), 'utf8');
  for (const { line, text } of [...of('commands'), ...of('session')])
    for (const [, target] of text.matchAll(/^(?:\$ )?make (?:\w+=\S+ )*(\w+)/gm))
      assert.match(
        makefile,
        new RegExp(`^${target}\\b.*:|^\\.PHONY:.*\\b${target}\\b`, 'm'),
        `README.md:${line}: make ${target}`,
      );
});
