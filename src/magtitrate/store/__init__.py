"""One person's record on disk: entries that are only ever added, and what follows from them."""
