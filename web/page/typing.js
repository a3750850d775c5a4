// Input to the window: the bytes sent for keys, key rows, input methods and pastes.

import { encodeKey, encodeSpecial, encodeCharacter } from '../input/key-encoding.js';
import { pasted } from './clipboard.js';

export class Typing {
    constructor({ terminal, keyRows, lock, settings, windows }) {
        Object.assign(this, { terminal, keyRows, lock, settings, windows });
    }

    get modes() {
        return this.terminal.screen.modes;
    }

    // Sends text to the window. A window without a program ignores input, except for Enter, which starts one that was
    // not started yet.
    send(text) {
        const phase = this.terminal.state?.phase;
        this.lock.onInput();
        if (phase === 'ended' || phase === 'failed') return;
        if (phase !== 'idle') this.terminal.type(text);
        else if (text === '\r' && !this.windows.readonly) this.windows.restart();
    }

    // Handles text from an input method or a soft keyboard, with the modifiers of the key rows.
    onText(text) {
        const held = this.keyRows.take();
        const modified = [...text].length === 1 && (held.ctrl || held.alt) ? encodeCharacter(text, held) : null;
        this.send(modified ?? text);
    }

    // Handles a key of the key rows: the name of a special key, or a character.
    onRowKey(key, text) {
        const held = this.keyRows.take();
        this.terminal.ime.clear();
        const sent = text ? encodeCharacter(text, held) : encodeSpecial(key, held, this.modes);
        if (sent) this.send(sent);
    }

    // Handles a keydown event. A key that sends nothing is left to the browser.
    onKey(event) {
        const text = this.keyRows.modified
            ? this.modifiedKey(event)
            : encodeKey(event, this.modes, { altIsMeta: this.settings.altIsMeta });
        if (text === null) return;
        event.preventDefault();
        this.terminal.ime.clear();
        this.send(text);
    }

    // Encodes a key of a keyboard with the modifiers of the key rows.
    modifiedKey(event) {
        if (event.isComposing || event.keyCode === 229) return null;
        if ([...event.key].length > 1 && encodeSpecial(event.key, {}, this.modes) === null) return null;
        const taken = this.keyRows.take();
        const held = { ctrl: event.ctrlKey || taken.ctrl, alt: event.altKey || taken.alt, shift: event.shiftKey };
        return encodeSpecial(event.key, held, this.modes) ?? encodeCharacter(event.key, held);
    }

    onPaste(event) {
        event.preventDefault();
        this.paste(event.clipboardData.getData('text/plain'));
    }

    // Sends a text that was not typed: pasted, dropped, or inserted by a soft keyboard.
    async paste(given) {
        if (this.windows.readonly) return;
        const text = await pasted(given, this.modes);
        this.terminal.focus();
        if (text !== null) this.send(text);
    }
}
