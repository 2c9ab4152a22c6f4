"""Why a variant takes the time it takes: what the compiler, the code and the machine say."""
