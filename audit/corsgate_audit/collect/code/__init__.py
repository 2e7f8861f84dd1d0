"""Where the code of functions lies: inline, in folders and in zip files below the target."""
