
# What the generated functions above do not know: bash ends words at the colons of an ARN and at the = of --profile=dev.
# They get whole words here, and readline gets the part of a completion that it replaces. Names that farsign completes
# are no files, so that readline neither quotes their colons nor shows only what is behind a slash.
_farsign_in_whole_words() {
    local cur prev cword words
    _get_comp_words_by_ref -n := -c cur -w words -i cword
    if [[ "${cur}" = --*=* ]]; then
        words[cword]="${cur%%=*}"
        cur="${cur#*=}"
        words[++cword]="${cur}"
    fi
    prev="${words[cword - 1]}"
    local -a COMP_WORDS=("${words[@]:0:cword + 1}")
    local COMP_CWORD="${cword}"
    _farsign "${1}" "${cur}" "${prev}"
    case "${prev}" in
    --profile|--session|--expect-arn|--kind|--agent|--region) compopt +o filenames 2>/dev/null ;;
    esac
    __ltrim_colon_completions "${cur}"
}

complete -o filenames -F _farsign_in_whole_words farsign
