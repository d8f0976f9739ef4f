"""Goods: what there is, where it came from, who has it now. Every paper that moves goods is posted by `posting.post`."""
