"""What goes wrong with a zip file of code, wherever one is read."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from typing import Final

UNREADABLE_ZIP: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, RuntimeError, ValueError),  # of what is packed, and of names
)
"""What reading a zip file raises that is cut, made up, or packed in an unknown way."""
