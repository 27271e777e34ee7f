#!/bin/sh
# The other compiler, the release flags, the thread sanitizer: each builds all with warnings as
# errors; tsan also runs what has threads.
set -eu
kind=$1
case $kind in
clang) flags="-DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_C_COMPILER=clang" ;;
release-werror) flags="-DCMAKE_BUILD_TYPE=RelWithDebInfo" ;;
tsan) flags="-DCMAKE_BUILD_TYPE=Debug -DHEDEF_SANITIZE=thread" ;;
*) echo "unknown build $kind" >&2; exit 1 ;;
esac
# shellcheck disable=SC2086
cmake -S . -B "build/$kind" -G Ninja -DHEDEF_WERROR=ON $flags >/dev/null
cmake --build "build/$kind"
case $kind in
tsan) cd build/tsan && TSAN_OPTIONS=halt_on_error=1 ctest --output-on-failure -j "$(nproc)" -R '^(unit_(storage|daemon)_|scenario_service)' ;;
clang) cd build/clang && ctest --output-on-failure -j "$(nproc)" -R '^(unit_|fuzz_)' ;;
esac
