/* Sets, resets and reports modes (sequences.def lists them). Internal to the engine. */
#ifndef TERM_MODES_H
#define TERM_MODES_H

#include "term/screen.h"

/* SM and RM (ECMA-48 8.3.125, 8.3.106), or DECSET and DECRST if `dec` is set, for each of the
 * parser's parameters. Unknown modes are ignored. */
void modes_set(struct feed *f, bool dec, bool on);
/* S8C1T, S7C1T (ECMA-35): whether U+0080 to U+009F are carried out as C1 controls. */
void modes_c1(struct feed *f, bool on);
/* DECKPAM (`application`), DECKPNM (DEC STD 070). */
void modes_keypad(struct feed *f, bool application);
/* Returns the second parameter of DECRPM (VT510): 0 unknown, 1 set, 2 reset, 4 permanently
 * reset. */
unsigned modes_query(const struct feed *f, bool dec, unsigned number);
/* XTSAVE and XTRESTORE (xterm) for each of the parser's parameters. One value of each mode is
 * saved. */
void modes_save(struct feed *f);
void modes_restore(struct feed *f);
/* Makes a screen the active one. The cursor does not move. */
void modes_show(struct feed *f, enum screen_index which);
/* Erases every row of the active screen. */
void modes_clear_screen(struct feed *f);

#endif
