"""The app that ``corsgate verify`` deploys: a route for each question about AWS.

``python -m corsgate_cdk.conformance`` writes it as a cloud assembly. It is built from the tables of
`corsgate_audit.verify.statements`, so that what is asked and what is deployed cannot drift apart.
"""
