/*
 * Programs that the keeper runs for the server, and whose output the server reads: short ones, each
 * with a deadline. A server that takes over knows nothing of its predecessor's.
 */
#ifndef APP_JOBS_H
#define APP_JOBS_H

#include "base/table.h"
#include "source/source.h"

#include <stdint.h>

/* How a job went: where it could not be started, an errno; else as wait() gives it. A job that was
 * not over at its deadline has the error ETIMEDOUT. */
struct job_end {
    int32_t error, status;
};

struct job_user {
    void (*output)(uint32_t id, struct slice bytes); /* of both its outputs, as it comes */
    void (*ended)(uint32_t id, struct job_end end);  /* once, after all output */
};

void jobs_init(void);
/* program: of a kind that is one. id is handed to the user's functions, which live for ever. False:
 * all LIMIT_JOBS are under way. */
bool jobs_run(const struct source *program, uint32_t deadline_ms, const struct job_user *user,
              uint32_t id);

/* The slots: size, used, high and refused alone have a meaning. */
const struct table *jobs_table(void);

/* For app/hear: what the keeper is sent, and what it reports. */
const struct source *jobs_source(uint16_t slot, uint32_t *deadline_ms);
void jobs_started(uint16_t slot, uint32_t request, int fd);
void jobs_ended(uint16_t slot, uint32_t request, struct job_end end);

#endif
