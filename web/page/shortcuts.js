// The page's own keys, and the dispatch of all others to the browser, a component or the terminal.

const SCROLLS = { PageUp: [-1, 'page'], PageDown: [1, 'page'], Home: [-1e7, 'line'], End: [1e7, 'line'] };
const MODIFIERS = ['Control', 'Shift', 'Alt', 'Meta'];
const SLIP_MS = 3000;

// True for keys that make the browser paste.
function pastes(event) {
    const v = /^v$/i.test(event.key);
    return (event.shiftKey && (event.key === 'Insert' || (event.ctrlKey && v))) || (event.metaKey && v);
}

// True for keys left to the browser: those that paste, and Cmd with any key.
const isBrowsers = (event) => event.metaKey || pastes(event);

export class Shortcuts {
    // app: the element of the whole page. actions: functions by the key pressed with Ctrl and Shift.
    constructor({ app, bar, terminal, typing, actions }) {
        Object.assign(this, { app, bar, terminal, typing, actions });
        this.controlPressed = 0; // time of the key press, in ms; 0: not held
        document.addEventListener('keydown', (event) => this.onKeyDown(event));
        document.addEventListener('keyup', (event) => {
            if (event.key === 'Control') this.controlPressed = 0;
        });
        document.addEventListener('paste', (event) => {
            if (!this.isOff && this.isForTerminal(event.target)) typing.onPaste(event);
        });
        window.addEventListener('beforeunload', (event) => this.onBeforeUnload(event));
    }

    // True if the page is not shown or a dialog is open.
    get isOff() {
        return this.app.hidden || document.querySelector('dialog[open]') !== null;
    }

    isForTerminal(target) {
        const { area, element } = this.terminal;
        if (target === area || target === document.body) return true;
        return element.contains(target) && target.tagName !== 'BUTTON';
    }

    onKeyDown(event) {
        if (event.key === 'Control') this.controlPressed = Date.now();
        if (this.isOff) return;
        const { target } = event;
        if (event.key === 'Escape' && this.bar.contains(target) && target.tagName !== 'INPUT') {
            this.terminal.focus();
            return;
        }
        if (!this.isForTerminal(target)) return;
        const types = !MODIFIERS.includes(event.key) && !event.ctrlKey && !event.metaKey;
        if (pastes(event) || (target !== this.terminal.area && types)) this.terminal.focus();
        if (isBrowsers(event)) return;
        if (this.run(event)) event.preventDefault();
        else this.typing.onKey(event);
    }

    // Returns true if the key is one of the page's own.
    run(event) {
        if (!event.shiftKey || event.altKey || event.metaKey) return false;
        if (this.scroll(event)) return true;
        if (!event.ctrlKey) return false;
        const action = this.actions[event.key.length === 1 ? event.key.toUpperCase() : event.key];
        action?.();
        return action !== undefined;
    }

    // Scrolls by Shift with PgUp or PgDn, and by Ctrl and Shift with Home or End. A program on the alternate screen
    // receives these keys itself.
    scroll(event) {
        const ends = event.key === 'Home' || event.key === 'End';
        if (!SCROLLS[event.key] || event.ctrlKey !== ends || this.terminal.screen.modes.alternate) return false;
        const [count, unit] = SCROLLS[event.key];
        this.terminal.scroll.by(unit === 'page' ? count * (this.terminal.size().rows - 1) : count);
        return true;
    }

    // A page cannot intercept Ctrl-W: if Ctrl was held just before, the browser asks before it leaves a running
    // program.
    onBeforeUnload(event) {
        const slip = Date.now() - this.controlPressed < SLIP_MS && this.terminal.state?.phase === 'running';
        if (slip) event.preventDefault();
    }
}
