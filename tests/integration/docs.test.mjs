// The documentation names what the program has, and nothing else: routes, keys, log events, metrics, members of
// answers, commands, flags and exit statuses. Each failure says which file to change.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Server, root, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const program = join(root, process.env.BOUNDTTY ?? 'build/boundtty');
const read = (file) => readFileSync(join(root, file), 'utf8');
const all = (text, regex) => [...text.matchAll(regex)].map((m) => m[1]);
const sources = readdirSync(join(root, 'src'), { recursive: true })
  .filter((name) => name.endsWith('.c'))
  .map((name) => [`src/${name}`, read(`src/${name}`)]);
const manual = read('src/boundtty.1');
const api = read('src/net/API.md');
const example = read('tools/boundtty.conf');

// A section of the manual page, or of a page in Markdown.
const section = (name) => manual.split(`\n.Sh ${name}\n`)[1].split('\n.Sh ')[0];
const chapter = (name) => api.split(new RegExp(`\n##+ ${name}\n`))[1].split(/\n##+ /)[0];

function same(what, has, where, documented) {
  const [is, says] = [new Set(has), new Set(documented)];
  const absent = [...is].filter((x) => !says.has(x)).sort(),
    extra = [...says].filter((x) => !is.has(x)).sort();
  assert.ok(
    absent.length + extra.length === 0,
    `${what}: ${absent.length ? `add to ${where}: ${absent.join(', ')}. ` : ''}${
      extra.length ? `remove from ${where}, since the program has none: ${extra.join(', ')}` : ''
    }`,
  );
}

test('every route is in the page of the HTTP interface, and every route there exists', () => {
  const words = { '{s}': '{session}', '{i}': '{index}', '{t}': '{id}' };
  const table = read('src/app/http/routes.c').split('struct route routes[] = {')[1].split('\n};')[0];
  const routes = [...table.matchAll(/\{HTTP_(\w+),\s+"([^"]+)"/g)].map(
    ([, method, path]) => `${method} ${path.replace(/\{.\}/g, (w) => words[w] ?? w)}`,
  );
  assert.ok(routes.length > 25);
  const documented = all(chapter('Routes'), /^\| `([A-Z]+ \/[^`]*)`/gm).filter((route) => route !== 'GET /');
  same('routes', routes, 'the table of src/net/API.md, section Routes', documented);
});

const keysOf = (file, table) => all(read(file).split(table)[1].split('\n};')[0], /^ *\{?(?:\.name = )?"([a-z-]+)"/gm);
const serverKeys = keysOf('src/config/keys.c', 'struct key keys[] = {');
const windowKeys = [
  ...read('src/source/declaration.c')
    .split('own_keys[] = {')[1]
    .split('}')[0]
    .match(/[a-z-]+/g),
  ...keysOf('src/source/source.c', '} options[] = {'),
];
const words = (text) => text.split(/[\s,]+/).filter((w) => /^[a-z][a-z-]+$/.test(w));

test('every key is in the manual page and in the example, and every key there exists', () => {
  const config = section('CONFIGURATION');
  const window = config.split('A window has the keys')[1].split('\n.El')[0];
  same(
    'keys of a window',
    windowKeys,
    'src/boundtty.1, CONFIGURATION',
    words(all(window, /^\.It Li (.*)$/gm).join(' ')),
  );
  const list = config.split('The keys of\n.Li [server]\nare\n')[1].split(/\n\.Li listen\nand\n/)[0];
  const server = words(all(list, /^\.Li (.*)$/gm).join(' '));
  same('keys of [server]', serverKeys, 'src/boundtty.1, CONFIGURATION', server);
  let at;
  const named = { server: [], window: [] };
  for (const line of example.split('\n')) {
    const head = /^#?\[(server|window)/.exec(line),
      key = /^#?([a-z-]+) = /.exec(line);
    if (head) at = head[1];
    else if (key) named[at].push(key[1]);
  }
  same('keys of [server]', serverKeys, 'tools/boundtty.conf', named.server);
  same('keys of a window', windowKeys, 'tools/boundtty.conf', named.window);
});

test('the values in the example configuration are the defaults', () => {
  const limits = read('src/limits.h');
  const values = Object.fromEntries(
    [...limits.matchAll(/#define DEFAULT_(\w+) \(?(\d+)u?(?: \* (\d+))?/g)].map(([, name, a, b]) => [
      name,
      a * (b ?? 1),
    ]),
  );
  const rows = [...read('src/config/keys.c').matchAll(/\{"([a-z-]+)", (SECONDS|MILLISECONDS|TIMES|NUMBER)\((\w+)/g)];
  let compared = 0;
  for (const [, key, kind, member] of rows) {
    const constant = member.toUpperCase();
    const text = new RegExp(`^#${key} = (\\d+)$`, 'm').exec(example.split('[window')[0])?.[1];
    if (!(constant in values) || !text) continue;
    const factor = kind === 'SECONDS' ? 1000 : kind === 'NUMBER' ? 1024 : 1;
    if (key !== 'connections-per-address')
      assert.equal(text * factor, values[constant], `${key} in tools/boundtty.conf; src/limits.h has another`);
    compared++;
  }
  assert.ok(compared > 15, `${compared} defaults compared`);
});

// The events with their levels: each call with a level has the event's name, too.
function events() {
  const found = new Map();
  const add = (name, levels) => found.set(name, new Set([...(found.get(name) ?? []), ...levels]));
  for (const [, text] of sources) {
    for (const [call] of text.matchAll(/\b\w+\([^;{}]*?\bLOG_(?:DEBUG|INFO|WARNING|ERROR)\b[^;{}]*?[;{]/g))
      for (const name of all(call.replace(/"[^"]*[^a-z"-][^"]*"/g, '""'), /"([a-z]+(?:-[a-z]+)*)"/g).slice(
        0,
        call.includes('?') ? 2 : 1,
      ))
        add(
          name,
          all(call, /\bLOG_(DEBUG|INFO|WARNING|ERROR)\b/g).map((l) => l.toLowerCase()),
        );
    for (const name of all(text, /lifecycle_log\("([a-z-]+)"/g)) add(name, ['info']);
    for (const [, level, name] of text.matchAll(/level=(\w+) process=\w+ event=([a-z-]+)/g)) add(name, [level]);
  }
  return [...found].map(([name, levels]) => `${name} (${[...levels].sort().join(', ')})`);
}

test('every log event is in the manual page with its level, and every event there exists', () => {
  const documented = [];
  for (const item of section('LOG').split('.Bl -tag')[1].split('\n.It Li ').slice(1)) {
    const [names, level] = item.split('\n');
    assert.match(
      level,
      /^\.Em [a-z , ]+ \.$/,
      `src/boundtty.1, LOG: after ${names} a line such as ".Em info , warning ."`,
    );
    const levels = words(level.slice(4)).sort().join(', ');
    for (const name of words(names)) documented.push(`${name} (${levels})`);
  }
  const has = events();
  assert.ok(has.length > 35);
  same('log events', has, 'src/boundtty.1, LOG', documented);
});

test('every family of metrics is in the page of the HTTP interface, and every family there exists', () => {
  const code = sources
    .filter(([name]) => name.startsWith('src/app/watch/'))
    .map(([, text]) => text)
    .join('\n');
  const families = all(code, /"((?:boundtty|process)_[a-z0-9_]+)"/g);
  assert.ok(families.length > 30);
  same('metrics', families, 'src/net/API.md, Metrics', all(chapter('Metrics'), /`((?:boundtty|process)_[a-z0-9_]+)`/g));
});

const commands = all(read('src/cli/command/commands.c').split('} commands[]')[1], /\{"([a-z]+)", /g);
const usage = (...args) => spawnSync(program, [...args, '-h'], { encoding: 'utf8', timeout: 5000 });
const COMMON = ['-T', '-b', '-S'];
const flagsOf = (text) => all(text, /(?:^|[\s[(|])(--?[A-Za-z][a-z-]*)(?![A-Za-z])/gm).filter((f) => f !== '--');

test('every command has a usage, and exits with 0 after it', () => {
  for (const command of commands) {
    const { status, stdout } = usage(command);
    assert.equal(status, 0, `boundtty ${command} -h`);
    assert.match(stdout, new RegExp(`^usage: boundtty ${command}\\b`, 'm'));
  }
});

test('every command and flag is in the manual page and in the completions, and every one there exists', () => {
  const synopsis = section('SYNOPSIS')
    .split(/^\.Nm\n/m)
    .slice(1);
  const bash = read('tools/completion/boundtty.bash'),
    zsh = read('tools/completion/_boundtty');
  same(
    'commands',
    commands,
    'src/boundtty.1, SYNOPSIS',
    all(section('SYNOPSIS'), /^\.Cm (\w+)$/gm).filter((c) => c !== 'check'),
  );
  for (const command of commands) {
    const text = usage(command).stdout;
    const own = flagsOf(text.split('\n\n')[0].replace(/\[?--?\s/g, ' ')).filter((f) => f !== '-h');
    const listed = all(text, /^ {2}(--?[A-Za-z][a-z-]*)/gm).filter((f) => f !== '-h' && !COMMON.includes(f));
    const block = synopsis.find((b) => b.startsWith(`.Cm ${command}\n`));
    const macros = all(block, /(?:\bFl|\|(?= -)) (-?[A-Za-z][a-z-]*)/g).map((f) => `-${f}`);
    const flags = [...new Set([...own, ...(text.includes('-T TOKENFILE') ? listed : [...listed, ...own])])].filter(
      (f) => !COMMON.includes(f) || own.includes(f),
    );
    same(
      `flags of ${command}`,
      flags.filter((f) => f !== '--stdio'),
      'src/boundtty.1, SYNOPSIS',
      macros.filter((f) => f !== '--stdio'),
    );
    const line = new RegExp(`^ *${command}\\) options="([^"]*)"`, 'm').exec(bash)?.[1] ?? '';
    const completed = line.split(' ').filter((f) => /^-/.test(f) && f !== '-h' && f !== '--');
    same(`flags of ${command}`, flags, 'tools/completion/boundtty.bash', completed);
    const zline = new RegExp(`^ {4}(?:\\w+ \\| )*${command}(?: \\| \\w+)*\\)((?:.|\n)*?);;`, 'm').exec(zsh)[1];
    same(
      `flags of ${command}`,
      flags,
      'tools/completion/_boundtty',
      all(zline, /'(--?[A-Za-z][a-z-]*)\[/g).filter((f) => f !== '-h'),
    );
  }
});

test('every flag of a start is in its usage and in the manual page, and every one there exists', () => {
  const table = read('src/config/flags.c').split('} flags[] = {')[1].split('\n};')[0];
  const flags = all(table, /\{"(-[a-z-]+)"/g);
  const text = usage().stdout;
  same('flags of a start', flags, 'src/config/usage.c', all(text, /^ {2}(--?[a-z]+) [A-Z]/gm));
  const block = section('DESCRIPTION').split('.Bl -tag')[1].split('\n.El')[0];
  const named = all(block, /^\.It Fl (-?[A-Za-z]+)/gm).map((f) => `-${f}`);
  same('flags of a start', [...flags, '-h', '-V'], 'src/boundtty.1, DESCRIPTION', named);
});

test('the exit statuses of each usage are in the manual page', () => {
  const documented = new Set(all(section('CLIENT'), /^\.It (\d+)$/gm));
  for (const command of commands)
    for (const status of all((usage(command).stdout.split('\nExits ')[1] ?? '').split('\n\n')[0], /\b(\d{1,3})\b/g))
      assert.ok(documented.has(status), `src/boundtty.1, CLIENT: exit status ${status} of boundtty ${command}`);
});

// The members that the page of the HTTP interface lists for an answer: backquoted words in the first column. One that is
// "present only" under a condition may be absent from this answer, but not from the source.
function sameMembers(name, objects) {
  const has = [...new Set(objects.flatMap((item) => Object.keys(item)))];
  const documented = [];
  for (const line of chapter(name).split('\n'))
    for (const member of /^\| `/.test(line) ? all(line.split('|')[1], /`([a-z_0-9]+)`/g) : [])
      if (has.includes(member) || !line.includes('present only')) documented.push(member);
      else
        assert.ok(
          sources.some(([, text]) => text.includes(`"${member}"`)),
          `src/net/API.md, ${name}: no file writes ${member}`,
        );
  same(`members of ${name}`, has, `src/net/API.md, ${name}`, documented);
}

test('the members of every list and object are in the page of the HTTP interface, and no others', async (t) => {
  const s = await Server.start();
  t.after(() => s.stop());
  const v = await Viewer.attach(s);
  const get = async (path) => (await s.json('GET', path)).json;
  const serial = await s.json('POST', '/api/sessions/main/windows', {
    body: { source: 'serial', device: '/dev/no-such-device' },
  });
  assert.equal(serial.status, 201);
  await s.json('POST', '/api/sessions/main/windows', { body: { command: ['/bin/true'] } });
  const windows = await until('one that has ended', async () => {
    const list = await get('/api/sessions/main/windows');
    return list.some((w) => 'status' in w) && list;
  });
  sameMembers('Session', await get('/api/sessions'));
  sameMembers('Window', windows);
  sameMembers('Connection', await get('/api/connections'));
  sameMembers('Status', [await get('/api/status')]);
  sameMembers("tmux's sessions", [await get('/api/tmux')]);
  sameMembers('Line', [await get(`/api/sessions/main/windows/${serial.json.index}/line`)]);
  const named = (name) => new Set(all(chapter(name), /`([a-z_]+)`/g));
  for (const [name, path] of [
    ['Login', '/api/login'],
    ['Health', '/health'],
    ['Samples', '/api/samples'],
  ])
    for (const key of Object.keys(await get(path))) assert.ok(named(name).has(key), `src/net/API.md, ${name}: ${key}`);
  v.socket.cut();
});
