"""Writes the suffixes that a function has at hand, from the Public Suffix List: ``make suffixes``.

The list has 10,000 rules, most of them of towns and prefectures below a country's name. What
matters to an API is where anyone can publish a page within a minute: the list's private section,
which is that of hosting companies; the names below a country that stand for "com", those in other
letters than ASCII's, and the wildcards; and `OTHERS`, which the list lacks.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import publicsuffixlist

from corsgate.suffixes import HOSTING_SUFFIXES, with_parents

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRIVATE = "// ===BEGIN PRIVATE DOMAINS==="
_COUNTRIES = 5
"""Below so many countries a word has to be a suffix, to count as one that stands for "com"."""

OTHERS = {
    "*.cloudapp.azure.com": "https://learn.microsoft.com/azure/virtual-machines/create-fqdn",
    "*.web.core.windows.net": "https://learn.microsoft.com/azure/storage/blobs/storage-blob-static-website",
    "app.github.dev": "https://docs.github.com/codespaces/developing-in-a-codespace/forwarding-ports-in-your-codespace",
    "bore.pub": "https://github.com/ekzhang/bore",
    "cdpn.io": "https://blog.codepen.io/documentation/debug-view/",
    "cloudshell.dev": "https://cloud.google.com/shell/docs/using-web-preview",
    "codesandbox.io": "https://codesandbox.io/docs",
    "csb.app": "https://codesandbox.io/docs",
    "*.devtunnels.ms": "https://learn.microsoft.com/azure/developer/dev-tunnels/get-started",
    "gitpod.io": "https://www.gitpod.io/docs/classic/user/configure/workspaces/ports",
    "*.gitpod.io": "https://www.gitpod.io/docs/classic/user/configure/workspaces/ports",
    "glitch.me": "https://help.glitch.com/",
    "googleusercontent.com": "https://cloud.google.com/compute/docs/instances/create-ptr-record",
    "*.googleusercontent.com": "https://developers.google.com/apps-script/guides/html/restrictions",
    "gradio.live": "https://www.gradio.app/guides/sharing-your-app",
    "koyeb.app": "https://www.koyeb.com/docs/run-and-scale/domains",
    "lhr.life": "https://localhost.run/docs/",
    "loca.lt": "https://github.com/localtunnel/localtunnel",
    "localtunnel.me": "https://github.com/localtunnel/localtunnel",
    "modal.run": "https://modal.com/docs/guide/webhook-urls",
    "neocities.org": "https://neocities.org/about",
    "pinggy.link": "https://pinggy.io/docs/",
    "*.pinggy.link": "https://pinggy.io/docs/",
    "serveo.net": "https://serveo.net/",
    "stackblitz.io": "https://developer.stackblitz.com/",
    "storage.googleapis.com": "https://cloud.google.com/storage/docs/request-endpoints",
    "webcontainer.io": "https://webcontainers.io/guides/browser-config",
    "*.webcontainer.io": "https://webcontainers.io/guides/browser-config",
    "weebly.com": "https://www.weebly.com/",
    "wordpress.com": "https://wordpress.com/support/domains/",
}
"""Domains below which anyone can publish a page, and that are not in the list: where each says so.

Companies ask for their place in the list, and some never have. One that has closed stays: nobody
knows who takes its domain.
"""

_HEADER = """\
// Public suffixes of hosting companies, and what countries call "com". Written by `make suffixes`
// from the Public Suffix List, https://publicsuffix.org/list/, of publicsuffixlist {version},
// and from the names of its own that tests/support/hosting_suffixes.py adds.
// The list is subject to the Mozilla Public License, v. 2.0, https://mozilla.org/MPL/2.0/.
"""


def hosting_suffixes() -> str:
    """Return the text of the file."""
    icann, _, private = Path(publicsuffixlist.PSLFILE).read_text("utf-8").partition(_PRIVATE)
    chosen = {
        *with_parents(private.splitlines()),
        *with_parents(_commercial(icann.splitlines())),
        *with_parents(OTHERS),
    }
    header = _HEADER.format(version=publicsuffixlist.__version__)
    # A single label spans owners, listed or not.
    return "".join([header, *(f"{rule}\n" for rule in sorted(chosen) if "." in rule)])


def _commercial(rules: list[str]) -> Iterator[str]:
    """Yield ``co.uk`` and its like, those in other letters, wildcards and their exceptions."""
    bare = ["".join(rule.split(maxsplit=1)[:1]) for rule in rules]
    below_a_country = [rule for rule in bare if rule.count(".") == 1 and rule[0] not in "*!/"]
    # A town's name in another script is on the list beside its name in ASCII.
    towns = (".no", ".it", ".jp")
    yield from (rule for rule in below_a_country if not rule.isascii() and not rule.endswith(towns))
    yield from (rule for rule in bare if rule[:1] in {"*", "!"})
    words = Counter(rule.partition(".")[0] for rule in below_a_country)
    for rule in below_a_country:
        if words[rule.partition(".")[0]] >= _COUNTRIES:
            yield rule


def main() -> None:
    """Write the file."""
    text = hosting_suffixes()
    Path(HOSTING_SUFFIXES).write_text(text, "ascii")
    sys.stdout.write(f"{text.count(chr(10))} lines written to {HOSTING_SUFFIXES}\n")


if __name__ == "__main__":
    main()
