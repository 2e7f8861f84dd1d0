"""Runs the functions of a template, as Lambda does: the Runtime API on loopback, no container.

Only where the user asks for it: it is their code.
"""
