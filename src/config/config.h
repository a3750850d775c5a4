/*
 * The configuration: flags and a file (INI: [server], with a key for each flag, and a section
 * [window NAME] for each window that is declared) become one struct, read-only afterwards. A flag
 * wins over the file, which is the one given with -c, else /etc/boundtty.conf, else boundtty.conf
 * in the state directory, where there is one.
 */
#ifndef BOUNDTTY_CONFIG_H
#define BOUNDTTY_CONFIG_H

#include "base/log.h"
#include "limits.h"
#include "source/declaration.h"

enum log_format { LOG_LOGFMT, LOG_JSON };

struct config {
    char file[LIMIT_PATH_BYTES]; /* which configuration file was read, or would be */
    char listen[LIMIT_LISTENERS - 1]
               [LIMIT_PATH_BYTES]; /* "127.0.0.1:7681", "[::1]:7681", "unix:/path" */
    uint16_t listen_count;
    char base[LIMIT_PATH_BYTES]; /* "" or "/x/y": no slash at its end */
    char state_dir[LIMIT_PATH_BYTES];
    bool local;                    /* also listen at the local socket */
    char socket[LIMIT_PATH_BYTES]; /* it, in the state directory: "unix:/..." */
    char token_file[LIMIT_PATH_BYTES];
    char viewer_token_file[LIMIT_PATH_BYTES];
    char hosts[4][LIMIT_NAME_BYTES]; /* further names that a Host field may hold (key host) */
    uint16_t host_count;
    char user[LIMIT_NAME_BYTES]; /* whom the server process becomes where the keeper is root */
    char command[LIMIT_COMMAND_BYTES]; /* argv of the default command, words NUL-terminated */
    uint16_t command_len;              /* 0: the user's shell */
    uint16_t cols, rows; /* --size: the first window's while nobody looks; else 80x24 */
    bool size_given;
    bool clipboard; /* programs may set viewers' clipboards */
    uint32_t header_ms, idle_ms, stall_ms, ping_ms, unanswered_pings, kill_ms, shutdown_ms,
        frame_ms, server_min_uptime_ms;
    uint16_t viewers_per_session;
    uint16_t connections_per_address; /* loopback and unix sockets apart */
    /* Where the log's lines go: "stderr", "syslog", or the path of a file. */
    char log[LIMIT_PATH_BYTES];
    char syslog_socket[LIMIT_PATH_BYTES];
    enum log_level log_level;
    enum log_format log_format;
    uint32_t log_bytes; /* a file's most; then it becomes FILE.1, and so on */
    uint16_t log_files; /* so many files in all */
    uint32_t hang_ms;   /* a server that gives no sign of life for so long is ended */
    /* Programs that are started again (app/window/breaker): the first pause before a start and the
     * longest, that of an open breaker, and how long a good start lives. */
    uint32_t respawn_delay_ms, respawn_most_ms, breaker_cooldown_ms, min_uptime_ms;
    char tmux_socket[LIMIT_PATH_BYTES]; /* its name, or path; empty: the user's own server */
    uint32_t runtime_ms;                /* between two lines that tell how it goes */
    struct declaration windows[LIMIT_WINDOWS];
    uint16_t window_count;
    /* Secrets, read by the keeper before the server is forked; the server cannot open files. */
    char token[65]; /* 64 hexadecimal digits as generated, or what the file's first line holds */
    char viewer_token[65];
};

enum config_answer { CONFIG_RUN, CONFIG_HELP, CONFIG_VERSION, CONFIG_WRONG };

/* Reads flags and file. For CONFIG_WRONG, error holds one clear sentence (file, line and mend where
 * it is the file). */
enum config_answer config_read(struct config *c, int argc, char *const argv[], char *const envp[],
                               struct text *error);
/* From now on a mistake in the file is told, a sentence each, and the next line is read. */
void config_on_mistake(void (*tell)(struct slice sentence));
/* Makes the state directory (0700) and reads or generates the tokens (0600), both repaired where
 * they are ours and others may read them. False: error says why. */
bool config_secrets(struct config *c, struct text *error);
const char *config_usage(void);
/* The keys of [server], from *at = 0 on; NULL: no more. */
const char *config_key_name(size_t *at);

#endif
