/*
 * Counters and samples of both processes, kept on the board to survive the server. The server
 * writes all of them except struct keeper_figures, which the keeper copies as a whole from its own
 * memory. A reader may see figures of two different moments; no decision depends on them.
 */
#ifndef BOARD_FIGURES_H
#define BOARD_FIGURES_H

#include "base/figures/traffic.h"
#include "limits.h"

#include <stdbool.h>

/* Counters of the server, in addition to its traffic. */
enum figure {
    FIGURE_PTY_READ,          /* bytes read from PTYs and lines */
    FIGURE_PTY_WRITTEN,       /* bytes written to PTYs and lines */
    FIGURE_FRAMES,            /* frames sent to viewers */
    FIGURE_FRAMES_SKIPPED,    /* frames that were due but could not be sent yet */
    FIGURE_LOGIN_FAILURES,    /* wrong tokens */
    FIGURE_LOGINS_LIMITED,    /* credentials not checked, since the address had failed too often */
    FIGURE_VIEWERS_LIMITED,   /* viewers refused at the session's limit */
    FIGURE_INPUT_LIMITED,     /* times that a window's input ring was full */
    FIGURE_CLIENTS_DISPLACED, /* client entries reused for another client */
    FIGURES
};

/* Counters of the keeper. */
enum keeper_count {
    KEEPER_COUNT_KILLS,             /* escalations to SIGKILL */
    KEEPER_COUNT_OUT_OF_MEMORY,     /* programs ended, certainly or possibly, for lack of memory */
    KEEPER_COUNT_PERMISSIONS_FOUND, /* files whose permissions were too wide */
    KEEPER_COUNT_PERMISSIONS_REPAIRED, /* files whose permissions were repaired */
    KEEPER_COUNT_FILES_REMOVED,        /* stale files removed from the state directory */
    KEEPER_COUNT_VARIABLES_LEFT_OUT,   /* variables that a program's environment had no room for */
    KEEPER_COUNT_LOG_LINES_LOST,       /* lines that the log's target never received */
    KEEPER_COUNT_RELOADS_REFUSED,      /* configurations that were refused; the old one stayed */
    KEEPER_COUNTS
};

/* State of a child: the keeper's enum child_state without CHILD_NONE. */
enum figure_child {
    FIGURE_CHILD_STARTING,
    FIGURE_CHILD_RUNNING,
    FIGURE_CHILD_ENDING,
    FIGURE_CHILD_KILLED,
    FIGURE_CHILD_ENDED,
    FIGURE_CHILD_FAILED,
    FIGURE_CHILDREN
};

/* Resource usage of a process as the system reports it; 0: not reported. */
struct process_figures {
    uint64_t resident_bytes, virtual_bytes;
    uint64_t cpu_us;
    uint64_t fds, fds_max;
};

struct keeper_figures {
    uint64_t counts[KEEPER_COUNTS];
    uint32_t children[FIGURE_CHILDREN];
    uint32_t ptys;
    uint32_t unused;
    struct process_figures process;
};

/* Values of a sample: gauges at its time; loop lag and traffic since the previous sample. */
enum sample_value {
    SAMPLE_SERVER_KIB, /* resident memory */
    SAMPLE_KEEPER_KIB,
    SAMPLE_FDS,
    SAMPLE_KEEPER_FDS,
    SAMPLE_LAG_US,    /* longest turn of the loop, in microseconds */
    SAMPLE_IN_BYTES,  /* bytes per second */
    SAMPLE_OUT_BYTES, /* bytes per second */
    SAMPLE_VIEWERS,
    SAMPLE_WINDOWS,
    SAMPLE_VALUES
};

/* One sample, taken every SAMPLE_MS. */
struct sample {
    uint64_t taken_ms; /* by clock_ms() */
    uint32_t values[SAMPLE_VALUES];
    uint32_t unused;
};

struct samples {
    uint64_t next; /* number of samples ever taken; sample n is at[n % LIMIT_SAMPLES] */
    struct sample at[LIMIT_SAMPLES];
};

struct figures {
    uint64_t counts[FIGURES];
    struct traffic traffic;
    struct histogram echo; /* time from accepting input to the viewer's next frame */
    struct keeper_figures keeper;
    struct samples samples;
};

void figures_count(struct figures *f, enum figure which, uint64_t n);
/* Adds a sample; beyond LIMIT_SAMPLES the oldest is overwritten. */
void samples_add(struct samples *s, const struct sample *one);
/* Number of the oldest sample kept. */
uint64_t samples_first(const struct samples *s);
/* Finds a sample by number; NULL: overwritten, or not taken yet. */
const struct sample *samples_find(const struct samples *s, uint64_t number);

#endif
