// What every command does with words that it does not know, with a standard output that is full, and with a server
// that is not to be trusted.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Server, root } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const binary = join(root, process.env.BOUNDTTY ?? 'build/boundtty');
let s;
before(async () => {
  s = await Server.start();
});
after(() => s.stop());

// Runs boundtty with these words. Resolves with its status and output.
function run(words, { stdout = 'pipe', env = process.env, input } = {}) {
  return new Promise((done) => {
    const child = spawn(binary, words, { timeout: 60000, stdio: [input ? 'pipe' : 'ignore', stdout, 'pipe'], env });
    child.stdin?.end(input);
    const all = { out: '', err: '' };
    child.stdout?.on('data', (d) => (all.out += d));
    child.stderr.on('data', (d) => (all.err += d));
    child.on('close', (code) => done({ code, ...all }));
  });
}
const here = (words, options) => run([words[0], '-S', s.state, ...words.slice(1)], options);

test('output into a full disk is an error of every command', async () => {
  const full = openSync('/dev/full', 'w');
  const commands = 'attach kill line log ls new rename roam screen send status wait'.split(' ');
  const all = [
    ...commands.map((command) => [command, '-h']),
    ...[['-h'], ['-V'], ['check', '-h'], ['health', '-h'], ['limits', '-h'], ['limits']],
    ['health', '-l', `127.0.0.1:${s.port}`],
    ...[['ls'], ['status'], ['log'], ['log', '-f'], ['new'], ['screen', 'main']].map(([c, ...w]) => [
      c,
      '-S',
      s.state,
      ...w,
    ]),
    ['send', '-S', s.state, 'main', '--mark', 'x'],
    ['wait', '-S', s.state, 'main', '--mark', '*'],
  ];
  for (const words of all) {
    const r = await run(words, { stdout: full });
    assert.deepEqual([r.code, r.err], [1, 'boundtty: standard output: no space left\n'], words.join(' '));
  }
  const stdio = await here(['attach', '--stdio'], { stdout: full, input: 'GET /health HTTP/1.0\r\n\r\n' });
  assert.deepEqual([stdio.code, stdio.err], [1, 'boundtty attach: standard output: no space left\n']);
  closeSync(full);
});

test('a word or key that a command does not know is refused with its name, and nothing is started', async () => {
  const before = (await here(['ls'])).out;
  for (const [words, name] of [
    [['new', 'sped=9600'], 'sped=9600'],
    [['new', 'source=serial', 'device=/dev/null', 'speed=9600', 'Speed=9600'], 'Speed=9600'],
    [['new', 'speed=9600', 'speed=115200', 'source=serial'], 'speed=115200'],
    [['new', 'commmand=top'], 'commmand=top'],
    [['new', 'name=x'], 'name=x'],
    [['new', '=x'], '=x'],
    [['new', 'top'], 'top'],
    [['new', '-n', ''], 'NAME'],
    [['new', '--naem', 'x'], '--naem'],
    [['send', 'main', '--key', 'Enter'], '--key'],
    [['send', 'main', 'x', '--incarnation', 'one'], 'one'],
    [['wait', 'main', 'x', 'y'], 'y'],
    [['wait', 'main', '--form', '1:1', 'x'], '--form'],
    [['screen', 'main', '-H', '5x'], '5x'],
    [['screen', 'main', 'other'], 'other'],
    [['ls', 'main', 'other'], 'other'],
    [['kill', 'main', 'other'], 'other'],
    [['rename', 'main', 'a', 'b'], 'b'],
    [['status', 'localhost', 'other'], 'other'],
    [['log', 'localhost', 'other'], 'other'],
    [['log', '--follow'], '--follow'],
    [['line', 'main', 'sped=9600'], 'sped=9600'],
    [['line', 'main', 'dtr=maybe'], 'dtr=maybe'],
    [['line', 'main', 'speed=9600', 'speed=115200'], 'speed=115200'],
    [['line', 'main', 'flush', 'sped=1'], 'sped=1'],
    [['attach', 'main', 'other'], 'other'],
    [['attach', '--read-only', 'main'], '--read-only'],
  ]) {
    const r = await here(words);
    assert.deepEqual([r.code, r.out], [2, ''], `${words.join(' ')}: ${r.err}`);
    assert.ok(r.err.startsWith(`boundtty ${words[0]}: ${name}`), r.err);
  }
  for (const words of [
    ['health', '--port', '1'],
    ['health', 'main'],
    ['limits', 'main'],
    ['roam', '--no-such', 'h'],
    ['lss'],
    ['--no-such'],
  ])
    assert.equal((await run(words)).code, 2, words.join(' '));
  assert.equal((await here(['ls'])).out, before);
});

test('attach is refused without a terminal, and in one that cannot show a window', async () => {
  const r = await here(['attach', 'main']);
  assert.deepEqual([r.code, r.out], [2, '']);
  assert.match(r.err, /not a terminal: use screen, send or wait in scripts/);
  const viewer = await Viewer.attach(s);
  const attach = `${binary} attach -S ${s.state} main; echo status $?`;
  viewer.type(`clear; TERM=dumb ${attach}; TERM= ${attach}; unset TERM; ${attach}x\r`);
  await viewer.sees('status 2x');
  assert.equal(viewer.text().match(/TERM is dumb or not set: the terminal cannot show a window/g).length, 3);
  viewer.socket.cut();
});

test('nothing that a server sends reaches the terminal as a control character', async () => {
  const evil = 'e\u001b]52;c;aGk=\u0007v\u009b31mi\u007fl\r';
  const list = [
    { name: evil, index: 0, phase: evil, title: evil, ending: evil, active: true, columns: 80, rows: 24, viewers: 0 },
  ];
  const server = http.createServer((request, answer) => {
    const path = request.url;
    if (path.includes('/screen') || path === '/api/log') return answer.end(`${evil}\n`);
    if (path.startsWith('/api/events')) return answer.end(`id: 1\ndata: ${evil}\n\n`.replaceAll('\r', ''));
    if (path === '/api/status') return answer.end(JSON.stringify({ [evil]: evil }));
    if (path.includes('/line')) return answer.end(JSON.stringify({ speed: evil, frame: evil, flow: evil }));
    if (path.includes('/wait')) return answer.end(JSON.stringify({ result: 'matched', mark: evil }));
    if (path === '/health') return answer.end(JSON.stringify({ status: evil, reason: evil }));
    if (request.method === 'DELETE') {
      answer.statusCode = 409;
      return answer.end(JSON.stringify({ error: evil }));
    }
    if (request.method === 'POST') answer.statusCode = 201;
    answer.end(request.method === 'GET' ? JSON.stringify(list) : JSON.stringify(list[0]));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const at = `127.0.0.1:${server.address().port}`;
  const all = [
    ['ls', `${at}/`],
    ['status', at],
    ['log', at],
    ['screen', `${at}/main`],
    ['line', `${at}/main`],
    ['wait', `${at}/main`, '--mark', 'x'],
    ['kill', `${at}/main`],
    ['new', '-s', `${at}/`],
    ['health', '-l', at],
  ];
  for (const words of all) {
    const r = await run(words);
    const text = r.out + r.err;
    assert.match(text, /52;c;aGk=|^boundtty|u001b/, `${words.join(' ')}: ${text}`);
    assert.doesNotMatch(
      text,
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/,
      `${words.join(' ')}: ${JSON.stringify(text)}`,
    );
  }
  server.closeAllConnections();
  server.close();
});
