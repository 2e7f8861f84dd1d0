"""The report as one page for a browser, without scripts and without network."""
