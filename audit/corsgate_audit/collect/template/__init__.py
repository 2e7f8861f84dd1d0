"""Reads CloudFormation templates, JSON and YAML, with their nested stacks.

`reading` turns a file into a plain document, `resolver` evaluates its intrinsic functions, `stack`
gathers the resources of a template and of those nested in it, and the readers turn them into the
shapes of AWS's API.
"""
