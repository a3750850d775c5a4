/* Runs the readers that a start runs, with a report for each mistake. */
#include "config/check.h"

#include "base/clock.h"
#include "config/read.h"
#include "config/usage.h"

static struct {
    check_printer *print;
    unsigned findings;
} check;

static void check_report(struct slice sentence)
{
    check.findings++;
    check.print(sentence);
    check.print(SLICE("\n"));
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
                 check_look *look)
{
    TEXT(error, 512);
    check.print = print;
    check.findings = 0;
    enum config_answer answer = config_read(c, argv, envp, check_report, &error);
    if (answer == CONFIG_HELP || answer == CONFIG_VERSION) {
        print(slice_of(config_usage()));
        return 0;
    }
    if (answer == CONFIG_WRONG) {
        check_report(text_slice(&error));
        return 2;
    }
    (void)look(c->state_dir, false, clock_unix(), check_found);
    if (check.findings == 0)
        print(SLICE("all is well\n"));
    return check.findings == 0 ? 0 : 1;
}
