/*
 * Counters and samples of both processes, on the board, so that they survive the server. The server
 * writes all but struct keeper_figures, which the keeper copies whole from its own memory. A reader
 * may see figures of two moments; nothing is decided by them.
 */
#ifndef BOARD_FIGURES_H
#define BOARD_FIGURES_H

#include "base/figures/traffic.h"
#include "limits.h"

#include <stdbool.h>

/* Counters of the server, besides its traffic. */
enum figure {
    FIGURE_PTY_READ,          /* bytes */
    FIGURE_PTY_WRITTEN,       /* bytes */
    FIGURE_FRAMES,            /* sent to viewers */
    FIGURE_FRAMES_SKIPPED,    /* frames that were due, and could not be sent yet */
    FIGURE_LOGIN_FAILURES,    /* wrong tokens */
    FIGURE_LOGINS_LIMITED,    /* credentials not checked: the address had failed too often */
    FIGURE_VIEWERS_LIMITED,   /* viewers refused: the session was at its limit */
    FIGURE_INPUT_LIMITED,     /* times that a window's input ring was full */
    FIGURE_CLIENTS_DISPLACED, /* places of clients that were given to another one */
    FIGURES
};

/* Counters of the keeper. */
enum keeper_count {
    KEEPER_COUNT_KILLS,                /* escalations to SIGKILL */
    KEEPER_COUNT_OUT_OF_MEMORY,        /* programs that ended, certainly or possibly, by it */
    KEEPER_COUNT_PERMISSIONS_FOUND,    /* files whose permissions were too wide */
    KEEPER_COUNT_PERMISSIONS_REPAIRED, /* of these, repaired */
    KEEPER_COUNT_FILES_REMOVED,        /* stale files in the state directory */
    KEEPER_COUNT_VARIABLES_LEFT_OUT,   /* of programs' environments, which were full */
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

/* What the system says about a process; 0 where it does not. */
struct process_figures {
    uint64_t resident_bytes, virtual_bytes;
    uint64_t cpu_us;
    uint64_t started_unix;
    uint64_t fds, fds_max;
};

struct keeper_figures {
    uint64_t counts[KEEPER_COUNTS];
    uint32_t children[FIGURE_CHILDREN];
    uint32_t ptys;
    uint32_t unused;
    struct process_figures process;
};

/* What a sample has of its moment; of the loop and of traffic, what was since the sample before. */
enum sample_value {
    SAMPLE_SERVER_KIB, /* resident */
    SAMPLE_KEEPER_KIB,
    SAMPLE_FDS,
    SAMPLE_KEEPER_FDS,
    SAMPLE_LAG_US,    /* the longest turn of the loop */
    SAMPLE_IN_BYTES,  /* a second */
    SAMPLE_OUT_BYTES, /* a second */
    SAMPLE_VIEWERS,
    SAMPLE_WINDOWS,
    SAMPLE_VALUES
};

/* Taken every SAMPLE_MS. */
struct sample {
    uint64_t unix_seconds;
    uint32_t values[SAMPLE_VALUES];
    uint32_t unused;
};

struct samples {
    uint64_t next; /* samples ever taken; number n is at n % LIMIT_SAMPLES */
    struct sample at[LIMIT_SAMPLES];
};

struct figures {
    uint64_t counts[FIGURES];
    struct traffic traffic;
    struct histogram echo; /* from accepting input to the viewer's next frame */
    struct keeper_figures keeper;
    struct samples samples;
};

void figures_count(struct figures *f, enum figure which, uint64_t n);
/* Adds a sample; beyond LIMIT_SAMPLES the oldest is overwritten. */
void samples_add(struct samples *s, const struct sample *one);
/* The number of the oldest sample that is kept. */
uint64_t samples_first(const struct samples *s);
/* The sample of this number; NULL: overwritten, or not taken yet. */
const struct sample *samples_find(const struct samples *s, uint64_t number);

#endif
