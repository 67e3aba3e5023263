"""How good it is: predictions compared with what people annotated."""
