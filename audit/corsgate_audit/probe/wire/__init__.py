"""One HTTP exchange on the wire, read as Chromium reads it and bounded in time and size."""
