"""What a run says, as frozen facts: computed here from its numbers, put into words elsewhere."""
