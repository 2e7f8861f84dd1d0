"""Changes a JSON or YAML file in the places that change, and leaves every other character alone.

A round trip through a parser that keeps comments (ruamel.yaml) would be shorter, but it writes the
whole file anew: it folds long lines, moves comments, respaces lists and flow mappings. So the text
is never written anew: values are spliced into it at the positions that the parser tells, and the
result is read again to see that it says what it should.
"""
