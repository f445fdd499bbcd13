"""Files of results: what stands in them, whom they mean, and what taking them would do."""
