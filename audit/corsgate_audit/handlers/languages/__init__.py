"""What languages bring without a package being installed."""
