"""The gate screen: the scan page and the further views of the gates."""
