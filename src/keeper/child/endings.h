/* How programs ended: one log line for each, and whether memory was short. */
#ifndef KEEPER_ENDINGS_H
#define KEEPER_ENDINGS_H

#include "board/message.h"
#include "keeper/child/spawn.h"

struct ending {
    uint16_t slot;           /* index in the process table */
    int32_t pid;             /* 0: never forked */
    int32_t status;          /* status from wait(), if error is 0 */
    int32_t error;           /* errno why the program never ran; 0: it ran */
    enum start_step step;    /* the step that failed, if error is not 0 */
    bool asked;              /* the program was asked to end */
    bool sent_term;          /* SIGHUP and SIGTERM were sent */
    bool sent_kill;          /* SIGKILL was sent */
    uint64_t ran_ms;         /* milliseconds from start to end */
    enum memory_verdict oom; /* result of endings_memory() */
};

/* Notes the kernel's present count of out-of-memory kills; only later ones count. */
void endings_init(void);
/* Returns whether a program that has just ended ran out of memory, and counts it. */
enum memory_verdict endings_memory(const struct ending *e);
void endings_log(const struct ending *e);

#endif
