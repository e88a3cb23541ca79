"""What every test stands on."""

import decimal
import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

# The same examples on every machine, and none of them by the clock; more of them where somebody asks for more.
settings.register_profile("suite", max_examples=30, derandomize=True, deadline=None)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("LONNSOM_EXAMPLES", "suite"))

# A float that slips into a Decimal raises, in this thread and in every later one.
for context in (decimal.getcontext(), decimal.DefaultContext):
    context.traps[decimal.FloatOperation] = True


@pytest.fixture(scope="session")
def root(pytestconfig: pytest.Config) -> Path:
    """The root of the tree."""
    return pytestconfig.rootpath


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """Official schemas and examples that judge what we make; they lie beside the tree and are never part of it."""
    folder = root.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{folder.name}/ with the official schemas and examples does not lie beside the tree")
    return folder
