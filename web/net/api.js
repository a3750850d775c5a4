// The HTTP API. URLs are relative to the page and therefore work under any base path.

export class ApiError extends Error {
    constructor(status, text, retryAfter) {
        super(text);
        this.status = status;
        this.retryAfter = retryAfter;
    }
}

// The JSON of an answer; null if it has none. An answer that is not JSON is the text of an error, or an error itself
// (502).
export async function bodyOf(response) {
    const text = await response.text();
    try {
        return text ? JSON.parse(text) : null;
    } catch {
        if (response.ok) throw new ApiError(502, 'The server sent an answer that is not JSON.');
        return { error: text.slice(0, 200) };
    }
}

async function call(method, path, body) {
    const init = { method, credentials: 'same-origin', cache: 'no-store', headers: {} };
    if (body !== undefined) {
        init.headers['Content-Type'] = 'application/json';
        init.body = JSON.stringify(body);
    }
    let response;
    try {
        response = await fetch(path, init);
    } catch {
        throw new ApiError(0, 'The server cannot be reached.');
    }
    const value = await bodyOf(response);
    if (response.ok) return value;
    const sentence = value?.error || `The server answered ${response.status}.`;
    throw new ApiError(response.status, sentence, +response.headers.get('Retry-After') || 0);
}

const session = (name) => `api/sessions/${encodeURIComponent(name)}`;
const window_ = (name, index) => `${session(name)}/windows/${index}`;

export const whoAmI = () => call('GET', 'api/login');
export const login = (token) => call('POST', 'api/login', { token });
export const logout = () => call('POST', 'api/logout', {});
export const sessions = () => call('GET', 'api/sessions');
export const createSession = (name) => call('POST', 'api/sessions', name ? { name } : {});
export const renameSession = (name, to) => call('PATCH', session(name), { name: to });
export const closeSession = (name) => call('DELETE', session(name));
export const windows = (name) => call('GET', `${session(name)}/windows`);
export const createWindow = (name, source = {}) => call('POST', `${session(name)}/windows`, source);
export const renameWindow = (name, index, to) => call('PATCH', window_(name, index), { name: to });
export const closeWindow = (name, index) => call('DELETE', window_(name, index));
export const restartWindow = (name, index) => call('POST', `${window_(name, index)}/restart`, {});
export const line = (name, index) => call('GET', `${window_(name, index)}/line`);
export const changeLine = (name, index, settings) => call('POST', `${window_(name, index)}/line`, settings);

const tmuxOf = (id) => `api/tmux/${encodeURIComponent(id)}`;
export const tmux = () => call('GET', 'api/tmux');
export const tmuxNew = (inSession) => call('POST', 'api/tmux', inSession ? { session: inSession } : {});
export const tmuxRename = (id, name) => call('PATCH', tmuxOf(id), { name });
export const tmuxKill = (id) => call('DELETE', tmuxOf(id));

export const status = () => call('GET', 'api/status');
export const samples = () => call('GET', 'api/samples');
export const log = (lines) => call('GET', `api/log?format=json&lines=${lines}`);

export function attachUrl(name, index) {
    const url = new URL(`${window_(name, index)}/attach`, document.baseURI);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.hash = '';
    return url.href;
}
