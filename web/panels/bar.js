// The bar at the top: the session, the tabs, buttons for new windows, for the line's bar and for the settings, and the
// number of viewers.

import { element, icon, iconButton } from '../lib/dom.js';

const MORE = 'New window: serial, TCP, ssh…';

export class Bar {
    // tabs, lineOpener: elements. Callbacks in `on`: openDrawer(), newWindow(), chooseWindow(), openSettings().
    constructor({ tabs, lineOpener }, on) {
        this.session = element('span', { id: 'session-name' });
        this.viewers = element('span', { id: 'viewers', className: 'badge', hidden: true });
        this.readonly = element('span', { id: 'readonly', className: 'badge', hidden: true }, 'view only');
        const opens = { 'aria-haspopup': 'dialog' };
        this.newWindow = this.makeNewWindow(on);
        this.choose = iconButton('more', MORE, on.chooseWindow, { id: 'new-choose', ...opens });
        const settings = iconButton('sliders', 'Settings', on.openSettings, { id: 'open-settings', ...opens });
        this.element = element(
            'header',
            { id: 'bar' },
            ...[this.makeDrawerOpener(on), tabs, this.newWindow, this.choose],
            element('span', { className: 'spring' }),
            ...[this.viewers, this.readonly, lineOpener, settings],
        );
    }

    makeDrawerOpener(on) {
        this.drawerOpener = element(
            'button',
            {
                id: 'open-drawer',
                className: 'quiet session-button',
                type: 'button',
                title: 'Sessions',
                'aria-haspopup': 'dialog',
                'aria-label': 'Sessions',
                onclick: on.openDrawer,
            },
            ...[icon('menu'), this.session],
        );
        return this.drawerOpener;
    }

    // Creates the button for a new window. A long press or the secondary mouse button opens the dialog instead.
    makeNewWindow(on) {
        const title = 'New window (Ctrl+Shift+Enter)';
        const made = iconButton('plus', 'New window', on.newWindow, { id: 'new-window', title });
        made.addEventListener('contextmenu', (event) => {
            event.preventDefault();
            on.chooseWindow();
        });
        return made;
    }

    setSession(name) {
        this.session.textContent = name;
    }

    setReadonly(readonly) {
        this.readonly.hidden = !readonly;
        this.newWindow.hidden = this.choose.hidden = readonly;
    }

    setViewers(count) {
        this.viewers.hidden = count < 2;
        this.viewers.textContent = `${count} viewers`;
    }
}
