// The colours of the page's theme, as programs that ask for them are answered, and those that programs set instead.

const NAMES = ['--fg', '--bg', '--accent', ...Array.from({ length: 16 }, (_, n) => `--c${n}`)];

// Returns the bytes of #rgb or #rrggbb; null if the text is neither.
export function bytesOf(text) {
    const digits = /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(text.trim());
    if (!digits) return null;
    const six = digits[2] ?? [...digits[1]].map((digit) => digit + digit).join('');
    return [0, 2, 4].map((at) => parseInt(six.slice(at, at + 2), 16));
}

// Returns foreground, background, cursor and the sixteen, 3 bytes each; null if the style does not have them.
export function themeColours(style = getComputedStyle(document.documentElement)) {
    const colours = NAMES.map((name) => bytesOf(style.getPropertyValue(name)));
    return colours.includes(null) ? null : Uint8Array.from(colours.flat());
}

// The custom properties of a colour that a program may set. Those from 16 on have none (colours.js).
function propertiesOf(name) {
    if (name === 'fg') return ['--ink'];
    if (name === 'bg') return ['--ground'];
    if (!(name >= 0)) return [`--${name}`];
    return name < 16 ? [`--c${name}`, `--k${name}`] : [];
}

// Applies the colours that a program has set to an element, and removes those of before.
export function applyColours(element, colours) {
    for (const name of element.recoloured?.keys() ?? [])
        if (!colours.has(name)) for (const property of propertiesOf(name)) element.style.removeProperty(property);
    for (const [name, value] of colours)
        for (const property of propertiesOf(name)) element.style.setProperty(property, value);
    element.recoloured = new Map(colours);
}
