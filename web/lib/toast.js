// Short messages at the bottom of the screen, with an optional action.

import { element, button } from './dom.js';

const SHOWN_MS = 4000;
const SHOWN_WITH_ACTION_MS = 12000;

let box = null;
let home = null; // where it is while no dialog is open
let fading = 0;

// Creates the container of the messages, which the page places once.
export function toastBox() {
    if (box) return box;
    box = element('div', { id: 'toast', className: 'float', role: 'status', popover: 'manual', hidden: true });
    document.addEventListener('close', () => box.hidden || raise(), true);
    return box;
}

// Shows the messages above everything: a dialog covers what is not in it, and only what is in it can be pressed.
function raise() {
    home ??= box.parentElement;
    const place = [...document.querySelectorAll('dialog[open]')].at(-1) ?? home;
    if (box.parentElement !== place) place.append(box);
    const { bottom } = home.getBoundingClientRect();
    box.style.bottom = `${bottom ? innerHeight - bottom : 24}px`;
    if (box.matches(':popover-open')) box.hidePopover();
    box.showPopover();
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
    raise();
    if (!action?.lasting) fading = setTimeout(hide, action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}
