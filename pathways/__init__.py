"""Where the study leads: micro-credentials that stack, and credit in higher education."""
