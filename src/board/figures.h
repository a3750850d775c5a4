/*
 * What both processes count and measure, on the board: it survives every server. The server writes
 * all but struct keeper_figures, which the keeper writes whole from its own memory. Whoever reads
 * while the other one writes may see figures of two moments; none of them decides anything.
 */
#ifndef BOARD_FIGURES_H
#define BOARD_FIGURES_H

#include "base/figures/traffic.h"
#include "limits.h"

#include <stdbool.h>

/* What the server counts beside its traffic. */
enum figure {
    FIGURE_PTY_READ,        /* bytes */
    FIGURE_PTY_WRITTEN,     /* bytes */
    FIGURE_FRAMES,          /* sent to viewers */
    FIGURE_FRAMES_SKIPPED,  /* pictures that a viewer could not be sent when they were due */
    FIGURE_LOGIN_FAILURES,  /* wrong tokens */
    FIGURE_LOGINS_LIMITED,  /* credentials not looked at: the address had failed too often */
    FIGURE_VIEWERS_LIMITED, /* viewers refused: the session has all that it may have */
    FIGURE_INPUT_LIMITED,   /* times that a window's input ring was full */
    FIGURES
};

/* What the keeper counts. */
enum keeper_count {
    KEEPER_COUNT_KILLS,             /* escalations to SIGKILL */
    KEEPER_COUNT_OUT_OF_MEMORY,     /* programs that ended, certainly or possibly, for want of it */
    KEEPER_COUNT_PERMISSIONS_FOUND, /* files whose permissions were too wide */
    KEEPER_COUNT_PERMISSIONS_MENDED, /* of these, made right */
    KEEPER_COUNT_FILES_REMOVED,      /* left over by somebody, taken away */
    KEEPER_COUNTS
};

/* A child's state, as enum child_state of the keeper has it without CHILD_NONE. */
enum figure_child {
    FIGURE_CHILD_STARTING,
    FIGURE_CHILD_RUNNING,
    FIGURE_CHILD_ENDING,
    FIGURE_CHILD_KILLED,
    FIGURE_CHILD_ENDED,
    FIGURE_CHILD_FAILED,
    FIGURE_CHILDREN
};

/* What the system says of a process; 0 where it does not say. */
struct process_figures {
    uint64_t resident_bytes, virtual_bytes;
    uint64_t cpu_us;
    uint64_t started_unix;
    uint32_t fds;
    uint32_t fds_max;
};

struct keeper_figures {
    uint64_t counts[KEEPER_COUNTS];
    uint32_t children[FIGURE_CHILDREN];
    uint32_t ptys;
    uint32_t unused;
    struct process_figures process;
};

/* One look at everything, every SAMPLE_MS. */
struct sample {
    uint64_t unix_seconds;
    uint32_t server_kib, keeper_kib; /* resident */
    uint32_t fds, keeper_fds;
    uint32_t lag_us;              /* the longest turn of the loop since the sample before */
    uint32_t in_bytes, out_bytes; /* a second, since the sample before */
    uint16_t viewers, windows;
};

struct samples {
    uint64_t next; /* samples ever taken; number n stands at n % LIMIT_SAMPLES */
    struct sample at[LIMIT_SAMPLES];
};

struct figures {
    uint64_t counts[FIGURES];
    struct traffic traffic;
    struct histogram echo; /* from input taken to the viewer's next frame */
    struct keeper_figures keeper;
    struct samples samples;
};

void figures_count(struct figures *f, enum figure which, uint64_t n);
void samples_add(struct samples *s, const struct sample *one);
/* The oldest that is kept has the number samples_first(); NULL: not there (any more). */
uint64_t samples_first(const struct samples *s);
const struct sample *samples_find(const struct samples *s, uint64_t number);

#endif
