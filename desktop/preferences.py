"""Where this machine keeps the program's choices, and who sits here."""

from __future__ import annotations

import getpass
import os

from desktop.folders import config_folder
from views.shell.preferences import Preferences

_LANGUAGES = {"da": "da", "en": "en", "nb": "nb", "nn": "nb", "no": "nb"}


def preferences() -> Preferences:
    """The choices of this machine's user."""
    read = Preferences(config_folder() / "preferences.json")
    if not read.get("user"):
        read.set("user", _user())
    if not read.get("language"):
        read.set("language", _language())
    return read


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a system that knows nobody by that number
        return ""


def _language() -> str:
    """Norwegian, where the system does not speak Danish: it is made for Norway first."""
    told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "da" if _LANGUAGES.get(told[:2].lower()) == "da" else "nb"
