// Ways to attract attention: the page's title, and the bell.

import { beep } from '../lib/sound.js';

const FLASH_MS = 350;
const FLASH = [{ boxShadow: 'inset 0 0 0 3px var(--accent)' }, { boxShadow: 'inset 0 0 0 3px transparent' }];

export class Attention {
    // stage: the element that flashes. marked(on): true when the bell rang in a page that is not visible, false when it
    // is visible again.
    constructor(stage, settings, marked) {
        Object.assign(this, { stage, settings, marked });
        this.parts = [];
        this.rang = false;
    }

    // Sets the page's title: parts of the window's, then of the session's.
    setTitle(...parts) {
        this.parts = parts;
        this.show();
    }

    show() {
        const mark = this.rang ? '● ' : '';
        document.title = mark + [...this.parts, 'boundtty'].filter(Boolean).join(' · ');
    }

    onBell() {
        const { bell } = this.settings;
        if (bell === 'off') return;
        if (bell === 'sound') beep();
        for (const animation of this.stage.getAnimations()) animation.cancel();
        this.stage.animate(FLASH, FLASH_MS);
        if (document.hidden || !document.hasFocus()) this.setMark(true);
    }

    setMark(on) {
        this.rang = on;
        this.marked(on);
        this.show();
    }
}
