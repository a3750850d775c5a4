# The rules of tests/check/arrows, over the lines that it gathers: room, file, include, symbol.
BEGIN {
    # Files without a header of their own: a program's entry, and the halves of os/os.h by system.
    split("main os/linux os/posix", names, " ")
    for (i in names)
        headless[names[i]] = 1
    # The libc's names and those that the linker defines are no module's.
    most = 14
}
function module(file) {
    sub(/^src\//, "", file)
    sub(/\.[ch]$/, "", file)
    return file
}
function room(m) {
    return sub(/\/[^\/]*$/, "", m) ? m : "."
}
function wrong(text, place) {
    if (only != "" && index(place "/", only "/") != 1)
        return
    print text
    bad = 1
}
function uses(from, to, how) {
    if (from == to || (from, to) in edge)
        return
    edge[from, to] = how
    if (room(from) != "." && room(to) != room(from) && !((room(from), room(to)) in may))
        wrong(from " uses " to " (" how "): " room(from) " may not use " room(to), room(from))
}
$1 == "room" {
    listed[$2] = 1
    for (i = 3; i <= NF; i++)
        may[$2, $i] = 1
}
$1 == "file" {
    m = module($2)
    if ($2 ~ /\.c$/)
        source[m] = 1
    else
        header[m] = 1
    if (!(m in known))
        size[room(m)]++
    known[m] = 1
}
$1 == "include" {
    from = module($2)
    to = $3
    sub(/\.h$/, "", to)
    if (to !~ /\// && !(to in known))
        to = room(from) "/" to
    if (to in known && to != "limits")
        uses(from, to, "includes")
}
$1 == "symbol" && NF == 4 { wanted[module($2), $4] = 1 }
$1 == "symbol" && NF == 5 && $4 ~ /[TDBRC]/ { owner[$5] = module($2) }
END {
    for (pair in wanted) {
        split(pair, p, SUBSEP)
        if (p[2] in owner)
            uses(p[1], owner[p[2]], "calls " p[2])
    }
    for (m in source)
        if (!(m in header) && !(m in headless))
            wrong("src/" m ".c has no header of its own", room(m))
    for (r in size) {
        if (r != "." && !(r in listed))
            wrong("src/" r " is a room that tests/check/rooms does not list", r)
        if (size[r] > most && r != "term")
            wrong("src/" r " holds " size[r] " modules: at most " most, r)
    }
    # What neither uses nor is used by what is left is in no circle.
    do {
        removed = 0
        split("", out)
        split("", in_)
        for (pair in edge) {
            split(pair, p, SUBSEP)
            if (!(p[1] in gone) && !(p[2] in gone)) {
                out[p[1]] = 1
                in_[p[2]] = 1
            }
        }
        for (m in known)
            if (!(m in gone) && (!(m in out) || !(m in in_))) {
                gone[m] = 1
                removed = 1
            }
    } while (removed)
    for (pair in edge) {
        split(pair, p, SUBSEP)
        if (!(p[1] in gone) && !(p[2] in gone))
            wrong("in a circle: " p[1] " -> " p[2] " (" edge[pair] ")", room(p[1]))
    }
    exit bad
}
