// browser.mjs URL FILE: seconds from Enter to the end mark on the screen of the page in Chromium, for "cat FILE".
import { launch, open, sees, DESKTOP } from '../web/browser/chromium.mjs';

const ROUNDS = 3;
const [url, file] = process.argv.slice(2);
const browser = await launch();
const seconds = [];
try {
  const page = await open(browser, url, DESKTOP);
  await sees(page, 'ready>');
  for (let round = 0; round < ROUNDS; round++) {
    await page.keyboard.type(`clear; cat ${file}; echo the-end-$((${round}+42))`);
    await sees(page, `the-end-$((${round}+42))`);
    // The page itself watches for the mark, once a frame: no round trips to the browser are measured.
    await page.evaluate(
      (mark) => {
        window.shown = new Promise((found) => {
          let start = 0;
          addEventListener(
            'keydown',
            () => {
              start = performance.now();
            },
            { once: true, capture: true },
          );
          const look = () => {
            if (start && document.querySelector('#rows').textContent.includes(mark))
              found((performance.now() - start) / 1000);
            else requestAnimationFrame(look);
          };
          look();
        });
      },
      `the-end-${round + 42}`,
    );
    await page.keyboard.press('Enter');
    seconds.push(await page.evaluate(() => window.shown));
  }
} finally {
  await browser.close();
}
console.log(seconds.sort((a, b) => a - b)[ROUNDS >> 1].toFixed(2));
