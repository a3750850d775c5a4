/*
 * The colours of a window as programs set them, and as they are reported: the palette's 256, the
 * five special ones (OSC 5) and the ten dynamic ones (OSC 10 to 19). A colour that no program has
 * set is the viewer's. Internal to the engine.
 */
#ifndef TERM_PALETTE_H
#define TERM_PALETTE_H

#include "base/slice.h"
#include "term/screen.h"

/* Parses a colour as XParseColor(3) does: #rgb to #rrrrggggbbbb, rgb:r/g/b to rgb:rrrr/gggg/bbbb,
 * and a few names. */
bool palette_parse(struct slice s, uint32_t *rgb);
/* Sets a colour (0xRRGGBB | PALETTE_SET), or makes it the viewer's again (0). */
void palette_set(struct feed *f, unsigned i, uint32_t value);
void palette_reset(struct feed *f, unsigned first, unsigned end);
/* The colour that a query reports, 0xRRGGBB. */
uint32_t palette_get(const struct term *t, unsigned i);
/* Whether the background that viewers show is dark. */
bool palette_dark(const struct term *t);

#endif
