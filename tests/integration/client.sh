#!/bin/sh
# A script as people write them: a window is opened, typed into, waited for and closed. Each line's exit
# status is looked at. $1 is the program; its server runs, and XDG_STATE_HOME leads to it.
B=$1
expect() { # status, command...
    want=$1
    shift
    said=$("$@" 2>&1)
    got=$?
    [ $got = "$want" ] || { echo "\"$*\" exits with $got, not $want: $said"; exit 1; }
    ran=$*
}
has() { # text
    case $said in *"$1"*) ;; *) echo "\"$ran\" does not say \"$1\": $said"; exit 1 ;; esac
}

expect 0 "$B" ls
has main:0
expect 0 "$B" new -s job -n build -- /bin/sh -c 'echo begun; read -r word; echo "<$word>"; sleep 0.2; exit 3'
has job:0
expect 0 "$B" wait job -t 20 begun
expect 124 "$B" wait job:0 -t 0 '<never>'
has "the time is over"
expect 0 "$B" send job:0 'two words'
expect 0 "$B" send --keys job:0 Enter
expect 0 "$B" wait -t 20 job:0 '<two*rds>'
expect 3 "$B" wait job:0 -t 20 --exit
expect 1 "$B" wait job:0 nothing
expect 0 "$B" screen job:0
has '<two words>'
expect 0 "$B" ls job
has 'exit status 3'
expect 1 "$B" send job:0 late
has ended
expect 0 "$B" rename job:0 done
expect 0 "$B" rename job work
expect 0 "$B" ls /work
has 'work:0        done'
expect 0 "$B" new -s work
has work:1
expect 3 "$B" screen work:7
expect 3 "$B" kill job
expect 0 "$B" kill work:0
expect 0 "$B" kill work
while "$B" ls work >/dev/null 2>&1; do sleep 0.05; done
expect 3 "$B" ls work
expect 0 "$B" new -- /bin/sh -c 'i=0; while [ $i -lt 200 ]; do i=$((i + 1)); echo "line $i"; done; read -r x'
name=$said
expect 0 "$B" wait -t 20 "$name" 'line 200'
expect 0 "$B" screen "$name" -H 150
has 'line 60'
expect 0 "$B" status
has 'tables.windows.used 2'
expect 0 "$B" log
has 'event=window-started'
for wrong in 'ls a b' 'kill' 'kill /' 'rename x' 'send main' 'wait main' 'wait main -t x y' 'screen main -H x' \
    'new word' 'new -s main:0' 'ls -q' 'ls -b' 'ls pi:99999/' 'attach -e abc main' 'ls https://board/'; do
    # shellcheck disable=SC2086
    expect 2 "$B" $wrong
done
for command in attach kill log ls new rename screen send status wait; do
    expect 0 "$B" $command --help
    has "usage: boundtty $command"
done
expect 4 "$B" ls 127.0.0.1:1/
XDG_STATE_HOME=/nonexistent
expect 4 "$B" ls
has 'no server runs here'
echo "every line did what it should"
