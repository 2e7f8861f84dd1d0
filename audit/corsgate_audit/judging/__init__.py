"""Judges what was collected: findings, what stays the same about them, and what is accepted."""
