"""One bounded reader and one safe writer for the files that people upload and download."""
