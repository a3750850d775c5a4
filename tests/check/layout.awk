# Lists struct board, and each struct and union that is in it, from readelf --debug-dump=info: a line "struct NAME
# SIZE", then a line "OFFSET MEMBER TYPE" for each member. Typedefs are followed to what they name.
function value(line) {
    sub(/^[^:]*: */, "", line)
    sub(/^\(indirect string, offset: 0x[0-9a-f]+\): */, "", line)
    sub(/[ \t]+$/, "", line)
    return line
}
# A number as readelf writes it: decimal, or hexadecimal where it is large.
function number(text,    i, n) {
    if (text !~ /^0x/)
        return text + 0
    for (i = 3; i <= length(text); i++)
        n = n * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
    return n
}
# A type in words; structs that are met are queued.
function type(at,    kind, i, text) {
    kind = tag[at]
    if (kind == "typedef" || kind == "const_type" || kind == "volatile_type" || kind == "atomic_type")
        return type(of[at])
    if (kind == "array_type") {
        text = ""
        for (i = 1; i <= ranges[at]; i++)
            text = text "[" range[at, i] "]"
        return type(of[at]) text
    }
    if (kind == "structure_type" || kind == "union_type") {
        if (!(at in queued)) {
            queued[at] = 1
            queue[++waiting] = at
        }
        return kind " " (name[at] != "" ? name[at] : "of " size[at])
    }
    return kind "(" size[at] ")"
}
/^ *<[0-9a-f]+><[0-9a-f]+>: Abbrev Number: 0/ { next }
/^ *<[0-9a-f]+><[0-9a-f]+>: Abbrev Number: / {
    depth = $0
    sub(/^ *</, "", depth)
    sub(/>.*/, "", depth)
    at = $0
    sub(/^ *<[0-9a-f]+></, "", at)
    sub(/>.*/, "", at)
    kind = $0
    sub(/.*\(DW_TAG_/, "", kind)
    sub(/\).*/, "", kind)
    tag[at] = kind
    parent[depth] = at
    owner = parent[depth - 1]
    if (kind == "member") {
        member[owner, ++members[owner]] = at
    }
    if (kind == "subrange_type")
        array[at] = owner
    next
}
/DW_AT_name/ { name[at] = value($0) }
/DW_AT_byte_size/ { size[at] = number(value($0)) }
/DW_AT_data_member_location/ { offset[at] = number(value($0)) }
/DW_AT_type/ && match($0, /<0x[0-9a-f]+>/) { of[at] = substr($0, RSTART + 3, RLENGTH - 4) }
/DW_AT_upper_bound/ { range[array[at], ++ranges[array[at]]] = number(value($0)) + 1 }
/DW_AT_count/ { range[array[at], ++ranges[array[at]]] = number(value($0)) }
END {
    for (t in tag)
        if (tag[t] == "structure_type" && name[t] == "board" && size[t] > 0) {
            queued[t] = 1
            queue[++waiting] = t
        }
    for (q = 1; q <= waiting; q++) {
        s = queue[q]
        printf "%s %s %d\n", tag[s], name[s], size[s]
        for (i = 1; i <= members[s]; i++) {
            m = member[s, i]
            printf "  %d %s %s\n", offset[m], name[m], type(of[m])
        }
    }
}
