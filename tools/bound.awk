# The deepest stack from a function on, out of gcc's -fcallgraph-info=su: awk -v root=main -v process=NAME
# -f tools/bound.awk tools/bound.calls FILE.ci ... Prints BYTES and the path; fails on recursion, on a
# call through a pointer that tools/bound.calls does not name, and on a frame that is too large.
#
# LIBC is what a function of the libc is allowed: none that is called here calls back or formats.

function value(name,    m) {
    if (match($0, name ": \"[^\"]*\"") == 0) return ""
    m = substr($0, RSTART, RLENGTH)
    sub("^" name ": \"", "", m)
    sub("\"$", "", m)
    return m
}
function reaches(from, to) {
    if (!((from, to) in known)) {
        known[from, to] = 1
        calls[from, ++count[from]] = to
    }
}
function expand(from, pattern,    n, stem) {
    if (pattern !~ /\*$/) {
        reaches(from, pattern)
        return
    }
    stem = substr(pattern, 1, length(pattern) - 1)
    for (n in frame) if (index(n, stem) == 1) reaches(from, n)
}
function depth(name,    i, d, most, next_one) {
    if (name in done) return done[name]
    if (name in under) {
        print "recursion: " name " is reached from itself" > "/dev/stderr"
        bad = 1
        return 0
    }
    under[name] = 1
    if (!(name in frame)) {
        delete under[name]
        return done[name] = LIBC
    }
    if ((name in indirect) && !(name in declared)) {
        print "a call through a pointer in " name " is not declared in tools/bound.calls" > "/dev/stderr"
        bad = 1
    }
    most = 0
    for (i = 1; i <= count[name]; i++) {
        # The server is a process of its own: what the keeper calls in the fork is not on its stack.
        if (calls[name, i] == stop) continue
        d = depth(calls[name, i])
        if (d > most) { most = d; next_one = calls[name, i] }
    }
    deepest[name] = next_one
    delete under[name]
    return done[name] = frame[name] + most
}

BEGIN { LIBC = 2048; FRAME = 8192; bad = 0 }
FILENAME ~ /\.calls$/ {
    if ($0 !~ /^#/ && NF > 1) {
        from = substr($1, 1, length($1) - 1)
        declared[from] = 1
        for (i = 2; i <= NF; i++) wanted[from, ++wishes[from]] = $i
    }
    next
}
/^node:/ && /bytes \(/ {
    name = value("title")
    match($0, /[0-9]+ bytes \([a-z,]*\)/)
    split(substr($0, RSTART, RLENGTH), part, " ")
    frame[name] = part[1]
    if (part[3] == "(dynamic)") { print name " has a frame without a bound" > "/dev/stderr"; bad = 1 }
    if (part[1] > FRAME) { print name " has a frame of " part[1] " bytes" > "/dev/stderr"; bad = 1 }
}
/^edge:/ {
    from = value("sourcename")
    to = value("targetname")
    if (to == "__indirect_call") indirect[from] = 1
    else reaches(from, to)
}
END {
    for (from in declared) {
        if (!(from in indirect)) { print "tools/bound.calls names " from ", which calls through no pointer" > "/dev/stderr"; bad = 1 }
        for (i = 1; i <= wishes[from]; i++) expand(from, wanted[from, i])
    }
    bytes = depth(root)
    line = bytes
    for (name = root; name != ""; name = deepest[name]) line = line " " name
    print line
    exit bad
}
