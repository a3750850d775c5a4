// A short message at the foot of the screen, perhaps with something to do about it.

import { element, button } from './dom.js';

const SHOWN_MS = 4000;
const SHOWN_WITH_ACTION_MS = 12000;

let box = null;
let fading = 0;

// The place of the messages, which the page puts above the screen once.
export function toastBox() {
    box ??= element('div', { id: 'toast', className: 'float', role: 'status', hidden: true });
    return box;
}

// action: {label, run()}.
export function toast(text, action = null) {
    const hide = () => (box.hidden = true);
    const run = () => {
        hide();
        action.run();
    };
    clearTimeout(fading);
    const act = action && button(action.label, run);
    toastBox().replaceChildren(...[element('span', {}, text), act].filter(Boolean));
    box.hidden = false;
    fading = setTimeout(hide, action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}
