#!/usr/bin/env bash
# The first payday in a real window on a virtual screen, with a real pointer and clipboard; pictures go into DIR.
set -euo pipefail
if [ $# -ne 1 ]; then
  echo "usage: tests/walk/walk.sh DIR" >&2
  exit 2
fi
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
for tool in Xvfb openbox xdotool xclip import xdpyinfo; do
  if ! command -v "$tool" >/dev/null; then
    echo "Needed: xvfb x11-utils openbox xdotool xclip imagemagick ($tool is missing)" >&2
    exit 3
  fi
done
display=:$((90 + RANDOM % 900))
Xvfb "$display" -screen 0 1280x800x24 -nolisten tcp >/dev/null 2>&1 &
screen=$!
manager=""
trap 'kill $manager $screen 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  if DISPLAY=$display xdpyinfo >/dev/null 2>&1; then
    break
  fi
  sleep 0.1
done
DISPLAY=$display openbox >/dev/null 2>&1 &
manager=$!
cd "$home"
DISPLAY=$display QT_QPA_PLATFORM=xcb .venv/bin/python -m tests.walk.walk "$out"
