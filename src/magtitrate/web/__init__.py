"""The page on the reader's own machine: forms in, plans out, nothing leaves the computer."""
