"""What is written into a Terraform configuration, by hand."""
