/* Frees entries of the tables of clusters and rare attributes that no cell names. */
#ifndef TERM_SWEEP_H
#define TERM_SWEEP_H

#include "term/state.h"

/* Sweeps the tables if one is filling up and enough bytes were fed since the last sweep. Entries
 * named by cells of both screens and by the current link are kept. Called between transactions
 * only. */
void sweep_tables(struct term *t);

#endif
