// The link to a window: boundtty.v1 over a WebSocket, with automatic reconnection.
//
// Input that the server has not confirmed is sent again on the next connection, from the offset that the server
// reports, so each byte arrives exactly once (stream.js). Retries back off; wake() (the network, tab or page is back)
// retries at once, and probes a connection that seems open. A connection on which input remains unconfirmed is
// replaced.

const IN_FLIGHT = 128 * 1024;
const BACKOFF_MIN_MS = 60;
const BACKOFF_MAX_MS = 8000;
const CONNECT_MS = 10000;
const PROBE_MS = 2500;
const SLOW_MS = 2000; // after which the page says that input is not confirmed
const UNANSWERED_MS = 8000;
const PROTOCOL_ERROR = 1002;

function message(type, length) {
    const bytes = new Uint8Array(1 + length);
    bytes[0] = type.charCodeAt(0);
    return bytes;
}

function putOffset(view, at, value) {
    view.setUint32(at, Math.floor(value / 2 ** 32));
    view.setUint32(at + 4, value % 2 ** 32);
}

function getOffset(view, at) {
    return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}

// Input for an incarnation of the window; for a server that names none, without.
function inputMessage({ bytes: piece, incarnation }, offset) {
    const head = incarnation === undefined ? 9 : 17;
    const bytes = message(incarnation === undefined ? '0' : '9', head - 1 + piece.length);
    const view = new DataView(bytes.buffer);
    if (incarnation !== undefined) putOffset(view, 1, incarnation);
    putOffset(view, head - 8, offset);
    bytes.set(piece, head);
    return bytes;
}

export class Link {
    // `on`: welcome(object), state(object), frame({number, last, first, top, bytes}), title(text),
    // history({line, epoch, count, bytes}), status({state, pause, tries, code}), discarded(bytes). `size()` returns
    // {columns, rows}.
    constructor({ url, stream, size, on, WebSocket = globalThis.WebSocket }) {
        Object.assign(this, { url, stream, size, on, WebSocket });
        this.tries = 0;
        this.state = 'idle';
        this.patience = UNANSWERED_MS;
        this.readonly = false;
        this.silent = false;
        this.requests = []; // of history, in the order of their answers: true if the answer is only a sign of life
        this.connect();
    }

    connect() {
        clearTimeout(this.timer);
        this.state = 'connecting';
        this.requests = [];
        this.began = Date.now();
        this.on.status({ state: this.state, tries: this.tries });
        const socket = new this.WebSocket(this.url, ['boundtty.v1']);
        socket.binaryType = 'arraybuffer';
        socket.onopen = () => socket.send(this.json('{', this.hello()));
        socket.onmessage = (event) => this.received(event.data);
        socket.onclose = (event) => this.lost(event.code);
        this.socket = socket;
        this.timer = setTimeout(() => this.replace(), CONNECT_MS);
    }

    hello() {
        const hello = { ...this.size(), client: this.stream.client };
        return this.discarding ? { ...hello, discard: true } : hello;
    }

    json(type, object) {
        const text = new TextEncoder().encode(JSON.stringify(object));
        if (type === '{') return text;
        const bytes = message(type, text.length);
        bytes.set(text, 1);
        return bytes;
    }

    // Drops a connection that is of no use and retries.
    replace() {
        this.drop();
        this.lost(0);
    }

    drop() {
        const socket = this.socket;
        this.socket = null;
        if (!socket) return;
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close();
    }

    close() {
        this.state = 'closed';
        clearTimeout(this.timer);
        clearTimeout(this.watch);
        clearTimeout(this.slow);
        clearTimeout(this.probe);
        this.drop();
    }

    lost(code) {
        clearTimeout(this.watch);
        clearTimeout(this.probe);
        clearTimeout(this.slow);
        this.watch = this.probe = this.slow = 0;
        this.silent = false;
        clearTimeout(this.timer);
        this.socket = null;
        if (code === PROTOCOL_ERROR) this.tries = Math.max(this.tries, 4);
        const pause = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** this.tries) * (0.8 + Math.random() * 0.4);
        this.tries++;
        this.state = 'waiting';
        this.timer = setTimeout(() => this.connect(), pause);
        this.on.status({ state: this.state, pause, tries: this.tries, code });
    }

    // Retries at once; called when the network, the tab or the page is back.
    wake() {
        if (this.state === 'waiting') this.connect();
        else if (this.state === 'connecting' && Date.now() - this.began > PROBE_MS) this.replace();
        else if (this.state === 'open' && !this.probe) {
            this.askHistory(0, 1, true);
            this.probe = setTimeout(() => this.replace(), PROBE_MS);
        }
    }

    // Called when the probe was answered. Reports the status again, as the browser may have said that it is offline.
    alive() {
        clearTimeout(this.probe);
        this.probe = 0;
        if (this.state === 'open') this.on.status({ state: this.state, tries: 0 });
    }

    received(data) {
        if (this.probe) this.alive();
        this.heard = Date.now();
        if (this.silent) this.on.status({ state: this.state, tries: 0 });
        this.silent = false;
        const view = new DataView(data);
        const bytes = new Uint8Array(data);
        const rest = () => new TextDecoder().decode(bytes.subarray(1));
        switch (String.fromCharCode(bytes[0])) {
            case '0': {
                const flags = view.getUint8(5);
                this.on.frame({
                    number: view.getUint32(1),
                    last: (flags & 1) !== 0,
                    first: (flags & 2) !== 0,
                    top: getOffset(view, 6),
                    bytes: bytes.subarray(14),
                });
                break;
            }
            case '1':
                this.on.title(rest());
                break;
            case '2':
                this.welcome(JSON.parse(rest()));
                break;
            case '3':
                this.onState(JSON.parse(rest()));
                break;
            case '4':
                this.stream.confirm(getOffset(view, 1));
                this.patience = UNANSWERED_MS;
                this.pump();
                break;
            case '5':
                if (this.requests.shift()) break;
                this.on.history({
                    line: getOffset(view, 1),
                    epoch: view.getUint32(9),
                    count: view.getUint16(13),
                    bytes: bytes.subarray(15),
                });
        }
    }

    welcome(welcome) {
        clearTimeout(this.timer);
        this.state = 'open';
        this.tries = 0;
        this.discarding = false;
        this.readonly = welcome.readonly;
        this.stream.resume(welcome);
        this.sent = this.stream.base;
        this.on.welcome(welcome);
        this.on.status({ state: this.state, tries: 0 });
        this.pump();
    }

    onState(state) {
        this.stream.renew(state.incarnation);
        this.on.state(state);
        const lost = this.stream.countDiscarded(state.discarded);
        if (lost) this.on.discarded?.(lost);
    }

    // Sends the held bytes to the present incarnation, or drops them.
    release(send) {
        this.stream.release(send);
        this.pump();
    }

    // Drops all unconfirmed input, also what the server has not read yet: it closes the connection for a new one of the
    // same client, and discards what waits for the program or device.
    discard() {
        this.stream.drop();
        this.discarding = true;
        this.replace();
        this.wake();
    }

    input(bytes) {
        if (this.readonly) return;
        this.stream.push(bytes);
        this.pump();
    }

    pump() {
        if (this.state !== 'open') return;
        while (this.sent < this.stream.end && this.sent - this.stream.base < IN_FLIGHT) {
            const piece = this.stream.piece(this.sent);
            this.socket.send(inputMessage(piece, this.sent));
            this.sent += piece.bytes.length;
            this.stream.sent = Math.max(this.stream.sent, this.sent);
        }
        if (!this.stream.length) return;
        this.slow ||= setTimeout(() => this.onSlow(), SLOW_MS);
        if (!this.watch) this.watch = setTimeout(() => this.unanswered(), this.patience);
    }

    // Called when input was not confirmed for a while: reports it if the server has been silent all the time.
    onSlow() {
        this.slow = 0;
        if (!this.stream.length || this.state !== 'open') return;
        const left = SLOW_MS - (Date.now() - this.heard);
        this.silent = left < 50;
        if (this.silent) this.on.status({ state: 'silent', tries: 0 });
        else this.slow = setTimeout(() => this.onSlow(), left);
    }

    // Called when input remains unconfirmed. The reason may be a program that does not read: if a new connection
    // confirms nothing either, the timeout is doubled each time.
    unanswered() {
        this.watch = 0;
        if (!this.stream.length || this.state !== 'open') return;
        const silent = Date.now() - this.heard;
        if (silent >= this.patience - 50) {
            this.patience = Math.min(this.patience * 2, 120000);
            this.replace();
        } else {
            this.watch = setTimeout(() => this.unanswered(), this.patience - silent);
        }
    }

    send(bytes) {
        if (this.state === 'open') this.socket.send(bytes);
    }

    resize() {
        this.send(this.json('1', this.size()));
    }

    pause() {
        this.send(message('2', 0));
    }

    resume() {
        this.send(message('3', 0));
    }

    shown(number) {
        const bytes = message('4', 4);
        new DataView(bytes.buffer).setUint32(1, number);
        this.send(bytes);
    }

    askHistory(line, count, probe = false) {
        if (this.state !== 'open') return;
        this.requests.push(probe);
        const bytes = message('5', 10);
        const view = new DataView(bytes.buffer);
        putOffset(view, 1, line);
        view.setUint16(9, count);
        this.send(bytes);
    }

    look() {
        this.send(message('6', 0));
    }

    // Reports the colours that the page shows, 19 of 3 bytes.
    colours(rgb) {
        const bytes = message('c', rgb.length);
        bytes.set(rgb, 1);
        this.send(bytes);
    }

    // Sends a request about the input lock: 'request', 'take' or 'release'.
    inputLock(word) {
        const bytes = message('8', word.length);
        new TextEncoder().encodeInto(word, bytes.subarray(1));
        this.send(bytes);
    }
}
