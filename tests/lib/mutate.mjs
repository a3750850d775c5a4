// Mutation testing: makes one-token changes in C files, one at a time, and reports which of them survive the unit tests
// (and, for the terminal engine, the drawn stories) that use the module.
//
//   tests/mutate [--most N] [--seed S] [--at-least PERCENT] [--jobs N] [--list] FILE...
//
// --most N       at most N changes a file, spread evenly over all that are possible (default 15)
// --seed S       which of them (default 1)
// --at-least P   exit status 1 if fewer than P percent are killed
// --list         prints the changes and makes none
//
// The tests run in copies of the tree below build/mutate. A change is killed by a test that fails, crashes or does not
// end in time; it survives if all pass. One that does not compile is not counted.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const TEST_TIMEOUT_MS = 30000;
const BUILD_TIMEOUT_MS = 120000;

function usage(message) {
  process.stderr.write(
    `mutate: ${message}\nusage: tests/mutate [--most N] [--seed S] [--at-least P] [--jobs N] [--list] FILE...\n`,
  );
  process.exit(2);
}

function parseArguments(words) {
  const options = { most: 15, seed: 1, atLeast: 0, jobs: availableParallelism(), list: false, files: [] };
  const numbers = { '--most': 'most', '--seed': 'seed', '--at-least': 'atLeast', '--jobs': 'jobs' };
  for (let i = 0; i < words.length; i++) {
    if (words[i] === '--list') options.list = true;
    else if (numbers[words[i]]) options[numbers[words[i]]] = Number(words[++i]);
    else if (words[i].startsWith('-')) usage(`unknown option ${words[i]}`);
    else options.files.push(words[i]);
  }
  if (options.files.length === 0) usage('name a file');
  return options;
}

// Comments, strings and characters become blanks of the same length, so that positions stay.
function codeOnly(text) {
  const blank = (s) => s.replace(/[^\n]/g, ' ');
  return text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'/g, blank)
    .replace(/^#.*(?:\\\n.*)*$/gm, blank);
}

const OPERATORS = [
  [/(?<![<>=!+\-*/&|^-])<(?![<=])/g, '<='],
  [/<=(?!=)/g, '<'],
  [/(?<![<>=-])>(?![>=])/g, '>='],
  [/(?<![>])>=(?!=)/g, '>'],
  [/==/g, '!='],
  [/!=/g, '=='],
  [/&&/g, '||'],
  [/\|\|/g, '&&'],
  [/(?<=[\w)\]] )\+(?= [\w(])/g, '-'],
  [/(?<=[\w)\]] )-(?= [\w(])/g, '+'],
  [/\+=/g, '-='],
  [/(?<!-)-=/g, '+='],
  [/\breturn true\b/g, 'return false'],
  [/\breturn false\b/g, 'return true'],
  [/(?<=[(\s])!(?=[\w(])/g, ''],
  [/(?<![\w.])\d+u?(?![\w.])/g, null],
];
// A statement of its own line that is only a call or an assignment. `(void)name;` marks a parameter and does nothing.
const STATEMENT =
  /^[ \t]+(?!return\b|break\b|continue\b|case\b|goto\b|static\b|const\b|struct\b|enum\b|char\b|u?int\w*\b|bool\b|size_t\b|TEXT\b)[\w.>()*&[\]-]+[^\n;{}]*;$/gm;

// Only what is inside of a function can be covered by a test of behaviour.
function functionBodies(code) {
  return [...code.matchAll(/^\{\n[\s\S]*?^\}/gm)].map((m) => [m.index, m.index + m[0].length]);
}

function mutantsOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  const code = codeOnly(text);
  const found = [];
  for (const [begin, end] of functionBodies(code)) {
    const body = code.slice(begin, end);
    for (const [pattern, replacement] of OPERATORS)
      for (const m of body.matchAll(pattern)) {
        const number = replacement ?? `${Number.parseInt(m[0], 10) + 1}${m[0].endsWith('u') ? 'u' : ''}`;
        found.push({ file, at: begin + m.index, old: m[0], now: number });
      }
    for (const m of body.matchAll(STATEMENT)) {
      if (/^\s*\(void\)\w+;$/.test(m[0])) continue;
      const lead = m[0].length - m[0].trimStart().length;
      found.push({
        file,
        at: begin + m.index + lead,
        old: text.slice(begin + m.index + lead, begin + m.index + m[0].length),
        now: ';',
      });
    }
  }
  return found.sort((a, b) => a.at - b.at).map((m) => ({ ...m, line: text.slice(0, m.at).split('\n').length }));
}

// A sample spread over the whole file: one from each of `most` equal parts.
function sample(all, most, seed) {
  if (all.length <= most) return all;
  let state = seed >>> 0;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return Array.from({ length: most }, (_, i) => {
    const from = Math.floor((i * all.length) / most);
    const to = Math.floor(((i + 1) * all.length) / most);
    return all[from + Math.floor(random() * (to - from))];
  });
}

// The unit tests of a module: the one named after it, then those that include its header, then those of its room.
function testsOf(file) {
  const module = file.replace(/^src\//, '').replace(/\.[ch]$/, '');
  const room = module.split('/')[0];
  const units = readdirSync(join(root, 'tests/unit'))
    .filter((n) => n.endsWith('.c'))
    .map((n) => n.slice(0, -2));
  const includes = (n) => readFileSync(join(root, 'tests/unit', `${n}.c`), 'utf8').includes(`"${module}.h"`);
  const rank = (n) => (n === `${room}_${basename(module)}` ? 0 : includes(n) ? 1 : n.startsWith(`${room}_`) ? 2 : 3);
  return units.filter((n) => rank(n) < 3).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

function run(command, words, cwd, timeout) {
  return new Promise((done) => {
    const child = spawn(command, words, { cwd, stdio: 'ignore', detached: true });
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), timeout);
    child.on('exit', (code) => {
      clearTimeout(timer);
      done(code);
    });
    child.on('error', () => done(-1));
  });
}

const make = (tree, targets) =>
  run('make', ['-s', '--no-print-directory', `CC=${process.env.CC ?? 'cc'}`, ...targets], tree, BUILD_TIMEOUT_MS);

// 'killed', 'survived' or 'does not build'.
async function judge(tree, file) {
  const units = testsOf(file).map((n) => `build/plain-board/tests/unit/${n}`);
  const engine = file.startsWith('src/term/');
  const targets = engine ? ['build/tests/plain/term-run', ...units] : units;
  const object = `build/plain-board/${file.replace(/\.c$/, '.o')}`;
  if ((await make(tree, [object])) !== 0) return 'does not build';
  if ((await make(tree, targets)) !== 0) return 'does not build';
  if (engine && (await run('build/tests/plain/term-run', ['tests/term'], tree, TEST_TIMEOUT_MS)) !== 0) return 'killed';
  for (const unit of units) if ((await run(unit, [], tree, TEST_TIMEOUT_MS)) !== 0) return 'killed';
  return 'survived';
}

async function tryMutant(tree, mutant) {
  const path = join(tree, mutant.file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.slice(0, mutant.at) + mutant.now + text.slice(mutant.at + mutant.old.length));
  const outcome = await judge(tree, mutant.file);
  writeFileSync(path, text);
  return outcome;
}

async function copyTree(number) {
  const tree = join(root, 'build/mutate', String(number));
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  for (const name of execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  }).split('\n'))
    if (name && existsSync(join(root, name))) cpSync(join(root, name), join(tree, name));
  return tree;
}

const short = (s) => s.replace(/\s+/g, ' ').slice(0, 60);
const show = (m) => `${m.file}:${m.line}: ${short(m.old)} -> ${m.now === ';' ? 'deleted' : short(m.now) || 'removed'}`;

async function worker(number, queue, files, results) {
  const tree = await copyTree(number);
  for (const file of files)
    if ((await judge(tree, file)) !== 'survived') throw new Error(`the tests of ${file} do not pass unchanged`);
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const outcome = await tryMutant(tree, mutant);
    results.push({ ...mutant, outcome });
    if (outcome === 'survived') console.log(`survived: ${show(mutant)}`);
  }
}

const options = parseArguments(process.argv.slice(2));
const queue = options.files.flatMap((f) => sample(mutantsOf(f), options.most, options.seed));
if (options.list) {
  for (const m of queue) console.log(show(m));
  process.exit(0);
}
const results = [];
await Promise.all(
  Array.from({ length: options.jobs }, (_, i) =>
    worker(i, queue, i === 0 ? options.files : options.files.slice(0, 1), results),
  ),
);
const count = (outcome) => results.filter((r) => r.outcome === outcome).length;
const counted = results.length - count('does not build');
const percent = counted === 0 ? 100 : (100 * count('killed')) / counted;
for (const file of options.files) {
  const own = results.filter((r) => r.file === file && r.outcome !== 'does not build');
  console.log(`${file}: ${own.filter((r) => r.outcome === 'killed').length} of ${own.length} killed`);
}
console.log(
  `${counted} mutants, ${count('killed')} killed (${percent.toFixed(1)} %), ${count('survived')} survived, ${count('does not build')} did not build`,
);
process.exit(percent < options.atLeast ? 1 : 0);
