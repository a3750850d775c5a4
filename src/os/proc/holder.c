/*
 * Reads /proc/locks line by line: "1: FLOCK  ADVISORY  WRITE 1234 00:06:345 0 EOF" has the pid, and
 * the file's device, in hexadecimal, and inode. A process that waits for a lock has "->" after the
 * number. Linux encodes a device's major number in bits 8 to 19, its minor number in the others.
 */
#include "os/proc/holder.h"

#include "base/text.h"
#include "os/descriptor.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_WORDS 6 /* words up to the file */

/* Returns the pid in the line if it holds a lock on the file `name`; 0: it does not. */
static int32_t holder_read_line(struct slice line, struct slice name)
{
    struct slice words[LINE_WORDS];
    uint64_t pid;
    size_t count = 0;
    while (count < LINE_WORDS && line.len > 0) {
        line = slice_cut(line, ' ', &words[count]);
        count += words[count].len > 0;
    }
    bool ours = count == LINE_WORDS && slice_equal(words[1], SLICE("FLOCK")) &&
                slice_equal(words[5], name) && slice_u64(words[4], &pid) && pid <= INT32_MAX;
    return ours ? (int32_t)pid : 0;
}

static void holder_put_file(struct text *t, const struct stat *st)
{
    uint64_t device = (uint64_t)st->st_dev;
    uint64_t high = device >> 8 & 0xFFF, low = (device & 0xFF) | (device >> 12 & 0xFFF00);
    text_hex(t, high, high > 0xFF ? 3 : 2);
    text_char(t, ':');
    text_hex(t, low, low > 0xFFFF ? 5 : low > 0xFFF ? 4 : low > 0xFF ? 3 : 2);
    text_char(t, ':');
    text_u64(t, (uint64_t)st->st_ino);
}

int32_t os_lock_holder(const char *path)
{
    TEXT(name, 48);
    uint8_t bytes[1024];
    size_t used = 0;
    struct stat st;
    int32_t pid = 0;
    int fd = stat(path, &st) == 0 ? open("/proc/locks", O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return 0;
    holder_put_file(&name, &st);
    for (ssize_t n; pid == 0 && (n = read(fd, bytes + used, sizeof bytes - used)) > 0;) {
        struct slice rest = {bytes, used + (size_t)n}, line;
        while (pid == 0 && slice_find(rest, '\n') >= 0) {
            rest = slice_cut(rest, '\n', &line);
            pid = holder_read_line(line, text_slice(&name));
        }
        memmove(bytes, rest.at, rest.len);
        used = rest.len;
    }
    os_close(&fd);
    return pid;
}
