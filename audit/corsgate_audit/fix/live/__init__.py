"""Fixes what the audit finds in an account: planned, saved, journalled, verified, and reversible.

Every thing that is changed is an *item* with a state that can be read, and the calls from one state
to another follow from the two states alone. So a run that was killed is taken up by reading, and a
rollback is nothing but the way back: neither trusts what it remembers more than what AWS says.
"""
