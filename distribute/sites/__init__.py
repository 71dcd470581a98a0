"""Static-site generators: one module each, which finds and reads a site's issues."""
