"""Files of the year's rules: the year as a whole, its rate table, the bands of certificates."""
