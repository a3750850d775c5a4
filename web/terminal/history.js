// The lines above the screen, by absolute number: a cache of the server's history. Does not use the DOM.
//
// Lines are requested in blocks, one request at a time, the block wanted last first. The cache is emptied when the
// server changes its lines (another epoch); when it is full, the oldest block is dropped. Lines that are copied are
// collected beside the cache, as there may be more of them than it holds.

import { paintedRow } from './screen.js';

const BLOCK = 64;
const BLOCKS_MAX = 128;
const COLLECTED = 512; // lines of one request

export class History {
    // ask(line, count): sends a request. on(): callback, when lines have arrived.
    constructor(pens, ask, on) {
        this.pens = pens;
        this.ask = ask;
        this.on = on;
        this.epoch = -1;
        this.first = 0;
        this.collections = [];
        this.asked = null;
        this.drop();
    }

    // Empties the cache.
    drop() {
        this.blocks = new Map();
        this.wanted = [];
    }

    // Forgets everything, as the window is another one.
    detach() {
        this.epoch = -1;
        this.drop();
        this.cancel();
    }

    // Takes the server's state. Returns true if lines must be read again; a resize has also renumbered them.
    update(state, resized) {
        this.first = state.first;
        if (state.epoch === this.epoch) return false;
        this.epoch = state.epoch;
        this.drop();
        if (resized) this.cancel();
        return true;
    }

    line(number) {
        return this.blocks.get(Math.floor(number / BLOCK))?.[number % BLOCK] ?? null;
    }

    // Requests those of the given lines that are missing.
    want(from, to) {
        this.wanted = [];
        for (let line = Math.max(from, this.first); line < to; line++) {
            if (this.line(line)) continue;
            const end = Math.min((Math.floor(line / BLOCK) + 1) * BLOCK, to);
            this.wanted.push([line, end - line]);
            line = end - 1;
        }
        this.next();
    }

    // Fetches lines: a promise of the rows by line, of those that are still kept; null if it was cancelled. cached:
    // they are also put into the cache.
    collect(from, to, cached = false) {
        return new Promise((resolve) => {
            this.collections.push({ at: from, to, cached, rows: new Map(), resolve });
            this.next();
        });
    }

    cancel() {
        for (const { resolve } of this.collections.splice(0)) resolve(null);
    }

    next() {
        if (this.asked) return;
        const [collection] = this.collections;
        if (this.wanted.length) this.asked = this.wanted.pop();
        else if (collection) {
            const { at, to } = collection;
            this.asked = [at, Math.min(COLLECTED, to - at), collection];
        } else return;
        this.ask(this.asked[0], this.asked[1]);
    }

    // Repeats requests on a new connection, as those on the previous one will not be answered.
    again() {
        this.asked = null;
        this.next();
    }

    // Takes an answer. bytes: the rows as described in PROTOCOL.md.
    answer(line, epoch, count, bytes) {
        const [from = 0, asked = 0, collection] = this.asked ?? [];
        this.asked = null;
        if (epoch === this.epoch) {
            const rows = this.parse(count, bytes);
            const end = from + asked;
            if (collection) this.gather(collection, line, rows, end);
            else if (count > 0 && line + count < end) this.wanted.push([line + count, end - line - count]);
            if (!collection || collection.cached) rows.forEach((row, i) => this.put(line + i, row));
            if (count > 0) this.on();
        }
        this.next();
    }

    // Takes rows of a collection. An answer without rows says that none of the lines up to `end` is kept.
    gather(collection, line, rows, end) {
        rows.forEach((row, i) => collection.rows.set(line + i, row));
        collection.at = rows.length ? line + rows.length : Math.max(end, this.first);
        if (collection.at < collection.to) return;
        this.collections = this.collections.filter((other) => other !== collection);
        collection.resolve(collection.rows);
    }

    parse(count, bytes) {
        const rows = [];
        for (let at = 0; rows.length < count;) {
            const length = (bytes[at + 1] << 8) | bytes[at + 2];
            const row = paintedRow(bytes.subarray(at + 3, at + 3 + length), this.pens);
            row.continues = (bytes[at] & 1) === 1;
            rows.push(row);
            at += 3 + length;
        }
        return rows;
    }

    put(number, row) {
        const name = Math.floor(number / BLOCK);
        let block = this.blocks.get(name);
        if (!block) {
            block = new Array(BLOCK).fill(null);
            if (this.blocks.size >= BLOCKS_MAX) this.blocks.delete(this.blocks.keys().next().value);
            this.blocks.set(name, block);
        }
        block[number % BLOCK] = row;
    }
}
