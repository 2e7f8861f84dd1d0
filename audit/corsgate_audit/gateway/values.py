"""What a front door answers to one request, and the whole exchange with a browser."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from corsgate_audit.browser.exchange import BrowserExchange
from corsgate_audit.gateway.mappings import NO_EXPRESSION
from corsgate_audit.model import UndeterminedError, Unresolved, Witness

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpResponse, Verdict
    from corsgate_audit.model import Door


class Layer(StrEnum):
    """Where an answer is decided."""

    OPTIONS_INTEGRATION = "options_integration"
    """A REST API's own integration of an ``OPTIONS`` method."""
    GATEWAY_RESPONSE = "gateway_response"
    """The gateway's own error, before anything behind it is asked."""
    AUTHORIZER = "authorizer"
    """What stands in front of a route: a Lambda authorizer, Cognito, JWT or IAM."""
    HTTP_API_CORS = "http_api_cors"
    """The CORS configuration of an HTTP API."""
    FUNCTION_URL_CORS = "function_url_cors"
    """The CORS settings of a function URL."""
    CLOUDFRONT = "cloudfront"
    """A CloudFront distribution, as far as it does not hand on what its origin answers."""
    INTEGRATION = "integration"
    """The integration of any other method of a REST API, as far as it does not pass through."""
    FUNCTION = "function"
    """A function whose code was read."""
    BACKEND = "backend"
    """What the gateway hands the request to: a function or a server."""


REFUSING = frozenset({Layer.AUTHORIZER, Layer.GATEWAY_RESPONSE})
"""The layers that answer in place of the integration, because they refuse the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAnswer:
    """What a function answers where something goes wrong.

    Args:
        response: response that it gives then.
        place: file and line of it.
    """

    response: HttpResponse
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a front door answers to one request.

    Args:
        response: None where the model cannot know: the backend decides, or a value is unresolved.
        layer: layer that decides the answer.
        note: explanation in plain words of what this layer does and why.
        unresolved: the values without which the answer cannot be determined; empty where only the
            backend could tell.
        body: body of the response, as far as it is known.
        is_given: whether a backend was really asked, so that status and all headers are its own.
        others: what is answered where something goes wrong, as far as a function's code tells.
    """

    response: HttpResponse | None
    layer: Layer
    note: str
    unresolved: tuple[Unresolved, ...] = ()
    body: bytes = field(default=b"", compare=False, repr=False)
    is_given: bool = field(default=False, compare=False, repr=False)
    others: tuple[OtherAnswer, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(BrowserExchange[Answer]):
    """One request of a page to an API, and what the model says of it.

    Args:
        api: front door that the request goes to.
    """

    api: Door

    @property
    def layer(self) -> Layer | None:
        """The layer that blocks, or the one that the verdict waits for.

        None where the page gets its response, or the browser refuses to send anything.
        """
        last = self.deciding
        allowed = self.verdict is not None and self.verdict.allowed
        return None if allowed or last is None else last.layer

    def blocked_otherwise(self) -> tuple[tuple[OtherAnswer, Verdict], ...]:
        """Return what the function may answer too and the browser blocks, each with its verdict.

        None where the browser blocks the request anyway.
        """
        if self.answer is None or self.verdict is None or not self.verdict.allowed:
            return ()
        found = []
        for other in self.answer.others:
            made = replace(self, answer=replace(self.answer, response=other.response))
            verdict = replace(made, verdict=made.verdict_in(self.profile)).outcome()
            if verdict is not None and not verdict.allowed:
                found.append((other, verdict))
        return tuple(found)

    def known_verdict(self) -> Verdict | None:
        """Return the verdict; None where only the backend decides, which no source could tell.

        Raises:
            UndeterminedError: there is none for values that are not known. A mapping that API
                Gateway rejects is none of them: it is known, and CORS109 reports it.
        """
        if self.verdict is None:
            answers = (self.preflight_answer, self.answer)
            every = [value for answer in answers if answer for value in answer.unresolved]
            values = [value for value in every if value.reason != NO_EXPRESSION]
            if values:
                raise UndeterminedError(*values)
        return self.verdict

    def known_preflight(self) -> Verdict | None:
        """Return the verdict, for what judges the preflight alone.

        Returns:
            None where the preflight lets the request through, or only the backend decides.

        Raises:
            UndeterminedError: what decides about the preflight is not known.
        """
        if self.verdict is None and self.answer is not None:
            return None
        return self.known_verdict()

    def witness(self) -> Witness | None:
        """Return the exchange as the proof of a finding; None where there is no verdict."""
        if self.verdict is None:
            return None
        return Witness(
            request=self.request,
            preflight=self.preflight_answer.response if self.preflight_answer else None,
            response=self.answer.response if self.answer else None,
            verdict=self.verdict,
            layer=self.deciding.layer.value if self.deciding else "",
        )
