/* The figures on the board: counters, and the ring of samples. */
#include "board/figures.h"
#include "check.h"

static struct figures f;

static void add(uint64_t from, uint64_t to)
{
    for (uint64_t i = from; i < to; i++) {
        struct sample one = {.taken_ms = 1000 + i};
        samples_add(&f.samples, &one);
    }
}

int main(void)
{
    STORY("each counter adds up on its own")
    {
        figures_count(&f, FIGURE_PTY_READ, 4096);
        figures_count(&f, FIGURE_PTY_READ, 4);
        figures_count(&f, FIGURE_FRAMES, 1);
        CHECK_U64(4100, f.counts[FIGURE_PTY_READ]);
        CHECK_U64(1, f.counts[FIGURE_FRAMES]);
        CHECK_U64(0, f.counts[FIGURE_PTY_WRITTEN]);
    }
    STORY("no sample is found before the first one is taken")
    {
        CHECK_U64(0, samples_first(&f.samples));
        CHECK(samples_find(&f.samples, 0) == NULL);
    }
    STORY("samples are found by their numbers")
    {
        add(0, 3);
        CHECK_U64(0, samples_first(&f.samples));
        CHECK_U64(1002, samples_find(&f.samples, 2)->taken_ms);
        CHECK(samples_find(&f.samples, 3) == NULL);
    }
    STORY("an hour of samples is kept: the newest replaces the oldest")
    {
        add(3, LIMIT_SAMPLES + 2);
        CHECK_U64(2, samples_first(&f.samples));
        CHECK(samples_find(&f.samples, 1) == NULL);
        CHECK_U64(1002, samples_find(&f.samples, 2)->taken_ms);
        CHECK_U64(1000 + LIMIT_SAMPLES + 1, samples_find(&f.samples, LIMIT_SAMPLES + 1)->taken_ms);
    }
    return check_end();
}
