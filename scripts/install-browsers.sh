#!/usr/bin/env bash
# Installs the browsers that `npm run test:browser` drives, from Debian's packages, where they are missing.
# The names are those of test/browser/support/find-browser.ts.
set -euo pipefail

# Says whether one of the given programs is there.
any() {
  local name
  for name in "$@"; do
    if command -v "$name"; then return 0; fi
  done
  return 1
}

packages=()
any chromium chromium-browser google-chrome google-chrome-stable || packages+=(chromium)
any firefox-esr firefox || packages+=(firefox-esr)
[ "${#packages[@]}" -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  printf 'expected apt-get, to install %s - install Chromium and Firefox by hand, on the PATH\n' "${packages[*]}" >&2
  exit 1
fi
root=()
[ "$(id -u)" -eq 0 ] || root=(sudo)
"${root[@]}" apt-get update
# fonts-dejavu-core: without a font there is no text to measure.
"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install --yes --no-install-recommends "${packages[@]}" fonts-dejavu-core
