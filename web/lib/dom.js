// Creation of elements by the page's components. Text becomes text nodes only, never markup.

const SVG = 'http://www.w3.org/2000/svg';
const ATTRIBUTES = ['list', 'autocorrect']; // set as attributes: the properties are read-only or of another type

// Creates an element with properties (attributes if the element has no such property; `onclick` and the like are
// listeners) and children; null children are omitted.
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

// Creates an SVG element with attributes.
export function drawing(tag, attributes, ...children) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
}

// Creates an icon from one of the symbols in index.html.
export const icon = (name) =>
    drawing('svg', { class: 'icon', 'aria-hidden': 'true' }, drawing('use', { href: `#i-${name}` }));

export const button = (label, onclick, properties = {}) =>
    element('button', { type: 'button', onclick, ...properties }, label);

export const iconButton = (name, label, onclick, properties = {}) =>
    button(icon(name), onclick, { className: 'quiet', title: label, 'aria-label': label, ...properties });

// Sets an element's text only if it differs; a live region would announce the same text again.
export function setText(target, text) {
    if (target.textContent !== text) target.textContent = text;
}

// Creates a dialog that is closed by a click outside it.
export function dialog(id, properties, ...children) {
    const made = element('dialog', { id, 'data-testid': id, ...properties }, ...children);
    made.addEventListener('click', (event) => event.target === made && made.close());
    return made;
}

// Creates the head of a dialog: a title, and a button that closes the dialog.
export const dialogHead = (close, ...title) =>
    element('div', { className: 'drawer-head' }, ...title, iconButton('close', 'Close', close));
