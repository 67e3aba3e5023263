"""Who is on record saying what, in which office, about whom or what, and for or against."""
