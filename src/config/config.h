/* The configuration: one struct, filled by config/read and constant afterwards. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/log.h"
#include "limits.h"
#include "source/declaration.h"

enum log_format { LOG_LOGFMT, LOG_JSON };

#define CONFIG_TOKEN_BYTES 65 /* a token of 16 to 64 characters, with its NUL */

/* Strings are NUL-terminated; unused bytes are zero. Names in quotes are keys of the file; times
 * are in milliseconds. */
struct config {
    /* Addresses to listen at: "127.0.0.1:7681", "[::1]:7681", "unix:/path"; and the local socket
     * for the commands. */
    char listen[LIMIT_LISTENERS - 1][LIMIT_PATH_BYTES];
    uint16_t listen_count;
    bool local;                    /* "local-socket" */
    char socket[LIMIT_PATH_BYTES]; /* its address, in the state directory: "unix:/..." */
    char base[LIMIT_PATH_BYTES];   /* path prefix of all URLs: "" or "/x/y" */
    char hosts[LIMIT_HOSTS][LIMIT_NAME_BYTES]; /* further names accepted in a Host field */
    uint16_t host_count;
    char user[LIMIT_NAME_BYTES]; /* user of the server process, if the keeper is root */
    /* New windows. */
    char command[LIMIT_COMMAND_BYTES];  /* argv of the default command: NUL-terminated words */
    uint16_t command_len;               /* bytes used in command; 0: the user's login shell */
    uint16_t cols, rows;                /* "size" of a window that has no viewer yet */
    bool size_given;                    /* false: cols and rows are the default */
    bool clipboard;                     /* programs may set the clipboards of viewers */
    char tmux_socket[LIMIT_PATH_BYTES]; /* tmux's socket, name or path; empty: default */
    /* Timeouts and limits. */
    uint32_t header_ms;        /* deadline for a request's head */
    uint32_t idle_ms;          /* deadline for the next request of a connection */
    uint32_t stall_ms;         /* longest time without progress while a response is sent */
    uint32_t ping_ms;          /* interval between two pings of a WebSocket */
    uint32_t unanswered_pings; /* unanswered pings after which a WebSocket is closed */
    uint32_t kill_ms;          /* time from SIGHUP and SIGTERM to SIGKILL */
    uint32_t frame_ms;         /* minimum interval between two frames of a viewer */
    uint32_t hang_ms;          /* time without an answer after which the keeper ends the server */
    uint16_t viewers_per_session;
    uint16_t connections_per_address; /* loopback and Unix sockets are not counted */
    /* Restarts of programs (app/window/breaker) and of the server. */
    uint32_t respawn_delay_ms, respawn_max_ms; /* first and longest pause before a start */
    uint32_t breaker_cooldown_ms;              /* pause of an open breaker */
    uint32_t min_uptime_ms; /* uptime after which a program's start counts as successful */
    /* The log. */
    uint8_t log_level;   /* enum log_level: lines below it are not written */
    uint32_t runtime_ms; /* interval between two runtime lines */
    /* Windows declared in the file. */
    struct declaration windows[LIMIT_WINDOWS];
    uint16_t window_count;
    /* Secrets (config/secrets), read before the fork of the server, which cannot open files. */
    char token[CONFIG_TOKEN_BYTES];
    char viewer_token[CONFIG_TOKEN_BYTES];
    char instance[CONFIG_TOKEN_BYTES]; /* random, and the same as long as the state directory */
    /* From here on the keeper's own: a change of these needs no other server, except one from or to
     * a log on stderr, to which both processes write. */
    char file[LIMIT_PATH_BYTES];         /* path of the file that is read, if it exists */
    char socket_group[LIMIT_NAME_BYTES]; /* of unix sockets in `listen`; empty: the keeper's own */
    uint16_t socket_mode;                /* their permissions */
    char state_dir[LIMIT_PATH_BYTES];
    char token_file[LIMIT_PATH_BYTES];
    char viewer_token_file[LIMIT_PATH_BYTES];
    char log[LIMIT_PATH_BYTES]; /* "stderr", "syslog", or the path of a file */
    char syslog_socket[LIMIT_PATH_BYTES];
    uint8_t log_format;            /* enum log_format */
    uint16_t log_files;            /* number of files kept: FILE, FILE.1, ... */
    uint32_t log_bytes;            /* size in bytes at which a file is rotated */
    uint32_t shutdown_ms;          /* deadline for a complete shutdown */
    uint32_t server_min_uptime_ms; /* uptime after which a server is restarted at once */
};

#endif
