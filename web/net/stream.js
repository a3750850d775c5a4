// Input of one window that is not confirmed yet: a stream of numbered bytes, which are sent again from where the server
// says it is after a connection was lost.

const PIECE = 8 * 1024;

export function clientId() {
    const bytes = crypto.getRandomValues(new Uint8Array(8));
    return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

export class Stream {
    constructor(client = clientId()) {
        this.client = client;
        this.base = 0; // the offset of the oldest byte kept
        this.chunks = [];
        this.length = 0;
    }

    get end() {
        return this.base + this.length;
    }

    push(bytes) {
        for (let at = 0; at < bytes.length; at += PIECE) this.chunks.push(bytes.subarray(at, at + PIECE));
        this.length += bytes.length;
    }

    // Everything before this offset has been applied.
    confirm(offset) {
        while (this.chunks.length && this.base < offset) {
            const chunk = this.chunks[0];
            const done = Math.min(chunk.length, offset - this.base);
            if (done === chunk.length) this.chunks.shift();
            else this.chunks[0] = chunk.subarray(done);
            this.base += done;
            this.length -= done;
        }
    }

    // A new connection, on which `offset` has been applied: the bytes kept continue there.
    resume(offset) {
        if (offset >= this.base && offset <= this.end) this.confirm(offset);
        else if (offset > this.end) this.chunks.length = this.length = 0;
        this.base = offset;
    }

    // The next piece from this offset on, or null.
    piece(offset) {
        let at = this.base;
        for (const chunk of this.chunks) {
            if (offset < at + chunk.length) return chunk.subarray(offset - at);
            at += chunk.length;
        }
        return null;
    }
}
