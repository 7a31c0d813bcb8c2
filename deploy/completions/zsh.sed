# Corrections of the script that the parser generates for zsh.

# zsh refuses two definitions of what follows the options. farsign-relay has them, since its only subcommand is `help`.
/^_farsign-relay() {$/,/^}$/ {
    /'(-): :->command'/d
    /'(-)\*:: :->arg'/d
}
s/^\( *'\*:destination:\)'$/\1_hosts'/

# With nothing to offer for an argument, zsh shows the argument's name instead of completing an option. {} offers nothing.
s/^\( *'\*\{0,1\}:[^:]*:\)'$/\1{}'/
