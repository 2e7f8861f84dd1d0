"""Velocity: what is missing, conditions, loops and texts; and the functions of `$util`."""

from __future__ import annotations

from functools import partial

from corsgate_audit.verify.cases import get
from corsgate_audit.verify.questions import Basis, Front
from corsgate_audit.verify.statements._velocity import (
    AIRSPEED,
    LOCALSTACK,
    REFERENCE,
    VELOCITY_GUIDE,
    rendered,
)

_language = partial(rendered, front=Front.LANGUAGE)
_RECORDED, _DOCUMENTED = Basis.RECORDED, Basis.DOCUMENTED

_MISSING = (
    _language(
        "missing-name",
        "A name that is not set is written as nothing.",
        "[$nothing][$!nothing][${nothing}]",
        "evaluator:Evaluator",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "missing-equals-null",
        "What is missing equals both $null and an empty text.",
        "#if($nothing == $null)[null]#end#if($nothing == '')[empty]#end",
        "evaluator:Evaluator",
        source=LOCALSTACK,
        basis=_RECORDED,
    ),
    _language(
        "missing-in-condition",
        "A name that is not set counts as true in a condition.",
        "#if($nothing)[true]#else[false]#end",
        "evaluator:Evaluator",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "missing-negated",
        "A name that is not set is not true once it is negated.",
        "#if(!$nothing)[true]#else[false]#end",
        "evaluator:Evaluator",
        source=AIRSPEED,
    ),
    _language(
        "missing-in-loop",
        "A loop over a name that is not set is not entered.",
        "[#foreach($i in $nothing)x#end]",
        "evaluator:Evaluator",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "null-in-map",
        "A map that holds null under a key has an empty text there.",
        "#set($m = {})#set($x = $m.put('k', null))#if(\"$m.k\" == '')[empty]#else[other]#end",
        "evaluator:Evaluator",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "missing-as-key",
        "A key that is not set is an empty text.",
        '#set($m = {})#set($m["$key"] = "foo")$m.toString()',
        "evaluator:Evaluator",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "missing-header",
        "$input.params of a header that was not sent is an empty text.",
        "#set($h = $input.params('X-None'))[$h]#if($h == '')[empty]#end#if(!$h)[false]#end",
        "dispatch:Dispatcher",
        source=REFERENCE,
    ),
)

_LANGUAGE = (
    _language(
        "false-in-condition",
        "false is not true in a condition, and an empty text is.",
        "#set($f = false)#set($e = '')#if($f)[f]#end#if($e)[e]#end",
        "evaluator:Evaluator",
        source=AIRSPEED,
    ),
    _language(
        "if-elseif-else",
        "The first branch that is true is taken.",
        "#set($n = 2)#if($n == 1)one#elseif($n == 2)two#{else}three#end",
        "parser:parse",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "operators-as-words",
        "eq, gt, ge, and, and not are operators.",
        "#if(1 eq 1 and 2 gt 1 and not (1 ge 2))[yes]#end",
        "expressions:read_expression",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "precedence",
        "Multiplication comes before addition, and that before comparison.",
        "#set($a = 2 + 5 * 4)#set($b = 5 + 4 > 2)[$a][$b]",
        "expressions:read_expression",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "numbers-divided",
        "Whole numbers are divided as in Java: towards zero, the remainder with the first's sign.",
        "#set($a = 7 / 2)#set($b = -7 / 2)#set($c = -7 % 2)[$a][$b][$c]",
        "operators:calculate",
        source=VELOCITY_GUIDE,
    ),
    _language(
        "division-by-zero",
        "A division by zero comes to nothing, and is not an error.",
        "#set($z = 1 / 0)[$z]",
        "operators:calculate",
        source="https://velocity.apache.org/engine/1.7/apidocs/org/apache/velocity/runtime/parser/node/ASTDivNode.html",
    ),
    _language(
        "range-backwards",
        "A range may count down.",
        "#foreach($i in [2..-2])$i,#end",
        "evaluator:Evaluator",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "loop-variables",
        "$foreach has count, index, hasNext, first and last.",
        "#foreach($i in ['a', 'b'])[$foreach.count$foreach.index"
        "$foreach.hasNext$foreach.first$foreach.last]#end",
        "dispatch:Dispatcher.property",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "loop-variable-old",
        "$velocityCount counts a loop from 1.",
        "#foreach($i in ['a', 'b'])$velocityCount,#end",
        "evaluator:Evaluator",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "break-ends-loop",
        "#break ends the loop that it stands in.",
        "#foreach($i in [1..5])#if($i == 3)#break#end$i,#end",
        "parser:parse",
        source=VELOCITY_GUIDE,
    ),
    _language(
        "stop-ends-template",
        "#stop ends the template, and what was written before it is the answer.",
        "[before]#stop[after]",
        "parser:parse",
        source=VELOCITY_GUIDE,
    ),
    _language(
        "define-renders-late",
        "What #define holds is rendered where it is written.",
        "#define($d)$x#end#set($x = 'late')[$d]",
        "evaluator:Evaluator",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "text-in-double-quotes",
        "References in double quotes are replaced, and those in single quotes are not.",
        "#set($n = 'x')#set($a = \"<$n>\")#set($b = '<$n>')[$a][$b]",
        "evaluator:Evaluator",
        source=VELOCITY_GUIDE,
        basis=_DOCUMENTED,
    ),
    _language(
        "quotes-doubled",
        "A quote is doubled within quotes; a backslash stays.",
        r'#set($d = "1\\""2""3")$d',
        "expressions:read_operand",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    _language(
        "comment-line",
        "A comment takes the rest of its line, and the end of the line with it.",
        "a## comment\nb#* more *#c",
        "parser:parse",
        source=VELOCITY_GUIDE,
        basis=_DOCUMENTED,
    ),
    _language(
        "escaped-dollar",
        "A backslash before the dollar sign of a name that is set writes the reference.",
        "#set($email = 'foo')[\\$email][$email]",
        "parser:parse",
        source=VELOCITY_GUIDE,
        basis=_DOCUMENTED,
    ),
)

_GIVEN = (
    _language(
        "util-base64",
        "$util.base64Encode and base64Decode undo each other.",
        "[$util.base64Encode('a b')][$util.base64Decode('YSBi')]",
        "functions:base64_encode",
        source=REFERENCE,
        basis=_DOCUMENTED,
    ),
    _language(
        "util-url-encode",
        "$util.urlEncode writes a space as +, and leaves * alone.",
        "[$util.urlEncode('a b&c*~')]",
        "functions:url_encode",
        source="https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/net/URLEncoder.html",
    ),
    _language(
        "util-url-encode-missing",
        "$util.urlEncode of what is missing is an empty text.",
        "[$util.urlEncode($input.path('$.none'))]",
        "functions:url_encode",
        source=LOCALSTACK,
        basis=_RECORDED,
    ),
    _language(
        "util-url-decode",
        "$util.urlDecode reads + as a space.",
        "[$util.urlDecode('a+b%26c')]",
        "functions:url_decode",
        source=REFERENCE,
        basis=_DOCUMENTED,
    ),
    _language(
        "util-escape-java-script",
        "$util.escapeJavaScript escapes both kinds of quotes.",
        "[$util.escapeJavaScript('say \"it''s\"')]",
        "functions:escape_java_script",
        source=REFERENCE,
        basis=_DOCUMENTED,
    ),
    _language(
        "util-parse-json",
        "$util.parseJson returns maps and lists whose parts can be reached.",
        '#set($o = $util.parseJson(\'{"a": [1, {"b": true}]}\'))[$o.a[0]][$o.a[1].b]',
        "functions:parse_json",
        source=REFERENCE,
        basis=_DOCUMENTED,
    ),
    _language(
        "input-body-empty",
        "$input.body of a request without a body is {}.",
        "[$input.body]",
        "functions:EMPTY_BODY",
        source=LOCALSTACK,
        basis=_RECORDED,
    ),
    _language(
        "input-json-missing",
        "$input.json of a part that the body does not have is an empty text in quotes.",
        "[$input.json('$.none')]",
        "functions:json_at",
        source=LOCALSTACK,
        basis=_RECORDED,
    ),
    _language(
        "input-query",
        "$input.params finds a parameter of the query string, decoded.",
        "[$input.params('q')][$input.params().querystring.q]",
        "variables:parameter",
        source=REFERENCE,
        basis=_DOCUMENTED,
        request=get("/velocity-input-query?q=a%20b"),
    ),
    _language(
        "context-names",
        "$context has the method, the stage, and the path of the resource.",
        "[$context.httpMethod][$context.stage][$context.resourcePath][$context.path]",
        "variables:Context",
        source=REFERENCE,
        basis=_DOCUMENTED,
    ),
)

CASES = (*_MISSING, *_LANGUAGE, *_GIVEN)
