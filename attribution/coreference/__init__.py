"""Who is meant: mentions gathered into entities, pronouns and descriptions resolved, speakers found."""
