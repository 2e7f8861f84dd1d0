"""Firefox in other languages, told by the words that decide and not by whole sentences.

Mozilla's translators have reworded these sentences more than once; header names stay as they are,
and so do few words beside them.

Source: dom/chrome/security/security.properties of mozilla-l10n/firefox-l10n, by language
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corsgate_audit.browser import CorsError
from corsgate_audit.symptoms.sentences import FIREFOX, NETWORK_FAILURE, UNSPECIFIED, Sentence

BLOCKED = re.compile(
    r"cross-origin\) anfrage blockiert|solicitud de(?:sde)? (?:otro origen|origen cruzado) bloquead"
    r"|blocage d.?une requ[êe]te multi-?origine|クロスオリジン要求をブロック"
    r"|requisi[çc][ãa]o cross-origin bloqueada|pedido de origem cruzada bloqueado"
    r"|richiesta multiorigine.{0,20}bloccata|cross-origin.{0,12}(?:запрос|blokkert|geblokkeerd)"
    r"|запрос из постороннего источника заблокирован|已拦截跨源请求|已封鎖跨來源請求"
    r"|교차 출처 요청 차단"
)
"""How the sentence begins: German, Spanish, French, Japanese; then some of the others."""

_REASON = re.compile(
    r"(?:grund|raz[óo]n|motivo|raison|理由|причина|原因|이유|reden)\s{0,2}[:\uff1a]\s{0,2}(.{1,300})"
)
_END = re.compile(
    r"statuscode|c[óo]digo de estado|code d.?[ée]tat|ステータスコード|状态码|código de status"
)
_ORIGIN, _METHODS, _HEADERS, _CREDENTIALS = (
    f"access-control-allow-{name}" for name in ("origin", "methods", "headers", "credentials")
)
_INVALID = r"ung[üu]ltig|no v[áa]lido|inv[áa]lid|invalide|不正|non valid"


class _Reason(NamedTuple):
    error: str
    header: str
    words: str
    weak: bool = False


# The first that applies: a reason that names a header goes before one that does not.
_REASONS = (
    _Reason(CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE, _METHODS, _INVALID),
    _Reason(CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE, _METHODS, ""),
    _Reason(CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE, _HEADERS, _INVALID),
    _Reason(CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE, _HEADERS, ""),
    _Reason(CorsError.INVALID_ALLOW_CREDENTIALS, _CREDENTIALS, r"true"),
    _Reason(
        CorsError.WILDCARD_ORIGIN_NOT_ALLOWED, "", r"credential|credencial|identification|認証"
    ),
    _Reason(
        CorsError.MISSING_ALLOW_ORIGIN_HEADER,
        _ORIGIN,
        r"fehlt|falta|manquant|足りない|がありません|ausente|mancante|отсутств|缺少|누락|ontbreekt",
    ),
    _Reason(
        CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES,
        _ORIGIN,
        r"nur ein|m[úu]ltipl|plusieurs|複数|non è consentito|несколько|多个|여러",
    ),
    _Reason(
        CorsError.ALLOW_ORIGIN_MISMATCH,
        _ORIGIN,
        r"stimmt nicht|no coincide|ne correspond pas|異なる|一致し|não corresponde|не совпадает"
        r"|не соответствует|不匹配|일치하지|non corrisponde|komt niet",
    ),
    _Reason(CorsError.CORS_DISABLED_SCHEME, "", r"http(?!s?:)"),
    _Reason(
        CorsError.PREFLIGHT_DISALLOWED_REDIRECT,
        "",
        r"weiterleitung|redirecci[óo]n|redirection|リダイレクト|redirecionamento|перенаправлен|重定向",
    ),
    _Reason(
        CorsError.PREFLIGHT_INVALID_STATUS,
        "",
        r"preflight|la respuesta cors|verificaci[óo]n previa|pr[ée]-?v[ée]rification|プリフライト"
        r"|предварительн|预检|사전",
    ),
    _Reason(
        NETWORK_FAILURE,
        "",
        r"schlug fehl|nicht erfolgreich|fehlgeschlagen|sin [ée]xito|no exitosa|no tuvo [ée]xito"
        r"|[ée]chec|成功しなかった|não foi bem|falhou|не удал|未能成功|실패|non riuscita|mislukt",
        weak=True,
    ),
)


def translated(text: str) -> list[tuple[int, int, Sentence]]:
    """Return Firefox' sentences in other languages, with where each begins and ends.

    Args:
        text: text in the form of `Plain.text`.
    """
    starts = [found.start() for found in BLOCKED.finditer(text)]
    ends = [*starts[1:], len(text)][: len(starts)]
    return [_sentence(text, *part) for part in zip(starts, ends, strict=True)]


def _sentence(text: str, start: int, end: int) -> tuple[int, int, Sentence]:
    found = _REASON.search(text, start, end)
    if found is None:
        return start, min(end, start + 60), Sentence(FIREFOX, UNSPECIFIED, "", weak=True)
    stop = _END.search(text, found.start(1), found.end(1))
    reason = text[found.start(1) : stop.start() if stop else found.end(1)]
    for each in _REASONS:
        if each.header in reason and re.search(each.words, reason):
            sentence = Sentence(FIREFOX, each.error, "", each.weak)
            return start, found.start(1) + len(reason), sentence
    return start, found.end(1), Sentence(FIREFOX, UNSPECIFIED, "", weak=True)
