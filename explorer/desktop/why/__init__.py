"""Why a variant takes as long as it does, asked for when it is wanted."""
