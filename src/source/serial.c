/* A table of settings: each has a name, a parser, and the sentence for an invalid value. */
#include "source/serial.h"

#include "base/choice.h"

#include <stddef.h>

struct serial_settings serial_default(void)
{
    return (struct serial_settings){
        .line = {.speed = 115200, .data_bits = 8, .parity = 'N', .stop_bits = 1}};
}

static bool serial_read_speed(struct serial_settings *s, struct slice value)
{
    uint64_t speed = s->line.speed;
    bool automatic = slice_equal_nocase(value, SLICE("auto"));
    if (!automatic && (!slice_u64(value, &speed) || speed == 0 || speed > SERIAL_SPEED_MAX))
        return false;
    s->guess = automatic;
    s->line.speed = (uint32_t)speed;
    return true;
}

/* Parses a frame such as "8N1": 5 to 8 data bits, the parity, 1 or 2 stop bits. */
static bool serial_read_frame(struct serial_settings *s, struct slice value)
{
    static const char *const parities[] = {"N", "E", "O", "M", "S", NULL};
    if (value.len != 3)
        return false;
    int parity = choice_find_nocase(slice_part(value, 1, 1), parities);
    if (parity < 0 || value.at[0] < '5' || value.at[0] > '8' || value.at[2] < '1' ||
        value.at[2] > '2')
        return false;
    s->line.data_bits = (uint8_t)(value.at[0] - '0');
    s->line.parity = (uint8_t)parities[parity][0];
    s->line.stop_bits = (uint8_t)(value.at[2] - '0');
    return true;
}

static bool serial_read_pause(uint16_t *ms, struct slice value)
{
    uint64_t pause;
    if (!slice_u64(value, &pause) || pause > SERIAL_DELAY_MAX)
        return false;
    *ms = (uint16_t)pause;
    return true;
}

static bool serial_read_delay(struct serial_settings *s, struct slice value)
{
    return serial_read_pause(&s->delay_ms, value);
}

static bool serial_read_byte_delay(struct serial_settings *s, struct slice value)
{
    return serial_read_pause(&s->byte_delay_ms, value);
}

/* Parses a list such as "lf-crlf,no-cr", which says at most once what becomes of a CR, and of an
 * LF. */
static bool serial_read_map(struct serial_settings *s, struct slice value)
{
    static const struct {
        const char *word;
        uint8_t cr, lf;
    } maps[] = {
        {"cr-lf", .cr = SERIAL_MAP_LF},      {"cr-crlf", .cr = SERIAL_MAP_CRLF},
        {"no-cr", .cr = SERIAL_MAP_NOTHING}, {"lf-cr", .lf = SERIAL_MAP_CR},
        {"lf-crlf", .lf = SERIAL_MAP_CRLF},  {"no-lf", .lf = SERIAL_MAP_NOTHING},
    };
    uint8_t cr = SERIAL_MAP_SAME, lf = SERIAL_MAP_SAME;
    while (value.len > 0) {
        struct slice word;
        size_t i = 0;
        value = slice_cut(value, ',', &word);
        while (i < COUNT(maps) && !slice_equal_nocase(slice_trim(word), slice_of(maps[i].word)))
            i++;
        if (i == COUNT(maps) || (maps[i].cr && cr) || (maps[i].lf && lf))
            return false;
        cr |= maps[i].cr;
        lf |= maps[i].lf;
    }
    s->map_cr = cr;
    s->map_lf = lf;
    return true;
}

static const char *const flows[] = {"none", "rtscts", "xonxoff", NULL};
static const char *const no_yes[] = {"no", "yes", NULL};
static const char *const outputs[] = {"leave", "on", "off", NULL};
_Static_assert(OS_SERIAL_ON == 1 && OS_SERIAL_OFF == 2, "the order of outputs");
static const char *const eols[] = {"cr", "lf", "crlf", NULL};
_Static_assert(OS_SERIAL_FLOW_RTSCTS == 1 && OS_SERIAL_FLOW_XONXOFF == 2, "the order of flows");
_Static_assert(SERIAL_CR == 0 && SERIAL_LF == 1 && SERIAL_CRLF == 2, "the order of eols");

#define WORDS_OF(list, member) .words = list, .at = offsetof(struct serial_settings, member)

static const struct setting {
    const char *name;
    bool (*read)(struct serial_settings *s, struct slice value); /* NULL: one of `words` */
    const char *const *words; /* in the order of the member's values */
    size_t at;                /* offset of the member in struct serial_settings, a uint8_t */
    const char *why;
} settings[] = {
    {"speed", .read = serial_read_speed,
     .why = "is not a speed; write bits per second (9600, 115200, 1500000, ...) or auto"},
    {"frame", .read = serial_read_frame,
     .why = "is not a frame; write data bits, parity (N, E, O, M, S) and stop bits, such as 8N1"},
    {"flow", WORDS_OF(flows, line.flow), .why = "is not one of none, rtscts, xonxoff"},
    {"hangup", WORDS_OF(no_yes, line.hangup), .why = "is not one of yes, no"},
    {"eol", WORDS_OF(eols, eol), .why = "is not one of cr, lf, crlf"},
    {"local-echo", WORDS_OF(no_yes, local_echo), .why = "is not one of yes, no"},
    {"map", .read = serial_read_map,
     .why =
         "is not a list of lf-crlf, lf-cr, no-lf, cr-crlf, cr-lf, no-cr, at most one for each of "
         "LF and CR"},
    {"hex", WORDS_OF(no_yes, hex), .why = "is not one of yes, no"},
    {"dtr", WORDS_OF(outputs, line.dtr), .why = "is not one of leave, on, off"},
    {"rts", WORDS_OF(outputs, line.rts), .why = "is not one of leave, on, off"},
    {"byte-delay", .read = serial_read_byte_delay,
     .why = "is not a number of milliseconds up to 10000"},
    {"delay", .read = serial_read_delay, .why = "is not a number of milliseconds up to 10000"},
};
_Static_assert(SERIAL_DELAY_MAX == 10000, "as the sentence says");

static const struct setting *setting_find(struct slice name)
{
    for (size_t i = 0; i < COUNT(settings); i++)
        if (slice_equal(name, slice_of(settings[i].name)))
            return &settings[i];
    return NULL;
}

bool serial_has(struct slice name)
{
    return setting_find(name) != NULL;
}

static bool setting_read(const struct setting *k, struct serial_settings *s, struct slice value)
{
    if (k->read)
        return k->read(s, value);
    int place = choice_find_nocase(value, k->words);
    if (place >= 0)
        *((uint8_t *)s + k->at) = (uint8_t)place;
    return place >= 0;
}

const char *serial_set(struct serial_settings *s, struct slice name, struct slice value)
{
    const struct setting *k = setting_find(name);
    if (!k)
        return "is not a setting of a serial line";
    return setting_read(k, s, value) ? NULL : k->why;
}

void serial_put_frame(struct text *t, const struct serial_settings *s)
{
    text_char(t, (char)('0' + s->line.data_bits));
    text_char(t, (char)s->line.parity);
    text_char(t, (char)('0' + s->line.stop_bits));
}

const char *serial_flow(const struct serial_settings *s)
{
    return flows[s->line.flow];
}
