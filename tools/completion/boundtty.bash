# Completion of boundtty for bash: commands, options, sessions and windows of this machine, hosts of ssh.

_boundtty_targets() {
    local word=$1
    case $word in
    *://* | */*) ;;
    *)
        COMPREPLY=($(compgen -W "$(boundtty ls 2>/dev/null | cut -d' ' -f1)" -- "$word"))
        # readline ends words at colons: what is before the last one is in the line already.
        [[ $word == *:* ]] && COMPREPLY=("${COMPREPLY[@]#"${word%:*}:"}")
        ;;
    esac
}

_boundtty() {
    local word command before i
    word=${COMP_WORDS[COMP_CWORD]}
    before=${COMP_WORDS[COMP_CWORD - 1]}
    command=${COMP_WORDS[1]}
    COMPREPLY=()
    # "main:0" comes as three words.
    i=$COMP_CWORD
    while [[ $i -gt 1 && ($word == :* || ${COMP_WORDS[i - 1]} == :) ]]; do
        i=$((i - 1))
        word=${COMP_WORDS[i]}$word
        before=${COMP_WORDS[i - 1]}
    done
    if [[ $i == 1 ]]; then
        COMPREPLY=($(compgen -W "attach check health kill limits line log ls new rename roam screen send status wait -h -V" -- "$word"))
        return
    fi
    case $before in
    -T | -c) COMPREPLY=($(compgen -f -- "$word")); return ;;
    -S | -s)
        if [[ $command == new && $before == -s ]]; then _boundtty_targets "$word"; else COMPREPLY=($(compgen -d -- "$word")); fi
        return
        ;;
    --from | --incarnation | --wait | -b | -e | -n | -t | -H | -l | -r) [[ $command == attach && $before == -r ]] || return ;;
    esac
    if [[ $word == -* ]]; then
        local options="-h -T -b -S"
        case $command in
        attach) options="$options -r -e --stdio" ;;
        new) options="$options -s -n --" ;;
        send) options="$options --incarnation --keys --mark --raw --wait -t" ;;
        screen) options="$options -H --rows" ;;
        wait) options="$options -t --exit --from --mark --new" ;;
        log) options="$options -f" ;;
        health) options="-h -l -b -r -t" ;;
        check) options="-l -b -t -c -s" ;;
        roam) options="-h -a -c -I -S -L -e -V --require-forward --none" ;;
        limits) options="-h" ;;
        esac
        COMPREPLY=($(compgen -W "$options" -- "$word"))
        return
    fi
    case $command in
    attach | kill | line | ls | rename | screen | send | wait) _boundtty_targets "$word" ;;
    log | roam | status) COMPREPLY=($(compgen -A hostname -- "$word")) ;;
    esac
}

complete -F _boundtty boundtty
