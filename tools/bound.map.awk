# Computes the pages of a linked program that the keeper can write, from the linker's map:
#
#     awk -v from=ADDRESS -v to=ADDRESS -f tools/bound.map.awk FILE.map
#
# prints BYTES and PAGES of all data between these addresses (from .data to the end of .bss,
# decimal) except for that of rooms that run only in the server or in a command. A page that
# contains data of both kinds is counted.

function hex(s,    i, n) {
    n = 0
    s = tolower(s)
    for (i = 3; i <= length(s); i++) n = n * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
    return n
}
function place(start, size, file,    page) {
    if (start < from || start >= to || size == 0 || file ~ /lib(app|net|term|cli)\.a|assets_data\.o/) return
    bytes += size
    for (page = int(start / 4096); page <= int((start + size - 1) / 4096); page++) pages[page] = 1
}

/^Linker script and memory map/ { mapped = 1 }
/^\.(comment|debug)/ { mapped = 0 }
!mapped { next }
# A long section name is on a line of its own.
/^ [.C]/ && NF == 1 { long_name = 1; next }
/^ [.C]/ && $2 ~ /^0x/ && $3 ~ /^0x/ { place(hex($2), hex($3), $4) }
long_name && $1 ~ /^0x/ && $2 ~ /^0x/ { place(hex($1), hex($2), $3) }
{ long_name = 0 }
END {
    for (page in pages) count++
    print bytes + 0, count + 0
}
