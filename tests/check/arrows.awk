# The rules of tests/check/arrows, over the lines that it gathers: room, file, include, symbol.
BEGIN {
    # Files without a header of their own: a program's entry.
    split("main", names, " ")
    for (i in names)
        headless[names[i]] = 1
    most = 14
}
function module(file) {
    sub(/^src\//, "", file)
    sub(/\.[ch]$/, "", file)
    sub(/_private$/, "", file)
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
# Marks every module that m leads to.
function reach(m,    waiting, n, i, next_, count) {
    waiting[n = 1] = m
    while (n > 0) {
        count = split(targets[waiting[n--]], next_, " ")
        for (i = 1; i <= count; i++)
            if (!((m, next_[i]) in leads)) {
                leads[m, next_[i]] = 1
                waiting[++n] = next_[i]
            }
    }
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
    to = module($3)
    if ($3 ~ /_private\.h$/ && room(from) != room(to))
        wrong(from " includes " $3 ", which is for its own room alone", room(from))
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
    # Two modules are in a circle where each leads to the other.
    for (pair in edge) {
        split(pair, p, SUBSEP)
        targets[p[1]] = targets[p[1]] " " p[2]
    }
    for (m in known)
        reach(m)
    for (pair in edge) {
        split(pair, p, SUBSEP)
        if ((p[2], p[1]) in leads)
            wrong("in a circle: " p[1] " -> " p[2] " (" edge[pair] ")", room(p[1]))
    }
    exit bad
}
