/*
 * Every capacity of boundtty, in one place. A profile is chosen when it is
 * built (make PROFILE=router|board|server); nothing here changes while it
 * runs, and everything that these numbers ask for is reserved at the start.
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
#define LIMIT_TOTAL_BYTES (2 * 1024 * 1024)
#define LIMIT_CONNECTIONS 16
#define LIMIT_WINDOWS 4
#define LIMIT_SESSIONS 4
#define LIMIT_CELLS 8000
#define LIMIT_ROWS 128
#define LIMIT_HISTORY_BYTES (64 * 1024)
#define LIMIT_STYLES 256
#define LIMIT_CLUSTERS 128
#define LIMIT_LINKS 16
#define LIMIT_CLIPBOARD_BYTES 2048
#define LIMIT_INPUT_BYTES (8 * 1024)
#define LIMIT_CONN_OUT (8 * 1024)
#define LIMIT_SEND_BUFFER (8 * 1024)
#define LIMIT_CLIENTS 16
#define LIMIT_LOGINS 8
#define LIMIT_ADDRESSES 16           /* whose failed logins are remembered */
#define LIMIT_JSON_BODY 2048         /* past it 413 */
#define LIMIT_ENVIRONMENT_BYTES 4096 /* of a program */
#define LIMIT_KEEPER_BYTES (48 * 1024)
#define LIMIT_JOURNAL 32
#define LIMIT_JOBS 1
#define LIMIT_TMUX_BYTES 640 /* of the table of tmux's sessions and windows */
#define LIMIT_TMUX_WAITING 4 /* requests that wait for an answer of tmux */
#define LIMIT_PLAIN_PAGE 0   /* whether there is room for the page, decoded; without: 406 */
#elif PROFILE == PROFILE_BOARD
#define PROFILE_NAME "board"
#define LIMIT_TOTAL_BYTES (16 * 1024 * 1024)
#define LIMIT_CONNECTIONS 64
#define LIMIT_WINDOWS 16
#define LIMIT_SESSIONS 16
#define LIMIT_CELLS 20000
#define LIMIT_ROWS 400
#define LIMIT_HISTORY_BYTES (256 * 1024)
#define LIMIT_STYLES 2048
#define LIMIT_CLUSTERS 1024
#define LIMIT_LINKS 64
#define LIMIT_CLIPBOARD_BYTES (16 * 1024)
#define LIMIT_INPUT_BYTES (16 * 1024)
#define LIMIT_CONN_OUT (16 * 1024)
#define LIMIT_SEND_BUFFER (32 * 1024)
#define LIMIT_CLIENTS 64
#define LIMIT_LOGINS 32
#define LIMIT_ADDRESSES 64           /* whose failed logins are remembered */
#define LIMIT_JSON_BODY 16384        /* past it 413 */
#define LIMIT_ENVIRONMENT_BYTES 8192 /* of a program */
#define LIMIT_KEEPER_BYTES (88 * 1024)
#define LIMIT_JOURNAL 256
#define LIMIT_JOBS 4
#define LIMIT_TMUX_BYTES 7808 /* of the table of tmux's sessions and windows */
#define LIMIT_TMUX_WAITING 16 /* requests that wait for an answer of tmux */
#define LIMIT_PLAIN_PAGE 1
#elif PROFILE == PROFILE_SERVER
#define PROFILE_NAME "server"
#define LIMIT_TOTAL_BYTES (160 * 1024 * 1024)
#define LIMIT_CONNECTIONS 512
#define LIMIT_WINDOWS 128
#define LIMIT_SESSIONS 128
#define LIMIT_CELLS 20000
#define LIMIT_ROWS 400
#define LIMIT_HISTORY_BYTES (512 * 1024)
#define LIMIT_STYLES 4096
#define LIMIT_CLUSTERS 1024
#define LIMIT_LINKS 64
#define LIMIT_CLIPBOARD_BYTES (16 * 1024)
#define LIMIT_INPUT_BYTES (16 * 1024)
#define LIMIT_CONN_OUT (16 * 1024)
#define LIMIT_SEND_BUFFER (32 * 1024)
#define LIMIT_CLIENTS 512
#define LIMIT_LOGINS 256
#define LIMIT_ADDRESSES 64           /* whose failed logins are remembered */
#define LIMIT_JSON_BODY 16384        /* past it 413 */
#define LIMIT_ENVIRONMENT_BYTES 8192 /* of a program */
#define LIMIT_KEEPER_BYTES (400 * 1024)
#define LIMIT_JOURNAL 1024
#define LIMIT_JOBS 8
#define LIMIT_TMUX_BYTES 32384 /* of the table of tmux's sessions and windows */
#define LIMIT_TMUX_WAITING 32  /* requests that wait for an answer of tmux */
#define LIMIT_PLAIN_PAGE 1
#else
#error "PROFILE must be PROFILE_ROUTER, PROFILE_BOARD or PROFILE_SERVER"
#endif

/* The terminal. */
#define LIMIT_COLS 1000            /* columns of a window, also bounded by LIMIT_CELLS */
#define LIMIT_CHUNK 4096           /* bytes of output that are fed as one transaction */
#define LIMIT_ANSWER_BYTES 1024    /* answers to a program's queries not yet written to it */
#define LIMIT_PARAMETERS 32        /* parameters of one control sequence */
#define LIMIT_TITLE_BYTES 256      /* a window's title, UTF-8, without a NUL */
#define LIMIT_LINK_BYTES 512       /* one hyperlink's URI */
#define LIMIT_CLUSTER_POINTS 7     /* code points in one cell */
#define LIMIT_STRING_BYTES 1024    /* an OSC or DCS string, except OSC 52 */
#define LIMIT_SYNCHRONIZED_MS 1000 /* a program may hold its picture back so long (?2026) */

/* The network. */
#define LIMIT_HEADER_BYTES 8192  /* request line and field lines; past it 431 */
#define LIMIT_BODY (1024 * 1024) /* a body that no route streams; past it 413 */
#define LIMIT_MESSAGE 32768      /* one WebSocket message; past it close 1009 */
#define LIMIT_CONN_IN (LIMIT_HEADER_BYTES + LIMIT_JSON_BODY + 512) /* a head, its body, framing */
#define LIMIT_LEAVING 16  /* connections that are over and whose last bytes are still read */
#define LIMIT_UNSENT 4096 /* TCP_NOTSENT_LOWAT of what gets old: half of it may wait unsent */
#define LIMIT_LISTENERS 5 /* one of them is the local socket */
#define LIMIT_HOSTS 4
#define LIMIT_FAILED_LOGINS 10      /* a minute an address; past it 429 */
#define LIMIT_VIEWERS_PER_SESSION 5 /* past it 429 */
#define DEFAULT_CONNECTIONS_PER_ADDRESS (LIMIT_CONNECTIONS / 2) /* past it 503 */

/* Programs that the keeper runs: one a window, and jobs, whose output is read and not shown. */
#define LIMIT_CHILDREN (LIMIT_WINDOWS + LIMIT_JOBS)

/* Periodic work of the server, and what it is to do later: its own, one for each program, and
 * one for each window's line. */
#define LIMIT_TIMERS (8 + LIMIT_CHILDREN + LIMIT_WINDOWS)

/* Memory: LIMIT_TOTAL_BYTES is the most of both processes, LIMIT_STACK_BYTES of each one's stack,
 * LIMIT_KEEPER_BYTES of the variables that the keeper can write. All are proved by tools/bound,
 * from the linked program and the compiler's call graph. */
#define LIMIT_STACK_BYTES (16 * 1024)

/* Names and commands. */
#define LIMIT_NAME_BYTES 64      /* a session's or a window's name, UTF-8 */
#define LIMIT_COMMAND_BYTES 1024 /* a command's argv, each word NUL-terminated */
#define LIMIT_ARGUMENTS 64       /* words in one command */
#define LIMIT_PATH_BYTES 256
#define LIMIT_CONFIG_BYTES (64 * 1024) /* of the configuration file, which is read line by line */
#define LIMIT_CONFIG_LINE 1536

/* Figures. */
#define LIMIT_SAMPLES 240 /* an hour of them, one each SAMPLE_MS */
#define SAMPLE_MS 15000

/* The log, where it goes to a file. */
#define DEFAULT_LOG_BYTES (1024 * 1024)
#define DEFAULT_LOG_FILES 3

/* Lifecycle, in milliseconds (DESIGN section 5 gives each as a default). */
#define DEFAULT_HEADER_MS 10000
#define DEFAULT_IDLE_MS 120000
#define DEFAULT_PING_MS 30000
#define DEFAULT_STALL_MS 30000 /* an answer of which nothing is taken for so long is over */
#define DEFAULT_UNANSWERED_PINGS 2
#define DEFAULT_KILL_MS 5000
#define DEFAULT_SHUTDOWN_MS 30000
#define DEFAULT_FRAME_MS 16
#define DEFAULT_RUNTIME_MS 60000
#define DEFAULT_HANG_MS 10000
#define DEFAULT_RESPAWN_DELAY_MS 1000 /* before a program is started again; doubled each time */
#define DEFAULT_RESPAWN_MAX_MS 60000  /* up to this */
#define DEFAULT_BREAKER_COOLDOWN_MS 30000
#define DEFAULT_MIN_UPTIME_MS 10000       /* a program that lives so long was started well */
#define DEFAULT_SERVER_MIN_UPTIME_MS 1000 /* a server that served so long is restarted at once */

_Static_assert(LIMIT_CELLS >= 80 * 24, "a profile must hold a common screen");
_Static_assert(LIMIT_COLS <= LIMIT_CELLS && LIMIT_ROWS <= LIMIT_CELLS, "one row must fit");
_Static_assert(LIMIT_STYLES <= 65535 && LIMIT_LINKS <= 65535, "cells name them in 16 bits");
_Static_assert(LIMIT_SAMPLES *SAMPLE_MS == 60 * 60 * 1000, "the samples kept are an hour");
_Static_assert(LIMIT_CONN_OUT >= 4096, "one row of painted text must fit an out buffer");

#endif
