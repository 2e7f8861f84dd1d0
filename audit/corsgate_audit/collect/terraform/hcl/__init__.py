"""HashiCorp's configuration language: parsed by tree-sitter, evaluated here as far as files say.

Nothing of a configuration runs, and no file is opened but through the reach of the target. What
only ``terraform plan`` or AWS knows stays an `values.Unknown` with its expression, wherever it
goes: it is never an empty text, and never left out of a list.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""
