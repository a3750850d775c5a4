/* The sweep of the tables: styles, clusters and links that no cell names are freed. */
#ifndef TERM_SWEEP_H
#define TERM_SWEEP_H

#include "term/state.h"

/* Sweeps where a table is filling up and enough bytes were fed since the last sweep. The cells of
 * both screens are in use, and the link of what is written next. Only between transactions. */
void sweep_tables(struct term *t);

#endif
