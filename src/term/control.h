/*
 * What control characters, sequences and strings do once they are complete (sequences.def lists
 * them; SEQUENCES.md is the list to read). Internal to the engine.
 */
#ifndef TERM_CONTROL_H
#define TERM_CONTROL_H

#include "term/screen.h"

/* A C0 control character other than those of the parser (CAN, SUB, ESC). */
void control_c0(struct feed *f, uint8_t c);
/* ESC, at most one intermediate byte, the final byte; or a C1 control character, whose final byte is
 * its code less 0x40. */
void control_escape(struct feed *f, uint8_t final);
/* CSI with the parser's prefix, parameters and at most one intermediate byte. */
void control_csi(struct feed *f, uint8_t final);
/* The gathered OSC string, which ended with BEL (`bell`) or ST. */
void control_osc(struct feed *f, bool bell);
/* True if the string of a DCS without parameters, with one intermediate byte, is to be gathered. */
bool control_knows_dcs(uint8_t intermediate, uint8_t final);
/* The gathered DCS string. */
void control_dcs(struct feed *f);

#endif
