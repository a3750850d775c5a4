#!/bin/bash
# What bash completes: the words before the cursor in, the completions out. $1 is the folder of the program,
# whose server runs with a session "main" and a window 0.
PATH=$1:$PATH
# shellcheck disable=SC1091
source "$(dirname "$0")/../../tools/completion/boundtty.bash"
complete_words() { # word...
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _boundtty
    echo "${COMPREPLY[*]}"
}
expect() { # completions, word...
    local want=$1 got
    shift
    got=$(complete_words "$@")
    [ "$got" = "$want" ] || { echo "\"$*\" completes to \"$got\", not \"$want\""; exit 1; }
}

complete -p boundtty >/dev/null || exit 1
expect "attach" boundtty at
expect "screen send status" boundtty s
expect "main:0" boundtty attach ma
expect "main:0" boundtty attach ''
expect "0" boundtty attach main :
expect "0" boundtty kill main : 0
expect "" boundtty attach host/
expect "-t" boundtty wait -t
expect "--exit" boundtty wait main --e
expect "--incarnation --keys --mark --raw --wait" boundtty send --
expect "main:0" boundtty new -s m
expect "" boundtty screen -H ''
expect "$0" boundtty ls -T "$0"
expect "main:0" boundtty attach -r ''
echo "every word completes"
