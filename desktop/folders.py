"""Where this machine keeps what belongs to the program and not to a client."""

from __future__ import annotations

import os
from pathlib import Path


def config_folder() -> Path:
    """Where the choices of this machine's user lie; a folder can be named in LONNSOM_CONFIG instead."""
    folder = os.environ.get("LONNSOM_CONFIG")
    if folder is None:
        from platformdirs import user_config_dir

        folder = user_config_dir("Lonnsom", appauthor=False)
    return Path(folder)
