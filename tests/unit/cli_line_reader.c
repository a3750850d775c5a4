/* Lines read from pieces of any size. */
#include "check.h"
#include "cli/line_reader.h"

int main(void)
{
    static struct line_reader l;
    struct slice piece, line;
    STORY("a line may come in pieces, and pieces may hold lines")
    {
        piece = SLICE("on");
        CHECK(!line_reader_next(&l, &piece, &line));
        piece = SLICE("e\ntwo\n\nfo");
        CHECK(line_reader_next(&l, &piece, &line));
        CHECK_BYTES("one", (size_t)3, (const char *)line.at, line.len);
        CHECK(line_reader_next(&l, &piece, &line));
        CHECK_BYTES("two", (size_t)3, (const char *)line.at, line.len);
        CHECK(line_reader_next(&l, &piece, &line));
        CHECK_U64(0, line.len);
        CHECK(!line_reader_next(&l, &piece, &line));
        piece = SLICE("ur\n");
        CHECK(line_reader_next(&l, &piece, &line));
        CHECK_BYTES("four", (size_t)4, (const char *)line.at, line.len);
    }
    STORY("a line that is too long is cut, and the next one is complete")
    {
        static uint8_t many[LINE_READER_BYTES + 100];
        memset(many, 'a', sizeof many);
        many[sizeof many - 1] = '\n';
        piece = (struct slice){many, sizeof many};
        CHECK(line_reader_next(&l, &piece, &line));
        CHECK_U64(LINE_READER_BYTES, line.len);
        piece = SLICE("b\n");
        CHECK(line_reader_next(&l, &piece, &line));
        CHECK_BYTES("b", (size_t)1, (const char *)line.at, line.len);
    }
    return check_end();
}
