// The lines above the screen, by absolute number: a cache of the server's history. Does not use the DOM.
//
// Lines are requested in blocks, one request at a time, the block wanted last first. The cache is emptied when the
// server renumbers its lines (another epoch); when it is full, the oldest block is dropped.

import { paintedRow } from './screen.js';

const BLOCK = 64;
const BLOCKS_MAX = 128;

export class History {
    // ask(line, count): sends a request. on(): callback, when lines have arrived.
    constructor(pens, ask, on) {
        this.pens = pens;
        this.ask = ask;
        this.on = on;
        this.columns = 80;
        this.epoch = -1;
        this.first = 0;
        this.drop();
    }

    drop() {
        this.blocks = new Map();
        this.wanted = [];
        this.asked = null;
    }

    // Takes the server's state. Returns true if lines were renumbered.
    update(state, columns) {
        this.columns = columns;
        this.first = state.first;
        if (state.epoch === this.epoch) return false;
        this.epoch = state.epoch;
        this.drop();
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

    next() {
        if (this.asked || !this.wanted.length) return;
        this.asked = this.wanted.pop();
        this.ask(...this.asked);
    }

    // Repeats requests on a new connection, as those on the previous one will not be answered.
    again() {
        this.asked = null;
        this.next();
    }

    // Takes an answer. bytes: the rows as described in PROTOCOL.md.
    answer(line, epoch, count, bytes) {
        const asked = this.asked;
        this.asked = null;
        if (epoch === this.epoch) {
            this.keep(line, count, bytes);
            const end = asked ? asked[0] + asked[1] : 0;
            if (count > 0 && line + count < end) this.wanted.push([line + count, end - line - count]);
            if (count > 0) this.on();
        }
        this.next();
    }

    keep(line, count, bytes) {
        let at = 0;
        for (let i = 0; i < count; i++) {
            const length = (bytes[at + 1] << 8) | bytes[at + 2];
            const row = paintedRow(bytes.subarray(at + 3, at + 3 + length), this.columns, this.pens);
            row.continues = (bytes[at] & 1) === 1;
            this.put(line + i, row);
            at += 3 + length;
        }
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
