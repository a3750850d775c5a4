// The dialog for a new window: its source, and the options of that source. The server checks the values; its error is
// shown at the field concerned.

import { element, button } from '../lib/dom.js';

// Describes a field: name in the API, label, a placeholder (or values with labels), other properties.
const text = (name, label, placeholder, properties = {}) => ({ name, label, placeholder, properties });
const choice = (name, label, values) => ({ name, label, values });

const EOL = choice('eol', 'Enter sends', { cr: 'CR', lf: 'LF', crlf: 'CR LF' });
const ECHO = choice('local-echo', 'Show what is typed', { no: 'no, the device does', yes: 'yes' });
const FLOW = choice('flow', 'Flow control', { none: 'none', rtscts: 'RTS/CTS', xonxoff: 'XON/XOFF' });
const FRAME = text('frame', 'Frame', '8N1', { value: '8N1' });
const SPEED = text('speed', 'Speed', 'bits a second, or auto', { value: '115200', list: 'speeds' });
const NAME = text('name', 'Name', 'optional', { maxLength: 63 });
const RESPAWN = choice('respawn', 'When it ends', {
    never: 'leave it',
    failure: 'start it again if it failed',
    always: 'start it again',
});
const DEVICES = ['/dev/ttyUSB0', '/dev/ttyACM0', '/dev/ttyAMA0', '/dev/ttyS0'];

// The sources: label, fields, and rarely used fields.
const SOURCES = {
    command: {
        label: 'Command',
        fields: [text('command', 'Command', 'a shell')],
        more: [text('cwd', 'Folder', 'where it starts'), text('user', 'User', 'who runs it'), RESPAWN],
    },
    serial: {
        label: 'Serial',
        fields: [text('device', 'Device', DEVICES[0], { value: DEVICES[0], list: 'devices' }), SPEED],
        more: [FRAME, FLOW, EOL, ECHO, text('delay', 'Pause after a line', 'milliseconds', { inputMode: 'numeric' })],
    },
    tcp: {
        label: 'TCP',
        fields: [
            text('device', 'Host and port', '192.0.2.7:2001'),
            choice('protocol', 'Protocol', { raw: 'raw', rfc2217: 'RFC 2217, a serial line' }),
        ],
        more: [text('speed', 'Speed', '115200', { list: 'speeds' }), EOL, ECHO],
    },
    ssh: {
        label: 'ssh',
        fields: [
            text('host', 'Host', 'user@host'),
            text('port', 'Port', '22', { inputMode: 'numeric' }),
            text('remote-session', 'Session there', 'main'),
        ],
        more: [choice('multiplexer', 'Kept there by', { tmux: 'tmux', screen: 'screen', none: 'nothing' })],
    },
};

// Splits a command line into words. Quotes preserve spaces; nothing else of a shell's syntax is supported. Null if a
// quote is not closed.
export function words(line) {
    const all = [];
    let open = false;
    for (const [piece] of line.matchAll(/\s+|"[^"]*"|'[^']*'|[^\s"']+|["']/g)) {
        if (/^["']$/.test(piece)) return null;
        if (/^\s/.test(piece)) {
            open = false;
            continue;
        }
        const word = piece.replace(/^(["'])([^]*)\1$/, '$2');
        if (open) all.push(all.pop() + word);
        else all.push(word);
        open = true;
    }
    return all;
}

// What ssh(1) connects to for a host and a port: a URI, if there is a port.
export function destination(host, port) {
    if (!port) return host;
    return `ssh://${host}:${port}`;
}

// The field that an error of the server concerns; undefined if none.
export function about(sentence) {
    const [, field] =
        /^([a-z-]+): "/.exec(sentence) || / needs ([a-z-]+)$/.exec(sentence) || /^a (name) /.exec(sentence) || [];
    return field;
}

function control({ name, placeholder, values, properties }) {
    if (!values) {
        const fixed = { name, placeholder, autocomplete: 'off', autocapitalize: 'none', spellcheck: false };
        return element('input', { ...fixed, ...properties });
    }
    const options = Object.entries(values).map(([value, label]) => element('option', { value }, label));
    return element('select', { name }, ...options);
}

const labelled = (field) => element('label', { className: 'field' }, element('span', {}, field.label), control(field));

function sourceChoice([value, { label }], at) {
    const input = element('input', { type: 'radio', name: 'source', value, checked: at === 0 });
    return element('label', {}, input, element('span', {}, label));
}

export class NewWindow {
    // create(source): creates the window, or throws the server's error.
    constructor(create) {
        this.create = create;
        this.sources = element(
            'div',
            { id: 'new-kinds', className: 'choices', role: 'radiogroup', 'aria-label': 'Source' },
            ...Object.entries(SOURCES).map(sourceChoice),
        );
        this.fields = element('div', { id: 'new-fields' });
        this.more = element('details', { id: 'new-more' });
        this.error = element('p', { id: 'new-error', className: 'error', role: 'alert', hidden: true });
        this.submitButton = element('button', { id: 'new-open', className: 'primary' }, 'Open');
        this.form = this.makeForm();
        const box = { id: 'new', 'aria-labelledby': 'new-title', 'data-testid': 'new' };
        this.element = element('dialog', box, this.form);
        this.sources.addEventListener('change', () => this.showFields());
        this.showFields();
    }

    makeForm() {
        const title = element('h2', { id: 'new-title' }, 'New window');
        const cancel = button('Cancel', () => this.element.close(), { id: 'new-cancel' });
        const answers = element('div', { className: 'answers' }, cancel, this.submitButton);
        const devices = element('datalist', { id: 'devices' }, ...DEVICES.map((name) => element('option', {}, name)));
        const parts = [title, this.sources, this.fields, this.more, this.error, answers, devices];
        const form = element('form', { id: 'new-form', noValidate: true }, ...parts);
        form.addEventListener('submit', (event) => {
            event.preventDefault();
            this.submit();
        });
        return form;
    }

    open() {
        this.element.showModal();
        this.form.querySelector('[name=source]:checked').focus();
    }

    // Shows the fields of the chosen source.
    showFields() {
        const { fields, more } = SOURCES[this.values().source];
        this.showError('');
        this.fields.replaceChildren(...[...fields, NAME].map(labelled));
        this.more.replaceChildren(element('summary', {}, 'More'), ...more.map(labelled));
    }

    // The values of the fields that are filled in.
    values() {
        const all = [...new FormData(this.form)].map(([name, value]) => [name, value.trim()]);
        return Object.fromEntries(all.filter(([, value]) => value));
    }

    async submit() {
        const source = this.values();
        if (source.command) source.command = words(source.command);
        if (source.command === null) {
            this.showError('A quote is not closed.', 'command');
            return;
        }
        const { port, ...rest } = source;
        if (port && !(/^\d{1,5}$/.test(port) && +port > 0 && +port < 65536)) {
            this.showError('A port is a number from 1 to 65535.', 'port');
            return;
        }
        if (port && /:/.test(rest.host)) {
            this.showError('ssh takes a port with a name or an IPv4 address only.', 'host');
            return;
        }
        if (rest.host) rest.host = destination(rest.host, port);
        this.submitButton.disabled = true;
        try {
            await this.create(rest);
            this.element.close();
            this.showFields();
        } catch (error) {
            this.showError(error.message, about(error.message));
        }
        this.submitButton.disabled = false;
    }

    // Shows a sentence at the named field, or at the end of the dialog.
    showError(sentence, name) {
        const { error } = this;
        for (const wrong of this.form.querySelectorAll('[aria-invalid]')) wrong.removeAttribute('aria-invalid');
        const field = name && this.form.elements[name];
        error.textContent = sentence;
        error.hidden = !sentence;
        this.more.after(error);
        if (!field) return;
        if (this.more.contains(field)) this.more.open = true;
        field.setAttribute('aria-invalid', 'true');
        field.setAttribute('aria-describedby', 'new-error');
        field.parentNode.after(error);
        field.focus();
    }
}
