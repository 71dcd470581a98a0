"""How a site keeps its issues: one module for each generator."""
