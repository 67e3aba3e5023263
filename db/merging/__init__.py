"""People and targets over many articles: decisions that join and part them, who is proposed to be one, reviews."""
