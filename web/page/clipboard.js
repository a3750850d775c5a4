// The clipboard: what a program puts there (OSC 52), and what a person pastes.

import { ask } from '../lib/ask.js';
import { toast } from '../lib/toast.js';
import { prepare, needsQuestion, lineCount, preview } from '../input/paste.js';

// The text in base64; null: it is none.
function decode(base64) {
    try {
        return new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
    } catch {
        return null;
    }
}

// Copies also where the page is not served over TLS and has no navigator.clipboard. Needs a click or a key.
function copyText(text) {
    const onCopy = (event) => {
        event.clipboardData.setData('text/plain', text);
        event.preventDefault();
        event.stopImmediatePropagation();
    };
    document.addEventListener('copy', onCopy, { capture: true, once: true });
    document.execCommand('copy');
    document.removeEventListener('copy', onCopy, { capture: true });
}

function offerCopy(text) {
    toast('The program has something for the clipboard.', { label: 'Copy', run: () => copyText(text) });
}

// A program sets the clipboard: at once where the browser allows it, else by a click.
export async function setClipboard(base64) {
    const text = decode(base64);
    if (text === null) return;
    if (!document.hasFocus() || !navigator.clipboard) {
        offerCopy(text);
        return;
    }
    try {
        await navigator.clipboard.writeText(text);
        toast('Copied by the program.');
    } catch {
        offerCopy(text);
    }
}

// What is selected.
export function copySelection() {
    if (document.execCommand('copy')) toast('Copied.');
}

// The text of a paste as it is sent to a program in these modes; null: the person decided against it.
export async function pasted(event, modes) {
    const text = event.clipboardData.getData('text/plain');
    if (!text) return null;
    const question = {
        title: `Paste ${lineCount(text)} lines?`,
        text: 'The program here would take each line as if you had typed it and pressed Enter.',
        sample: preview(text),
        yes: 'Paste',
    };
    if (needsQuestion(text, modes) && !(await ask(question))) return null;
    return prepare(text, modes.paste);
}
