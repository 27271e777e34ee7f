# Debian 12 packages, read by ./run and ./test.  Sourced, not run.

HEDEF_BUILD_PACKAGES="gcc libc6-dev cmake ninja-build pkg-config gettext tzdata ca-certificates curl
  libsqlite3-dev libmicrohttpd-dev libcurl4-openssl-dev zlib1g-dev libyaml-dev libsodium-dev libsystemd-dev
  libexpat1-dev libzip-dev libpq-dev libxlsxwriter-dev"

HEDEF_TEST_PACKAGES="git clang clang-format clang-tidy libclang-rt-14-dev cppcheck libcmocka-dev
  python3 python3-aiosmtpd python3-selenium chromium chromium-driver fonts-dejavu-core poppler-utils
  sqlite3 postgresql-15 systemd util-linux man-db"

# need_packages NAME...: installs what is missing; asks for sudo when not root.
need_packages() {
    missing=""
    for name in "$@"; do
        dpkg-query -W -f='${Status}\n' "$name" 2>/dev/null | grep -q '^install ok installed$' ||
            missing="$missing $name"
    done
    [ -z "$missing" ] && return 0
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "These packages are missing and there is no sudo: install them as root:" >&2
            echo "  apt-get install$missing" >&2
            return 1
        }
        as_root="sudo"
    fi
    echo "Installing:$missing"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
}
