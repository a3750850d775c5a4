// Small things about elements. Text from elsewhere only ever enters by textContent.

export const byId = (id) => document.getElementById(id);

export function element(tag, properties = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (name in made && !name.startsWith('aria')) made[name] = value;
        else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
}

export function icon(name) {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    const use = document.createElementNS(space, 'use');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', `#i-${name}`);
    svg.append(use);
    return svg;
}

export function iconButton(name, label, action, className = 'quiet') {
    const button = element('button', { type: 'button', className, title: label, 'aria-label': label }, icon(name));
    button.addEventListener('click', action);
    return button;
}

// Settles the question that was asked last, where it is closed.
const nothing = () => {};
let answered = nothing;

// A question with two answers. Resolves to true where it was agreed to.
export function ask({ title, text = '', sample = '', yes, no = 'Cancel', danger = false }) {
    const dialog = byId('ask');
    byId('ask-title').textContent = title;
    byId('ask-text').textContent = text;
    byId('ask-sample').textContent = sample;
    byId('ask-sample').hidden = !sample;
    const agree = byId('ask-yes');
    agree.textContent = yes;
    agree.classList.toggle('danger', danger);
    byId('ask-no').textContent = no;
    answered(); // the event that says so comes late, perhaps while this question is open already
    dialog.returnValue = '';
    dialog.showModal();
    (danger ? byId('ask-no') : agree).focus();
    return new Promise((resolve) => {
        answered = () => {
            if (dialog.open) return;
            answered = nothing;
            resolve(dialog.returnValue === 'yes');
        };
        dialog.onclose = () => answered();
    });
}

// Let a name be typed in place of an element. Resolves to the new name, or null.
export function editName(place, name, label) {
    const input = element('input', { className: 'rename', value: name, maxLength: 64, 'aria-label': label });
    input.spellcheck = false;
    place.replaceWith(input);
    input.focus();
    input.select();
    return new Promise((resolve) => {
        let settled = false;
        const settle = (value) => {
            if (settled) return;
            settled = true;
            input.replaceWith(place);
            resolve(value && value !== name ? value : null);
        };
        input.addEventListener('keydown', (event) => {
            event.stopPropagation();
            if (event.isComposing) return;
            if (event.key === 'Enter') settle(input.value.trim());
            else if (event.key === 'Escape') settle(null);
            else return;
            event.preventDefault();
        });
        input.addEventListener('blur', () => settle(input.value.trim()));
    });
}

let fading = 0;

// A short word at the foot of the screen, perhaps with something to do about it.
export function toast(text, action = null) {
    const box = byId('toast');
    clearTimeout(fading);
    box.replaceChildren(element('span', {}, text));
    if (action) {
        const button = element('button', { type: 'button' }, action.label);
        button.addEventListener('click', () => {
            box.hidden = true;
            action.run();
        });
        box.append(button);
    }
    box.hidden = false;
    fading = setTimeout(() => (box.hidden = true), action ? 12000 : 4000);
}
