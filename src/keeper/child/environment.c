/* Builds environments. Variables are added in the order of their importance; those that do not fit
 * matter least. */
#include "keeper/child/environment.h"

#include "base/log.h"
#include "keeper/core/counts.h"
#include "os/execute.h"

#include <errno.h>
#include <string.h>

/* Adds "name=value", or replaces the variable with that name. False, without a change, if it does
 * not fit. */
static bool environment_put(struct environment *e, struct slice name, struct slice value)
{
    size_t start = e->bytes.len, i = 0;
    text_add(&e->bytes, name);
    text_char(&e->bytes, '=');
    text_add(&e->bytes, value);
    text_char(&e->bytes, '\0');
    char *word = e->bytes.at + start;
    while (!e->bytes.cut && i < e->count && strncmp(e->words[i], word, name.len + 1) != 0)
        i++;
    if (e->bytes.cut || i == LIMIT_VARIABLES) {
        e->bytes.len = start;
        e->bytes.cut = false;
        return false;
    }
    e->words[i] = word;
    if (i == e->count)
        e->count++;
    return true;
}

/* Returns the value of a variable; NULL if it is not set. */
static const char *environment_value(const struct environment *e, struct slice name)
{
    for (size_t i = 0; i < e->count; i++) {
        struct slice word = slice_of(e->words[i]);
        if (slice_starts(word, name) && e->words[i][name.len] == '=')
            return e->words[i] + name.len + 1;
    }
    return NULL;
}

static bool environment_put_account(struct environment *e, const struct os_account *account)
{
    return environment_put(e, SLICE("TERM"), SLICE("xterm-256color")) &&
           environment_put(e, SLICE("COLORTERM"), SLICE("truecolor")) &&
           environment_put(e, SLICE("HOME"), slice_of(account->home)) &&
           environment_put(e, SLICE("USER"), slice_of(account->name)) &&
           environment_put(e, SLICE("LOGNAME"), slice_of(account->name)) &&
           environment_put(e, SLICE("SHELL"), slice_of(account->shell));
}

/* Adds the variables of the source's options env, "NAME=VALUE". */
static bool environment_put_source(struct environment *e, const struct source *source)
{
    struct slice option, value, name;
    size_t at = 0;
    while (source_next(source, &at, &option, &value)) {
        if (!slice_equal(option, SLICE("env")) || slice_find(value, '=') < 0)
            continue;
        struct slice content = slice_cut(value, '=', &name);
        if (!environment_put(e, name, content))
            return false;
    }
    return true;
}

/* Whether a variable of the keeper's environment is passed on; all others may hold secrets. */
static bool is_passed_on(struct slice variable)
{
    static const char *const names[] = {
        "LANG=",   "LANGUAGE=", "LC_",     "TZ=",         "PATH=", "XDG_RUNTIME_DIR=",
        "EDITOR=", "PAGER=",    "TMPDIR=", "TMUX_TMPDIR="};
    for (size_t i = 0; i < COUNT(names); i++)
        if (slice_starts(variable, slice_of(names[i])))
            return true;
    return false;
}

static void log_left_out(struct slice name)
{
    struct log_line l;
    counts_add(KEEPER_COUNT_VARIABLES_LEFT_OUT, 1);
    if (!log_open_limited(&l, LOG_WARNING, "environment-full", "environment-full"))
        return;
    log_str(&l, "variable", name);
    log_u64(&l, "bytes", LIMIT_ENVIRONMENT_BYTES);
    log_u64(&l, "variables", LIMIT_VARIABLES);
    log_close(&l);
}

static void environment_put_inherited(struct environment *e, char *const inherited[])
{
    struct slice name;
    for (char *const *v = inherited; *v; v++) {
        if (!is_passed_on(slice_of(*v)) || slice_find(slice_of(*v), '=') < 0)
            continue;
        struct slice value = slice_cut(slice_of(*v), '=', &name);
        if (!environment_value(e, name) && !environment_put(e, name, value))
            log_left_out(name);
    }
}

int environment_make(struct environment *e, const struct source *source,
                     const struct os_account *account, char *const inherited[])
{
    e->count = 0;
    text_init(&e->bytes, e->storage, sizeof e->storage);
    if (!environment_put_account(e, account) || !environment_put_source(e, source))
        return E2BIG;
    environment_put_inherited(e, inherited);
    /* If the default does not fit, environment_path() still returns it. */
    if (!environment_value(e, SLICE("PATH")))
        (void)environment_put(e, SLICE("PATH"), SLICE(OS_DEFAULT_PATH));
    e->words[e->count] = NULL;
    return 0;
}

const char *environment_path(const struct environment *e)
{
    const char *path = environment_value(e, SLICE("PATH"));
    return path ? path : OS_DEFAULT_PATH;
}
