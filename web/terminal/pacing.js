// Schedules drawing and acknowledgement of frames: once in an animation frame. A hidden page draws nothing and
// acknowledges once a second; after a minute it pauses frames until it is visible again.

const HIDDEN_ACK_MS = 1000;
const HIDDEN_PAUSE_MS = 60000;

export class Pacing {
    // draw(): draws what has arrived. link(): returns the current link, or null.
    constructor(draw, link) {
        Object.assign(this, { draw, link });
        this.pending = -1; // the number of the frame to acknowledge
        this.frame = 0;
        document.addEventListener('visibilitychange', () => this.onVisible());
    }

    // Starts again on another connection, on which pending frames are not acknowledged.
    restart() {
        this.pending = -1;
        this.paused = false;
        if (document.hidden) this.hide();
    }

    // Called when a frame has completed the picture.
    arrived(number) {
        this.pending = number;
        if (document.hidden) this.acknowledgeLater();
        else this.request();
    }

    // Schedules a drawing.
    request() {
        this.frame ||= requestAnimationFrame(() => {
            this.frame = 0;
            this.draw();
        });
    }

    acknowledge() {
        clearTimeout(this.late);
        this.late = 0;
        if (this.pending < 0 || !this.link()) return;
        this.link().shown(this.pending);
        this.pending = -1;
    }

    acknowledgeLater() {
        this.late ||= setTimeout(() => this.acknowledge(), HIDDEN_ACK_MS);
    }

    onVisible() {
        if (document.hidden) {
            this.hide();
            return;
        }
        clearTimeout(this.hiding);
        if (this.paused) this.link()?.resume();
        this.paused = false;
        this.request();
        this.link()?.look();
    }

    hide() {
        clearTimeout(this.hiding);
        if (this.pending >= 0) this.acknowledgeLater();
        this.hiding = setTimeout(() => {
            this.paused = true;
            this.link()?.pause();
        }, HIDDEN_PAUSE_MS);
    }
}
