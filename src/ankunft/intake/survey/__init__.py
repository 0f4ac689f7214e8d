"""From the files of a survey to typed answers by town."""
