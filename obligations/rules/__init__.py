"""What the funding text asks of a school besides its entries: plain Python, no database, no clock."""
