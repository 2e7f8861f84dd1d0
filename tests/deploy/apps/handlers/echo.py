"""A handler that brings nothing along: ``corsgate`` comes from the layer."""

import plain  # type: ignore[import-not-found] # beside this file, where Lambda looks

from corsgate import cors

decorated = cors(plain.handler)
