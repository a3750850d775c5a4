/* Runs the readers that a start runs, with a report for each mistake. */
#include "config/check.h"

#include "base/clock.h"
#include "config/read.h"
#include "config/secrets.h"
#include "config/usage.h"

#include <unistd.h>

static struct {
    check_printer *print;
    unsigned findings, warnings;
} check;

static void check_print(struct slice sentence)
{
    check.print(sentence);
    check.print(SLICE("\n"));
}

static void check_report(struct slice sentence)
{
    check.findings++;
    check_print(sentence);
}

static void check_warn(struct slice sentence)
{
    check.warnings++;
    check_print(sentence);
}

/* Concludes with the name of the file that was read. */
static void check_conclude(const struct config *c)
{
    TEXT(t, 2 * LIMIT_PATH_BYTES);
    bool none = access(c->file, F_OK) != 0;
    text_str(&t, check.warnings > 0 ? "no mistake" : "all is well");
    text_str(&t, none ? "; there is no configuration file, such as " : ": ");
    text_str(&t, c->file);
    check_print(text_slice(&t));
}

static void check_found(const char *name, const char *what, bool repaired)
{
    TEXT(t, 2 * LIMIT_PATH_BYTES);
    text_str(&t, name);
    text_str(&t, ": ");
    text_str(&t, what);
    text_str(&t, repaired ? " (repaired)" : "; a start repairs what belongs to us");
    check_report(text_slice(&t));
}

int config_check(struct config *c, char *const argv[], char *const envp[], check_printer *print,
                 const struct check_looks *look)
{
    TEXT(error, 512);
    check.print = print;
    check.findings = check.warnings = 0;
    enum config_answer answer = config_read(c, argv, envp, check_report, &error);
    if (answer == CONFIG_HELP || answer == CONFIG_VERSION) {
        print(slice_of(config_usage()));
        return 0;
    }
    if (answer == CONFIG_WRONG) {
        check_report(text_slice(&error));
        return 2;
    }
    if (!config_secrets_check(c, &error))
        check_report(text_slice(&error));
    (void)look->state(c->state_dir, false, clock_unix(), check_found);
    look->machine(c, envp, check_warn);
    if (check.findings == 0)
        check_conclude(c);
    return check.findings == 0 ? 0 : 1;
}
