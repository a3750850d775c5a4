// Questions to the user: yes or no in a dialog, or a name typed in place.

import { element } from './dom.js';

let question = null;

// Settles the question asked last, when its dialog is closed.
const nothing = () => {};
let answered = nothing;

// Creates the dialog, when the first question is asked.
function makeQuestion() {
    const title = element('h2', { id: 'ask-title' });
    const text = element('p', { id: 'ask-text' });
    const sample = element('pre', { id: 'ask-sample', hidden: true });
    const no = element('button', { id: 'ask-no', value: 'no' });
    const yes = element('button', { id: 'ask-yes', className: 'primary', value: 'yes' });
    const form = element(
        'form',
        { method: 'dialog' },
        ...[title, text, sample, element('div', { className: 'answers' }, no, yes)],
    );
    const box = element(
        'dialog',
        { id: 'ask', 'aria-labelledby': 'ask-title', 'aria-describedby': 'ask-text', 'data-testid': 'ask' },
        form,
    );
    document.body.append(box);
    return { box, title, text, sample, no, yes };
}

// Asks a question with two answers. Resolves to true if the answer is yes.
export function ask({ title, text = '', sample = '', yes, no = 'Cancel', danger = false }) {
    question ??= makeQuestion();
    const { box } = question;
    question.title.textContent = title;
    question.text.textContent = text;
    question.sample.textContent = sample;
    question.sample.hidden = !sample;
    question.yes.textContent = yes;
    question.yes.classList.toggle('danger', danger);
    question.no.textContent = no;
    answered(); // the close event may arrive after this question has been opened
    box.returnValue = '';
    box.showModal();
    (danger ? question.no : question.yes).focus();
    return new Promise((resolve) => {
        answered = () => {
            if (box.open) return;
            answered = nothing;
            resolve(box.returnValue === 'yes');
        };
        box.onclose = () => answered();
    });
}

// Edits a name in place of an element. save(name): stores a new name; if it is refused (the promise is rejected), refused
// (error) is called and what was typed is left to be corrected.
export function editName(place, name, label, { save, refused }) {
    const input = element('input', { className: 'rename', value: name, maxLength: 64, 'aria-label': label });
    input.spellcheck = false;
    place.replaceWith(input);
    input.focus();
    input.select();
    let busy = false;
    const end = () => {
        busy = true; // the removal blurs
        input.replaceWith(place);
    };
    const settle = async () => {
        const value = input.value.trim();
        if (busy) return;
        if (!value || value === name) {
            end();
            return;
        }
        busy = true;
        try {
            await save(value);
            end();
        } catch (error) {
            busy = false;
            input.setAttribute('aria-invalid', 'true');
            input.focus();
            refused(error);
        }
    };
    input.addEventListener('keydown', (event) => {
        event.stopPropagation();
        if (event.isComposing) return;
        if (event.key === 'Enter') settle();
        else if (event.key === 'Escape') end();
        else return;
        event.preventDefault();
    });
    input.addEventListener('blur', settle);
}
