/* The command line of boundtty roam. */
#ifndef CLI_ROAM_SETTINGS_H
#define CLI_ROAM_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

struct roam_settings {
    const char *host, *session;
    const char *socket;   /* name of tmux's socket (-L) */
    const char *escape;   /* ssh's escape character (-e); NULL: ssh's default */
    uint64_t alive_s;     /* between two signs of life of the remote host, 1 to 3600 (-a) */
    uint64_t alive_count; /* missing ones that make a loss, 1 to 100 (-c) */
    uint64_t interval_ms; /* minimum between the starts of two attempts, up to 3600000 (-I) */
    char id[17];          /* distinguishes this roam's clients on the remote host; empty: none */
    bool screen;          /* GNU screen instead of tmux (-S) */
    bool plain;           /* a login shell without a multiplexer (--none) */
    bool verbose;         /* report how each attempt ended (-V) */
    bool require_forward;
};

/* Sets the defaults and reads argv, the words after the command's name. Returns -1; or an exit
 * status: CLI_DONE after -h, which printed the usage, or CLI_USAGE after a printed error. */
int roam_settings_read(struct roam_settings *s, char *const argv[]);

#endif
