// The part of the page that a soft keyboard leaves visible, as custom properties that size the app.

export function followViewport() {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const apply = () => {
        document.documentElement.style.setProperty('--height', `${viewport.height}px`);
        document.documentElement.style.setProperty('--shift', `${viewport.offsetTop}px`);
    };
    viewport.addEventListener('resize', apply);
    viewport.addEventListener('scroll', apply);
    apply();
}
