// Values that the browser keeps for the page, by key, as JSON. The page also works in a browser that keeps nothing.

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
