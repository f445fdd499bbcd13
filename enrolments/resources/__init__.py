"""Register files: schools, units, qualifications, providers and approvals, from CSV or XLSX."""
