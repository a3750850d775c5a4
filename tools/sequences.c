/*
 * Prints src/term/SEQUENCES.md, the list of the control sequences of the terminal engine, from the
 * tables of src/term/sequences.def. Run in the top directory of the tree. Fails if a row names a
 * function that is not defined in the file named by the function's first word.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int errors;

/* Computes the file of a function: that of "cursor_up" is "cursor.c". */
static void file_of(const char *function, char *file, size_t size)
{
    snprintf(file, size, "%.*s.c", (int)strcspn(function, "_"), function);
}

/* True if a line that is not indented defines the function, or declares it static. */
static bool defines(FILE *source, const char *function)
{
    char line[512], call[128];
    snprintf(call, sizeof call, " %s(", function);
    while (fgets(line, sizeof line, source) != NULL)
        if (line[0] != ' ' && line[0] != '/' && strstr(line, call) != NULL)
            return true;
    return false;
}

static void check_function(const char *function, const char *file)
{
    char path[256];
    snprintf(path, sizeof path, "src/term/%s", file);
    FILE *source = fopen(path, "r");
    if (source == NULL || !defines(source, function)) {
        fprintf(stderr, "sequences: %s() is not in %s\n", function, path);
        errors++;
    }
    if (source != NULL)
        fclose(source);
}

static void put_row(const char *sequence, const char *mnemonic, const char *name,
                    const char *source, const char *function)
{
    char file[64];
    file_of(function, file, sizeof file);
    check_function(function, file);
    printf("    %-16s %-10s %-10s  %s; %s\n", sequence, mnemonic, file, name, source);
}

static void put_mode(const char *prefix, unsigned number, const char *mnemonic, const char *name,
                     const char *source)
{
    char sequence[64];
    snprintf(sequence, sizeof sequence, "CSI %s%u h", prefix, number);
    printf("    %-16s %-10s %-10s  %s; %s\n", sequence, mnemonic, "modes.c", name, source);
}

/* Returns a byte of a sequence as written in the list, with a space after it; an empty string for
 * 0. */
static const char *byte(char c)
{
    static char texts[4][8];
    static unsigned next;
    char *text = texts[next++ % 4];
    if (c == 0)
        return "";
    if (c == ' ')
        return "SP ";
    snprintf(text, sizeof texts[0], "%c ", c);
    return text;
}

/* Returns the bytes of a setting, separated by spaces, with SP for a space. */
static const char *setting_text(const char *setting)
{
    static char text[32];
    text[0] = '\0';
    for (; *setting != '\0'; setting++)
        strcat(text, byte(*setting));
    return text;
}

static void put_heading(const char *heading, const char *text)
{
    printf("\n## %s\n%s\n\n", heading, text);
}

#define ROW(format, a, b, c)                                                                       \
    char sequence[64];                                                                             \
    snprintf(sequence, sizeof sequence, format, a, b, c)

static void put_controls(void)
{
    put_heading("Control characters (C0)", "They also act within a control sequence, which CAN and "
                                           "SUB end.");
#define C0(mnemonic, code, name, source, function, arguments)                                      \
    {                                                                                              \
        ROW("0x%02X%s%s", code, "", "");                                                           \
        put_row(sequence, mnemonic, name, source, #function);                                      \
    }
#define PARSER_C0 C0
#include "term/sequences.def"
#undef PARSER_C0
    put_heading("ESC",
                "ESC and a final byte from @ to _ is also the C1 control character with that "
                "byte's code plus 0x40\n(U+0080 to U+009F, in UTF-8). F is any final "
                "byte.");
#define PARSER_C1(mnemonic, final, name, source, function, arguments)                              \
    {                                                                                              \
        ROW("ESC %c%s%s", final, "", "");                                                          \
        put_row(sequence, mnemonic, name, source, #function);                                      \
    }
#include "term/sequences.def"
#define ESCAPE(mnemonic, intermediate, final, name, source, function, arguments)                   \
    {                                                                                              \
        ROW("ESC %s%c%s", byte(intermediate), final, "");                                          \
        put_row(sequence, mnemonic, name, source, #function);                                      \
    }
#include "term/sequences.def"
#define DESIGNATE(mnemonic, intermediate, name, source, function, arguments)                       \
    {                                                                                              \
        ROW("ESC %c F%s%s", intermediate, "", "");                                                 \
        put_row(sequence, mnemonic, name, source, #function);                                      \
    }
#include "term/sequences.def"
}

static void put_sequences(void)
{
    put_heading("CSI", "Parameters come before the intermediate byte or, where there is none, the "
                       "final byte.");
#define CSI(mnemonic, prefix, intermediate, final, name, source, function, arguments)              \
    {                                                                                              \
        ROW("CSI %s%s%c", byte(prefix), byte(intermediate), final);                                \
        put_row(sequence, mnemonic, name, source, #function);                                      \
    }
#include "term/sequences.def"
    put_heading("Modes",
                "h sets a mode, l resets it; $ p asks for it (DECRQM), with ? where it has "
                "one. ? s and ? r save and\nrestore the private modes that are on or off.");
#define MODE(mnemonic, prefix, number, name, source, kind, value)                                  \
    put_mode(byte(prefix), number, mnemonic, name, source);
#include "term/sequences.def"
}

static void put_parameters(void)
{
    put_heading("SGR",
                "38, 48 and 58 set the foreground, the background and the underline's colour: "
                "5 and an index, or 2 and\nred, green and blue; with colons (ISO 8613-6) or "
                "semicolons.");
#define SGR(number, name, source, function, arguments)                                             \
    {                                                                                              \
        ROW("CSI %d m%s%s", number, "", "");                                                       \
        put_row(sequence, "SGR", name, source, #function);                                         \
    }
#define SGR_RANGE(first, last, name, source, function, arguments)                                  \
    {                                                                                              \
        ROW("CSI %d..%d m%s", first, last, "");                                                    \
        put_row(sequence, "SGR", name, source, #function);                                         \
    }
#include "term/sequences.def"
    put_heading("DSR", "What is reported follows the colon.");
#define DSR(mnemonic, prefix, number, name, source, function, arguments)                           \
    {                                                                                              \
        ROW("CSI %s%d n%s", byte(prefix), number, "");                                             \
        put_row(sequence, mnemonic, name, source, #function);                                      \
    }
#include "term/sequences.def"
    put_heading("XTWINOPS", "A program cannot move, resize or raise anybody's window.");
#define WINDOW(number, name, source, function, arguments)                                          \
    {                                                                                              \
        ROW("CSI %d t%s%s", number, "", "");                                                       \
        put_row(sequence, "XTWINOPS", name, source, #function);                                    \
    }
#include "term/sequences.def"
}

static void put_strings(void)
{
    put_heading("OSC", "A string ends with ST (ESC \\) or BEL; CAN and SUB discard it.");
#define OSC(number, name, source, function, arguments)                                             \
    {                                                                                              \
        ROW("OSC %d ;%s%s", number, "", "");                                                       \
        put_row(sequence, "", name, source, #function);                                            \
    }
#include "term/sequences.def"
    put_heading("DCS", "A string ends with ST (ESC \\).");
#define DCS(mnemonic, intermediate, final, name, source, function, arguments)                      \
    {                                                                                              \
        ROW("DCS %s%c%s", byte(intermediate), final, "");                                          \
        put_row(sequence, mnemonic, name, source, #function);                                      \
    }
#include "term/sequences.def"
    put_heading("DECRQSS", "Settings that can be asked for.");
#define DECRQSS(mnemonic, setting, name, source, function, arguments)                              \
    {                                                                                              \
        ROW("DCS $ q %s%s%s", setting_text(setting), "ST", "");                                    \
        put_row(sequence, mnemonic, name, source, #function);                                      \
    }
#include "term/sequences.def"
}

int main(void)
{
    printf(
        "# Control sequences\n\n"
        "The control sequences that the terminal engine carries out; all others are ignored. Each "
        "line: the bytes of the\nsequence (SP is a space, parameters are omitted), its mnemonic, "
        "the file of `src/term/` that carries it out, its\nfunction, and the standard that defines "
        "it. Generated from `sequences.def` by `tools/sequences`; do not edit.\n\n"
        "ECMA-48 and ECMA-35: by section of the 5th and the 6th edition. DEC STD 070: \"Video "
        "Systems Reference Manual\".\nVT510: \"VT510 Video Terminal Programmer Information\". "
        "xterm: \"XTerm Control Sequences\", by\nheading (C1, CSI, Mouse, OSC, DCS).\n");
    put_controls();
    put_sequences();
    put_parameters();
    put_strings();
    return errors == 0 ? 0 : 1;
}
