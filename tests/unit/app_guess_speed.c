/*
 * Tests of the search for a speed, on a simulated serial line: what a sender sends at one speed, a
 * receiver reads at another bit by bit, like a UART: it waits for the falling edge of a start bit,
 * and samples the middle of each bit.
 */
#include "app/io/guess_speed.h"
#include "check.h"

static const uint32_t speeds[GUESS_SPEEDS] = {115200, 9600,   57600,   38400, 19200, 230400,
                                              460800, 921600, 1500000, 4800,  2400,  1200};

static const char boot[] =
    "\r\nU-Boot 2023.01 (Jan 09 2023 - 16:07:33 +0000)\r\n\r\nDRAM:  512 MiB\r\nCore:  40 devices, "
    "18 uclasses, devicetree: separate\r\nNAND:  0 MiB\r\nMMC:   mmc@1c0f000: 0\r\n"
    "Loading Environment from FAT... Unable to use mmc 0:1...\r\n"
    "[    0.000000] Booting Linux on physical CPU 0x0\r\n"
    "[    0.000000] Linux version 6.1.0 (root@host) (gcc 12.2.0) #1 SMP\r\n";
static const char menu[] = "\x1b[1;1H\x1b[2J\x1b[31mAuswahl\x1b[0m: Gr\xC3\xB6\xC3\x9F"
                           "e \xE2\x94\x82 100 "
                           "\xE2\x82\xAC \xE2\x94\x82\r\n";
static const char login[] = "\r\nmyboard login: ";

/* The sender: a level at each time, in a clock of 48 MHz. It repeats its text after a pause. */
#define CLOCK 48000000u
struct sender {
    struct slice text;
    uint32_t speed;
    uint32_t gap_bits;   /* idle bits between two bytes */
    uint32_t pause_bits; /* idle bits after the text */
};

static bool level(const struct sender *s, uint64_t time)
{
    uint64_t bit = time * s->speed / CLOCK, frame = 10 + s->gap_bits;
    bit %= frame * s->text.len + s->pause_bits;
    if (bit >= frame * s->text.len || bit % frame >= 9 || (bit % frame) > 8)
        return true;
    if (bit % frame == 0)
        return false;
    return (s->text.at[bit / frame] >> (bit % frame - 1) & 1) != 0;
}

/* Reads the receiver's next byte, and the time at which it is complete; false: none until then. */
static bool receive(const struct sender *s, uint32_t speed, uint64_t *time, uint64_t until,
                    uint8_t *byte)
{
    uint64_t step = CLOCK / speed / 16, width = CLOCK / speed;
    uint64_t t = *time;
    while (t < until && !level(s, t))
        t += step;
    while (t < until && level(s, t))
        t += step;
    *time = t + width * 9 + width / 2;
    if (t >= until)
        return false;
    *byte = 0;
    for (unsigned i = 0; i < 8; i++)
        if (level(s, t + width / 2 + width * (i + 1)))
            *byte |= (uint8_t)(1u << i);
    return true;
}

/* Runs a search from this moment of the sender's life on, as a window would; 0: not found. */
static uint32_t guessed(const struct sender *s, uint64_t begin_ms, uint64_t *took_ms)
{
    struct guess g;
    uint64_t time = begin_ms * (CLOCK / 1000), start = begin_ms;
    guess_start(&g, begin_ms);
    for (unsigned turns = 0; turns < 2000000; turns++) {
        uint8_t byte;
        uint64_t due = guess_due(&g) * (CLOCK / 1000), before = time;
        bool came = receive(s, guess_speed(&g), &time, due, &byte);
        enum guess_step step;
        if (came && time <= due)
            step = guess_feed(&g, (struct slice){&byte, 1}, time / (CLOCK / 1000));
        else {
            time = due > before ? due : before;
            step = guess_tick(&g, time / (CLOCK / 1000) + (time < due ? 1 : 0));
        }
        *took_ms = time / (CLOCK / 1000) - start;
        if (step == GUESS_FOUND)
            return guess_speed(&g);
        if (step == GUESS_NOT_FOUND)
            return 0;
    }
    CHECK_FAILED("the guess never ends");
    return 0;
}

static void every_speed(struct slice text, uint32_t gap_bits, uint32_t pauses_ms, unsigned moments)
{
    for (size_t i = 0; i < GUESS_SPEEDS; i++)
        for (unsigned moment = 0; moment < moments; moment++) {
            uint64_t took = 0;
            struct sender s = {text, speeds[i], gap_bits, pauses_ms * speeds[i] / 1000};
            uint32_t got = guessed(&s, 1000 + moment * 37, &took);
            if (got != speeds[i])
                CHECK_FAILED("sent at %u, guessed %u after %u ms", speeds[i], got, (unsigned)took);
        }
}

static struct slice of(const char *text)
{
    return slice_of(text);
}

static void found(void)
{
    STORY("the simulated line returns what was sent, if read at its own speed")
    {
        struct sender s = {of(boot), 9600, 0, 200};
        uint8_t got[2 * sizeof boot];
        size_t len = sizeof boot - 1;
        uint64_t time = CLOCK / 9600 * (len * 10 + 100); /* within the first pause */
        for (size_t i = 0; i < 2 * len; i++)
            CHECK(receive(&s, 9600, &time, UINT64_MAX, &got[i]));
        CHECK_BYTES(boot, len, got, len);
        CHECK_BYTES(boot, len, got + len, len);
    }
    STORY("a board that boots repeatedly is found at every speed")
    {
        every_speed(of(boot), 0, 100, 3);
    }
    STORY("a board with pauses between its bytes is found")
    {
        every_speed(of(boot), 7, 100, 2);
    }
    STORY("menus with colors, lines and umlauts are recognized as text")
    {
        every_speed(of(menu), 0, 50, 2);
    }
    STORY("a login prompt every second is enough")
    {
        every_speed(of(login), 0, 400, 1);
    }
}

static void not_found(void)
{
    STORY("a silent line is given up after every speed was tried, in bounded time")
    {
        struct guess g;
        uint64_t now = 5;
        unsigned tried = 0;
        enum guess_step step = GUESS_CONTINUE;
        guess_start(&g, now);
        CHECK(guess_tick(&g, now) == GUESS_CONTINUE);
        while (step != GUESS_NOT_FOUND && tried < 1000) {
            now = guess_due(&g);
            step = guess_tick(&g, now);
            tried += step == GUESS_TRY;
        }
        CHECK_U64(23, tried);
        CHECK(now < 30000);
        CHECK(guess_due(&g) == UINT64_MAX && guess_feed(&g, SLICE("x"), now) == GUESS_CONTINUE);
    }
    STORY("no kind of noise is taken for text")
    {
        uint32_t random = 1;
        struct guess g;
        uint64_t now = 1;
        guess_start(&g, now);
        for (unsigned i = 0; i < 100000 && g.running; i++) {
            random = random * 1103515245u + 12345u;
            uint8_t byte = (uint8_t)(random >> 16);
            CHECK(guess_feed(&g, (struct slice){&byte, 1}, ++now) != GUESS_FOUND);
        }
        CHECK(!g.running);
    }
}

int main(void)
{
    found();
    not_found();
    return check_end();
}
