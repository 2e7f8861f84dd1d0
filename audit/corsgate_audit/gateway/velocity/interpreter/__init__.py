"""Velocity without Python: a parser, and an evaluator over plain data.

A template is somebody else's program. No name in it ever reaches an attribute of a Python object:
properties and methods are looked up in one table for each type of value, and what no table holds
makes the outcome undetermined. Nothing here imports anything but the standard library, so that the
worker loads these files alone.

The language is that of Apache Velocity 1.7, with what API Gateway was recorded to do on top.

Source: https://velocity.apache.org/engine/1.7/vtl-reference.html and the grammar behind it.
"""
