"""What a change to an API lets browsers do that they could not, and what they can do no more.

Both sides are asked the same requests of a page; what a page meets is what `gateway` answers and
`browser` makes of it, as for ``corsgate why``.
"""
