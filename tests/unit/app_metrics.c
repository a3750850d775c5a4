/* The tables of metrics and capacities: properties that every row must have. */
#include "app/watch/capacities.h"
#include "app/watch/metrics.h"
#include "check.h"

static void rows(void)
{
    const struct metric *m;
    STORY("each curve has one row, with a name")
    {
        unsigned seen[SAMPLE_VALUES] = {0};
        for (uint16_t i = 0; (m = metrics_at(i)) != NULL; i++) {
            if (m->curve == METRIC_NO_CURVE)
                continue;
            CHECK(m->curve_name != NULL);
            seen[m->sample]++;
        }
        for (unsigned i = 0; i < SAMPLE_VALUES; i++)
            CHECK_U64(1, seen[i]);
    }
    STORY("each row can be read, and is shown somewhere")
    {
        for (uint16_t i = 0; (m = metrics_at(i)) != NULL; i++) {
            CHECK(m->read != NULL);
            CHECK(m->family || m->member || m->summary || m->curve != METRIC_NO_CURVE);
            CHECK((m->group == METRIC_NO_GROUP) == (m->member == NULL));
            CHECK(!m->member || strlen(m->member) <= METRIC_MEMBER_MAX);
        }
    }
}

static void families(void)
{
    const struct metric *m, *other;
    STORY("a family's first row has its help, and its rows are adjacent")
    {
        const char *before = "";
        for (uint16_t i = 0; (m = metrics_at(i)) != NULL; i++) {
            if (!m->family)
                continue;
            CHECK((strcmp(m->family, before) != 0) == (m->help != NULL));
            before = m->family;
            for (uint16_t k = 0; k < i && m->help; k++) {
                other = metrics_at(k);
                CHECK(!other->family || strcmp(other->family, m->family) != 0);
            }
        }
    }
    STORY("the names of counters end in _total, and those of gauges do not")
    {
        for (uint16_t i = 0; (m = metrics_at(i)) != NULL; i++) {
            if (!m->family)
                continue;
            size_t len = strlen(m->family);
            bool total = len > 6 && strcmp(m->family + len - 6, "_total") == 0;
            CHECK(total == (m->type == METRIC_COUNTER));
        }
    }
}

static void capacities(void)
{
    const struct capacity *c;
    STORY("each bounded table has a short name")
    {
        for (uint16_t i = 0; (c = capacities_at(i)) != NULL; i++) {
            CHECK(strlen(c->name) <= CAPACITY_NAME_MAX);
            CHECK(c->table != NULL);
            CHECK(!(c->displaces && c->degrades));
        }
        CHECK(!capacities_at(CAPACITIES_MAX));
    }
}

int main(void)
{
    rows();
    families();
    capacities();
    return check_end();
}
