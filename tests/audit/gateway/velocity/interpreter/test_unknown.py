"""What nobody knows before the call decides nothing: it is written, or makes all undetermined."""

from __future__ import annotations

from typing import Any

import pytest

from corsgate_audit.gateway.velocity import no_overrides
from corsgate_audit.gateway.velocity.interpreter.run import run


def outcome(template: str) -> dict[str, Any]:
    """Run a template for a request whose one header is given."""
    begun = (
        "#set($s = 'x')#set($list = [1, 'a', 2, 'a'])#set($map = {'a': 1, 'b': 'x'})#set($m = {})"
        "#set($n = 7)#set($t = true)"
    )
    known = {"path": {}, "querystring": {}, "header": {"Origin": "https://a.test"}, "body": ""}
    rest = {"context": {"stage": "prod"}, "overrides": no_overrides(), "template": begun + template}
    return run({**known, **rest})


@pytest.mark.parametrize(
    "name",
    [
        "accountId",
        "apiId",
        "awsEndpointRequestId",
        "deploymentId",
        "domainName",
        "domainPrefix",
        "extendedRequestId",
        "requestId",
        "requestTime",
        "requestTimeEpoch",
        "resourceId",
    ],
)
def test_a_text_of_the_call_is_written_and_decides_nothing(name: str) -> None:
    """A word and a number stand for it: what reads them differently does not know."""
    assert outcome(f"a $context.{name} b") == {
        "overrides": no_overrides(),
        "text": f"a ({name}) b",
        "other": "a 0 b",
        "later": [f"context.{name}"],
    }
    assert outcome(f"#if($context.{name} == '')#end") == {"asked": [f"context.{name}"]}


@pytest.mark.parametrize(
    ("template", "text", "other"),
    [
        ("$context['requestId'] $context.get('requestId')", "(requestId) (requestId)", "0 0"),
        ('#set($x = "id $context.requestId.")$x', "id (requestId).", "id 0."),
        ('#set($x = "$context.requestId")#set($y = "<$x>")$y', "<(requestId)>", "<0>"),
        ('#set($x = "$context.requestId ## x")$x', "(requestId) ", "0 "),
        ("#define($d)<$context.requestId>#end$d", "<(requestId)>", "<0>"),
        ("#foreach($i in [1, 2])$context.requestId,#end", "(requestId),(requestId),", "0,0,"),
        ("#if($context.requestId)y#end$context.requestId", "y(requestId)", "y0"),
        ("#set($x = $context.requestId)#if(!$x)n#end$!x", "(requestId)", "0"),
        ("#set($x = $context.requestId)#set($x = 'b')#if($x == 'b')y#end", "y", ""),
    ],
)
def test_what_is_kept_and_written_decides_nothing(template: str, text: str, other: str) -> None:
    """Whichever way it takes to the output."""
    found = outcome(template)
    assert (found["text"], found.get("other", "")) == (text, other)


ID = "$context.requestId"


@pytest.mark.parametrize(
    "template",
    [
        f"#if({ID} == 'x')#end",
        f"#if('x' != {ID})#end",
        f"#if({ID} == {ID})#end",
        f"#if({ID} == $null)#end",
        f"#if({ID} < 3)#end",
        f"#if(true && {ID} == '')#end",
        f"#set($x = {ID})#if($x == 'x')#end",
        f"#set($x = {ID})#set($y = $x)#if($y.length() == 11)#end",
        f"#set($x = {ID} + 'x')",
        f"#set($x = 'x' + {ID})",
        f"#set($x = {ID} * 2)",
        f'#set($x = "a{ID}")#if($x == "a(requestId)")#end',
        f'#set($x = "a{ID}")$x.length()',
        f"{ID}.length()",
        f"{ID}.equals('x')",
        f"{ID}.toString().isEmpty()",
        f"{ID}.empty",
        f"{ID}[0]",
        f"'x'.equals({ID})#set($s = 'x')$s.equals({ID})",
        f"#set($s = 'x')$s.contains({ID})",
        f"#set($s = 'x')$s.replace({ID}, 'y')",
        f"#set($m = {{}})#set($m[{ID}] = 1)",
        f"#set($m = {{'(requestId)': 1}})$m[{ID}]",
        f"#set($m = {{'(requestId)': 1}})$m.get({ID})",
        f"#set($m = {{'(requestId)': 1}})$m.containsKey({ID})",
        f"#set($m = {{'a': 1}})$m.containsValue({ID})",
        f"#set($m = {{{ID}: 1}})",
        f"#set($m = {{'a': {ID}}})",
        f"#set($m = {{}})#set($m.a = {ID})#if($m.a == 'x')#end",
        f"#set($l = [{ID}])$l.size()",
        f"#set($l = ['x'])$l.contains({ID})",
        f"#set($l = ['x'])$l.indexOf({ID})",
        f"#set($l = ['x'])$l.add({ID})",
        f"#foreach($x in {ID})#end",
        f"#foreach($x in [{ID}])$x#end",
        f"#foreach($x in [1..{ID}])#end",
        f"#foreach($x in ['a'])#set($y = {ID})#end#if($y == 'x')#end",
        f"#define($d){ID}#end#if($d == 'x')#end",
        f'#define($d){ID}#end#set($x = "$d")#if($x == "x")#end',
        f"#define($d){ID}#end#set($x = 'a' + $d)",
        f"$util.urlEncode({ID})",
        f"$util.escapeJavaScript({ID})",
        f"$input.params({ID})",
        f"$input.json({ID})",
        f"#set($context.responseOverride.status = {ID})",
        f"#set($context.responseOverride.header.A = {ID})",
        f'#set($context.responseOverride.header.A = "a{ID}")',
        f"#set($context.responseOverride.header[{ID}] = 'a')",
        f"$context.responseOverride.header.put('A', {ID})",
        f"$context.responseOverride.header.get({ID})",
        f"#set($context.requestOverride.path.b = {ID})",
    ],
)
def test_a_text_of_the_call_decides_nothing(template: str) -> None:
    """Whatever is done with it but writing: nobody knows what comes of it."""
    assert outcome(template) == {"asked": ["context.requestId"]}


UNREAD = [
    "Host", "host", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Connection",
    "Referer", "Sec-Fetch-Mode", "sec-fetch-site", "Sec-CH-UA", "X-Forwarded-For",
    "X-Forwarded-Port", "X-Forwarded-Proto", "X-Amzn-Trace-Id", "Via", "CloudFront-Viewer-Country",
    "X-Amz-Cf-Id", "Cookie", "Cache-Control", "Proxy-Authorization",
]  # fmt: skip


@pytest.mark.parametrize("name", UNREAD)
@pytest.mark.parametrize(
    "template",
    [
        "$input.params('{}')",
        "#if($input.params('{}') == '')#end",
        "$input.params().header.get('{}')",
        "$input.params().header['{}']",
        "$input.params().header.containsKey('{}')",
        "$input.params().header.getOrDefault('{}', 'x')",
        "$input.params().get('header').get('{}').length()",
    ],
)
def test_what_a_browser_or_the_edge_adds_is_not_known(template: str, name: str) -> None:
    """It counts neither as sent nor as absent."""
    assert outcome(template.format(name)) == {"asked": [f"the request header {name}"]}


@pytest.mark.parametrize(
    "asked",
    [
        "size()",
        "isEmpty()",
        "keySet()",
        "values()",
        "entrySet()",
        "containsValue('x')",
        "keySet().size()",
        "keySet().contains('Host')",
    ],
)
def test_the_headers_as_a_whole_are_not_known(asked: str) -> None:
    """Some of them are not."""
    assert outcome(f"$input.params().header.{asked}") == {"asked": ["all headers of the request"]}


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("$input.params().header", "writes Headers, which has no text of its own"),
        (
            "#foreach($x in $input.params().header)#end",
            "goes through what #foreach is not evaluated over here",
        ),
        ("#if($input.params().header == $input.params().header)#end", "compares what is not known"),
        (
            "#if($input.params() == $input.params())#end",
            "compares ReadOnly, which is not evaluated here",
        ),
        (
            "$input.params().header.put('a', 'b')",
            "calls the method put(text, text) of Headers, which is not evaluated here",
        ),
    ],
)
def test_the_map_of_headers_is_no_value(template: str, reason: str) -> None:
    """It cannot be written, compared or gone through."""
    assert outcome(template) == {"undetermined": reason}


def test_headers_that_nobody_adds_are_known() -> None:
    """The page sends them or nobody; a preflight has no cookies."""
    headers = {"Origin": "https://a.test", "Access-Control-Request-Method": "PUT", "Accept": "*/*"}
    job = {"path": {}, "querystring": {}, "header": headers, "body": "", "context": {}}
    template = (
        "$input.params('accept')|$input.params('Cookie')|$input.params('X-Own')"
        "|$input.params().header.getOrDefault('ORIGIN', 'none')"
        "|$input.params().header.getOrDefault('X-Own', 'none')"
        "|$input.params().header.containsKey('X-Own')"
    )
    found = run({**job, "overrides": no_overrides(), "template": template})
    assert found["text"] == "*/*|||https://a.test|none|false"


@pytest.mark.parametrize("unknown", ["$stageVariables", "$context.identity", "$context.authorizer"])
@pytest.mark.parametrize(
    "template",
    [
        "$list.contains({})",
        "$list.indexOf({})",
        "$list.equals([{}, 1, 2, 3])",
        "$list.remove({})",
        "$map.containsValue({})",
        "$map.values().contains({})",
        "$map.entrySet().contains({})",
        "$map.equals({{'a': {}, 'b': 1}})",
        "$s.equals({})",
        "$n.equals({})",
        "$t.equals({})",
        "#if([{0}] == [{0}])#end",
        "#if({{'a': {0}}} == {{'a': {0}}})#end",
        "#set($l = [])#set($x = $l.add({0}))$l.contains({0})",
        "#set($l = [])#set($m.k = {})#foreach($e in $m.entrySet())$l.add($e)$l.contains($e)#end",
    ],
)
def test_nobody_knows_what_equals_an_unknown_map(template: str, unknown: str) -> None:
    """Whichever way they are compared, in containers too."""
    assert outcome(template.format(unknown)) == {"undetermined": "compares what is not known"}


@pytest.mark.parametrize("view", ["$map.keySet()", "$map.values()", "$map.entrySet()"])
def test_views_of_a_map_are_not_compared(view: str) -> None:
    """Java compares some of them by what they hold, and some by where they are."""
    reason = {"undetermined": "compares View, which is not evaluated here"}
    assert outcome(f"#set($l = [{view}])$l.contains('a')") == reason
    assert outcome(f"#set($l = [{view}])#set($k = [{view}])$l.equals($k)") == reason


HEADER = "$context.responseOverride.header"


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("$util.urlDecode('%zz')", "decodes what is not URL-encoded text"),
        ("$util.urlDecode('a%2')", "decodes what is not URL-encoded text"),
        ("$util.urlDecode('%ff')", "decodes what is not URL-encoded text"),
        ("$util.parseJson('NaN')", "parses what is not JSON"),
        ("$util.parseJson('[-Infinity]')", "parses what is not JSON"),
        ("$util.parseJson('2147483648')", "parses what is not JSON"),
        ("#set($context = {})", "replaces $context, which is API Gateway's"),
        ("#set($input = 'x')", "replaces $input, which is API Gateway's"),
        ("#foreach($util in [1])#end", "replaces $util, which is API Gateway's"),
        ("#define($stageVariables)x#end", "replaces $stageVariables, which is API Gateway's"),
        (
            f"#set({HEADER}.A = '1')#set({HEADER}.a = '2')",
            "overrides the header a in two spellings",
        ),
        (f"#set({HEADER}['A B'] = '1')", "overrides 'A B', which names no header"),
        (f"{HEADER}.put('', '1')", "overrides '', which names no header"),
        (f"#set({HEADER}['A:\nB'] = '1')", "overrides 'A:\\nB', which names no header"),
        (
            f"#set({HEADER}.A = 'a\nB: c')",
            "overrides a header with 'a\\nB: c', which no header can be",
        ),
        (
            f"#set({HEADER}.A = ['a\r'])",
            "overrides a header with '[a\\r]', which no header can be",
        ),
        (f"#set({HEADER}.A = 'ü')", "overrides a header with 'ü', which no header can be"),
    ],
)
def test_what_was_never_recorded_is_undetermined(template: str, reason: str) -> None:
    """Python has an answer to each; API Gateway may have another."""
    assert outcome(template) == {"undetermined": reason}


def test_what_java_s_libraries_escape_differently_decides_nothing() -> None:
    """A slash and letters beyond ASCII in JavaScript."""
    found = outcome("#set($x = $util.escapeJavaScript('a/b'))$x $util.escapeJavaScript('ü')")
    name = "how $util.escapeJavaScript writes a slash or a letter beyond ASCII"
    assert (found["text"], found["other"], found["later"]) == (
        "a/b \\u00fc",
        "a\\/b \\u00fc",
        [name],
    )
    compared = outcome("#if($util.escapeJavaScript('a/b') == 'a/b')#end")
    assert compared == {"asked": [name]}
    plain = outcome("#if($util.escapeJavaScript('it\\n') == 'it\\\\n')y#end")
    assert plain["text"] == "y"


def test_the_ends_of_java_s_int_are_read() -> None:
    """Beyond them a number is of another type."""
    assert (
        outcome("$util.parseJson('[-2147483648,2147483647]')")["text"] == "[-2147483648,2147483647]"
    )


OF_BROWSERS_AND_THE_EDGE = """
accept accept-encoding accept-language access-control-request-local-network
access-control-request-private-network cache-control cloudfront-viewer-country connection
content-length date device-memory dnt downlink dpr ect expect forwarded host if-modified-since
if-none-match keep-alive pragma priority proxy-authorization purpose referer rtt save-data
sec-fetch-mode te trailer transfer-encoding upgrade upgrade-insecure-requests user-agent via
viewport-width width x-amz-cf-id x-amzn-trace-id x-forwarded-for x-real-ip
"""


@pytest.mark.parametrize("name", OF_BROWSERS_AND_THE_EDGE.split())
def test_what_browsers_and_the_edge_may_add_is_not_known(name: str) -> None:
    """One of them that is not given may be there all the same.

    https://fetch.spec.whatwg.org/#forbidden-request-header and
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
    """
    assert outcome(f"#if($input.params('{name}') == '')#end") == {
        "asked": [f"the request header {name}"]
    }


@pytest.mark.parametrize("name", ["x-mine", "acceptX", "x-real-ips", "xsec-fetch-mode", "origin"])
def test_another_header_is_known(name: str) -> None:
    """A page sets it, and then it is given."""
    assert "text" in outcome(f"#if($input.params('{name}') == '')#end")
