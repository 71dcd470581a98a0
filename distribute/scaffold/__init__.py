"""What `init` finds in a site, and the files that it writes."""
