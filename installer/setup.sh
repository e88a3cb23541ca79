# Sourced by run and check, from the root of the tree: installs what is missing, and what it says goes to stderr.
# Deliberately one command a line: `a && b` inside a function escapes `set -e`.

# What Qt's libraries need, as Debian calls them: without a screen, and for a window on X11.
QT_PACKAGES="libgl1 libegl1 libglib2.0-0 libxkbcommon0 libdbus-1-3 libfontconfig1"
WINDOW_PACKAGES="$QT_PACKAGES libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"
CHECK_PACKAGES="$QT_PACKAGES poppler-utils"     # pdftotext, pdfinfo and pdffonts judge the PDFs
UV="uv==0.13.9"

export PIP_DISABLE_PIP_VERSION_CHECK=1

say() {
  printf '%s\n' "$*" >&2
}

# sys_deps PACKAGE…: Debian packages that must be there; installed where we may, else named, and that is exit 3.
sys_deps() {
  local installed missing="" package sudo=""
  if [ $# -eq 0 ]; then
    return
  fi
  if ! command -v dpkg-query >/dev/null; then
    say "Needed, under this system's names for it: $*"
    return
  fi
  installed=$(dpkg-query -W -f ' ${Package}=${db:Status-Status} ' "$@" 2>/dev/null || true)
  for package in "$@"; do
    case $installed in
      *" $package=installed "*) ;;
      *) missing="$missing $package" ;;
    esac
  done
  if [ -z "$missing" ]; then
    return
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      say "Some system packages are missing. Please run this, then try again:"
      say "  sudo apt-get install -y --no-install-recommends$missing"
      exit 3
    fi
    sudo="sudo"
  fi
  say "Installing$missing"
  $sudo apt-get update -qq >&2 || true
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends $missing >&2
}

# pick_python: PYTHON becomes the first one that fits and can make a .venv, or nothing.
pick_python() {
  for PYTHON in python3.12 python3.13 python3.11 python3; do
    if "$PYTHON" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      return
    fi
  done
  PYTHON=""
}

# stamp: what .venv is made of.
stamp() {
  printf '%s %s %s' "$(pwd -P)" "$(.venv/bin/python -V 2>/dev/null)" "$(cat pyproject.toml requirements*.lock | cksum)"
}

# install ARGUMENT…: by uv, which is fast, or by pip where there is no uv or it cannot reach what pip can.
install() {
  if [ -x .venv/bin/uv ] && .venv/bin/uv pip install --quiet --python .venv/bin/python "$@" >&2; then
    return
  fi
  .venv/bin/pip install --quiet "$@" >&2
}

# venv LOCK: a new .venv with exactly what the lock file names, and the program itself.
venv() {
  say "Setting up .venv with $("$PYTHON" -V)"
  "$PYTHON" -m venv --clear .venv
  .venv/bin/pip install --quiet "$UV" >&2 || true
  install --require-hashes -r "$1"
  install --no-deps -e .
}

# catalogues: gettext's .mo files, where a .po file is newer.
catalogues() {
  local po
  for po in resources/locale/*/LC_MESSAGES/*.po; do
    if [ "$po" -nt "${po%.po}.mo" ]; then
      .venv/bin/python installer/compile_catalogues.py >&2
      return
    fi
  done
}

# set_up runtime|dev PACKAGE…: everything there; a .venv with the dev tools serves the program too.
set_up() {
  local tools=$1 lock=requirements.lock
  shift
  if grep -qxF -e "$(stamp) $tools" -e "$(stamp) dev" .venv/.stamp 2>/dev/null; then
    sys_deps "$@"
  else
    pick_python
    if [ -n "$PYTHON" ]; then
      sys_deps "$@"
    else
      sys_deps python3 python3-venv "$@"
      pick_python
    fi
    if [ -z "$PYTHON" ]; then
      say "Lønnsom needs Python 3.11, 3.12 or 3.13, with venv."
      exit 3
    fi
    if [ "$tools" = dev ]; then
      lock=requirements-dev.lock
    fi
    venv "$lock"
    printf '%s %s\n' "$(stamp)" "$tools" >.venv/.stamp
  fi
  catalogues
}
