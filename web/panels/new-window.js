// The dialog for a new window: what feeds it, and of that what matters. The server knows what a value may
// be: what it says stands at the field that it is about.

import { byId, element } from '../lib/dom.js';

const EOL = [
    'eol',
    'Enter sends',
    [
        ['cr', 'CR'],
        ['lf', 'LF'],
        ['crlf', 'CR LF'],
    ],
];
const ECHO = [
    'local-echo',
    'Show what is typed',
    [
        ['no', 'no, the device does'],
        ['yes', 'yes'],
    ],
];
const FLOW = [
    'flow',
    'Flow control',
    [
        ['none', 'none'],
        ['rtscts', 'RTS/CTS'],
        ['xonxoff', 'XON/XOFF'],
    ],
];
const FRAME = ['frame', 'Frame', '8N1', { value: '8N1' }];
const SPEED = ['speed', 'Speed', 'bits a second, or auto', { value: '115200', list: 'speeds' }];
const AGAIN = [
    'respawn',
    'When it ends',
    [
        ['never', 'leave it'],
        ['failure', 'start it again if it failed'],
        ['always', 'start it again'],
    ],
];

// Of each kind its word, its fields, and those that are rarely wanted. A field: its name in the API, its
// label, its choices or what is hinted, and what its element has.
const KINDS = {
    command: [
        'Command',
        [['command', 'Command', 'a shell']],
        [['cwd', 'Folder', 'where it starts'], ['user', 'User', 'who runs it'], AGAIN],
    ],
    serial: [
        'Serial',
        [['device', 'Device', '/dev/ttyUSB0', { value: '/dev/ttyUSB0', list: 'devices' }], SPEED],
        [FRAME, FLOW, EOL, ECHO, ['delay', 'Pause after a line', 'milliseconds', { inputMode: 'numeric' }]],
    ],
    tcp: [
        'TCP',
        [
            ['device', 'Host and port', '192.0.2.7:2001'],
            [
                'protocol',
                'Protocol',
                [
                    ['raw', 'raw'],
                    ['rfc2217', 'RFC 2217, a serial line'],
                ],
            ],
        ],
        [['speed', 'Speed', '115200', { list: 'speeds' }], EOL, ECHO],
    ],
    ssh: [
        'ssh',
        [
            ['host', 'Host', 'user@host'],
            ['remote-session', 'Session there', 'main'],
        ],
        [
            [
                'multiplexer',
                'Kept there by',
                [
                    ['tmux', 'tmux'],
                    ['screen', 'screen'],
                    ['none', 'nothing'],
                ],
            ],
        ],
    ],
};
const NAME = ['name', 'Name', 'optional', { maxLength: 63 }];

// A line as words. No shell sees them; quotes keep spaces. Null: one is not closed.
export function words(line) {
    const all = [];
    let open = false;
    for (const [piece] of line.matchAll(/\s+|"[^"]*"|'[^']*'|[^\s"']+|["']/g)) {
        if (/^["']$/.test(piece)) return null;
        if (/^\s/.test(piece)) {
            open = false;
            continue;
        }
        const text = piece.replace(/^(["'])([^]*)\1$/, '$2');
        if (open) all.push(all.pop() + text);
        else all.push(text);
        open = true;
    }
    return all;
}

// The field that a sentence of the server is about.
export function about(sentence) {
    const [, field] =
        /^([a-z-]+): "/.exec(sentence) || / needs ([a-z-]+)$/.exec(sentence) || /^a (name) /.exec(sentence) || [];
    return field;
}

export class NewWindow {
    // create(source): makes it, or throws what the server said.
    constructor(create) {
        this.create = create;
        this.dialog = byId('new');
        this.form = byId('new-form');
        byId('new-kinds').append(
            ...Object.entries(KINDS).map(([kind, [label]], at) =>
                element(
                    'label',
                    {},
                    element('input', { type: 'radio', name: 'source', value: kind, checked: at === 0 }),
                    element('span', {}, label),
                ),
            ),
        );
        byId('new-kinds').addEventListener('change', () => this.choose());
        byId('new-cancel').addEventListener('click', () => this.dialog.close());
        this.form.addEventListener('submit', (event) => {
            event.preventDefault();
            this.submit();
        });
        this.choose();
    }

    open() {
        this.dialog.showModal();
        this.form.querySelector('[name=source]:checked').focus();
    }

    // The fields of the kind that is chosen now.
    choose() {
        const [, fields, more] = KINDS[this.values().source];
        this.say('');
        byId('new-fields').replaceChildren(...[...fields, NAME].map(this.field));
        byId('new-more').replaceChildren(element('summary', {}, 'More'), ...more.map(this.field));
    }

    field([name, label, what, { list, ...rest } = {}]) {
        const input =
            typeof what === 'string'
                ? element('input', {
                      name,
                      placeholder: what,
                      autocomplete: 'off',
                      autocapitalize: 'none',
                      spellcheck: false,
                      ...rest,
                  })
                : element('select', { name }, ...what.map(([value, text]) => element('option', { value }, text)));
        if (list) input.setAttribute('list', list);
        return element('label', { className: 'field' }, element('span', {}, label), input);
    }

    // What was filled in. A program's words are an array.
    values() {
        const filled = [...new FormData(this.form)]
            .map(([name, value]) => [name, value.trim()])
            .filter(([, value]) => value);
        return Object.fromEntries(filled);
    }

    async submit() {
        const source = this.values();
        if (source.command) source.command = words(source.command);
        if (source.command === null) return this.say('A quote is not closed.', 'command');
        byId('new-open').disabled = true;
        try {
            await this.create(source);
            this.dialog.close();
            this.choose();
        } catch (error) {
            this.say(error.message, about(error.message));
        }
        byId('new-open').disabled = false;
        return undefined;
    }

    // A sentence at the field of this name, else at the end.
    say(sentence, name) {
        const error = byId('new-error');
        for (const wrong of this.form.querySelectorAll('[aria-invalid]')) wrong.removeAttribute('aria-invalid');
        const field = name && this.form.elements[name];
        error.textContent = sentence;
        error.hidden = !sentence;
        byId('new-more').after(error);
        if (!field) return;
        if (byId('new-more').contains(field)) byId('new-more').open = true;
        field.setAttribute('aria-invalid', 'true');
        field.setAttribute('aria-describedby', 'new-error');
        field.parentNode.after(error);
        field.focus();
    }
}
