"""The audit of an organization: places listed, audited one by one, and put together in one report.

Each step is a function that reads and writes a storage, so that AWS's functions and one machine do
the same, and either goes on where the other was stopped.
"""
