/*
 * The data of one terminal: screens, modes, cursor, parser, tables and history. Plain data without
 * pointers, stored on the board, where a new server takes it over unchanged.
 */
#ifndef TERM_STATE_H
#define TERM_STATE_H

#include "base/codec/glob.h"
#include "base/utf8.h"
#include "term/bits.h"
#include "term/cell.h"
#include "term/history.h"

/* One row of a grid. */
struct row {
    uint64_t changed; /* tick of the last change; see struct term_state */
    uint16_t slot;    /* the row's cells are cells[slot * cols] to cells[slot * cols + cols - 1] */
    uint16_t clear;   /* at least this many cells at the end of the row are zero */
    uint8_t wrapped;  /* enum wrap: whether the line continues in the next row (term/wrap.h) */
    uint8_t unused;
    uint16_t padding; /* WRAP_PADDED: number of blank columns that a resize has added at the end */
};

/* The rows and cells of one screen. A row is moved by moving struct row; its cells are not
 * moved. */
struct grid {
    struct row rows[LIMIT_ROWS];
    struct cell cells[LIMIT_CELLS];
};

/* The two grids of a terminal, of which one is active (DECSET 47, 1047, 1049). */
enum screen_index { SCREEN_MAIN, SCREEN_ALTERNATE };

/* Modes of one bit. sequences.def lists all modes. */
enum mode {
    MODE_APPLICATION_CURSOR = 1 << 0, /* DECCKM, ?1 */
    MODE_REVERSE_VIDEO = 1 << 1,      /* DECSCNM, ?5 */
    MODE_ORIGIN = 1 << 2,             /* DECOM, ?6 */
    MODE_AUTOWRAP = 1 << 3,           /* DECAWM, ?7 */
    MODE_CURSOR_SHOWN = 1 << 4,       /* DECTCEM, ?25 */
    MODE_APPLICATION_KEYPAD = 1 << 5, /* DECNKM ?66, DECKPAM, DECKPNM */
    MODE_INSERT = 1 << 6,             /* IRM, 4 */
    MODE_NEWLINE = 1 << 7,            /* LNM, 20 */
    MODE_FOCUS = 1 << 8,              /* ?1004 */
    MODE_BRACKETED_PASTE = 1 << 9,    /* ?2004 */
    MODE_SYNCHRONIZED = 1 << 10,      /* ?2026 */
    MODE_REVERSE_WRAP = 1 << 11,      /* ?45 */
    MODE_CURSOR_BLINK = 1 << 12,      /* ?12 */
    MODE_MARGINS_SIDE = 1 << 13,      /* DECLRMM, ?69 */
    MODE_REVERSE_WRAP_FAR = 1 << 14,  /* ?1045: continues into lines that were not wrapped */
    MODE_C1 = 1 << 16,                /* S8C1T: U+0080 to U+009F are C1 controls */
    /* These are reported, and have no other effect. */
    MODE_KEYBOARD_ACTION = 1 << 17, /* KAM, 2 */
    MODE_SEND_RECEIVE = 1 << 18,    /* SRM, 12 */
    MODE_SMOOTH_SCROLL = 1 << 19,   /* DECSCLM, ?4 */
    MODE_PRINT_FORM_FEED = 1 << 20, /* DECPFF, ?18 */
    MODE_PRINT_EXTENT = 1 << 21,    /* DECPEX, ?19 */
    MODE_MORE_FIX = 1 << 22,        /* ?41 */
    MODE_NATIONAL = 1 << 23,        /* DECNRCM, ?42 */
    MODE_BACKARROW = 1 << 24,       /* DECBKM, ?67 */
    MODE_COLOR_SCHEME = 1 << 15,    /* ?2031: changes of the viewer's colours are reported */
};

/* Private modes 9, 1000, 1002 and 1003. */
enum mouse_tracking { MOUSE_OFF, MOUSE_X10, MOUSE_BUTTONS, MOUSE_DRAG, MOUSE_ANY };
/* Private modes 1006, 1015 and 1005. */
enum mouse_encoding { MOUSE_PLAIN, MOUSE_SGR, MOUSE_URXVT, MOUSE_UTF8 };
/* Conformance levels (DECSCL). */
enum level { LEVEL_FIRST = 61, LEVEL_LAST = 64 };

/* DECSCA protects against selective erasing, SPA (ISO) against plain erasing. */
enum protection { PROTECTION_OFF, PROTECTION_DEC, PROTECTION_ISO };

/* The cursor and the other state that DECSC saves. */
struct cursor {
    uint16_t x, y;            /* from 0; y counts from the top of the screen, regardless of DECOM */
    uint8_t pending_wrap;     /* the last column was written; the next character wraps first */
    uint8_t origin, autowrap; /* saved by DECSC; unused in the current cursor */
    uint8_t charset;          /* 0 to 3: the set in GL */
    uint8_t charsets[4];      /* 'B' ASCII, '0' DEC line drawing, 'A' UK */
    uint8_t single_shift;     /* 2 or 3: G2 or G3 applies to the next character only; 0: none */
    uint8_t protect;          /* new characters are protected (DECSCA, SPA) */
    uint16_t link;            /* link of the following characters: an index of rare attributes */
    struct style pen;         /* style of the following characters */
    struct cell cell;         /* the following characters' cell, without its text */
    uint8_t cell_known;       /* `cell` is what pen, link and protect say */
    uint8_t unused[3];
};

/* States of Paul Williams' parser for DEC's control sequences. */
enum parse_state {
    PARSE_GROUND,
    PARSE_ESCAPE,
    PARSE_ESCAPE_INTERMEDIATE,
    PARSE_CSI_ENTRY,
    PARSE_CSI_PARAMETER,
    PARSE_CSI_INTERMEDIATE,
    PARSE_CSI_IGNORE,
    PARSE_DCS_ENTRY,
    PARSE_DCS_PASS,
    PARSE_OSC,
    PARSE_STRING, /* SOS, PM, APC or an unknown DCS, ignored up to ST */
};

/* The state of the parser, including a sequence or string in progress. */
struct parser {
    uint8_t state;         /* enum parse_state */
    uint8_t prefix;        /* '?', '>', '=', '<' or 0 */
    uint8_t intermediate;  /* last intermediate byte, or 0 */
    uint8_t intermediates; /* number of intermediate bytes, at most 2 */
    uint8_t count;         /* number of parameters, including omitted ones */
    uint8_t escape;        /* the last byte of a string was ESC; '\\' makes it ST */
    uint8_t to_clipboard;  /* the OSC is 52, and its text is gathered in the clipboard */
    uint8_t truncated; /* the string is longer than its buffer, or there are too many parameters */
    uint8_t lead;      /* the last byte of a string was 0xC2; 0x9C makes it U+009C (ST) */
    uint8_t final;     /* final byte of a DCS whose string is being gathered */
    uint16_t resume; /* where a list of queries is to be continued, once answers have room; or 0 */
    uint32_t colons; /* bit i: parameter i follows a colon (is a sub-parameter) */
    uint16_t parameters[LIMIT_PARAMETERS]; /* at most 65534; PARAMETER_NONE: omitted */
    uint32_t string_len;
    struct utf8 utf8;
    uint32_t repeat; /* the code point that was printed just before, for REP; 0: none */
};

#define PARAMETER_NONE 0xFFFFu

/* The positions of the transcript (term/transcript.h), in bytes ever appended. */
struct transcript_state {
    uint64_t first; /* of the oldest record */
    uint64_t next;  /* after the newest record */
    uint64_t until; /* lines are recorded up to this position: nobody can ask for later ones */
    uint32_t line;  /* incremented when the cursor leaves a line, while lines are recorded */
    uint32_t unused;
};

/* The scalars of a terminal, which a transaction saves as a whole. */
struct term_state {
    uint16_t cols, rows;
    uint16_t top, bottom; /* margins, from 0, inclusive */
    uint16_t left, right; /* side margins; all columns while DECLRMM is reset */
    uint8_t active;       /* enum screen_index */
    uint8_t mouse;        /* enum mouse_tracking */
    uint8_t encoding;     /* enum mouse_encoding */
    uint8_t shape;        /* DECSCUSR 0 to 6 */
    uint32_t modes;
    uint64_t fed;      /* bytes consumed by term_feed_some() */
    uint64_t tick;     /* incremented by each feed and resize; changed rows are marked with it */
    uint64_t scrolled; /* number of rows by which the whole active screen ever scrolled up */
    uint64_t synchronized_until; /* end of MODE_SYNCHRONIZED, in ms of a monotonic clock */
    struct cursor cursor;
    struct cursor saved[2]; /* DECSC, indexed by enum screen_index */
    uint16_t icon_len;
    uint8_t protection;                    /* enum protection: the meaning of CELL_PROTECTED */
    uint8_t level;                         /* enum level */
    uint32_t modes_kept;                   /* modes saved by XTSAVE */
    uint64_t tabs[BITS_WORDS(LIMIT_COLS)]; /* set of the columns with tab stops */
    struct parser parser;
    /* Serial numbers, incremented when the title changes, the bell rings and so on. A viewer is
     * sent these when its number differs. */
    uint32_t title_serial;
    uint32_t palette_serial; /* of the last change of the palette */
    uint32_t bell_serial;
    uint32_t clipboard_serial;
    uint32_t reset_serial;  /* the modes were reset (DECSTR, RIS) */
    uint32_t resize_serial; /* the size changed, possibly back to an earlier one */
    uint32_t answer_len;
    uint16_t title_len;
    uint8_t titles_used;          /* number of pushed titles (XTWINOPS 22, 23) */
    uint8_t titles_first;         /* index of the first of them in term.titles, a ring */
    uint32_t clipboard_len;       /* length of the base64 text that was set last */
    uint32_t clipboard_gathered;  /* bytes gathered of an OSC 52 in progress */
    uint32_t clipboard_at;        /* index of the text set last in term.clipboards; OSC 52 gathers
                                  * in the other one */
    struct history_state history; /* used in a saved copy only */
    struct transcript_state transcript;
};

/* Counters of bytes and of losses to full tables; never rolled back. */
struct term_counts {
    uint64_t bytes;           /* bytes fed */
    uint64_t clusters_cut;    /* combining characters dropped, as the cell or the table was full */
    uint64_t rare_dropped;    /* links and underline colours dropped, as they were too long or the
                               * table was full */
    uint64_t strings_cut;     /* strings longer than their buffer */
    uint64_t answers_dropped; /* answers dropped, as the queue was full */
    uint64_t sweeps;          /* sweeps of the tables */
    uint64_t sweep_due;       /* value of `bytes` from which on the next sweep may be */
};

/* The tables of clusters and rare attributes, which cells name by index (cluster.h, rare.h). */
struct clusters {
    uint16_t used;
    uint16_t free;                     /* where the search for a free entry begins */
    uint16_t hash[LIMIT_CLUSTERS * 2]; /* open addressing; index + 1, 0: empty */
    struct cluster entries[LIMIT_CLUSTERS];
};

/* Rare attributes. The URI is in struct rares; an entry of zeros is free. */
struct rare {
    uint32_t underline_color;
    uint16_t unit; /* the URI's first unit */
    uint16_t len;  /* of the URI; 0: no link */
};

/* URIs are stored in units of this many bytes. */
#define RARE_UNIT 16u
#define RARE_UNITS (LIMIT_URI_BYTES / RARE_UNIT)
#define RARE_SLOTS (LIMIT_RARE * 2u)

struct rares {
    uint16_t used;                          /* number of entries in use, including entry 0 */
    uint16_t free;                          /* where the search for a free entry begins */
    uint16_t units_used;                    /* number of units in use */
    uint16_t next_unit;                     /* where the search for free units begins */
    uint16_t hash[RARE_SLOTS];              /* open addressing; an index, 0: empty */
    uint64_t units[BITS_WORDS(RARE_UNITS)]; /* set of the units in use */
    struct rare entries[LIMIT_RARE];        /* entry 0 is empty: no rare attributes */
    uint8_t uris[LIMIT_URI_BYTES];
};

/* The colours of a window (palette.h): the palette, the special and the dynamic ones. */
#define PALETTE_SPECIAL 256u /* OSC 5: bold, underline, blink, reverse, italic */
#define PALETTE_DYNAMIC 261u /* OSC 10 to 19: foreground, background, cursor and so on */
#define PALETTE_COLORS 271u
#define PALETTE_SET 0x1000000u /* a program has set it, to 0xRRGGBB */
/* The sequences that reset all colours that viewers show. */
#define PALETTE_RESET "\x1b]104\a\x1b]110\a\x1b]111\a\x1b]112\a\x1b]117\a\x1b]119\a"

struct palette {
    uint32_t set[PALETTE_COLORS];     /* 0: the viewer's own colour */
    uint32_t changed[PALETTE_COLORS]; /* state.palette_serial of the last change */
};

/* The colours that the viewer shows who typed last: foreground, background, cursor, and the first
 * sixteen. */
#define PALETTE_SHOWN 19u
#define PALETTE_SHOWN_BYTES (PALETTE_SHOWN * 3u)
struct shown {
    uint8_t colors[PALETTE_SHOWN_BYTES]; /* red, green, blue */
    uint8_t known;                       /* 0: no viewer has reported its colours */
    uint8_t clipboard;                   /* 1: programs may set the viewers' clipboards */
    uint8_t unused[5];
};

/* A pattern that is awaited in a window's output (term/watch.h). */
struct watch {
    uint64_t id;       /* chosen by the client; 0: a free entry */
    uint64_t run;      /* for the application: what the wait belongs to */
    uint64_t until_ms; /* no longer looked for after this time of the monotonic clock */
    uint64_t found;    /* position after the line that matched; 0: none did */
    uint32_t line;     /* the cursor's line at the start (transcript_state.line), */
    uint16_t mark;     /* and the bytes of it before the cursor */
    uint16_t echo_len;
    uint8_t pattern_len;
    uint8_t echoed; /* 1: the echo was seen, in the line echo_line */
    uint8_t unused[2];
    uint32_t echo_line;
    uint8_t pattern[GLOB_MAX + 1];
    uint8_t echo[LIMIT_ECHO_BYTES]; /* the text whose echo does not count */
};

struct transcript {
    uint64_t origin; /* for the application: names the window in marks; 0: no mark was given yet */
    struct watch watches[LIMIT_WAITS];
    uint8_t bytes[LIMIT_TRANSCRIPT_BYTES];
};

/* The titles of one push. */
struct titles {
    uint16_t title_len, icon_len;
    uint8_t title[LIMIT_TITLE_BYTES];
    uint8_t icon[LIMIT_ICON_BYTES];
};

/* A terminal, initialized by term_init() from zeros. */
struct term {
    struct term_state state;
    struct term_counts counts;
    struct clusters clusters;
    struct rares rares;
    struct palette palette;
    struct shown shown; /* not part of any transaction */
    uint8_t title[LIMIT_TITLE_BYTES];
    uint8_t icon[LIMIT_ICON_BYTES];
    struct titles titles[LIMIT_TITLES];
    uint8_t string[LIMIT_STRING_BYTES]; /* an OSC or DCS in progress */
    uint8_t answer[LIMIT_ANSWER_BYTES];
    uint8_t clipboards[2][LIMIT_CLIPBOARD_BYTES]; /* base64, as received */
    struct grid grids[2];
    struct history history;
    struct transcript transcript;
};

/* Returns the cells of row y of a screen for reading. */
static inline const struct cell *row_cells(const struct term *t, enum screen_index screen,
                                           unsigned y)
{
    const struct grid *g = &t->grids[screen];
    return g->cells + (size_t)g->rows[y].slot * t->state.cols;
}

#endif
