/* The configuration as one struct, which config/read fills and nobody changes afterwards. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/log.h"
#include "limits.h"
#include "source/declaration.h"

enum log_format { LOG_LOGFMT, LOG_JSON };

#define CONFIG_TOKEN_BYTES 65 /* of a token with its NUL: 16 to 64 characters */

/* Strings end with NUL. Names in quotes are keys of the file; times are in milliseconds. */
struct config {
    char file
        [LIMIT_PATH_BYTES]; /* the configuration file that was read, or would be if it existed */
    /* Where to listen: "127.0.0.1:7681", "[::1]:7681", "unix:/path"; and the local socket for
     * the commands. */
    char listen[LIMIT_LISTENERS - 1][LIMIT_PATH_BYTES];
    uint16_t listen_count;
    bool local;                    /* "local-socket" */
    char socket[LIMIT_PATH_BYTES]; /* its address, in the state directory: "unix:/..." */
    char base[LIMIT_PATH_BYTES];   /* path that everything is served below: "" or "/x/y" */
    char hosts[LIMIT_HOSTS][LIMIT_NAME_BYTES]; /* further names permitted in a Host field */
    uint16_t host_count;
    char state_dir[LIMIT_PATH_BYTES];
    char token_file[LIMIT_PATH_BYTES];
    char viewer_token_file[LIMIT_PATH_BYTES];
    char user[LIMIT_NAME_BYTES]; /* the server process becomes this user where the keeper is root */
    /* New windows. */
    char command[LIMIT_COMMAND_BYTES]; /* argv of the default command, words NUL-terminated */
    uint16_t command_len;              /* bytes of it; 0: the user's login shell */
    uint16_t cols, rows;               /* "size": of a window that has no viewer yet */
    bool size_given;                   /* false: cols and rows are the default */
    bool clipboard;                    /* programs may set the clipboards of viewers */
    char tmux_socket
        [LIMIT_PATH_BYTES]; /* name or path of tmux's socket; empty: the user's default */
    /* Deadlines and bounds. */
    uint32_t header_ms;        /* for a request's head */
    uint32_t idle_ms;          /* for the next request of a connection */
    uint32_t stall_ms;         /* for progress of an answer that is being sent */
    uint32_t ping_ms;          /* between two pings of a WebSocket */
    uint32_t unanswered_pings; /* pings without an answer after which it is closed */
    uint32_t kill_ms;          /* from SIGHUP and SIGTERM to SIGKILL */
    uint32_t shutdown_ms;      /* for a shutdown of everything */
    uint32_t frame_ms;         /* least time between two frames of a viewer */
    uint32_t hang_ms;          /* without an answer the keeper ends the server after this */
    uint16_t viewers_per_session;
    uint16_t connections_per_address; /* loopback and unix sockets are not counted */
    /* Restarts of programs (app/window/breaker), and of the server. */
    uint32_t respawn_delay_ms, respawn_max_ms; /* the first pause before a start, and the longest */
    uint32_t breaker_cooldown_ms;              /* the pause of an open breaker */
    uint32_t min_uptime_ms;                    /* a program that lives this long has started well */
    uint32_t server_min_uptime_ms; /* a server that served this long is restarted at once */
    /* The log. */
    char log[LIMIT_PATH_BYTES]; /* "stderr", "syslog", or the path of a file */
    char syslog_socket[LIMIT_PATH_BYTES];
    uint8_t log_level;   /* enum log_level: lines below it are not written */
    uint8_t log_format;  /* enum log_format */
    uint16_t log_files;  /* files kept in all: FILE, FILE.1, ... */
    uint32_t log_bytes;  /* size at which a file is rotated */
    uint32_t runtime_ms; /* between two lines that report how the server does */
    /* The windows that the file declares. */
    struct declaration windows[LIMIT_WINDOWS];
    uint16_t window_count;
    /* Secrets (config/secrets), read before the server is forked, which can open no file. */
    char token[CONFIG_TOKEN_BYTES];
    char viewer_token[CONFIG_TOKEN_BYTES];
};

#endif
