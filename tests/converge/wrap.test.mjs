// Which rows continue in the next one, compared with another terminal implementation: random streams with changes
// of size (wrap-dump) are shown by xterm.js too, and both must have the same lines. Where xterm.js itself joins what
// was apart or loses text, RULES corrects it as tmux or the standard have it; each rule says why.
//
// WRAP_CASES and WRAP_FIRST choose other cases; `WRAP_CASES=100000 node --test tests/converge/wrap.test.mjs` takes
// about two minutes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import test from 'node:test';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = createRequire(`${root}/build/npm/package.json`);
const { Terminal } = modules('@xterm/headless');
const { Unicode11Addon } = modules('@xterm/addon-unicode11');

const CASES = Number(process.env.WRAP_CASES ?? 1500);
const FIRST = Number(process.env.WRAP_FIRST ?? 1);

// The rows of xterm.js's screen, each of which says whether it continues the row above it.
class Rows {
  constructor(terminal) {
    this.core = terminal._core;
    this.handler = this.core._inputHandler;
  }
  get buffer() {
    return this.handler._activeBuffer;
  }
  get cols() {
    return this.core.cols;
  }
  get editing() {
    return this.core.coreService.decPrivateModes.bracketedPasteMode && this.buffer === this.core.buffers.normal;
  }
  at(y) {
    return this.buffer.lines.get(this.buffer.ybase + y);
  }
  apart(y) {
    const row = this.at(y);
    if (row && y < this.core.rows) row.isWrapped = false;
  }
  before(name, act) {
    const method = this.handler[name].bind(this.handler);
    this.handler[name] = (...parameters) => {
      act(this.buffer, ...parameters);
      return method(...parameters);
    };
  }
  instead(name, act) {
    const method = this.handler[name].bind(this.handler);
    this.handler[name] = (...parameters) => act(method, this.buffer, ...parameters);
  }
}

const number = (params) => params.params[0] || 1;
const outside = (b) => b.y < b.scrollTop || b.y > b.scrollBottom;

// The places where xterm.js is not followed.
const RULES = {
  // tmux (grid_move_lines) ends the marks at both edges of rows that move; xterm.js leaves them with the lower rows,
  // which are then joined to rows that they never continued.
  'rows that are moved apart do not continue': (r) => {
    r.before('insertLines', (b) => !outside(b) && (r.apart(b.y), r.apart(b.scrollBottom + 1)));
    r.before('deleteLines', (b, p) => {
      if (outside(b)) return;
      for (const y of [b.y, b.y + number(p), b.scrollBottom + 1]) if (y <= b.scrollBottom + 1) r.apart(y);
    });
    r.before('scrollDown', (b) => (r.apart(b.scrollTop), r.apart(b.scrollBottom + 1)));
    r.before('reverseIndex', (b) => b.y === b.scrollTop && (r.apart(b.y), r.apart(b.scrollBottom + 1)));
    const service = r.core._bufferService;
    const scroll = service.scroll.bind(service);
    service.scroll = (...parameters) => {
      const b = service.buffer;
      r.apart(b.scrollBottom + 1);
      if (b.scrollTop > 0) r.apart(b.scrollTop + 1);
      scroll(...parameters);
    };
  },
  // Lines that SU moves off the top of the screen are saved (xterm); a comment in xterm.js asks for it.
  'SU saves lines': (r) => {
    r.instead('scrollUp', (method, b, p) => {
      const n = Math.min(number(p), b.scrollBottom - b.scrollTop + 1);
      for (let i = 0; i < n; i++) r.core._bufferService.scroll(r.handler._eraseAttrData());
      return true;
    });
  },
  // Erasing ends a pending wrap (DEC STD 070) and begins in the last column, not after it.
  'erasing at a pending wrap': (r) => {
    const restrict = (b, p) => {
      if (b.x >= r.cols && p.params[0] <= 2) b.x = r.cols - 1;
    };
    r.before('eraseInLine', restrict);
    r.before('eraseInDisplay', restrict);
  },
  // DECIC and DECDC at a pending wrap shift the last column (xterm), not the first.
  'columns at a pending wrap': (r) => {
    for (const name of ['insertColumns', 'deleteColumns'])
      r.instead(name, (method, b, ...parameters) => {
        const x = b.x;
        b.x = Math.min(x, r.cols - 1);
        method(...parameters);
        b.x = x;
        return true;
      });
  },
  // IL and DL outside the scrolling region do nothing (xterm), not even to a pending wrap.
  'lines outside the scrolling region': (r) => {
    for (const name of ['insertLines', 'deleteLines'])
      r.instead(name, (method, b, ...parameters) => outside(b) || method(...parameters));
  },
  // A row that is erased from its first column no longer continues the one above; one that is erased as a whole
  // does not continue either (tmux: grid_clear_lines). xterm.js looks at this in ED and in EL 0 and 2 only.
  'erasing from the first column': (r) => {
    const erased = (y, x0, x1) => {
      if (x0 > 0) return;
      r.apart(y);
      if (x1 >= r.cols) r.apart(y + 1);
    };
    r.before('eraseInLine', (b, p) => {
      if (p.params[0] === 0) erased(b.y, b.x, r.cols);
      if (p.params[0] === 1) erased(b.y, 0, b.x + 1);
      if (p.params[0] === 2) erased(b.y, 0, r.cols);
    });
    r.before('eraseChars', (b, p) => erased(b.y, b.x, b.x + number(p)));
    // As many characters as there are: tmux (grid_clear).
    for (const name of ['insertChars', 'deleteChars'])
      r.before(name, (b, p) => b.x + number(p) >= r.cols && erased(b.y, Math.min(b.x, r.cols - 1), r.cols));
    for (const name of ['insertColumns', 'deleteColumns', 'scrollLeft', 'scrollRight'])
      r.before(name, (b, p) => {
        const x = name.startsWith('scroll') ? 0 : Math.min(b.x, r.cols - 1);
        if (!outside(b) && x + number(p) >= r.cols) erased(b.scrollBottom, x, r.cols);
      });
  },
  // Where ED 1 erases all of a row, xterm.js looks for the row below without counting from the top of the screen: it
  // splits a line of the history, or throws.
  'ED 1 that erases all of a row': (r) => {
    r.instead('eraseInDisplay', (method, b, p, ...parameters) => {
      if (p.params[0] !== 1 || b.x + 1 < r.cols) return method(p, ...parameters);
      b.x = r.cols - 2;
      method(p, ...parameters);
      b.x = r.cols - 1;
      r.handler._eraseInBufferLine(b.y, b.x, r.cols);
      r.apart(b.y + 1);
      return true;
    });
  },
  // IND and NEL are line feeds (DEC STD 070).
  'IND and NEL end a line as LF does': (r) => {
    r.before('index', (b) => b.y !== b.scrollBottom && !r.editing && r.apart(b.y + 1));
  },
  // In the last row below the scrolling region, text starts over in the same row, which continues no other.
  'the last row below the scrolling region': (r) => {
    r.instead('print', (method, b, ...parameters) => {
      const row = b.y === r.core.rows - 1 && b.y > b.scrollBottom ? r.at(b.y) : undefined;
      const wrapped = row?.isWrapped;
      method(...parameters);
      if (row) row.isWrapped = wrapped;
    });
  },
  // Without autowrap, text replaces the last column and a wide character that does not fit is dropped (xterm, tmux).
  // xterm.js looks for the halves of wide characters at the start of a text only, so that a character written over the
  // second half in the last column is in a column of its own while the first half remains.
  'the last column without autowrap': (r) => {
    r.instead('print', (method, b, data, from, end) => {
      if (r.core.coreService.decPrivateModes.wraparound) return method(data, from, end);
      for (let i = from; i < end; i++) {
        const width = r.core.unicodeService.wcwidth(data[i]);
        if (width > 0) b.x = Math.min(b.x, r.cols - 1);
        if (b.x + width <= r.cols || width === 0) method(data, i, i + 1);
      }
    });
  },
  // A line editor moves within its line by line feeds (readline); tmux never ends a line by them.
  'line feeds of a line editor': (r) => {
    r.instead('lineFeed', (method, b) => {
      const below = b.y !== b.scrollBottom ? r.at(b.y + 1) : undefined;
      const wrapped = below?.isWrapped;
      method();
      if (r.editing && below) below.isWrapped = wrapped;
      return true;
    });
  },
};

function start({ cols, rows }) {
  const terminal = new Terminal({ cols, rows, allowProposedApi: true, scrollback: 10000 });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  const reference = new Rows(terminal);
  for (const rule of Object.values(RULES)) rule(reference);
  return terminal;
}

function rowsOf(buffer, from, end, { rows: rowsShown }) {
  const rows = [];
  for (let y = from; y < end; y++) {
    const line = buffer.getLine(y);
    const next = y + 1 < buffer.baseY + rowsShown ? buffer.getLine(y + 1) : undefined;
    const wrapped = next !== undefined && next.isWrapped;
    const text = line.translateToString(true);
    rows.push([text.replace(/ +$/, ''), wrapped]);
  }
  return rows;
}

function stateOf(terminal) {
  const { normal, active } = terminal.buffer;
  return {
    history: rowsOf(normal, 0, normal.baseY, terminal),
    screen: rowsOf(active, active.baseY, active.baseY + terminal.rows, terminal),
    cursor: [Math.min(active.cursorX, terminal.cols - 1), active.cursorY, active.cursorX >= terminal.cols],
  };
}

// The lines that rows make, without blanks and without empty lines at the end. Blanks are left out as xterm.js guesses:
// it drops a blank last column if a wide character is below, whether or not that is why it was left blank.
function linesOf({ history, screen }) {
  const lines = [''];
  for (const [text, wrapped] of [...history, ...screen]) {
    lines[lines.length - 1] += text;
    if (!wrapped) lines.push('');
  }
  return lines
    .map((line) => line.replaceAll(' ', ''))
    .join('\n')
    .replace(/\n+$/, '');
}

const done = { cases: 0, feeds: 0, resizes: 0, stopped: 0 };

function compare(one) {
  const terminal = start(one);
  done.cases++;
  for (const [i, step] of one.steps.entries()) {
    const where = `seed ${one.seed}, step ${i}`;
    if (step.feed !== undefined) {
      const bytes = Buffer.from(step.feed, 'base64');
      terminal._core.writeSync(bytes); // at once, four times as fast; no handler is asynchronous
      const is = stateOf(terminal);
      assert.deepEqual(step.screen, is.screen, `${where}: rows after ${JSON.stringify(bytes.toString())}`);
      assert.equal(linesOf(step), linesOf(is), `${where}: lines after ${JSON.stringify(bytes.toString())}`);
      assert.deepEqual(step.cursor, is.cursor, `${where}: cursor after ${JSON.stringify(bytes.toString())}`);
      done.feeds++;
      continue;
    }
    terminal.resize(...step.resize);
    done.resizes++;
    const is = stateOf(terminal);
    assert.equal(linesOf(step), linesOf(is), `${where}: lines at ${step.resize.join('x')}`);
    if (String(step.cursor) !== String(is.cursor) || String(step.screen) !== String(is.screen)) {
      done.stopped++;
      break;
    }
  }
  terminal.dispose();
}

test(`random streams make the same lines as on xterm.js, seeds ${FIRST} to ${FIRST + CASES - 1}`, async (t) => {
  const dump = spawn(`${root}/build/tests/wrap-dump`, [String(CASES), String(FIRST)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((end) => dump.on('close', end));
  try {
    for await (const line of createInterface({ input: dump.stdout })) compare(JSON.parse(line));
    assert.equal(await ended, 0);
  } finally {
    dump.kill();
  }
  assert.equal(done.cases, CASES);
  t.diagnostic(JSON.stringify(done));
});
