// Text that does not come by plain key presses: input methods, soft keyboards, dictation, dead keys.
//
// The truth is the text area's value. What of it has been sent is remembered; after every event the two are
// compared, what was taken away becomes DELs and what was added is sent. So it does not matter in which
// order a browser fires its events, nor how often: nothing is doubled and nothing is lost, and a
// keyboard that corrects a word corrects it in the terminal too. While an input method composes, its text
// is shown at the cursor and sent when it is done; where the letters are Latin ones on a soft
// keyboard (`live`), they are sent as they come.

const DELETE = '\x7f';
const LONGEST = 400;
const LATIN = /^[\x20-\x7e\u00c0-\u024f]*$/;
export const PADDING = '\u2007\u2007';

// What turns one text into the other: how many characters go from the end, what comes after.
export function difference(before, after) {
    const old = [...before];
    const now = [...after];
    let same = 0;
    while (same < old.length && same < now.length && old[same] === now[same]) same++;
    return { deleted: old.length - same, inserted: now.slice(same).join('') };
}

export class Ime {
    // area: the text area. send(text), preview(text) are called; `padded` keeps something to delete in the
    // area, for soft keyboards that report deletions only where there is something.
    constructor(area, { send, preview, live = false, padded = false }) {
        Object.assign(this, { area, send, preview, live });
        this.padding = padded ? PADDING : '';
        this.composing = false;
        this.clear();
        area.addEventListener('compositionstart', () => this.start());
        area.addEventListener('compositionupdate', (event) => this.update(event.data));
        area.addEventListener('compositionend', () => this.finish());
        area.addEventListener('input', (event) => this.changed(event.isComposing));
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

    changed(composing) {
        if (this.composing || composing) {
            const { inserted } = difference(this.sent, this.area.value);
            if (this.withheld(inserted)) {
                this.preview(inserted);
                return;
            }
        }
        this.flush();
        this.tidy();
    }

    flush() {
        const { deleted, inserted } = difference(this.sent, this.area.value);
        this.sent = this.area.value;
        const text = DELETE.repeat(deleted) + inserted.replace(/\r?\n/g, '\r');
        if (text) this.send(text);
    }

    // A long or finished text is not needed any more as context.
    tidy() {
        if (this.composing) return;
        const value = this.area.value;
        if (!value.startsWith(this.padding) || value.length > LONGEST || value.includes('\n')) this.clear();
    }

    // A key went past the text area: what stands there is no longer before the cursor.
    clear() {
        if (this.composing) return;
        if (this.area.value !== this.padding) this.area.value = this.padding;
        this.sent = this.padding;
    }
}
