// The clipboard: copies of the selection, texts set by programs (OSC 52), and pastes.

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
// press. Returns false if the browser refuses.
function copyText(text) {
    let copied = false;
    const fill = (event) => {
        event.clipboardData.setData('text/plain', text);
        event.preventDefault();
        event.stopImmediatePropagation();
        copied = true;
    };
    document.addEventListener('copy', fill, { capture: true, once: true });
    document.execCommand('copy');
    document.removeEventListener('copy', fill, { capture: true });
    return copied;
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

// What was copied, in words. result: as Selection.read() returns it.
export function copyWords(result) {
    if (!result) return 'The selected lines could not be fetched.';
    const { text, lost } = result;
    if (!text) return lost ? 'The selected lines are no longer kept.' : 'Nothing is selected.';
    return lost ? `Copied, without ${lost} of the selected lines, which are no longer kept.` : 'Copied.';
}

// Copies lines that arrive later: at once where the browser lets a page do so, otherwise after another click.
async function copyLater(promise) {
    const text = promise.then((result) => {
        if (!result?.text) throw new Error(copyWords(result));
        return new Blob([result.text], { type: 'text/plain' });
    });
    text.catch(() => {}); // reported below
    toast('Fetching the selected lines…', { lasting: true });
    try {
        await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })]);
        toast(copyWords(await promise));
    } catch {
        const result = await promise;
        const run = () => copyText(result.text) && toast(copyWords(result));
        if (result?.text) toast('The selected lines have arrived.', { label: 'Copy', run });
        else toast(copyWords(result));
    }
}

// Copies the selection by a function that takes its text and returns true if that is in the clipboard.
function copyBy(selection, take) {
    const got = selection.read();
    if (got instanceof Promise) copyLater(got);
    else if (!got.text || take(got.text)) toast(copyWords(got));
}

// Copies the selection, for a key of the page.
export const copySelection = (selection) => copyBy(selection, copyText);

// Handles a copy by the browser's own key or menu.
export function onCopy(event, selection) {
    if (!selection.present) return;
    event.preventDefault();
    copyBy(selection, (text) => {
        event.clipboardData.setData('text/plain', text);
        return true;
    });
}

// The text of a paste as it is sent to a program in these modes; null if the user cancelled the paste.
export async function pasted(text, modes) {
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
