# Computes the deepest stack from a function on, from gcc's -fcallgraph-info=su:
#
#     awk -v root=NAME [-v stop=NAME] -f tools/bound.awk tools/bound.calls FILE.cgraph ... FILE.ci ...
#
# prints BYTES and the path. Fails on recursion (with the cycle), on a frame that is unbounded or
# too large, on a call through a pointer that tools/bound.calls does not declare, on a name there
# that is not a function, and on a function whose address is taken (-fdump-ipa-cgraph) without a
# declared caller.
#
# stop: a function that is not entered. The rows of tools/bound.calls for the server alone are then
# ignored.
#
# LIBC is the stack allowed for a function of the libc, including its callees. Only system calls
# and string functions are called (the static program is searched for functions that need more, see
# tools/bound.libc). A dynamic program is bound at its start, so no resolver runs on this stack.

function value(name,    m) {
    if (match($0, name ": \"[^\"]*\"") == 0) return ""
    m = substr($0, RSTART, RLENGTH)
    sub("^" name ": \"", "", m)
    sub("\"$", "", m)
    return m
}
function wrong(what) {
    print what > "/dev/stderr"
    bad = 1
}
function reaches(from, to) {
    if (!((from, to) in known)) {
        known[from, to] = 1
        calls[from, ++count[from]] = to
    }
}
# The compiler's copies of a function (NAME.part.0) count as the function if it has no body of its
# own.
function expand(from, pattern, here,    n, stem, any, found) {
    any = pattern ~ /\*$/
    stem = any ? substr(pattern, 1, length(pattern) - 1) : pattern
    for (n in frame)
        if (n == stem || (any && index(n, stem) == 1) || index(n, stem ".") == 1) {
            if (here) reaches(from, n)
            target[n] = found = 1
            sub(/\.(part|constprop|isra|cold)\..*/, "", n)
            target[n] = 1
        }
    if (!found) wrong("tools/bound.calls: " from " is said to call " pattern ", which is no function")
}
function cycle(name, at,    i, line, on) {
    for (i = 1; i < at; i++) {
        if (path[i] == name) on = 1
        if (on) line = line path[i] " > "
    }
    return line name
}
function depth(name, at,    i, d, most, next_one) {
    if (name in done) return done[name]
    if (name in under) {
        wrong("recursion: " cycle(name, at))
        return 0
    }
    if (!(name in frame)) return done[name] = LIBC
    if ((name in indirect) && !(name in declared))
        wrong("a call through a pointer in " name " is not declared in tools/bound.calls")
    under[name] = 1
    path[at] = name
    most = 0
    for (i = 1; i <= count[name]; i++) {
        if (calls[name, i] == stop) continue
        d = depth(calls[name, i], at + 1)
        if (d > most) { most = d; next_one = calls[name, i] }
    }
    deepest[name] = next_one
    delete under[name]
    return done[name] = frame[name] + most
}

BEGIN { LIBC = 2048; FRAME = 8192; bad = 0 }
FILENAME ~ /\.calls$/ {
    if ($0 !~ /^#/ && NF > 1) {
        server_only = sub(/^@server /, "")
        from = substr($1, 1, length($1) - 1)
        declared[from] = 1
        for (i = 2; i <= NF; i++) {
            wanted[from, ++targets_of[from]] = $i
            in_server[from, targets_of[from]] = server_only
        }
    }
    next
}
FILENAME ~ /\.cgraph$/ {
    if ($0 ~ /^[A-Za-z_]/) { split($1, part, "/"); name = part[1] }
    if ($0 ~ /^  Type: /) function_here = $2 == "function"
    if ($0 ~ /^  Address is taken/ && function_here) {
        file = FILENAME
        sub(/\.[0-9]+i\.cgraph$/, "", file)
        sub(/^.*\/src\//, "src/", file)
        taken[file ":" name] = name
    }
    next
}
/^node:/ && /bytes \(/ {
    name = value("title")
    match($0, /[0-9]+ bytes \([a-z,]*\)/)
    split(substr($0, RSTART, RLENGTH), part, " ")
    frame[name] = part[1]
    if (part[3] == "(dynamic)") wrong(name " has a frame without a bound")
    if (part[1] > FRAME) wrong(name " has a frame of " part[1] " bytes")
}
/^edge:/ {
    from = value("sourcename")
    to = value("targetname")
    if (to == "__indirect_call") indirect[from] = 1
    else reaches(from, to)
}
END {
    for (from in declared) {
        if (!(from in indirect) && from != "signal")
            wrong("tools/bound.calls names " from ", which calls through no pointer")
        for (i = 1; i <= targets_of[from]; i++) expand(from, wanted[from, i], stop == "" || !in_server[from, i])
    }
    for (place in taken)
        if ((taken[place] in frame || place in frame) && !(taken[place] in target) && !(place in target))
            wrong("the address of " place " is taken, and tools/bound.calls does not say who calls it")
    bytes = depth(root, 1)
    line = bytes
    for (name = root; name != ""; name = deepest[name]) line = line " " name
    print line
    exit bad
}
