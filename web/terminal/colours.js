// The colours of text and grounds, as numbers 0xRRGGBB: what the theme, or a program, makes of those that pens name.
//
// Text stays readable: if its contrast with its ground (WCAG 2.2, 1.4.3) is too low, it is made lighter or darker. The
// colours that a program names by number depend on the theme, which it does not know; a true colour is what it wants
// and is left as it is, as is a pair of the 240 other colours.

import { DEFAULT, TRUE_COLOUR, INVERSE, DIM } from './pens.js';

const TEXT_CONTRAST = 4.5; // of the default colours and the sixteen
const OTHER_CONTRAST = 3; // of one of the 240 on one of those
const STEPS = 32;
const DIMMED = 0.6;

const parts = (rgb) => [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
const whole = ([r, g, b]) => (Math.round(r) << 16) | (Math.round(g) << 8) | Math.round(b);

// A mixture with this share of a.
export function mixed(a, b, share) {
    const other = parts(b);
    return whole(parts(a).map((v, i) => v * share + other[i] * (1 - share)));
}

// Relative luminance.
function luminance(rgb) {
    const [r, g, b] = parts(rgb).map((v) => (v > 10 ? ((v / 255 + 0.055) / 1.055) ** 2.4 : v / 3294.6));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
}

export function contrast(a, b) {
    const [x, y] = [luminance(a), luminance(b)];
    return x > y ? x / y : y / x;
}

// The colour nearest to `text`, towards white or black, that has this contrast with the ground.
export function readable(text, ground, least) {
    if (contrast(text, ground) >= least) return text;
    const lighter = luminance(text) > luminance(ground);
    for (const end of lighter ? [0xffffff, 0] : [0, 0xffffff]) {
        if (contrast(end, ground) < least) continue;
        for (let step = 1; step <= STEPS; step++) {
            const made = mixed(end, text, step / STEPS);
            if (contrast(made, ground) >= least) return made;
        }
    }
    return contrast(0, ground) > contrast(0xffffff, ground) ? 0 : 0xffffff;
}

// One of the colours 16 to 255: a cube of six levels, then greys.
function fixedColour(n) {
    if (n > 231) return ((n - 232) * 10 + 8) * 0x010101;
    const level = (v) => (v ? v * 40 + 55 : 0);
    const m = n - 16;
    return (level(Math.floor(m / 36)) << 16) | (level(Math.floor(m / 6) % 6) << 8) | level(m % 6);
}

export const css = (rgb) => `#${rgb.toString(16).padStart(6, '0')}`;

export class Colours {
    // stage: the element whose custom properties are the colours: --fg, --bg, and --cN for text, --kN for grounds.
    constructor(stage) {
        this.stage = stage;
        this.program = new Map(); // colours that a program has set, by name or number, as #rrggbb
    }

    // Reads the colours. Returns false if they are as before.
    load() {
        const style = getComputedStyle(this.stage);
        const value = (name) => parseInt(style.getPropertyValue(`--${name}`).trim().slice(1), 16);
        const sixteen = (letter) => Array.from({ length: 16 }, (_, i) => value(letter + i));
        const table = [value('fg'), value('bg'), ...sixteen('c'), ...sixteen('k')];
        const own = [...this.program].filter(([name]) => name > 15);
        const key = [...table, ...own].join();
        if (key === this.key) return false;
        this.key = key;
        [this.fg, this.bg] = table;
        this.texts = table.slice(2, 18);
        this.grounds = table.slice(18);
        this.others = new Map(own.map(([name, rgb]) => [+name, parseInt(rgb.slice(1), 16)])); // set by a program
        return true;
    }

    value(colour, byDefault, sixteen) {
        if (colour === DEFAULT) return byDefault;
        if (colour >= TRUE_COLOUR) return colour & 0xffffff;
        return colour < 16 ? sixteen[colour] : (this.others?.get(colour) ?? fixedColour(colour));
    }

    // The colours of a pen: {text, ground, line, plain}, of which `plain` is the text's before it was made readable. For
    // those that the stage has anyway, null.
    of({ fg, bg, line, flags }) {
        const inverse = (flags & INVERSE) !== 0;
        const [of, on] = inverse ? [bg, fg] : [fg, bg];
        const [text, paper] = inverse ? [this.bg, this.fg] : [this.fg, this.bg];
        const ground = this.value(on, paper, inverse ? this.texts : this.grounds);
        const full = this.value(of, text, this.texts);
        const plain = flags & DIM ? mixed(full, ground, DIMMED) : full;
        const least = of >= TRUE_COLOUR || (of > 15 && on > 15) ? 0 : of > 15 ? OTHER_CONTRAST : TEXT_CONTRAST;
        const made = readable(plain, ground, least);
        const own = (value) => (value === this.fg && !inverse && of === DEFAULT ? null : value);
        return {
            text: own(made),
            plain: own(plain),
            ground: on === DEFAULT && !inverse ? null : ground,
            line:
                line === DEFAULT
                    ? null
                    : readable(this.value(line, 0, this.texts), ground, line < 16 ? OTHER_CONTRAST : 0),
        };
    }
}
