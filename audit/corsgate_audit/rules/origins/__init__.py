"""Rules about the origins that an API allows, whatever the front door."""
