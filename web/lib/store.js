// What this browser keeps for the page: values by key, as JSON. A browser that keeps nothing still has a terminal.

export function remembered(key, store = localStorage) {
    try {
        return JSON.parse(store.getItem(key));
    } catch {
        return null;
    }
}

export function remember(key, value, store = localStorage) {
    try {
        store.setItem(key, JSON.stringify(value));
    } catch {
        // Storage is off, or full.
    }
}
