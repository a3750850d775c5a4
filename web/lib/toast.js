// Short messages at the bottom of the screen, with an optional action.

import { element, button } from './dom.js';

const SHOWN_MS = 4000;
const SHOWN_WITH_ACTION_MS = 12000;

let box = null;
let fading = 0;

// Creates the container of the messages, which the page places once.
export function toastBox() {
    box ??= element('div', { id: 'toast', className: 'float', role: 'status', hidden: true });
    return box;
}

// action: {label, run()}, or {lasting: true} for a message that stays until the next one.
export function toast(text, action = null) {
    const hide = () => (box.hidden = true);
    const run = () => {
        hide();
        action.run();
    };
    clearTimeout(fading);
    const act = action?.run && button(action.label, run);
    toastBox().replaceChildren(...[element('span', {}, text), act].filter(Boolean));
    box.hidden = false;
    if (!action?.lasting) fading = setTimeout(hide, action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}
