"""Firefox in other languages, told by the words that decide and not by whole sentences.

Mozilla's translators have reworded these sentences more than once. What never changes are the names
of headers, the quoted values beside them, and where the URL stands; a few words do the rest.

Source: dom/chrome/security/security.properties of mozilla-l10n/firefox-l10n, by language; checked
against the language packs of Firefox 153.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser import CorsError
from corsgate_audit.symptoms.sentences import FIREFOX, MIXED_CONTENT, NETWORK_FAILURE, UNSPECIFIED
from corsgate_audit.symptoms.values import FoundSentence, Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.symptoms.plain import Plain

BLOCKED = re.compile(
    r"cross-origin\) anfrage blockiert|(?:solicitud|petición|pedido) (?:de(?:sde)? )"
    r"(?:otro origen|origen cruzado|orígenes cruzados) bloquead"
    r"|blocage d.?une requ[êe]te multi-?origine"
    r"|クロスオリジン要求をブロック|requisi[çc][ãa]o cross-origin bloqueada"
    r"|pedido de origem cruzada bloqueado|(?:bloccata )?richiesta multiorigine"
    r"|origin.{0,20}(?:geblokkeerd|blockerad|blokeret|blokkert|zablokov)"
    r"|zablokován požadavek cross-origin"
    r"|zablokowano żądanie do zasobu innego pochodzenia|çapraz.köken isteği engellendi"
    r"|запрос из постороннего источника заблокирован|запит зі стороннього джерела заблоковано"
    r"|已拦截跨源请求|已阻止跨源请求|已封鎖跨來源請求|교차 출처 요청 차단"
)
"""How the sentence begins: German, Spanish, French, Japanese; then fourteen others."""

_MIXED = re.compile(
    r"(?:gemischte[nr]? (?:aktiven? |ansichts)?inhalten?"
    r"|contenido (?:\w+ )?(?:\w+ )?(?:mixto|mezclado)"
    r"|contenu mixte|混在(?:アクティブ|表示)?コンテンツ|contenuto misto|conteúdo misto"
    r"|gemengde (?:actieve inhoud|vensterinhoud)|mieszanych treści|смешанного|змішаного"
    r"|blandat|smíšeného|混合(?:活动|的顯示)?(?:內容|内容)|混和的主動內容|혼합된 \S{1,5} 콘텐츠)"
    r"[^\n]{0,40}?(https?://[!-~]{1,2000})|(https?://[!-~]{1,2000}) karma (?:etkin|gösterim)"
)
"""Mixed content, in the same languages."""

_URL = re.compile(r"(?:https?|file)://[!-~]{1,2000}")
_REASON = re.compile(
    r"(?:grund|raz[óo]n|motivo|raison|理由|причина|原因|원인|이유|reden|důvod|orsak|anledning|sebep)"
    r"\s{0,2}[:\uff1a]"
)
_STATUS = re.compile(r"[).。\uff09] ?[^.:\uff1a()]{3,25}[:\uff1a] ?(?:(\d\d\d)\b|\(null\))")
"""Behind the reason, in every language: two words, a colon and the status."""

_QUOTED = re.compile(r"(?<![A-Za-z])' ?([^' ][^']{0,300}?) ?'(?![A-Za-z])")
_LONGEST_REASON = 320
_ORIGIN, _METHODS, _HEADERS, _CREDENTIALS = (
    f"access-control-allow-{name}" for name in ("origin", "methods", "headers", "credentials")
)
_OWN_URL = "resource"


class _Reason(NamedTuple):
    """What a reason says.

    Args:
        text: in lower case and without quotation marks.
        others: what it quotes beside the names of CORS headers.
    """

    text: str
    others: tuple[str, ...]

    def has(self, words: str) -> bool:
        return re.search(words, self.text) is not None


_INVALID = r"ung[üu]ltig|no v[áa]lido|inv[áa]lid|invalide|不正|non valid|无效|無效"
_PREFLIGHT = (
    r"preflight|la respuesta cors|verificaci[óo]n previa|pr[ée]-?v[ée]rification|プリフライト"
    r"|预检|사전 점검|cors options"
)
_CREDENTIAL_WORDS = r"(?<!allow-)credential|credencial|identification|認証|凭据|uwierzytelni"
_SEVERAL = (
    r"nur ein|m[úu]ltipl|plusieurs|vários|複数|несколько|числен|多个|多個|여러|meerdere|powtórzenie"
    r"|vícenásob|fler|birden fazla"
)
_MISMATCH = (
    r"stimmt nicht|no coincide|ne correspond pas|と異なる|一致し|não corresponde|не совпадает"
    r"|не соответствует|не відповідає|不匹配|不符合|일치하지|non corrisponde|komt niet|nie pasuje"
    r"|neodpovídá|matchar inte|eşleşmiyor"
)
_REDIRECT = (
    r"weiterleitung|redirec|redirection|リダイレクト|перенаправл|重定向|重導|리다이렉트|omleiding"
    r"|přesměrování|przekierowanie|omdirigering|yönlendirme"
)
_OFF = (
    r"deaktiviert|(?:des|dis)(?:activ|ativ|attiv|habilit)|désactiv|が無効|비활성|uitgeschakeld"
    r"|wyłączone|отключ|вимкнено|vypnut|inaktiv|devre d.ş|未启用|已停用|\borigin\b|origen\b"
)
"""CORS is switched off in the browser's settings, or Origin cannot be added."""


def translated(text: Plain) -> Iterator[FoundSentence]:
    """Return Firefox' sentences in other languages.

    Args:
        text: text that was pasted.
    """
    starts = [found.start() for found in BLOCKED.finditer(text.text)]
    for start, limit in zip(starts, [*starts[1:], len(text.text)], strict=False):
        yield _sentence(text, start, limit)
    for found in _MIXED.finditer(text.text):
        url = text.original(*found.span(1 if found[1] else 2))
        said = text.original(*found.span())
        told = Told(FIREFOX, MIXED_CONTENT, said, values=((_OWN_URL, url),))
        yield FoundSentence(*found.span(), told)


def _sentence(text: Plain, start: int, limit: int) -> FoundSentence:
    """Read one: what it blocks, why, and the status behind the reason."""
    url = _URL.search(text.text, start, limit)
    named = _REASON.search(text.text, url.end() if url else start, limit)
    begin = named.end() if named else url.end() if url else limit
    end = min(limit, begin + _LONGEST_REASON)
    status = _STATUS.search(text.text, begin, end)
    stop = status.start() if status else _end_of(text.text, begin, end)
    error = _error(_Reason(text.text[begin:stop], _others(text, begin, stop)))
    told = Told(
        FIREFOX,
        str(error),
        text.original(start, max(stop, start + 1)).rstrip(" ("),
        values=tuple(_values(text, error, (begin, stop), url, status)),
    )
    return FoundSentence(start, stop, told, weak=error in {NETWORK_FAILURE, UNSPECIFIED})


def _end_of(text: str, begin: int, end: int) -> int:
    """Return where a reason without a status ends: with the parenthesis or the sentence."""
    ending = re.compile(r"[)\uff09。]|\.(?= |$)").search(text, begin, end)
    return ending.start() if ending else end


def _others(text: Plain, begin: int, stop: int) -> tuple[str, ...]:
    # From one character before: a reason may begin with a quotation mark; to one behind likewise.
    place = text.places[begin] if begin < len(text.places) else len(text.flat)
    end = text.places[stop] if stop < len(text.places) else len(text.flat)
    quoted = _QUOTED.findall(text.flat, max(0, place - 1), end + 1)
    return tuple(each for each in quoted if not each.lower().startswith("access-control-"))


def _values(
    text: Plain,
    error: str,
    reason: tuple[int, int],
    url: re.Match[str] | None,
    status: re.Match[str] | None,
) -> Iterator[tuple[str, str]]:
    if url is not None:
        yield _OWN_URL, text.original(*url.span())
    if status is not None and status[1]:
        yield "status", status[1]
    others = _others(text, *reason)
    name = (
        {
            CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE: "header",
            CorsError.ALLOW_ORIGIN_MISMATCH: "value",
        }.get(CorsError(error))
        if error in set(CorsError)
        else None
    )
    if name and others:
        yield name, others[0]


def _error(reason: _Reason) -> str:
    """Return the error of a reason: by the header that it names, or by its words."""
    if "*" in reason.others or reason.has(_CREDENTIAL_WORDS):
        return CorsError.WILDCARD_ORIGIN_NOT_ALLOWED
    if reason.has(_METHODS):
        invalid = reason.others or reason.has(_INVALID)
        return (
            CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE
            if invalid
            else CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE
        )
    if reason.has(_HEADERS):
        # Both quote a value; only a header that was asked for is spoken of with the preflight.
        invalid = not reason.has(_PREFLIGHT) and (reason.others or reason.has(_INVALID))
        return (
            CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE
            if invalid
            else CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE
        )
    if reason.has(_CREDENTIALS):
        return CorsError.INVALID_ALLOW_CREDENTIALS
    if reason.has(_ORIGIN):
        return _of_origin(reason)
    return _without_a_header(reason)


def _of_origin(reason: _Reason) -> str:
    if reason.has(_SEVERAL):
        return CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES
    is_another = reason.others or reason.has(_MISMATCH) or reason.has("https?://")
    return CorsError.ALLOW_ORIGIN_MISMATCH if is_another else CorsError.MISSING_ALLOW_ORIGIN_HEADER


def _without_a_header(reason: _Reason) -> str:
    for words, error in (
        (r"http(?!s?:)", CorsError.CORS_DISABLED_SCHEME),
        (_REDIRECT, CorsError.PREFLIGHT_DISALLOWED_REDIRECT),
        (_PREFLIGHT, CorsError.PREFLIGHT_INVALID_STATUS),
        (_OFF, UNSPECIFIED),
        ("cors", NETWORK_FAILURE),
    ):
        if reason.has(words):
            return error
    return UNSPECIFIED
