// Elements: how the page's components make their own markup. Text enters as text nodes alone, never as markup.

const SVG = 'http://www.w3.org/2000/svg';
const ATTRIBUTES = ['list', 'autocorrect']; // their properties are read-only, or have values of another type

// An element: its properties (attributes where it has no such property; `onclick` and the like are listeners) and its
// children, null ones left out.
export function element(tag, properties = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (typeof value === 'function') made.addEventListener(name.slice(2), value);
        else if (name in made && !ATTRIBUTES.includes(name)) made[name] = value;
        else made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
}

// A part of a drawing, by its attributes.
export function drawing(tag, attributes, ...children) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
}

// One of the symbols of index.html.
export const icon = (name) =>
    drawing('svg', { class: 'icon', 'aria-hidden': 'true' }, drawing('use', { href: `#i-${name}` }));

export const button = (label, onclick, properties = {}) =>
    element('button', { type: 'button', onclick, ...properties }, label);

export const iconButton = (name, label, onclick, properties = {}) =>
    button(icon(name), onclick, { className: 'quiet', title: label, 'aria-label': label, ...properties });

// Sets an element's text only where it differs: a live region would announce the same text again.
export function setText(target, text) {
    if (target.textContent !== text) target.textContent = text;
}

// A dialog that a click outside it closes.
export function dialog(id, properties, ...children) {
    const made = element('dialog', { id, 'data-testid': id, ...properties }, ...children);
    made.addEventListener('click', (event) => event.target === made && made.close());
    return made;
}

// The head of a dialog: its title, and a button that closes it.
export const dialogHead = (close, ...title) =>
    element('div', { className: 'drawer-head' }, ...title, iconButton('close', 'Close', close));
