"""An audit of CORS on AWS: what a browser will block, at which layer, why, and how to mend it."""
