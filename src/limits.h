/*
 * Every capacity of boundtty, by subject: what it counts, its unit, and what happens when it is
 * full. A profile is chosen at build time (make PROFILE=router|board|server). Nothing here changes
 * at run time, and all memory that these numbers ask for is reserved at the start.
 */
#ifndef BOUNDTTY_LIMITS_H
#define BOUNDTTY_LIMITS_H

#define PROFILE_ROUTER 1
#define PROFILE_BOARD 2
#define PROFILE_SERVER 3

#ifndef PROFILE
#define PROFILE PROFILE_BOARD
#endif

#if PROFILE == PROFILE_ROUTER
#define PROFILE_NAME "router"
#define BY_PROFILE(router, board, server) (router)
#elif PROFILE == PROFILE_BOARD
#define PROFILE_NAME "board"
#define BY_PROFILE(router, board, server) (board)
#elif PROFILE == PROFILE_SERVER
#define PROFILE_NAME "server"
#define BY_PROFILE(router, board, server) (server)
#else
#error "PROFILE must be PROFILE_ROUTER, PROFILE_BOARD or PROFILE_SERVER"
#endif

/* Memory in bytes; tools/bound proves these from the linked program and the compiler's call
 * graph. */
#define LIMIT_TOTAL_BYTES (BY_PROFILE(3, 32, 256) * 1024 * 1024) /* both processes together */
#define LIMIT_KEEPER_BYTES (BY_PROFILE(44, 88, 400) * 1024) /* memory that the keeper can write */
#define LIMIT_STACK_BYTES (16 * 1024)                       /* stack of each process */

/* Sessions and windows. */
#define LIMIT_SESSIONS BY_PROFILE(4, 16, 128)       /* full: 503 */
#define LIMIT_WINDOWS BY_PROFILE(4, 16, 128)        /* windows of all sessions; full: 503 */
#define LIMIT_JOBS BY_PROFILE(1, 4, 8)              /* child processes for requests; full: 503 */
#define LIMIT_CHILDREN (LIMIT_WINDOWS + LIMIT_JOBS) /* children of the keeper; cannot be full */
#define LIMIT_TIMERS (8 + LIMIT_CHILDREN + LIMIT_WINDOWS) /* timers of the server; cannot be full */
#define LIMIT_INPUT_BYTES                                                                          \
    (BY_PROFILE(4, 16, 16) * 1024) /* input ring of a window; full: viewers wait */
#define LIMIT_CLIENTS                                                                              \
    BY_PROFILE(16, 64, 512) /* clients with an input offset; full: oldest dropped */
#define LIMIT_NAME_BYTES 64 /* a name with its NUL; longer: refused */
#define LIMIT_TMUX_BYTES BY_PROFILE(640, 7808, 32384) /* tmux's list; full: the list says so */
#define LIMIT_TMUX_WAITING BY_PROFILE(4, 16, 32)      /* requests waiting for tmux; full: 503 */

/* Programs and their sources. */
#define LIMIT_COMMAND_BYTES 1024 /* argv and options; longer: refused */
#define LIMIT_ARGUMENTS 64       /* words of a command; more: refused */
#define LIMIT_PATH_BYTES 256     /* a path with its NUL; longer: refused */
#define LIMIT_VARIABLES 64       /* variables of a program's environment */
#define LIMIT_ENVIRONMENT_BYTES                                                                    \
    BY_PROFILE(4096, 8192, 8192) /* bytes of them; full: inherited ones are dropped (counted) */

/* The terminal. LIMIT_CELLS bounds the size of a window too. */
#define LIMIT_CELLS                                                                                \
    BY_PROFILE(12800, 52000, 52000)          /* cells of a screen; a larger window is clamped */
#define LIMIT_COLS 1000                      /* columns; clamped */
#define LIMIT_ROWS BY_PROFILE(128, 400, 400) /* rows; clamped */
#define LIMIT_HISTORY_BYTES                                                                        \
    (BY_PROFILE(64, 256, 512) * 1024) /* history of a window; full: oldest lines go */
#define LIMIT_CLUSTERS                                                                             \
    BY_PROFILE(128, 1024, 256) /* clusters of a window; full: the first code point */
#define LIMIT_CLUSTER_POINTS 7 /* code points in a cell; more are dropped */
#define LIMIT_RARE                                                                                 \
    BY_PROFILE(128, 1024, 256) /* links and underline colours of a window; full: dropped */
#define LIMIT_URI_BYTES                                                                            \
    (BY_PROFILE(5, 48, 10) * 1024) /* bytes of the links on a window's screens; full: no link */
#define LIMIT_LINK_BYTES 2083      /* a hyperlink's URI; longer: no link */
#define LIMIT_TITLE_BYTES 256      /* a title; longer: truncated at a character */
#define LIMIT_ICON_BYTES 64        /* an icon's title; longer: truncated at a character */
#define LIMIT_TITLES 10            /* pushed titles; full: the oldest is dropped */
#define LIMIT_CLIPBOARD_BYTES (BY_PROFILE(2, 16, 16) * 1024) /* OSC 52, decoded; longer: ignored */
#define LIMIT_STRING_BYTES 2400         /* any other OSC or DCS string; longer: ignored */
#define LIMIT_PARAMETERS 32             /* parameters of a control sequence; more are dropped */
#define LIMIT_ANSWER_BYTES 1024         /* answers to a program; full: its output waits */
#define LIMIT_CHUNK 4096                /* bytes of output fed as one transaction */
#define LIMIT_SYNCHRONIZED_MS 1000      /* mode 2026 delays a frame at most this long */
#define LIMIT_WAITS BY_PROFILE(2, 8, 8) /* patterns awaited in a window; full: 503 */
#define WAIT_ECHO_BYTES 512             /* of a request's echo in any profile, with a NUL */
#define LIMIT_ECHO_BYTES                                                                           \
    BY_PROFILE(256, 512, 512) /* text whose echo is left out, with a NUL; longer: its start */
#define LIMIT_LINE_BYTES                                                                           \
    BY_PROFILE(4096, 8192, 8192) /* a line that patterns see; longer: its part around the cursor */
#define LIMIT_TRANSCRIPT_BYTES                                                                     \
    (BY_PROFILE(2, 16, 16) * 1024) /* lines kept for marks; full: the oldest go */

/* The network. */
#define LIMIT_CONNECTIONS BY_PROFILE(16, 64, 512) /* full: an idle one is displaced, or 503 */
#define DEFAULT_CONNECTIONS_PER_ADDRESS (LIMIT_CONNECTIONS / 2) /* more: 503 */
#define LIMIT_DRAINING 16       /* draining connections; full: the oldest is closed */
#define LIMIT_LISTENERS 5       /* with the local socket; more: refused */
#define LIMIT_HEADER_BYTES 8192 /* a request's head; longer: 431 */
#define LIMIT_JSON_BODY BY_PROFILE(2048, 16384, 16384) /* bytes; longer: 413 */
#define LIMIT_CONN_IN                                                                              \
    (LIMIT_HEADER_BYTES + LIMIT_JSON_BODY + 512)         /* a head, its body, chunked framing */
#define LIMIT_CONN_OUT (BY_PROFILE(8, 16, 12) * 1024)    /* bytes to send; full: the writer waits */
#define LIMIT_SEND_BUFFER (BY_PROFILE(8, 32, 32) * 1024) /* bytes of SO_SNDBUF for a viewer */
#define LIMIT_UNSENT 4096                    /* TCP_NOTSENT_LOWAT of a viewer, in bytes */
#define LIMIT_MESSAGE 32768                  /* bytes of a WebSocket message; longer: close 1009 */
#define LIMIT_PLAIN_PAGE BY_PROFILE(0, 1, 1) /* room for the decoded page; without it 406 */

/* Access. */
#define LIMIT_HOSTS 4                       /* names allowed in a Host field; more: refused */
#define LIMIT_LOGINS BY_PROFILE(8, 32, 256) /* full: the one unused for longest is signed out */
#define LIMIT_ADDRESSES                                                                            \
    BY_PROFILE(16, 64, 64)          /* addresses with failed logins; full: oldest dropped */
#define LIMIT_FAILED_LOGINS 10      /* failed logins of an address in a minute; more: 429 */
#define LIMIT_VIEWERS_PER_SESSION 5 /* default of viewers-per-session; more: 429 */

/* Records. */
#define LIMIT_JOURNAL                                                                              \
    BY_PROFILE(32, 256, 512) /* lines of the log on the board; full: oldest overwritten */
#define LIMIT_SAMPLES 240    /* samples of the figures; full: oldest overwritten */
#define SAMPLE_MS 15000      /* between two samples */
#define DEFAULT_LOG_BYTES (1024 * 1024) /* bytes of a log file; full: it is rotated */
#define DEFAULT_LOG_FILES 3             /* log files of a window in all */

/* The configuration file. */
#define LIMIT_CONFIG_BYTES (64 * 1024) /* bytes; larger: refused */
#define LIMIT_CONFIG_LINE 1536         /* bytes of a line; longer: refused */

/* Deadlines and intervals, in milliseconds. Each is the default of a key (config/keys). */
#define DEFAULT_HEADER_MS 10000           /* for a request's head to arrive */
#define DEFAULT_IDLE_MS 120000            /* between two requests of a connection */
#define DEFAULT_STALL_MS 30000            /* for a response to make progress */
#define DEFAULT_PING_MS 30000             /* between two pings */
#define DEFAULT_UNANSWERED_PINGS 2        /* consecutive pings; then the connection is closed */
#define DEFAULT_KILL_MS 5000              /* from SIGTERM to SIGKILL */
#define DEFAULT_SHUTDOWN_MS 30000         /* for a whole shutdown */
#define DEFAULT_HANG_MS 10000             /* for the server's answer to the keeper */
#define DEFAULT_FRAME_MS 16               /* between two frames of a viewer */
#define DEFAULT_RUNTIME_MS 60000          /* between two log lines that report figures */
#define DEFAULT_RESPAWN_DELAY_MS 1000     /* before a restart; doubled each time */
#define DEFAULT_RESPAWN_MAX_MS 60000      /* the longest such pause */
#define DEFAULT_BREAKER_COOLDOWN_MS 30000 /* before an open breaker tries again */
#define DEFAULT_MIN_UPTIME_MS 10000       /* a program that lives this long has started well */
#define DEFAULT_SERVER_MIN_UPTIME_MS 1000 /* a server that served this long is restarted at once */

_Static_assert(LIMIT_CELLS >= 80 * 24, "a screen of 80x24 fits");
_Static_assert(LIMIT_COLS <= LIMIT_CELLS && LIMIT_ROWS <= LIMIT_CELLS,
               "one row or one column fits");
_Static_assert(LIMIT_LINK_BYTES + 256 <= LIMIT_STRING_BYTES,
               "the longest link and its parameters are gathered");
_Static_assert(LIMIT_LINK_BYTES <= LIMIT_URI_BYTES / 2, "a sweep makes room for the longest link");
_Static_assert(LIMIT_WINDOWS < 65535 && LIMIT_SESSIONS < 65535 && LIMIT_CONNECTIONS < 65535 &&
                   LIMIT_LOGINS < 65535,
               "tables count in 16 bits (base/table)");
_Static_assert((LIMIT_INPUT_BYTES & (LIMIT_INPUT_BYTES - 1)) == 0,
               "a ring's size is a power of two (base/ring)");
_Static_assert((LIMIT_JOURNAL & (LIMIT_JOURNAL - 1)) == 0,
               "line numbers wrap to the first slot (board/journal)");
_Static_assert(LIMIT_SAMPLES *SAMPLE_MS == 60 * 60 * 1000, "the samples cover an hour");
_Static_assert(LIMIT_CONN_OUT >= 4096, "one row of painted text fits an out buffer");
_Static_assert(LIMIT_MESSAGE >= LIMIT_INPUT_BYTES, "a message can fill a window's input");
_Static_assert(LIMIT_CHUNK <= LIMIT_HISTORY_BYTES, "the lines of one chunk fit the history");
_Static_assert(LIMIT_CONFIG_LINE > LIMIT_COMMAND_BYTES + LIMIT_NAME_BYTES,
               "a line holds a key and a whole command");
_Static_assert(DEFAULT_RESPAWN_DELAY_MS <= DEFAULT_RESPAWN_MAX_MS,
               "the first pause is not the longest");
_Static_assert(DEFAULT_KILL_MS < DEFAULT_SHUTDOWN_MS, "a program can be killed within a shutdown");

#endif
