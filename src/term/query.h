/* Queries of the terminal's identity and state: DA, DSR, DECRQM and others. Internal to the
 * engine. */
#ifndef TERM_QUERY_H
#define TERM_QUERY_H

#include "term/screen.h"

enum device_attributes { DA_PRIMARY, DA_SECONDARY, DA_TERTIARY };

/* DA (ECMA-48 8.3.24), DA2, DA3 (VT510): answered if parameter 0 is 0 or omitted. */
void query_attributes(struct feed *f, enum device_attributes which);
/* XTVERSION (xterm): answers "boundtty" and the version. */
void query_version(struct feed *f);
/* XTGETTCAP (xterm): answers each name of the gathered list. */
void query_termcap(struct feed *f);
/* DSR (ECMA-48 8.3.35), or the private requests (VT510) if `dec` is set; sequences.def lists
 * them. */
void query_status(struct feed *f, bool dec);
/* DECRQM (VT510): answers with the state of the mode in parameter 0. */
void query_mode(struct feed *f, bool dec);
/* DECRQCRA (VT510): answers with a checksum of an area. Conformance suites read the screen by
 * it. */
void query_checksum(struct feed *f);

#endif
