"""HTTP and SMTP with one request, one deadline and one verdict each."""
