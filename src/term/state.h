/*
 * The data of one terminal: its screens, modes, cursor, parser, tables and history. Plain data
 * without pointers; it lives on the board, and another process takes it over as it is.
 */
#ifndef TERM_STATE_H
#define TERM_STATE_H

#include "base/utf8.h"
#include "term/bits.h"
#include "term/cell.h"
#include "term/history.h"

/* One row of a grid. */
struct row {
    uint64_t changed; /* the tick of its last change; see struct term_state */
    uint16_t slot;    /* its cells are cells[slot * cols] to cells[slot * cols + cols - 1] */
    uint16_t clear;   /* at least that many cells at its end are all zero; 0 promises nothing */
    uint8_t wrapped;  /* the line continues in the next row (autowrap, not a newline) */
    uint8_t unused[3];
};

/* Rows move by moving their struct row; their cells stay where they are. */
struct grid {
    struct row rows[LIMIT_ROWS];
    struct cell cells[LIMIT_CELLS];
};

/* Which of a terminal's two grids is shown (DECSET 47, 1047, 1049). */
enum screen_index { SCREEN_MAIN, SCREEN_ALTERNATE };

/* Modes of one bit; sequences.def has the others too. */
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
    MODE_REVERSE_WRAP_FAR = 1 << 14,  /* ?1045: also into lines that were not wrapped */
};

/* Private modes 9, 1000, 1002 and 1003. */
enum mouse_tracking { MOUSE_OFF, MOUSE_X10, MOUSE_BUTTONS, MOUSE_DRAG, MOUSE_ANY };
/* Private modes 1006 and 1015. */
enum mouse_encoding { MOUSE_PLAIN, MOUSE_SGR, MOUSE_URXVT };

/* DECSCA guards against selective erase, SPA (ISO) against the plain one. */
enum protection { PROTECTION_OFF, PROTECTION_DEC, PROTECTION_ISO };

/* The cursor and what DECSC saves with it. */
struct cursor {
    uint16_t x, y;        /* from 0; y counts from the screen's top, whatever the origin */
    uint8_t pending_wrap; /* the last column was written (DECAWM); the next character wraps first */
    uint8_t origin, autowrap; /* as DECSC saves them; unused in the live cursor */
    uint8_t charset;          /* which of G0 to G3 is in GL */
    uint8_t charsets[4];      /* 'B' ASCII, '0' DEC line drawing, 'A' UK */
    uint8_t single_shift;     /* 0, or 2, 3 for the next character alone */
    uint8_t protect;          /* DECSCA */
    uint16_t link;            /* of what is written next */
    struct style pen;         /* of what is written next */
    uint16_t pen_index;       /* its index in the styles, or PEN_UNKNOWN: not looked up yet */
    uint16_t unused;
};

#define PEN_UNKNOWN 0xFFFFu

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
    PARSE_STRING, /* SOS, PM, APC, an unknown DCS: ignored up to ST */
};

/* A sequence or string as far as it has come. */
struct parser {
    uint8_t state;         /* enum parse_state */
    uint8_t prefix;        /* '?', '>', '=', '<' or 0 */
    uint8_t intermediate;  /* the last intermediate byte, or 0 */
    uint8_t intermediates; /* how many there were */
    uint8_t count;         /* of the parameters, also those left out */
    uint8_t escape;        /* ESC was seen inside a string: ST when '\\' follows */
    uint8_t to_clipboard;  /* the OSC is a 52, and its text is gathered in the clipboard */
    uint8_t truncated;     /* the string was longer than its buffer, or too many parameters */
    uint8_t lead;          /* 0xC2 was the last byte of a string: U+009C (ST) when 0x9C follows */
    uint8_t final;         /* of a DCS whose string is being gathered */
    uint8_t unused[2];
    uint32_t colons; /* bit i: parameter i was set off by a colon (a sub-parameter) */
    uint16_t parameters[LIMIT_PARAMETERS]; /* at most 65534; PARAMETER_NONE where left out */
    uint32_t string_len;
    struct utf8 utf8;
    uint32_t repeat; /* the last printed code point, for REP; 0: none */
};

#define PARAMETER_NONE 0xFFFFu

/* The few integers of a terminal, which a transaction saves whole. */
struct term_state {
    uint16_t cols, rows;
    uint16_t top, bottom; /* the margins, from 0, inclusive */
    uint16_t left, right; /* DECLRMM; all columns while it is reset */
    uint8_t active;       /* enum screen_index */
    uint8_t mouse;        /* enum mouse_tracking */
    uint8_t encoding;     /* enum mouse_encoding */
    uint8_t shape;        /* DECSCUSR 0 to 6 */
    uint32_t modes;
    uint64_t tick;     /* grows by one with each feed and resize; rows are marked with it */
    uint64_t scrolled; /* rows that the active screen ever scrolled up as a whole */
    uint64_t synchronized_until; /* ms; MODE_SYNCHRONIZED is over then */
    struct cursor cursor;
    struct cursor saved[2]; /* DECSC, per screen */
    uint16_t title_kept_len;
    uint8_t protection; /* enum protection: who set the protection that cells carry */
    uint8_t unused;
    uint32_t modes_kept;                   /* XTSAVE */
    uint64_t tabs[BITS_WORDS(LIMIT_COLS)]; /* the set of columns that are tab stops */
    struct parser parser;
    /* Serial numbers: a viewer that was sent another one is sent what it counts. */
    uint32_t title_serial;
    uint32_t bell_serial;
    uint32_t clipboard_serial;
    uint32_t reset_serial;  /* the modes or the palette were reset */
    uint32_t resize_serial; /* the size changed, perhaps back to one that was */
    uint32_t answer_len;
    uint16_t title_len;
    uint16_t title_depth;         /* pushed titles (XTWINOPS 22, 23) are counted, one is kept */
    uint32_t clipboard_len;       /* of the base64 text in the clipboard */
    uint32_t clipboard_gathered;  /* bytes of an OSC 52 under way */
    struct history_state history; /* only in a saved copy */
};

/* Counters of what the bounds cost; never rolled back. */
struct term_counts {
    uint64_t bytes;           /* fed */
    uint64_t styles_nearest;  /* styles replaced by the nearest: the table was full */
    uint64_t clusters_cut;    /* combining characters dropped: no room in the cell or table */
    uint64_t links_dropped;   /* links shown as text: too long, or the table was full */
    uint64_t strings_cut;     /* OSC strings longer than their buffer */
    uint64_t answers_dropped; /* answers for which the queue had no room */
    uint64_t sweeps;          /* of the tables */
    uint64_t swept;           /* bytes fed when the tables were swept last */
};

/* The three tables that cells name by index (style.h, cluster.h, link.h). */
struct styles {
    uint16_t used;                      /* how many of the entries are in use, entry 0 among them */
    uint16_t free;                      /* where the search for a free entry begins */
    uint16_t hash[LIMIT_STYLES * 2];    /* open addressing; 0: empty */
    struct style entries[LIMIT_STYLES]; /* entry 0 is the default style; another of zeros is free */
};

struct clusters {
    uint16_t used;
    uint16_t free;                     /* where the search for a free entry begins */
    uint16_t hash[LIMIT_CLUSTERS * 2]; /* open addressing; index + 1, 0: empty */
    struct cluster entries[LIMIT_CLUSTERS];
};

struct link {
    uint16_t len; /* 0: a free entry */
    uint8_t uri[LIMIT_LINK_BYTES];
};

struct links {
    uint16_t used;                    /* how many of the entries are in use */
    struct link entries[LIMIT_LINKS]; /* entry 0 is none */
};

/* A terminal. term_init() makes one of zeros. */
struct term {
    struct term_state state;
    struct term_counts counts;
    struct styles styles;
    struct clusters clusters;
    struct links links;
    uint8_t title[LIMIT_TITLE_BYTES];
    uint8_t title_kept[LIMIT_TITLE_BYTES]; /* the title that was pushed first */
    uint8_t string[LIMIT_STRING_BYTES];    /* an OSC or DCS under way */
    uint8_t answer[LIMIT_ANSWER_BYTES];
    uint8_t clipboard[LIMIT_CLIPBOARD_BYTES]; /* base64 as it came */
    struct grid grids[2];
    struct history history;
};

#endif
