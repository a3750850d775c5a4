/* Queries of what the terminal is, and of its state: DA, DSR, DECRQM and others. Internal to the engine. */
#ifndef TERM_QUERY_H
#define TERM_QUERY_H

#include "term/screen.h"

enum device_attributes { DA_PRIMARY, DA_SECONDARY, DA_TERTIARY };

/* DA (ECMA-48 8.3.24), DA2, DA3 (VT510): answered where parameter 0 is 0 or left out. */
void query_attributes(struct feed *f, enum device_attributes which);
/* XTVERSION (xterm): boundtty and its version. */
void query_version(struct feed *f);
/* DSR (ECMA-48 8.3.35), or the private ones (VT510) where `dec`; sequences.def lists them. */
void query_status(struct feed *f, bool dec);
/* DECRQM (VT510) of parameter 0. */
void query_mode(struct feed *f, bool dec);
/* DECRQCRA (VT510): so that a conformance suite can read the screen. */
void query_checksum(struct feed *f);

#endif
