"""What only AWS can tell: statements about its behaviour, and the questions that decide them."""
