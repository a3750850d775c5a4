/*
 * Any bytes as a source. As lines of a [window] section: a declaration that passes its check has options of its kind
 * alone, and is whole. As a struct of a message: what is whole can be walked, described and checked.
 */
#include "base/bug.h"
#include "source/declaration.h"
#include "source/tmux.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void walk(const struct source *s)
{
    struct slice name, value, found;
    size_t at = 0, steps = 0;
    while (source_next(s, &at, &name, &value)) {
        char text[LIMIT_COMMAND_BYTES];
        BUG_UNLESS(++steps <= LIMIT_COMMAND_BYTES);
        BUG_UNLESS(name.len + value.len <= s->options_len);
        if (slice_copy(name, text, sizeof text))
            BUG_UNLESS(source_option(s, text, &found));
    }
    TEXT(description, 512);
    source_describe(s, &description);
    struct serial_settings set = source_serial(s);
    BUG_UNLESS(set.line.speed > 0 && set.line.speed <= SERIAL_SPEED_MAX &&
               set.delay_ms <= SERIAL_DELAY_MAX);
}

static void declare(struct slice rest)
{
    struct declaration d;
    struct slice line, name;
    TEXT(error, 512);
    (void)declaration_begin(&d, SLICE("w"));
    while (rest.len > 0) {
        rest = slice_cut(rest, '\n', &line);
        struct slice value = slice_cut(line, '=', &name);
        error.len = 0;
        (void)declaration_read(&d, name, value, &error);
        BUG_UNLESS(source_whole(&d.source));
    }
    bool good = source_check(&d.source, &error);
    BUG_UNLESS(d.source.kind < SOURCES);
    walk(&d.source);
    struct slice target;
    struct tmux_target to;
    if (good && d.source.kind == SOURCE_TMUX)
        BUG_UNLESS(source_option(&d.source, "target", &target) && tmux_read_target(target, &to));
}

static void receive(struct slice bytes)
{
    static struct source s;
    TEXT(error, 512);
    memset(&s, 0, sizeof s);
    memcpy(&s, bytes.at, bytes.len < sizeof s ? bytes.len : sizeof s);
    if (!source_whole(&s))
        return;
    walk(&s);
    (void)source_check(&s, &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    declare(slice_make(bytes, size));
    receive(slice_make(bytes, size));
    return 0;
}
