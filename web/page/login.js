// Sign-in: by the token in the address, by the cookie that the browser kept, or by the form.

import { element } from '../lib/dom.js';
import * as api from '../net/api.js';

const RETRY_MS = 1000;
const STALE = 'The address held a token that is not valid any more.';
const HINT =
    'Enter the token of this server. It is in the address that the server printed when it started, and in the file ';

// Returns the token in the address and removes it from there.
export function takeToken() {
    const token = new URLSearchParams(location.hash.slice(1)).get('token');
    if (location.hash) history.replaceState(null, '', location.pathname + location.search);
    return token;
}

export class Login {
    // token: the token to try first, or null. Callbacks in `on`: entered(me), shown(), unreachable(message).
    constructor(token, on) {
        this.token = token;
        this.on = on;
        this.input = element('input', {
            id: 'token',
            type: 'password',
            autocomplete: 'current-password',
            autocapitalize: 'none',
            spellcheck: false,
            required: true,
        });
        this.error = element('p', { id: 'login-error', className: 'error', role: 'alert', hidden: true });
        this.button = element('button', { id: 'login-button', className: 'primary' }, 'Sign in');
        const form = { id: 'login', className: 'center', 'data-testid': 'login', hidden: true };
        this.element = element('form', form, this.makeCard());
        this.element.addEventListener('submit', (event) => {
            event.preventDefault();
            this.submit();
        });
    }

    makeCard() {
        const hint = element('p', {}, HINT, element('code', {}, 'token'), ' in its state directory.');
        return element(
            'div',
            { className: 'card' },
            element('img', { src: 'icon.svg', alt: '', width: 56, height: 56 }),
            element('h1', {}, 'boundtty'),
            hint,
            element('input', { hidden: true, autocomplete: 'username', value: 'boundtty' }), // for password managers
            element('label', { for: 'token' }, 'Token'),
            ...[this.input, this.error, this.button],
        );
    }

    async signIn() {
        const { token } = this;
        this.token = null;
        try {
            if (token) await api.login(token);
        } catch (error) {
            this.show(error.status === 401 ? STALE : error.message);
            return;
        }
        try {
            const me = await api.whoAmI();
            this.element.hidden = true;
            this.on.entered(me);
        } catch (error) {
            if (error.status === 401) {
                this.show('');
                return;
            }
            this.on.unreachable(error.message);
            setTimeout(() => this.signIn(), RETRY_MS);
        }
    }

    show(message) {
        this.on.shown();
        this.element.hidden = false;
        this.showError(message);
        this.input.focus();
    }

    showError(message) {
        this.error.textContent = message;
        this.error.hidden = !message;
    }

    async submit() {
        this.button.disabled = true;
        try {
            await api.login(this.input.value.trim());
            this.input.value = '';
            await this.signIn();
        } catch (error) {
            const wait = error.retryAfter ? ` Try again in ${error.retryAfter} s.` : '';
            this.showError(error.status === 401 ? 'That is not the token.' : error.message + wait);
        }
        this.button.disabled = false;
    }

    async signOut(failed) {
        await api.logout().catch(failed);
        this.show('');
    }
}
