"""Who is for or against what, by which words."""
