"""Fixes what the audit finds in a template: planned, weighed, judged again, shown as a patch."""
