// Unconfirmed input of one window: a stream of numbered bytes. After a lost connection, they are sent again from the
// offset that the server reports.

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

    // Called when everything before this offset has been applied.
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

    // Continues at `offset` on a new connection: everything before it has been applied.
    resume(offset) {
        if (offset >= this.base && offset <= this.end) this.confirm(offset);
        else if (offset > this.end) this.chunks.length = this.length = 0;
        this.base = offset;
    }

    // The next piece to send, from this offset on; null if there is none.
    piece(offset) {
        let at = this.base;
        for (const chunk of this.chunks) {
            if (offset < at + chunk.length) return chunk.subarray(offset - at);
            at += chunk.length;
        }
        return null;
    }
}
