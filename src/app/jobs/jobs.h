/* Jobs: short programs that the keeper runs for the server, each with a deadline, and whose output
 * the server reads. A server that takes over knows nothing of its predecessor's jobs. */
#ifndef APP_JOBS_H
#define APP_JOBS_H

#include "base/table.h"
#include "source/source.h"

#include <stdint.h>

/* The outcome of a job. error: errno of a failed start, ETIMEDOUT if the job was not over at its
 * deadline, else 0; status: wait status. */
struct job_end {
    int32_t error, status;
};

struct job_user {
    void (*output)(uint32_t id, struct slice bytes); /* stdout and stderr, as they arrive */
    void (*ended)(uint32_t id, struct job_end end);  /* called once, after all output */
};

void jobs_init(void);
/* Starts a job. program: a source of a kind that is a program; copied. user: static; its functions
 * are passed id. False: all LIMIT_JOBS slots are in use. */
bool jobs_run(const struct source *program, uint32_t deadline_ms, const struct job_user *user,
              uint32_t id);

/* The table of slots; only size, used, high and refused are meaningful. */
const struct table *jobs_table(void);

/* For app/hear: the source and deadline to send to the keeper, and the keeper's reports. */
const struct source *jobs_source(uint16_t slot, uint32_t *deadline_ms);
void jobs_started(uint16_t slot, uint32_t request, int fd);
void jobs_ended(uint16_t slot, uint32_t request, struct job_end end);

#endif
