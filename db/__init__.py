"""Tables, constraints, opening, migrating, backing up. Knows no rule of the office and no wording."""
