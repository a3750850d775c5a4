/*
 * Carries out control characters, sequences and strings once they are complete (sequences.def lists
 * them; SEQUENCES.md is the list to read). Internal to the engine.
 */
#ifndef TERM_CONTROL_H
#define TERM_CONTROL_H

#include "term/screen.h"

/* Carries out a C0 control character other than those of the parser (CAN, SUB, ESC). */
void control_c0(struct feed *f, uint8_t c);
/* Carries out ESC, at most one intermediate byte, and the final byte; or a C1 control character,
 * whose final byte is its code minus 0x40. */
void control_escape(struct feed *f, uint8_t final);
/* Carries out CSI with the parser's prefix, parameters and at most one intermediate byte. */
void control_csi(struct feed *f, uint8_t final);
/* Carries out the gathered OSC string, which ended with BEL (`bell`) or ST. */
void control_osc(struct feed *f, bool bell);
/* True if the string of a DCS with this intermediate byte, this final byte and no parameters is to
 * be gathered. */
bool control_knows_dcs(uint8_t intermediate, uint8_t final);
/* Carries out the gathered DCS string. */
void control_dcs(struct feed *f);

#endif
