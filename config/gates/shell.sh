#!/usr/bin/env bash
# The shell scripts, the Makefile's commands among them by being scripts, and the proxy's
# configuration.
set -euo pipefail
mapfile -t scripts < <(git grep --files-with-matches --untracked -E '^#!.*\b(ba)?sh$' -- config .ci)
shellcheck -x -P config/bin "${scripts[@]}" config/bin/env.sh
PATH=$PATH:/usr/sbin haproxy -c -q -f config/haproxy.cfg
