"""``corsgate probe``: a real server, asked what a browser would ask it."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from corsgate_audit.cli.browser_option import BrowserOption, engine_of
from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.terminal import Format, complain, show, stop, writing
from corsgate_audit.cli.why import Credentials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.probe import Probe


class Space(Enum):
    """The address spaces of https://wicg.github.io/local-network-access/."""

    PUBLIC = "public"
    LOCAL = "local"
    LOOPBACK = "loopback"


class Permission(Enum):
    """The user's answer to local network access."""

    GRANTED = "granted"
    DENIED = "denied"


class ToolName(Enum):
    """The tools of `corsgate_audit.probe.fixes`, as the command line writes them."""

    CDK = "cdk"
    SAM = "sam"
    CLOUDFORMATION = "cloudformation"
    TERRAFORM = "terraform"
    SERVERLESS = "serverless"
    CHALICE = "chalice"
    AMPLIFY = "amplify"
    CONSOLE = "console"
    HANDLER = "handler"
    PAGE = "page"


def probe(  # noqa: PLR0913 - a request has as many parts, and each is an option of its own
    url: Annotated[
        str | None,
        typer.Argument(metavar="URL", help="URL that the page requests.", show_default=False),
    ] = None,
    *,
    origin: Annotated[
        str | None,
        typer.Option(
            "--origin",
            metavar="ORIGIN",
            help="Origin of the page: https://app.example.com, or null.",
            show_default=False,
            rich_help_panel="Request",
        ),
    ] = None,
    har: Annotated[
        Path | None,
        typer.Option(
            "--har",
            metavar="FILE",
            help="HAR saved by the browser's developer tools, in place of a URL: its cross-origin "
            "requests are judged offline. --origin is the page where the file does not name it.",
            show_default=False,
        ),
    ] = None,
    method: Annotated[
        str,
        typer.Option(
            "--method", metavar="METHOD", help="Method of the request.", rich_help_panel="Request"
        ),
    ] = "GET",
    header: Annotated[
        list[str] | None,
        typer.Option(
            "--header",
            metavar="'NAME: VALUE'",
            help="Header that the page sets; repeatable.",
            show_default=False,
            rich_help_panel="Request",
        ),
    ] = None,
    credentials: Annotated[
        Credentials,
        typer.Option(
            "--credentials",
            help="Credentials mode, as in fetch(url, {credentials}).",
            rich_help_panel="Request",
        ),
    ] = Credentials.SAME_ORIGIN,
    page_space: Annotated[
        Space | None,
        typer.Option(
            "--page-space",
            help="Address space that the page is loaded from.",
            show_default="what an address in --origin says, else not known",
            rich_help_panel="Request",
        ),
    ] = None,
    permission: Annotated[
        Permission | None,
        typer.Option(
            "--permission",
            help="User's answer to the browser's question about local network access.",
            show_default="not known",
            rich_help_panel="Request",
        ),
    ] = None,
    send_actual: Annotated[
        bool,
        typer.Option(
            "--send-actual",
            help="Send the request itself, even if it may change data.",
            rich_help_panel="Request",
        ),
    ] = False,
    timeout: Annotated[
        float,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            min=0.1,
            help="Seconds for each whole answer, from the look-up of the host to the last header. "
            "API Gateway itself gives up after 29.",
        ),
    ] = 35.0,
    aws: Annotated[
        bool,
        typer.Option(
            "--aws",
            help="Find the API behind the URL with the AWS credentials of the environment, and "
            "compare its live answers with its configuration.",
        ),
    ] = False,
    origins_attack: Annotated[
        bool,
        typer.Option(
            "--origins-attack",
            help="Try every origin that must be blocked, instead of the one request.",
            rich_help_panel="Attack",
        ),
    ] = False,
    i_own_this_host: Annotated[
        bool,
        typer.Option(
            "--i-own-this-host",
            help="Confirm that the host is yours, which --origins-attack requires.",
            rich_help_panel="Attack",
        ),
    ] = False,
    tool: Annotated[
        list[ToolName] | None,
        typer.Option(
            "--tool",
            metavar="|".join(each.value for each in ToolName),
            help="Tool of the fix, such as cdk; repeatable. By default the files in the current "
            "folder decide.",
            show_default=False,
        ),
    ] = None,
    body: Annotated[
        Path | None,
        typer.Option(
            "--body",
            metavar="FILE",
            help="File with the body of the request, for --send-actual.",
            show_default=False,
        ),
    ] = None,
    browser: BrowserOption = None,
    output_format: Annotated[
        Format,
        typer.Option("--format", help="Format of the answer.", rich_help_panel="Output"),
    ] = Format.TEXT,
) -> None:
    """Send what a browser would send to a URL; say what it blocks, why, and how to fix it.

    The preflight is sent. The request itself is sent once the preflight allows it, and only if it
    is GET or HEAD, unless --send-actual is given. Redirects are shown and not followed.

    --origins-attack tries the origins that an attacker could have, beside --origin, which is
    allowed; exit status 1 means that one of them is allowed too.

    With --har nothing is sent: every cross-origin request of the file is judged by what the file
    tells, and a command is given where it does not tell enough. Its secrets are not printed.

    A page on https cannot request http: nothing is sent then. A public page that calls localhost
    or a private address needs the user's permission in Chrome and Firefox.

    Exit status: 0 the page gets its response, 1 a browser blocks it, 2 usage, 3 no answer, or
    the deciding request was not sent, or it depends on what is not known, or --aws found no
    configuration.
    """
    # Here, since httpx takes longer to import than help to show.
    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.browser.exchange import as_browsers_do
    from corsgate_audit.cli.request_options import checked_probe_headers
    from corsgate_audit.probe import HttpSender
    from corsgate_audit.probe import probe as ask

    if har is not None:
        _judge_har(har, url, origin, output_format, engine_of(browser))
    if url is None or origin is None:
        stop("name the URL that the page requests and its --origin, or a file with --har")
    headers = checked_probe_headers(origin=origin, method=method, url=url, headers=header or [])
    request = BrowserRequest(
        *(url, origin, method, headers, credentials.value),
        page_space=page_space.value if page_space else None,
        permission=permission.value if permission else None,
    )
    if origins_attack:
        _attack(request, output_format, timeout=timeout, owned=i_own_this_host)
    content = _content(body, send_actual=send_actual)
    with HttpSender(timeout=timeout, body=content) as send:
        found = as_browsers_do(
            lambda profile: ask(request, send, send_actual=send_actual, profile=profile),
            engine_of(browser),
        )
    status = _exit_status(found)
    if aws:
        found, seen = _compared(found)
        status = status if seen else ExitStatus.INCOMPLETE
    _write(found, output_format, tool or [])
    raise typer.Exit(status)


LARGEST_BODY = 64 * 1024 * 1024


def _content(body: Path | None, *, send_actual: bool) -> bytes:
    """Read the body of a request; nothing without one."""
    if body is None:
        return b""
    if not send_actual:
        stop("--body is for the request itself: add --send-actual, or remove --body")
    try:
        if not body.is_file():
            stop(f"--body {str(body)!r} is not a file")
        with body.open("rb") as file:
            content = file.read(LARGEST_BODY + 1)
    except OSError as error:
        stop(f"--body {str(body)!r} cannot be read: {error.strerror or error}")
    if len(content) > LARGEST_BODY:
        stop(f"--body {str(body)!r} has more than {LARGEST_BODY // 1024**2} MB")
    return content


def _write(found: Probe, output_format: Format, named: Sequence[ToolName]) -> None:
    # Here for the same reason.
    from corsgate_audit.probe.fixes import Tool, tools_in
    from corsgate_audit.report.probe_json import probe_json
    from corsgate_audit.report.probe_text import probe_text

    tools = [Tool(each.value) for each in named]
    with writing():
        if output_format is Format.JSON:
            sys.stdout.write(probe_json(found, tools))
        else:
            show(probe_text(found, tools or tools_in(Path.cwd())))


def _compared(found: Probe) -> tuple[Probe, bool]:
    """Add what the configuration behind the URL says; report whether it could be read."""
    from dataclasses import replace

    from corsgate_audit.collect import TargetError
    from corsgate_audit.probe.behind import find_behind
    from corsgate_audit.probe.configuration import compared

    try:
        behind = find_behind(found.request.url)
    except TargetError as error:
        complain(f"--aws: {error}")
        return found, False
    said = compared(found, behind.api, behind.url)
    return replace(found, remarks=(*found.remarks, behind.way, *said)), True


def _judge_har(
    har: Path, url: str | None, origin: str | None, output_format: Format, engine: str | None
) -> NoReturn:
    from corsgate_audit.probe.har import HarError, judged_requests, read_har
    from corsgate_audit.report.har_reports import har_json, har_text

    if url is not None:
        stop("name a URL, or a file with --har, but not both")
    try:
        judged = list(judged_requests(read_har(har, origin), engine))
    except HarError as error:
        stop(f"--har {error}")
    with writing():
        if output_format is Format.JSON:
            sys.stdout.write(har_json(judged))
        else:
            show(har_text(judged))
    statuses = {_exit_status(each.found) for each in judged}
    for status in (ExitStatus.FINDINGS, ExitStatus.INCOMPLETE):
        if status in statuses:
            raise typer.Exit(status)
    raise typer.Exit(ExitStatus.CLEAN)


def _attack(
    request: BrowserRequest, output_format: Format, *, timeout: float, owned: bool
) -> NoReturn:
    from corsgate_audit.probe import HttpSender
    from corsgate_audit.probe.origins_attack import attack
    from corsgate_audit.report.attack_reports import attack_json, attack_text

    if not owned:
        stop(
            "--origins-attack is for hosts of your own; add --i-own-this-host if the host is yours"
        )
    with HttpSender(timeout=timeout) as send:
        attempts = list(attack(request, send))
    with writing():
        if output_format is Format.JSON:
            sys.stdout.write(attack_json(attempts))
        else:
            show(attack_text(attempts))
    if any(attempt.is_hole for attempt in attempts):
        raise typer.Exit(ExitStatus.FINDINGS)
    is_open = any(attempt.problem for attempt in attempts)
    raise typer.Exit(ExitStatus.INCOMPLETE if is_open else ExitStatus.CLEAN)


def _exit_status(found: Probe) -> ExitStatus:
    verdict = found.outcome()
    if verdict is None:
        return ExitStatus.INCOMPLETE
    return ExitStatus.CLEAN if verdict.allowed else ExitStatus.FINDINGS
