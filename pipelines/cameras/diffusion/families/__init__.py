"""One module a family of models, each with one object, `family`; imported when a model of it is loaded."""
