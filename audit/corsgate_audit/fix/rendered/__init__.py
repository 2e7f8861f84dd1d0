"""A policy as files for those who use no construct: whole, valid by themselves, to copy from."""
