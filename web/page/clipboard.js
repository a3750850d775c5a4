// The clipboard: texts set by programs (OSC 52), and pastes.

import { ask } from '../lib/ask.js';
import { toast } from '../lib/toast.js';
import { prepare, needsQuestion, lineCount, preview } from '../input/paste.js';

// Decodes a text in base64; null if it is malformed.
function decode(base64) {
    try {
        return new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
    } catch {
        return null;
    }
}

// Copies a text even if the page is not served over TLS and has no navigator.clipboard. Requires a click or a key
// press.
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

// Sets the clipboard for a program: at once if the browser allows it, otherwise after a click.
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

// Copies the selection.
export function copySelection() {
    if (document.execCommand('copy')) toast('Copied.');
}

// The text of a paste as it is sent to a program in these modes; null if the user cancelled the paste.
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
