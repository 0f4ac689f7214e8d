"""What every room uses: errors, languages, keys, reasons, the grid."""
