"""The page's own parts: a gr.HTML with a fixed template and a script that keeps its own keyed DOM."""
