#!/bin/sh
# The browsers that browser tests drive: a Chromium or Chrome and a Firefox. Debian's own where they can be had, else
# whatever is installed. Never fails where there is none: the tests then skip visibly, or fail when CI=true.
set -eu

has() {
    for name in "$@"; do
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

missing=""
packages=""
if ! has chromium chromium-browser google-chrome google-chrome-stable && [ -z "${REGESTA_CHROMIUM:-}" ] &&
    [ ! -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]; then
    missing="Chromium (or name one in REGESTA_CHROMIUM)"
    packages="chromium fonts-liberation"
fi
if ! has firefox-esr firefox && [ -z "${REGESTA_FIREFOX:-}" ]; then
    missing="$missing${missing:+, }Firefox (or name one in REGESTA_FIREFOX)"
    packages="$packages firefox-esr"
fi
[ -n "$missing" ] || exit 0

# Ubuntu's packages of both are snaps that cannot be driven from a test; only Debian's own are worth installing.
if [ ! -r /etc/os-release ] || ! (. /etc/os-release && [ "${ID:-}" = debian ]); then
    echo "browser tests: not found, install: $missing" >&2
    exit 0
fi

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "browser tests: not found, and installing needs root: apt-get install $packages" >&2
    exit 0
fi

echo "browser tests: installing Debian's $packages"
install() {
    $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
}
install || echo "browser tests: apt-get could not install $packages" >&2
