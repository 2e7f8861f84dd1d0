"""What is wrong with an API: one rule, one file; each a pure function of the model."""
