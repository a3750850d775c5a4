/* Each flag with a value is a key of the file, except -c. Unknown flags, -h and -V are handled in
 * the first round. */
#include "config/flags.h"

#include "config/keys.h"

#include <string.h>

static const struct flag {
    const char *flag;
    const char *key; /* NULL: the path of the file itself */
    bool place;      /* read in the first round as well */
} flags[] = {
    {"-c", NULL, true},    {"-s", "state-directory", true}, {"-l", "listen", false},
    {"-b", "base", false}, {"-t", "token-file", false},     {"--size", "size", false},
};

static const struct flag *flags_find(const char *word)
{
    for (size_t i = 0; i < COUNT(flags); i++)
        if (strcmp(word, flags[i].flag) == 0)
            return &flags[i];
    return NULL;
}

static enum config_answer flags_wrong(struct text *error, const char *word, const char *why)
{
    text_str(error, word);
    text_str(error, why);
    text_str(error, "; try boundtty -h");
    return CONFIG_WRONG;
}

/* Takes the words after "--" as the command. */
static enum config_answer flags_command(struct config *c, char *const *words, struct text *error)
{
    struct text t;
    text_init(&t, c->command, sizeof c->command);
    size_t count = 0;
    for (; *words; words++, count++) {
        text_str(&t, *words);
        text_char(&t, '\0');
    }
    c->command_len = (uint16_t)t.len;
    if (count > 0 && count < LIMIT_ARGUMENTS && !t.cut && t.at[0] != '\0')
        return CONFIG_RUN;
    return flags_wrong(error, "--", " needs a command, of at most 1 KiB and 63 words");
}

static enum config_answer flags_set(struct config *c, const struct flag *f, const char *value,
                                    struct text *error)
{
    if (f->key)
        return keys_set(c, slice_of(f->key), slice_of(value), error) ? CONFIG_RUN
                                                                     : flags_wrong(error, "", "");
    if (slice_copy(slice_of(value), c->file, sizeof c->file))
        return CONFIG_RUN;
    return flags_wrong(error, value, " is too long");
}

/* Recognizes -h and -V, which have no value; CONFIG_RUN for any other word. */
static enum config_answer flags_question(const char *word)
{
    if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0)
        return CONFIG_HELP;
    return strcmp(word, "-V") == 0 || strcmp(word, "--version") == 0 ? CONFIG_VERSION : CONFIG_RUN;
}

enum config_answer flags_read(struct config *c, char *const argv[], enum flags_round round,
                              struct text *error)
{
    bool listen_given = false;
    enum config_answer answer = CONFIG_RUN;
    for (char *const *word = argv + 1; *word && answer == CONFIG_RUN; word += 2) {
        if (strcmp(*word, "--") == 0)
            return round == FLAGS_PLACES ? CONFIG_RUN : flags_command(c, word + 1, error);
        answer = flags_question(*word);
        if (answer != CONFIG_RUN)
            return answer;
        const struct flag *f = flags_find(*word);
        if (!f)
            return flags_wrong(error, *word,
                               (*word)[0] == '-' ? " is not known"
                                                 : " is not known; write -- before a command");
        if (!word[1])
            return flags_wrong(error, *word, " needs a value");
        if (round == FLAGS_PLACES && !f->place)
            continue;
        if (f->key && strcmp(f->key, "listen") == 0 && !listen_given) {
            c->listen_count = 0; /* the flag replaces the addresses of the file */
            listen_given = true;
        }
        answer = flags_set(c, f, word[1], error);
    }
    return answer;
}
