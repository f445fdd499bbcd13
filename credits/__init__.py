"""What VET counts for in a senior certificate: points of a unit now; levels, ledger and standards to come."""
