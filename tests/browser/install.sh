#!/bin/sh
# Makes a Chromium available to the browser tests: Debian's package where that can be had, else whatever is installed.
# Never fails where there is none: the tests then skip visibly, or fail when CI=true.
set -eu

for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ -n "${REGESTA_CHROMIUM:-}" ] || [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]; then exit 0; fi

# Ubuntu's chromium package is a snap that cannot be driven from a test; only Debian's own is worth installing.
if [ ! -r /etc/os-release ] || ! (. /etc/os-release && [ "${ID:-}" = debian ]); then
    echo "browser tests: no Chrome or Chromium found; install one, or name it in REGESTA_CHROMIUM" >&2
    exit 0
fi

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "browser tests: no Chromium found, and installing it needs root: apt-get install chromium" >&2
    exit 0
fi

echo "browser tests: installing Debian's chromium"
install() {
    $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
}
install || echo "browser tests: apt-get could not install chromium" >&2
