#!/bin/sh
# cppcheck over the compilation database; the suppressions carry their reasons.
set -eu
exec cppcheck --project="$1/compile_commands.json" --quiet --error-exitcode=1 \
    --enable=warning,performance,portability --inline-suppr -j 2 \
    --suppressions-list=tests/cppcheck.suppress -i tests -i "$1"
