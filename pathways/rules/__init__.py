"""Rules of stacking and pathways: plain Python over flat facts."""
