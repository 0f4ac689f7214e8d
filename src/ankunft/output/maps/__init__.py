"""The map: layer files for the browser, class strings, legend; drawn by `layer.js`."""
