"""The window: what the user sees. The only place, beside app.py, that knows Qt.

PySide looks through the source of every module that is loaded after it for its own name, to switch
features on that are asked for in a module; none is here. The plain import that it keeps beside its
own is put back: a start reads no source, and holds none in memory.
"""

import builtins
from typing import Any

import PySide6.QtCore  # noqa: F401

_builtins: Any = builtins
if _builtins.__import__ is getattr(builtins, "__feature_import__", None):
    _builtins.__import__ = _builtins.__orig_import__
