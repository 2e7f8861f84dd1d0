"""The Serverless Framework's ``serverless.yml``, versions 3 and 4.

What the framework renders from it is written as a CloudFormation template, and read as one. What
it renders was looked up in version 3.40 of the framework (MIT), whose files are named where their
rules are applied, and compared with templates that it packaged.
"""
