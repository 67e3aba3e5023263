"""Link statements to speakers, roles and stances."""
