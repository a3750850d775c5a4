// Measures the cost of drawing: full repaints, scrolling output and a single typed character, as the time that the main
// thread spends for each picture (parsing, DOM, style and layout).

import { FakeServer } from '../fake-server.mjs';
import { launch, open, sees, DESKTOP } from './chromium.mjs';

const ROUNDS = 120;
const SIZES = [
  [80, 24],
  [200, 50],
];
const KINDS = ['plain', 'coloured', 'scrolled', 'typed'];
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789    ';

// A line of text that differs from the previous line.
function lineOf(columns, kind, n) {
  let text = '\x1b[0m';
  for (let x = 0; x < columns; x++) {
    if (kind === 'coloured' && x % 8 === 0) text += `\x1b[0;${30 + ((x + n) % 8)}m`;
    text += LETTERS[(x * 7 + n * 13 + ((x * n) >> 3)) % LETTERS.length];
  }
  return text;
}

function pictureOf(columns, rows, kind, n) {
  if (kind === 'typed') return `\x1b[${rows};${1 + (n % columns)}Hx`;
  if (kind === 'scrolled') return `\x1b[${rows};1H\r\n${lineOf(columns, kind, n)}`;
  return Array.from({ length: rows }, (_, y) => `\x1b[${y + 1};1H${lineOf(columns, kind, n + y)}`).join('');
}

// Runs in the page: draws the pictures. Returns the milliseconds of parsing, drawing and layout for each.
async function measure([columns, rows, pictures]) {
  const { Screen } = await import('./terminal/screen.js');
  const { Renderer } = await import('./terminal/render.js');
  const { Pens } = await import('./terminal/pens.js');
  const pens = new Pens();
  const box = document.createElement('div');
  document.querySelector('#screen').append(box);
  const renderer = new Renderer(box, document.createElement('div'), pens);
  renderer.measure('monospace', 15);
  const screen = new Screen(columns, rows, pens);
  const spent = [0, 0, 0];
  for (const bytes of pictures.map((picture) => new TextEncoder().encode(picture))) {
    await new Promise(requestAnimationFrame);
    const times = [performance.now()];
    screen.write(bytes);
    times.push(performance.now());
    renderer.draw(screen, true);
    times.push(performance.now());
    box.getBoundingClientRect();
    times.push(performance.now());
    spent.forEach((_, i) => (spent[i] += times[i + 1] - times[i]));
  }
  box.remove();
  return spent.map((ms) => ms / pictures.length);
}

const server = new FakeServer();
const port = await server.listen(0);
const browser = await launch();
const viewport = { width: 1900, height: 1000 };
const page = await open(browser, `http://127.0.0.1:${port}/#token=secret`, { ...DESKTOP, viewport });
await sees(page, 'board');
for (const [columns, rows] of SIZES) {
  for (const kind of KINDS) {
    const pictures = Array.from({ length: ROUNDS }, (_, n) => pictureOf(columns, rows, kind, n));
    const [parse, draw, layout] = (await page.evaluate(measure, [columns, rows, pictures])).map((ms) => ms.toFixed(2));
    console.log(`${columns}x${rows} ${kind.padEnd(8)} parse ${parse} ms, draw ${draw} ms, layout ${layout} ms`);
  }
}
await browser.close();
server.close();
