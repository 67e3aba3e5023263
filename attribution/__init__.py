"""Link statements to speakers, roles and stances: ``analyze`` takes one parsed article through all steps.

Read ``types`` for what is found, then the rooms in the order of the steps: ``lexicon`` (words), ``names`` (who and what
is named), ``roles`` (offices of people), ``coreference`` (who is meant, and who speaks), ``stance`` (for or against).
"""
