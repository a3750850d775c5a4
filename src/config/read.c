/* Order of reading: the defaults, the flags that locate the file, the file, all flags, and the
 * paths derived from the state directory. */
#include "config/read.h"

#include "os/state.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_FILE "/etc/boundtty.conf"
#define OWN_FILE "/boundtty.conf" /* in the state directory */

static void read_defaults(struct config *c)
{
    *c = (struct config){
        .user = "nobody",
        .cols = 80,
        .rows = 24,
        .clipboard = true,
        .socket_mode = 0660,
        .local = true,
        .header_ms = DEFAULT_HEADER_MS,
        .idle_ms = DEFAULT_IDLE_MS,
        .stall_ms = DEFAULT_STALL_MS,
        .ping_ms = DEFAULT_PING_MS,
        .unanswered_pings = DEFAULT_UNANSWERED_PINGS,
        .kill_ms = DEFAULT_KILL_MS,
        .shutdown_ms = DEFAULT_SHUTDOWN_MS,
        .frame_ms = DEFAULT_FRAME_MS,
        .server_min_uptime_ms = DEFAULT_SERVER_MIN_UPTIME_MS,
        .viewers_per_session = LIMIT_VIEWERS_PER_SESSION,
        .connections_per_address = DEFAULT_CONNECTIONS_PER_ADDRESS,
        .log = "stderr",
        .syslog_socket = "/dev/log",
        .log_level = LOG_INFO,
        .log_format = LOG_LOGFMT,
        .log_bytes = DEFAULT_LOG_BYTES,
        .log_files = DEFAULT_LOG_FILES,
        .hang_ms = DEFAULT_HANG_MS,
        .runtime_ms = DEFAULT_RUNTIME_MS,
        .respawn_delay_ms = DEFAULT_RESPAWN_DELAY_MS,
        .respawn_max_ms = DEFAULT_RESPAWN_MAX_MS,
        .breaker_cooldown_ms = DEFAULT_BREAKER_COOLDOWN_MS,
        .min_uptime_ms = DEFAULT_MIN_UPTIME_MS,
    };
}

static bool read_path(char to[LIMIT_PATH_BYTES], const char *folder, const char *name)
{
    struct text t;
    text_init(&t, to, LIMIT_PATH_BYTES);
    text_str(&t, folder);
    text_str(&t, name);
    text_end(&t);
    return !t.cut;
}

static bool read_default_paths(struct config *c, char *const envp[], struct text *error)
{
    bool fit =
        (c->state_dir[0] != '\0' || os_state_folder(envp, c->state_dir, sizeof c->state_dir)) &&
        (c->token_file[0] != '\0' || read_path(c->token_file, c->state_dir, "/token")) &&
        (c->viewer_token_file[0] != '\0' ||
         read_path(c->viewer_token_file, c->state_dir, "/viewer-token")) &&
        os_state_socket(c->state_dir, c->socket, sizeof c->socket);
    if (!fit)
        text_str(error, "there is no home for the state directory, or its path is too long; choose "
                        "another with -s");
    if (c->listen_count == 0)
        (void)slice_copy(SLICE("127.0.0.1:7681"), c->listen[c->listen_count++], LIMIT_PATH_BYTES);
    return fit;
}

static bool read_found_file(struct config *c, char *const envp[], config_report *report,
                            struct text *error)
{
    char folder[LIMIT_PATH_BYTES];
    if (c->file[0] != '\0')
        return config_read_file(c, c->file, true, report, error);
    if (access(SYSTEM_FILE, F_OK) == 0)
        return slice_copy(SLICE(SYSTEM_FILE), c->file, sizeof c->file) &&
               config_read_file(c, c->file, true, report, error);
    bool known = c->state_dir[0] != '\0' ? slice_copy(slice_of(c->state_dir), folder, sizeof folder)
                                         : os_state_folder(envp, folder, sizeof folder);
    return !known || !read_path(c->file, folder, OWN_FILE) ||
           config_read_file(c, c->file, false, report, error);
}

bool config_same_server(const struct config *a, const struct config *b)
{
    bool to_stderr = strcmp(a->log, "stderr") == 0;
    return memcmp(a, b, offsetof(struct config, file)) == 0 &&
           to_stderr == (strcmp(b->log, "stderr") == 0) &&
           (!to_stderr || a->log_format == b->log_format);
}

enum config_answer config_read(struct config *c, char *const argv[], char *const envp[],
                               config_report *report, struct text *error)
{
    read_defaults(c);
    enum config_answer answer = flags_read(c, argv, FLAGS_PLACES, error);
    if (answer == CONFIG_RUN && !read_found_file(c, envp, report, error))
        answer = CONFIG_WRONG;
    if (answer == CONFIG_RUN)
        answer = flags_read(c, argv, FLAGS_ALL, error);
    if (answer == CONFIG_RUN && !read_default_paths(c, envp, error))
        answer = CONFIG_WRONG;
    return answer;
}
