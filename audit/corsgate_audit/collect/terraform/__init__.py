"""Terraform plans and states, as ``terraform show -json`` writes them.

A plan is brought into the shape of a CloudFormation template, and read as one: there is one
reading of API Gateway's settings, whichever tool declares them.
"""
