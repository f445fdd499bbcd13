"""A school's file of enrolments on its way in: read, checked, held against what is stored, planned."""
