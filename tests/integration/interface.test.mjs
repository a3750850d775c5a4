// src/net/API.md is complete: routes, metrics, tables, and members of answers.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server, root, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const api = read('src/net/API.md'),
  protocol = read('src/net/PROTOCOL.md');
const section = (text, title) => new RegExp(`^##+ ${title}\n([^]*?)(?=^##+ |$(?![^]))`, 'm').exec(text)[1];
const names = (text) => [...text.matchAll(/`([a-z_0-9]+)`/g)].map((m) => m[1]);
// The members named in the first column of a section's table.
const members = (text, title) =>
  section(text, title)
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .flatMap((line) => names(line.split('|')[1]));

let s;
before(async () => {
  s = await Server.start();
});
after(() => s.stop());

test('the routes of API.md are those of the table, with the role that each needs', () => {
  const words = { s: '{session}', i: '{index}', t: '{id}' };
  const table = [...read('src/app/http/routes.c').matchAll(/\{HTTP_(\w+),\s*"([^"]+)",\s*\w+,\s*([^}]+)\}/g)]
    .filter(([, , path]) => path !== '/')
    .map(
      ([, method, path, flags]) =>
        `${method} ${path.replace(/\{(\w)\}/g, (_, w) => words[w])} ${/ROUTE_FULL/.test(flags) ? 'full' : /ROUTE_LOOK/.test(flags) ? 'look' : 'none'}`,
    );
  const listed = [...section(api, 'Routes').matchAll(/^\| `([A-Z]+ [^`]+)` \| (\w+) \|/gm)].map(
    ([, route, needs]) => `${route} ${needs}`,
  );
  assert.ok(table.length > 25);
  assert.deepEqual([...listed].sort(), [...table].sort());
});

test('the metrics of API.md are those of the server, with their types', async () => {
  const { body } = await s.request('GET', '/metrics');
  const there = [...body.toString().matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`);
  const listed = section(api, 'Metrics')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => names(line.split('|')[1]).map((name) => `${name} ${line.split('|')[2].trim()}`));
  assert.deepEqual([...listed].sort(), [...there].sort());
});

test('the JSON members of API.md are those of the answers', async () => {
  const viewer = await Viewer.attach(s);
  const get = async (path) => (await s.json('GET', path)).json;
  const among = (object, title, optional = []) => {
    const listed = members(api, title);
    for (const name of Object.keys(object)) assert.ok(listed.includes(name), `${title}: ${name} is not described`);
    for (const name of listed) assert.ok(name in object || optional.includes(name), `${title}: ${name} is not there`);
  };
  among((await get('/api/sessions'))[0], 'Session');
  among((await get('/api/sessions/main/windows'))[0], 'Window', ['line', 'status']);
  among(
    (await get('/api/connections')).find((c) => c.dialect === 'boundtty.v1'),
    'Connection',
  );
  among(await get('/api/status'), 'Status');
  among(await get('/api/tmux'), "tmux's sessions");
  assert.deepEqual(Object.keys(await get('/api/samples')).sort(), [...new Set(names(section(api, 'Samples')))].sort());
  viewer.socket.cut();
});

test('the JSON members of PROTOCOL.md are those of the welcome and the state', async () => {
  const viewer = await Viewer.attach(s);
  await until('a state', () => viewer.state);
  assert.deepEqual(Object.keys(viewer.welcome).sort(), members(protocol, 'Welcome').sort());
  const listed = members(protocol, 'State');
  for (const name of Object.keys(viewer.state)) assert.ok(listed.includes(name), name);
  for (const name of listed)
    assert.ok(name in viewer.state || ['status', 'retry', 'waiting', 'asked'].includes(name), name);
  viewer.socket.cut();
});

test('the phases of PROTOCOL.md are those of the metrics', async () => {
  const { body } = await s.request('GET', '/metrics');
  const phases = [...body.toString().matchAll(/boundtty_windows\{phase="(\w+)"\}/g)].map((m) => m[1]);
  const described = names(
    section(protocol, 'State')
      .split('\n')
      .find((line) => line.startsWith('| `phase`'))
      .split('|')[3],
  );
  assert.deepEqual(described.sort(), phases.sort());
});
