// What a picture costs the page: full repaints, scrolling output and a single typed character, as the time
// that the main thread spends per picture (parsing, DOM, style and layout).

import { FakeServer } from '../fake-server.mjs';
import { launch, open, sees, DESKTOP } from './chromium.mjs';

const ROUNDS = 120;

const server = new FakeServer();
const port = await server.listen(0);
const browser = await launch();
const page = await open(browser, `http://127.0.0.1:${port}/#token=secret`, { ...DESKTOP, viewport: { width: 1900, height: 1000 } });
await sees(page, 'board');

for (const [columns, rows] of [[80, 24], [200, 50]]) {
    for (const kind of ['plain', 'coloured', 'scrolled', 'typed']) {
        const result = await page.evaluate(async ([columns, rows, kind, rounds]) => {
            const { Screen } = await import('./terminal/screen.js');
            const { Renderer } = await import('./terminal/render.js');
            const { Pens } = await import('./terminal/pens.js');
            const pens = new Pens();
            const box = document.createElement('div');
            document.querySelector('#screen').append(box);
            const cursor = document.createElement('div');
            const renderer = new Renderer(box, cursor, pens);
            renderer.measure('monospace', 15);
            const screen = new Screen(columns, rows, pens);
            const letters = 'abcdefghijklmnopqrstuvwxyz0123456789    ';
            const line = (n) => {
                let text = '\x1b[0m';
                for (let x = 0; x < columns; x++) {
                    if (kind === 'coloured' && x % 8 === 0) text += `\x1b[0;${30 + ((x + n) % 8)}m`;
                    text += letters[(x * 7 + n * 13 + ((x * n) >> 3)) % letters.length];
                }
                return text;
            };
            const picture = (n) => {
                if (kind === 'typed') return `\x1b[${rows};${1 + (n % columns)}Hx`;
                if (kind === 'scrolled') return `\x1b[${rows};1H\r\n${line(n)}`;
                return Array.from({ length: rows }, (_, y) => `\x1b[${y + 1};1H${line(n + y)}`).join('');
            };
            const pictures = Array.from({ length: rounds }, (_, n) => new TextEncoder().encode(picture(n)));
            let parse = 0, draw = 0, layout = 0;
            for (const bytes of pictures) {
                await new Promise(requestAnimationFrame);
                const began = performance.now();
                screen.write(bytes);
                const parsed = performance.now();
                renderer.draw(screen, true);
                const drawn = performance.now();
                box.getBoundingClientRect();
                const laid = performance.now();
                parse += parsed - began;
                draw += drawn - parsed;
                layout += laid - drawn;
            }
            box.remove();
            return [parse, draw, layout].map((v) => v / rounds);
        }, [columns, rows, kind, ROUNDS]);
        const [parse, draw, layout] = result.map((v) => v.toFixed(2));
        console.log(`${columns}x${rows} ${kind.padEnd(8)} parse ${parse} ms, draw ${draw} ms, layout ${layout} ms`);
    }
}
await browser.close();
server.close();
