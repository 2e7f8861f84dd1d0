"""What API Gateway was recorded to render, in templates of our own.

Recordings: the snapshots of localstack/localstack (commit 8b9a79f) and localstack/airspeed
(commit 97753ca), whose tests of the names given here ran on AWS.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from corsgate_audit.gateway.velocity import no_overrides
from corsgate_audit.gateway.velocity.interpreter.run import run

BODY = {
    "name": "Chris",
    "yes": True,
    "no": False,
    "none": None,
    "number": 7,
    "map": {"k": "v", "l": [1, {"deep": "x"}]},
    "list": [{"foo": "bar"}, "two"],
    "empty": [],
}
READ = "#set($body = $util.parseJson($context.requestOverride.path.body))"
MISSING = '#set($m = $input.path("$.nonExisting"))'


def rendered(template: str) -> str:
    """Render a template that finds `BODY` in ``$body``, as the recordings did."""
    overrides = no_overrides()
    overrides["request"]["path"]["body"] = json.dumps(BODY)
    job: dict[str, Any] = {"path": {}, "querystring": {}, "header": {}, "context": {}}
    result = run({**job, "template": READ + template, "body": "", "overrides": overrides})
    assert "text" in result, result
    return str(result["text"])


@pytest.mark.parametrize(
    ("template", "text", "recording"),
    [
        # A reference that leads nowhere is an empty text, wherever it is.
        ("[$unset]", "[]", "test_unmatched_name_does_not_get_substituted"),
        ("[$!unset]", "[]", "test_silent_substitution_for_unmatched_values"),
        ("[$body.none.deeper]", "[]", "test_input_path_template_formatting"),
        (f"{MISSING}[$m|$m.nested]", "[|]", "test_input_path_template_formatting"),
        (f"{MISSING}#if($m == $null)y#end", "y", "test_input_path_template_formatting"),
        (f'{MISSING}#if($m == "")y#end', "y", "test_input_path_template_formatting"),
        (f"{MISSING}#if($m != '')n#{{else}}y#end", "y", "test_input_path_template_formatting"),
        ("#if($body.empty == $null)n#{else}y#end", "y", "test_input_path_template_formatting"),
        ("#if($body.empty == '')n#{else}y#end", "y", "test_input_path_template_formatting"),
        ("#if($unset)y#end", "y", "test_if_statement_considers_None_to_be_truthy"),
        ("#if($body.none)y#end", "y", "test_if_statement_considers_None_to_be_truthy"),
        ("#if(${a.b.c})y#end", "y", "test_formal_reference_in_an_if_condition"),
        ("#if($!{a.b.c})y#end", "y", "test_silent_formal_reference_in_an_if_condition"),
        ("#if(!$body.none)y#end", "", "test_logical_negation_operator"),
        ("#if(not $body.no)y#end", "y", "test_logical_negation_operator"),
        ("#if($body.no)y#end", "", "test_formal_reference_in_an_if_condition"),
        ("#set($d = {})#set($d[$key] = 'foo')$d", "{=foo}", "test_dict_assign_var_not_found"),
        ("#set($d = {})$d.put('k', null)#if(\"$d.k\" == '')y#end", "y", "test_put_null_in_map"),
        ("#foreach($i in $unset)x#end", "", "test_foreach_with_unset_variable_expands_to_nothing"),
        # The functions of API Gateway.
        ("[$util.urlEncode($input.body)]", "[%7B%7D]", "test_input_body_formatting"),
        ("[$util.urlEncode($input.body.test)]", "[]", "test_input_body_formatting"),
        ("$util.urlEncode('some raw data')", "some+raw+data", "test_input_body_formatting"),
        ("#set($r = $input.body)$r", "{}", "test_input_body_formatting"),
        ("#set($r = $input.body.test)[$r]", "[]", "test_input_body_formatting"),
        # How Java writes what came out of JSON.
        ("$body.map.k$body.yes$body.number", "vtrue7", "test_dict_to_string"),
        ("$body.map", '{k=v, l=[1,{"deep":"x"}]}', "test_input_path_template_formatting"),
        ("$body.list", '[{"foo":"bar"},"two"]', "test_input_path_template_formatting"),
        ("$body.list[0]", "{foo=bar}", "test_input_path_template_formatting"),
        ("$body.empty", "[]", "test_input_path_template_formatting"),
        (
            "$body.map.toString()",
            '{k=v, l=[1,{"deep":"x"}]}',
            "test_input_path_template_formatting",
        ),
        ("$body.map['k']", "v", "test_array_notation_dict_index_with_string_literal"),
        # Directives: no macros, no #return; #define there is.
        ("#macro(m)x#end#m()", "#m()", "test_recursive_macro"),
        ("#return($body.name)", "#return($body.name)", "test_return_macro"),
        ("#define($h)hi#end$h()$h()", "hi()hi()", "test_use_define_with_no_parameters"),
        (
            "#define($s)$foreach.index#end#foreach($x in [1,2,3])$s#end",
            "012",
            "test_define_with_local_namespace",
        ),
        ("hello #stop world", "hello ", "test_stop_directive"),
        (
            "#foreach($i in [3..1])$i.#if($velocityHasNext)y#end,#end",
            "3.y,2.y,1.,",
            "test_has_next",
        ),
        (
            "#foreach($i in [1, 2, 3])$i#if($foreach.first)f#end#if($foreach.last)l#end,#end",
            "1f,2,3l,",
            "test_first, test_last",
        ),
        (
            "#set($i = 0)#foreach($i in [1, 2])$i,#end$i",
            "1,2,0",
            "test_no_assignment_to_outer_var_if_same_varname_in_block",
        ),
        ("#set($a = [1, 2])#set($x = $a.add('s'))$a.size()", "3", "test_array_add_item"),
        ("#set($d = {'k': 'old'})$d.put('k', 'new') $d.k", "old new", "test_dict_put_item"),
        ("#set($a = ['one', 'two'])$a.set(1, 'x')$a", "two[one, x]", "test_array_set_item"),
        # Text, comments, escapes.
        ("Hello $ ", "Hello $ ", "test_dollar_left_untouched"),
        ("Hello $body.name}.", "Hello Chris}.", "test_unmatched_trailing_brace_preserved"),
        ("a## b $c\nd", "ad", "test_single_line_comments_skipped"),
        ("Stuff#*\n more *#\n and", "Stuff\n and", "test_multi_line_comments_skipped"),
        ('<a href="#">#13ff93', '<a href="#">#13ff93', "test_standalone_hashes, test_color_spec"),
        ("#set($e = 1)\\$e \\\\$e", "$e \\1", "test_velocity_style_escaping"),
        ("#set($s = '\\n\\t\\%')$s", "\\n\\t\\%", "test_string_with_escaped_char"),
        (
            '#set($s = "1""2""3")$s',
            '1"2"3',
            "test_string_interpolation_with_...",
        ),
        ("#if(true)\nhello##\n#end\n!", "hello!", "test_if_whitespace_and_newlines_ignored"),
        # Operators.
        ("#set($x = 2 + 2 * 9 - 2)$x", "18", "test_multiplication_has_higher_precedence_than_..."),
        ("#set($x = 1 + 1 < 2)$x", "false", "test_addition_has_higher_precedence_than_comparison"),
        ("#set($x = .5 * .1)$x", "0.05", "test_floating_point_starting_with_decimal"),
        ("#set($x = 1.5 + 0.5)$x", "2.0", "test_expressions_with_numbers_with_fractions"),
    ],
)
def test_api_gateway_renders(template: str, text: str, recording: str) -> None:
    """As recorded in the test of that name."""
    assert rendered(template) == text, recording
