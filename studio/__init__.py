"""The film and its production; imports no interface and no machine-learning library."""

VERSION = "0.1.0"
