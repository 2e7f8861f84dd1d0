"""From a finding to its fix: what would change, and the change itself."""
