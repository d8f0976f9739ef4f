"""The register: persons, units, households, places, officers and restrictions, each existing once."""
