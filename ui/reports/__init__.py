"""Reports: what the units said, who is followed up, the bulletin, figures and the daily sheet."""
