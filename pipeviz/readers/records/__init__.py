"""What AWS answered about runs, as files: to histories. Nothing here is imported until a source holds such answers."""
