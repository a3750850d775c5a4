// Unconfirmed input of one window: a stream of numbered bytes. After a lost connection, they are sent again from the
// offset that the server reports. Each chunk was typed for one incarnation of the window, and is sent to no other: what
// is left when another one is there is held, until the user decides (release()).

const PIECE = 8 * 1024;
const SAMPLE = 60; // characters of held text that are shown

export function clientId() {
    const bytes = crypto.getRandomValues(new Uint8Array(8));
    return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

export class Stream {
    // incarnation: that of the window when the stream begins; undefined: not known yet.
    constructor(client = clientId(), incarnation = undefined) {
        this.client = client;
        this.incarnation = incarnation;
        this.base = 0; // the offset of the oldest byte kept
        this.sent = 0; // the offset after the last byte sent, on any connection
        this.chunks = []; // {bytes, incarnation}
        this.length = 0;
        this.held = []; // chunks for an earlier incarnation
        this.discarded = 0; // the server's count of bytes that it has confirmed and discarded
    }

    get end() {
        return this.base + this.length;
    }

    push(bytes) {
        const { incarnation } = this;
        for (let at = 0; at < bytes.length; at += PIECE)
            this.chunks.push({ bytes: bytes.subarray(at, at + PIECE), incarnation });
        this.length += bytes.length;
    }

    // Called when everything before this offset has been applied.
    confirm(offset) {
        while (this.chunks.length && this.base < offset) {
            const [chunk] = this.chunks;
            const done = Math.min(chunk.bytes.length, offset - this.base);
            if (done === chunk.bytes.length) this.chunks.shift();
            else chunk.bytes = chunk.bytes.subarray(done);
            this.base += done;
            this.length -= done;
        }
    }

    // Continues on a new connection: everything before the offset `input` has been applied. What was typed for another
    // incarnation is held; everything, if the server has forgotten this client and may have applied what was sent.
    resume({ input: offset, incarnation, resumed = true }) {
        const inDoubt = !resumed && this.sent > this.base;
        const isHeld = (chunk) => inDoubt || (chunk.incarnation ?? incarnation) !== incarnation;
        if (offset > this.end) this.chunks = [];
        else if (offset >= this.base) this.confirm(offset);
        this.held.push(...this.chunks.filter(isHeld));
        this.setChunks(this.chunks.filter((chunk) => !isHeld(chunk)));
        for (const chunk of this.chunks) chunk.incarnation = incarnation;
        this.incarnation = incarnation;
        this.base = this.sent = offset;
    }

    setChunks(chunks) {
        this.chunks = chunks;
        this.length = chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);
    }

    // Holds what was not sent yet.
    holdUnsent() {
        const sent = [];
        let at = this.base;
        for (const { bytes, incarnation } of this.chunks) {
            const n = Math.min(bytes.length, Math.max(0, this.sent - at));
            if (n > 0) sent.push({ bytes: bytes.subarray(0, n), incarnation });
            if (n < bytes.length) this.held.push({ bytes: bytes.subarray(n), incarnation });
            at += bytes.length;
        }
        this.setChunks(sent);
    }

    // Called when the window has another incarnation while connected: what was not sent for the earlier one is held;
    // what was sent is discarded by the server.
    renew(incarnation) {
        if (incarnation === undefined || incarnation === this.incarnation) return;
        if (this.incarnation !== undefined) this.holdUnsent();
        this.incarnation = incarnation;
    }

    // Takes the server's count of discarded bytes; returns by how much it has grown.
    countDiscarded(count = 0) {
        const more = count - this.discarded;
        this.discarded = count;
        return Math.max(0, more);
    }

    // Ends the question about the held bytes: they are sent to the present incarnation, or dropped.
    release(send) {
        const { held } = this;
        this.held = [];
        if (send) for (const { bytes } of held) this.push(bytes);
    }

    // Drops everything that is not confirmed.
    drop() {
        this.setChunks([]);
        this.held = [];
    }

    get heldLength() {
        return this.held.reduce((sum, { bytes }) => sum + bytes.length, 0);
    }

    // The beginning of the held bytes as one line of text.
    get sample() {
        const decoder = new TextDecoder();
        const text = this.held
            .map(({ bytes }) => decoder.decode(bytes.subarray(0, 4 * SAMPLE), { stream: true }))
            .join('');
        const line = text.replace(/\r/g, '↵').replace(/[\x00-\x1f\x7f-\x9f]/g, '·');
        return line.length > SAMPLE ? `${line.slice(0, SAMPLE)}…` : line;
    }

    // The next piece to send, from this offset on: {bytes, incarnation}; null if there is none.
    piece(offset) {
        let at = this.base;
        for (const { bytes, incarnation } of this.chunks) {
            if (offset < at + bytes.length) return { bytes: bytes.subarray(offset - at), incarnation };
            at += bytes.length;
        }
        return null;
    }
}
