"""``corsgate probe``: a real server, asked what a browser would ask it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.terminal import Format, complain, console, stop, writing
from corsgate_audit.cli.why import Credentials

if TYPE_CHECKING:
    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.probe import Probe


def probe(  # noqa: PLR0913 - a request has as many parts, and each is an option of its own
    url: Annotated[
        str,
        typer.Argument(metavar="URL", help="URL that the page requests.", show_default=False),
    ],
    *,
    origin: Annotated[
        str,
        typer.Option(
            "--origin",
            metavar="ORIGIN",
            help="Origin of the page: https://app.example.com, or null.",
            rich_help_panel="Request",
        ),
    ],
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
        typer.Option("--timeout", metavar="SECONDS", min=0.1, help="Time to wait for an answer."),
    ] = 10.0,
    aws: Annotated[
        bool,
        typer.Option(
            "--aws",
            help="Find the API behind the URL with the AWS credentials of the environment, and "
            "compare the live answers with its configuration.",
        ),
    ] = False,
    origins_attack: Annotated[
        bool,
        typer.Option(
            "--origins-attack",
            help="Try every origin that must be refused, instead of the one request.",
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
    output_format: Annotated[
        Format,
        typer.Option("--format", help="Format of the answer.", rich_help_panel="Output"),
    ] = Format.TEXT,
) -> None:
    """Send a URL what a browser would send; name what is blocked, the cause and the fix.

    The preflight is sent. The request itself is sent once the preflight allows it, and only if it
    is GET or HEAD, unless --send-actual is given. Redirects are shown and not followed.

    --origins-attack tries the origins that an attacker could have, beside --origin, which is
    allowed; exit status 1 means that one of them is allowed too.

    Exit status: 0 the page gets its response, 1 the browser blocks it, 2 usage, 3 no answer, or
    the deciding request was not sent, or --aws found no configuration.
    """
    # Here, since httpx takes longer to import than help to show.
    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.cli.request_options import checked_probe_headers
    from corsgate_audit.probe import HttpSender
    from corsgate_audit.probe import probe as ask

    headers = checked_probe_headers(origin=origin, method=method, url=url, headers=header or [])
    request = BrowserRequest(url, origin, method, headers, credentials.value)
    if origins_attack:
        _attack(request, output_format, timeout=timeout, owned=i_own_this_host)
    with HttpSender(timeout=timeout) as send:
        found = ask(request, send, send_actual=send_actual)
    status = _exit_status(found)
    if aws:
        found, seen = _compared(found)
        status = status if seen else ExitStatus.INCOMPLETE
    _write(found, output_format)
    raise typer.Exit(status)


def _write(found: Probe, output_format: Format) -> None:
    # Here for the same reason.
    from corsgate_audit.report.lines import write
    from corsgate_audit.report.probe_json import probe_json
    from corsgate_audit.report.probe_text import probe_text

    with writing():
        if output_format is Format.JSON:
            sys.stdout.write(probe_json(found))
        else:
            write(console(), probe_text(found))


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


def _attack(
    request: BrowserRequest, output_format: Format, *, timeout: float, owned: bool
) -> NoReturn:
    from corsgate_audit.probe import HttpSender
    from corsgate_audit.probe.origins_attack import attack
    from corsgate_audit.report.attack_reports import attack_json, attack_text
    from corsgate_audit.report.lines import write

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
            write(console(), attack_text(attempts))
    if any(attempt.problem for attempt in attempts):
        raise typer.Exit(ExitStatus.INCOMPLETE)
    holes = any(attempt.is_hole for attempt in attempts)
    raise typer.Exit(ExitStatus.FINDINGS if holes else ExitStatus.CLEAN)


def _exit_status(found: Probe) -> ExitStatus:
    if found.verdict is None:
        return ExitStatus.INCOMPLETE
    return ExitStatus.CLEAN if found.verdict.allowed else ExitStatus.FINDINGS
