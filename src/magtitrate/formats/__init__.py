"""The wing: documents of the outside world and our nouns, one file per format."""
