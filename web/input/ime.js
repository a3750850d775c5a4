// Text that does not arrive as plain key presses: input methods, soft keyboards, dictation, dead keys.
//
// After every event, the text area's value is compared with the text already sent: deleted characters are sent as DELs,
// added ones as they are. The result does not depend on the order and number of a browser's events; no text is doubled
// or lost, and a keyboard that corrects a word corrects it in the terminal too. Text that an input method composes is
// shown at the cursor and sent when it is finished; Latin letters on a soft keyboard (`live`) are sent as they arrive.
// Several lines at once (a keyboard's clipboard, dictation, a drop), and what the browser calls a paste, are pasted.

const DELETE = '\x7f';
const CONTEXT_MAX = 400; // characters kept as context for the input method
const PASTES = /^insertFrom(Paste|Drop|Yank)/;
const LATIN = /^[\x20-\x7e\u00c0-\u024f]*$/;
export const PADDING = '\u2007\u2007';

// The difference of two texts: the number of characters deleted at the end, and the text inserted there.
export function difference(before, after) {
    const old = [...before];
    const now = [...after];
    let same = 0;
    while (same < old.length && same < now.length && old[same] === now[same]) same++;
    return { deleted: old.length - same, inserted: now.slice(same).join('') };
}

export class Ime {
    // area: the text area. send(text), paste(text) and preview(text): callbacks. live: sends Latin letters as they arrive. padded:
    // keeps characters in the area, for soft keyboards that report no deletion in an empty one.
    constructor(area, { send, paste, preview, live = false, padded = false }) {
        Object.assign(this, { area, send, paste, preview, live });
        this.padding = padded ? PADDING : '';
        this.composing = false;
        this.clear();
        area.addEventListener('compositionstart', () => this.start());
        area.addEventListener('compositionupdate', (event) => this.update(event.data));
        area.addEventListener('compositionend', () => this.finish());
        area.addEventListener('input', (event) => this.changed(event));
    }

    start() {
        this.composing = true;
    }

    update(text) {
        if (this.withheld(text)) this.preview(text ?? '');
    }

    withheld(text) {
        return !(this.live && LATIN.test(text ?? ''));
    }

    finish() {
        this.composing = false;
        this.preview('');
        this.flush();
        this.tidy();
    }

    changed({ isComposing, inputType, data }) {
        if (this.composing || isComposing) {
            const { inserted } = difference(this.sent, this.area.value);
            if (this.withheld(inserted)) {
                this.preview(inserted);
                return;
            }
        }
        const line = inputType === 'insertText' && /[^\n]\n|\n[^\n]/.test(data ?? '');
        this.flush(line || PASTES.test(inputType));
        this.tidy();
    }

    // Sends what has changed. pasted: it is not typed, even if it is one line.
    flush(pasted = false) {
        const { deleted, inserted } = difference(this.sent, this.area.value);
        this.sent = this.area.value;
        const lines = pasted || /\n[^]/.test(inserted);
        const text = DELETE.repeat(deleted) + (lines ? '' : inserted.replace(/\n/g, '\r'));
        if (text) this.send(text);
        if (lines && inserted) this.paste(inserted);
    }

    // Drops text that is too long or no longer needed as context.
    tidy() {
        if (this.composing) return;
        const value = this.area.value;
        if (!value.startsWith(this.padding) || value.length > CONTEXT_MAX || value.includes('\n')) this.clear();
    }

    // Called when a key was sent without the text area, whose text is then no longer the text before the cursor.
    clear() {
        if (this.composing) return;
        if (this.area.value !== this.padding) this.area.value = this.padding;
        this.sent = this.padding;
    }
}
