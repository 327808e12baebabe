// Nothing is called from Swift: see Startup.c. A target of C has a header.
