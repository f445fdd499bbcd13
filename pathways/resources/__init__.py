"""Register files of pathways: packaging rules, micro-credentials and their units, exclusion groups."""
