// Touch gestures: swipe to scroll, pinch for the font size, tap to type, long press to select.
//
// The browser scrolls the history, with momentum. If a program owns the screen (alternate screen, mouse), a swipe and
// its momentum are converted to lines of the wheel here.

const FRICTION = 0.94;
const SPEED_MIN = 0.03; // lines a frame
const TAP_PIXELS = 10;
const TAP_MS = 400;

// Yields the whole lines of a momentum for each frame until it comes to rest.
export function* momentum(speed) {
    let rest = 0;
    for (let v = speed; Math.abs(v) > SPEED_MIN; v *= FRICTION) {
        rest += v;
        const whole = Math.trunc(rest);
        rest -= whole;
        yield whole;
    }
}

function apart(touches) {
    return Math.hypot(touches[0].clientX - touches[1].clientX, touches[0].clientY - touches[1].clientY);
}

export class Touch {
    // owned() returns true if swipes go to the program. Callbacks: turn(lines, point), pinch(factor, done), tap(point,
    // event).
    constructor(viewport, { turn, owned, rowHeight, pinch, tap }) {
        Object.assign(this, { turn, owned, rowHeight, pinch, tap });
        this.swipe = null;
        this.spread = 0;
        viewport.addEventListener('touchstart', (event) => this.start(event), { passive: true });
        viewport.addEventListener('touchmove', (event) => this.move(event), { passive: false });
        viewport.addEventListener('touchend', (event) => this.end(event), { passive: false });
        viewport.addEventListener('touchcancel', () => this.cancel());
    }

    start(event) {
        cancelAnimationFrame(this.rolling);
        if (event.touches.length === 2) {
            this.spread = apart(event.touches);
            this.factor = 1;
            this.swipe = null;
        } else if (event.touches.length === 1) {
            const { clientX, clientY } = event.touches[0];
            this.swipe = { x: clientX, y: clientY, lastY: clientY, rest: 0, speed: 0, time: Date.now(), moved: false };
        }
    }

    move(event) {
        if (event.touches.length === 2 && this.spread) {
            event.preventDefault();
            this.factor = apart(event.touches) / this.spread;
            this.pinch(this.factor, false);
            return;
        }
        const swipe = this.swipe;
        if (!swipe) return;
        const { clientX, clientY } = event.touches[0];
        if (Math.hypot(clientX - swipe.x, clientY - swipe.y) > TAP_PIXELS) swipe.moved = true;
        if (!this.owned() || !swipe.moved) return;
        if (event.cancelable) event.preventDefault();
        const lines = (swipe.lastY - clientY) / this.rowHeight();
        swipe.lastY = clientY;
        swipe.speed = swipe.speed * 0.6 + lines * 0.4;
        swipe.rest += lines;
        const whole = Math.trunc(swipe.rest);
        swipe.rest -= whole;
        this.turn(whole, event.touches[0]);
    }

    end(event) {
        if (this.spread) {
            if (event.touches.length < 2) {
                this.pinch(this.factor, true);
                this.spread = 0;
            }
            return;
        }
        const swipe = this.swipe;
        this.swipe = null;
        if (!swipe || event.touches.length) return;
        const point = event.changedTouches[0];
        if (!swipe.moved && Date.now() - swipe.time < TAP_MS) this.tap(point, event);
        else if (this.owned() && swipe.moved) this.roll(momentum(swipe.speed), point);
    }

    roll(steps, point) {
        const { value, done } = steps.next();
        if (done) return;
        this.turn(value, point);
        this.rolling = requestAnimationFrame(() => this.roll(steps, point));
    }

    cancel() {
        this.swipe = null;
        this.spread = 0;
    }
}
