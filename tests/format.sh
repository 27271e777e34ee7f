#!/bin/sh
# Every C file has the layout of .clang-format.
git ls-files '*.c' '*.h' 2>/dev/null | xargs -r clang-format --dry-run -Werror
