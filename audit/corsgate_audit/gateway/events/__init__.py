"""What a front door hands to functions, and what it makes of what they return.

Pure functions of a request: nothing is run or sent here.
"""
