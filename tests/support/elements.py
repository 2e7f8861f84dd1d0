"""What a page of HTML holds."""

from __future__ import annotations

from html.parser import HTMLParser


class Elements(HTMLParser):
    """Collects elements, attributes and text.

    Args:
        page: text of the page.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self._of: list[tuple[str, str]] = []
        self.feed(page)

    def texts(self, tag: str) -> list[str]:
        """Return the first text of each element of a kind.

        Args:
            tag: name of the elements.
        """
        return [text for name, text in self._of if name == tag and text]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.tags.append(tag)
        self.attributes += attrs
        self._of.append((tag, ""))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.text += data
        if self._of and not self._of[-1][1]:
            self._of[-1] = (self._of[-1][0], data.strip())
