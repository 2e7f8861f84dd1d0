"""SAM templates: expanded by AWS's own translator, and pointing at what people wrote."""
