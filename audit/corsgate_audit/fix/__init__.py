"""From a finding to its cure: what would change, and the change itself."""
