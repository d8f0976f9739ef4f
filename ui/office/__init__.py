"""The settings: registers, officers, rules, printing, backup, appearance."""
