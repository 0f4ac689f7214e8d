"""What the pages share: cached loaders, the view in session and address, controls, panels, files."""
