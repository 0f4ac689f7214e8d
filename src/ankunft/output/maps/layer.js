/* Ankunft's map layer for Leaflet: geometry is fetched once, a paint is one short message.
 *
 * ankunft.start(map, config)  once per map; config holds the addresses of the layer files
 * ankunft.paint(payload)      after every change; payload holds one code per area or cell, and the
 *                             addresses of layers that only this paint needs
 *
 * Text that comes from data is only ever set as textContent or drawn on a canvas.
 */
(function () {
  "use strict";

  const WORLD = 256 * 2 ** 13; // coordinates are pixels of zoom 13, about 19 m at the equator
  const MISSING = 65535;
  const HATCH = 7; // device pixels from line to line across a cell
  const SLOW = 8000; // milliseconds after which a map that is not there yet says that it is loading
  const SPECIAL = { noData: 250, outside: 251, empty: 252 }; // the codes of maps/palette.py

  // ---------------------------------------------------------------- files

  const files = new Map();
  const early = window.ankunftEarly || {}; // asked for at the top of the published script

  function load(url) {
    if (!files.has(url)) {
      const loading = (early[url] || fetch(url)).then(unpack).catch((reason) => {
        files.delete(url); // so that another try asks again
        throw new FileError(url, reason);
      });
      delete early[url];
      files.set(url, loading);
    }
    return files.get(url);
  }

  /* A file of the map that did not come, or came damaged. */
  class FileError extends Error {
    constructor(url, reason) {
      super(reason.message);
      this.file = url.split("/").pop();
    }
  }

  async function unpack(response) {
    if (!response.ok) throw new Error("HTTP " + response.status);
    const buffer = await inflate(response.body, "gzip");
    const length = new DataView(buffer).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const types = { i1: Int8Array, u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array };
    for (const [name, [type, offset, count]] of Object.entries(head.arrays))
      head[name] = new types[type](buffer, offset, count);
    return head.kind === "cells" ? cellsOf(head) : head.kind === "areas" ? areasOf(head) : head;
  }

  function inflate(stream, format) {
    return new Response(stream.pipeThrough(new DecompressionStream(format))).arrayBuffer();
  }

  async function decode(text) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return inflate(new Blob([bytes]).stream(), "deflate");
  }

  /* What the pointer shows: shares in hundredths of a percent and inhabitants of one or two years.
   * They come with the layer, or with the paint where the years can be chosen. */
  async function decodeValues(values, count) {
    const buffer = await decode(values.data), decoded = { years: values.years };
    values.years.forEach((_, i) => {
      decoded["people" + i] = new Int32Array(buffer, i * 4 * count, count);
      decoded["share" + i] = new Uint16Array(buffer, values.years.length * 4 * count + i * 2 * count, count);
    });
    return decoded;
  }

  /* Undo the delta coding and note the bounding box of every area. */
  function areasOf(head) {
    const { startX, startY, deltaX, deltaY, ringPoints, areaRings } = head;
    const points = deltaX.length;
    const x = new Int32Array(points), y = new Int32Array(points);
    const ringEnd = new Uint32Array(ringPoints.length);
    let p = 0;
    for (let r = 0; r < ringPoints.length; r++) {
      let px = startX[r], py = startY[r];
      for (let k = 0; k < ringPoints[r]; k++, p++) {
        x[p] = px += deltaX[p];
        y[p] = py += deltaY[p];
      }
      ringEnd[r] = p;
    }
    const count = areaRings.length;
    const areaEnd = new Uint32Array(count);
    const box = [0, 1, 2, 3].map(() => new Int32Array(count));
    for (let a = 0, r = 0, q = 0; a < count; a++) {
      let x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
      for (const end = r + areaRings[a]; r < end; r++)
        for (; q < ringEnd[r]; q++) {
          if (x[q] < x0) x0 = x[q];
          if (x[q] > x1) x1 = x[q];
          if (y[q] < y0) y0 = y[q];
          if (y[q] > y1) y1 = y[q];
        }
      areaEnd[a] = r;
      box[0][a] = x0; box[1][a] = y0; box[2][a] = x1; box[3][a] = y1;
    }
    return Object.assign(head, { count, x, y, ringEnd, areaEnd, box });
  }

  /* A raster of positions, so that a pixel finds its cell without a search. */
  function cellsOf(head) {
    const { row, column } = head;
    head.size ??= 1000; // metres
    let row0 = 65535, row1 = 0, column0 = 65535, column1 = 0;
    for (let i = 0; i < row.length; i++) {
      if (row[i] < row0) row0 = row[i];
      if (row[i] > row1) row1 = row[i];
      if (column[i] < column0) column0 = column[i];
      if (column[i] > column1) column1 = column[i];
    }
    const width = column1 - column0 + 1, height = row1 - row0 + 1;
    const index = new Int32Array(width * height).fill(-1);
    for (let i = 0; i < row.length; i++) index[(row[i] - row0) * width + column[i] - column0] = i;
    return Object.assign(head, { count: row.length, row0, column0, width, height, index });
  }

  // ---------------------------------------------------------------- projection

  /* Longitude and latitude to metres in EPSG:3035 (Lambert azimuthal equal area, GRS 80;
   * formulas: IOGP Guidance Note 7-2, method 9820). */
  const toGrid = (function () {
    const a = 6378137, f = 1 / 298.257222101, e2 = f * (2 - f), e = Math.sqrt(e2), rad = Math.PI / 180;
    const q = (s) => (1 - e2) * (s / (1 - e2 * s * s) - Math.log((1 - e * s) / (1 + e * s)) / (2 * e));
    const qp = q(1), lat0 = 52 * rad, lon0 = 10 * rad, s0 = Math.sin(lat0);
    const beta0 = Math.asin(q(s0) / qp), sb0 = Math.sin(beta0), cb0 = Math.cos(beta0);
    const rq = a * Math.sqrt(qp / 2);
    const d = (a * Math.cos(lat0)) / Math.sqrt(1 - e2 * s0 * s0) / (rq * cb0);
    return function (lng, lat) {
      const sb = q(Math.sin(lat * rad)) / qp, cb = Math.sqrt(1 - sb * sb), dl = lng * rad - lon0;
      const b = rq * Math.sqrt(2 / (1 + sb0 * sb + cb0 * cb * Math.cos(dl)));
      return [
        4321000 + b * d * cb * Math.sin(dl),
        3210000 + (b / d) * (cb0 * sb - sb0 * cb * Math.cos(dl)),
      ];
    };
  })();

  const worldOf = (map, latlng) => map.project(latlng, 13);

  // ---------------------------------------------------------------- the layer

  const AnkunftLayer = L.Layer.extend({
    initialize(config) {
      this.config = config;
      this.state = null;
      this.data = {};
      this.patterns = new Map();
    },

    onAdd(map) {
      this.map = map;
      const pane = map.getPane("overlayPane");
      this.canvas = L.DomUtil.create("canvas", "ankunft-canvas leaflet-zoom-animated", pane);
      this.top = L.DomUtil.create("canvas", "ankunft-canvas leaflet-zoom-animated", pane);
      this.tip = L.DomUtil.create("div", "ankunft-tip", map.getContainer());
      this.legend = L.DomUtil.create("div", "ankunft-legend", map.getContainer());
      L.DomEvent.disableClickPropagation(this.legend).disableScrollPropagation(this.legend);
      this.notice = L.DomUtil.create("div", "ankunft-notice", map.getContainer());
      this.notice.setAttribute("role", "alert");
      L.DomEvent.disableClickPropagation(this.notice);
    },

    getEvents() {
      return {
        moveend: this.redraw,
        zoomanim: this.animate,
        resize: this.redraw,
        mousemove: this.hover,
        mouseout: this.hideTip,
      };
    },

    // ------------------------------------------------------------ painting

    /* A map that cannot be painted says so; it never stays white in silence. */
    async paint(payload) {
      this.latest = payload;
      const { slow, failed } = this.config.text;
      const timer = setTimeout(() => this.latest === payload && this.tell(slow), SLOW);
      try {
        await this.show(payload);
        if (this.latest === payload) this.tell("");
      } catch (error) {
        console.error(error);
        if (this.latest !== payload) return;
        document.body.dataset.failed = error.file || error.message;
        this.tell(failed.replace("{file}", error.file || "–").replace("{reason}", error.message), payload);
      } finally {
        clearTimeout(timer);
      }
    },

    /* A sentence on the map, "" for none; with a button that paints again, if there is something to paint. */
    tell(text, again) {
      this.notice.replaceChildren();
      this.notice.style.display = text ? "block" : "none";
      if (!text) return delete document.body.dataset.failed;
      L.DomUtil.create("p", "", this.notice).textContent = text;
      if (!again) return;
      const button = L.DomUtil.create("button", "", this.notice);
      button.textContent = this.config.text.again;
      button.addEventListener("click", () => this.paint(again));
    },

    async show(payload) {
      const began = performance.now();
      const wanted = [payload.level, ...payload.borders, "labels"];
      const [packed, ...loaded] = await Promise.all([
        decode(payload.codes),
        ...wanted.map((name) => load((payload.files || {})[name] || this.config.files[name])),
      ]);
      const count = loaded[0].count;
      const values = payload.values ? await decodeValues(payload.values, count) : loaded[0];
      if (this.latest !== payload) return; // a newer paint came while this one was loading
      wanted.forEach((name, i) => (this.data[name] = loaded[i]));
      const before = this.state;
      const all = new Uint8Array(packed);
      this.state = Object.assign({}, payload, { codes: all.subarray(0, count), values });
      this.showYears(all, count);
      this.map.getContainer().classList.toggle("ankunft-dark", payload.dark);
      this.showBasemap(payload.basemap);
      this.drawLegend();
      const moved = this.moveTo(payload.view);
      // a link's place is kept to the letter: the page around the frame may still get its final width
      if (!before && payload.view && "lat" in payload.view) this.revealed = payload.selected;
      if (!this.reveal() && !moved) this.repaint(before);
      if (!before && this.config.files.painted)
        fetch(this.config.files.painted, { cache: "no-store" }).catch(() => {}); // the controls wait for it
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          window.ankunft.painted = payload.sequence;
          window.ankunft.milliseconds = performance.now() - began;
          document.body.dataset.painted = payload.sequence;
        })
      );
    },

    /* The map moves only when the user asked for a place; true if it did. */
    moveTo(view) {
      if (!view || view.id === this.viewId) return false;
      const mounted = this.viewId === undefined, kept = (window.parent.ankunftPlaces || {})[view.id];
      this.viewId = view.id;
      if (mounted && kept) view = kept;
      const before = this.map.getCenter(), zoom = this.map.getZoom();
      const room = { paddingBottomRight: [0, 36] }; // the attribution lies there
      if (view.bounds) this.map.fitBounds(view.bounds, { animate: false, maxZoom: view.maxZoom, ...room });
      else this.map.setView([view.lat, view.lng], view.zoom, { animate: false });
      return !before.equals(this.map.getCenter()) || zoom !== this.map.getZoom();
    },

    /* A newly selected area that the panel would cover moves into view; true if the map moved. */
    reveal() {
      const { selected, panel, level } = this.state, layer = this.data[level];
      if (selected === this.revealed) return false;
      this.revealed = selected;
      const size = this.map.getSize();
      if (selected < 0 || layer.kind !== "areas" || size.x < 700) return false;
      const world = L.point(layer.labelX[selected], layer.labelY[selected]);
      const hidden = this.map.latLngToContainerPoint(this.map.unproject(world, 13)).x - (size.x - panel);
      if (hidden < -20 || hidden > panel) return false;
      this.hideTip();
      this.map.panBy([hidden + 60, 0], { animate: false });
      return true;
    },

    showBasemap(basemap) {
      if (this.tiles && (!basemap || basemap.url !== this.tiles._url)) {
        this.tiles.remove();
        this.tiles = null;
      }
      if (basemap && !this.tiles)
        this.tiles = L.tileLayer(basemap.url, { attribution: basemap.attribution, maxZoom: 18 }).addTo(this.map);
    },

    fit(canvas) {
      const size = this.map.getSize(), ratio = window.devicePixelRatio || 1;
      const w = Math.round(size.x * ratio), h = Math.round(size.y * ratio);
      if (canvas.width !== w || canvas.height !== h) {
        canvas.width = w;
        canvas.height = h;
        canvas.style.width = size.x + "px";
        canvas.style.height = size.y + "px";
      }
      const corner = this.map.containerPointToLayerPoint([0, 0]);
      L.DomUtil.setTransform(canvas, corner, 1);
      const context = canvas.getContext("2d");
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, w, h);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      return context;
    },

    /* After a paint in the same place only the areas whose code changed are drawn again; cells all,
     * which is quick, but not the borders above them, which is not. */
    repaint(before) {
      const now = this.state, layer = this.data[now.level];
      const same = before && this.view && !now.basemap && !now.lines && !before.lines &&
        (now.files || {})[now.level] === (before.files || {})[now.level] &&
        ["level", "dark", "patterns", "basemap"].every((key) => before[key] === now[key]);
      if (!same) return this.redraw();
      if (layer.kind === "cells") {
        this.drawCells(this.canvas.getContext("2d"), layer);
        if (before.selected !== now.selected) this.drawOver();
        return;
      }
      if (JSON.stringify(before.palette) !== JSON.stringify(now.palette)) return this.redraw();
      const changed = [];
      for (let a = 0; a < layer.count; a++) if (before.codes[a] !== now.codes[a]) changed.push(a);
      if (changed.length > layer.count / 3) return this.redraw();
      this.drawAreas(this.canvas.getContext("2d"), layer, changed);
      if (before.selected !== now.selected || this.view.zoom >= 9) this.drawOver();
    },

    redraw() {
      if (!this.state || !this.data[this.state.level]) return;
      const zoom = this.map.getZoom();
      const origin = worldOf(this.map, this.map.containerPointToLatLng([0, 0]));
      this.view = { zoom, scale: 2 ** (zoom - 13), x: origin.x, y: origin.y, size: this.map.getSize() };
      this.corner = this.map.containerPointToLatLng([0, 0]);
      const under = this.fit(this.canvas);
      under.globalAlpha = this.state.basemap ? 0.72 : 1;
      const layer = this.data[this.state.level];
      if (layer.kind === "cells") this.drawCells(under, layer);
      else this.drawAreas(under, layer);
      this.drawOver();
    },

    drawOver() {
      const over = this.fit(this.top), layer = this.data[this.state.level];
      this.drawBorders(over);
      if (layer.kind === "areas") this.drawSymbols(over, layer);
      for (const line of this.state.lines || []) this.drawLine(over, line);
      if (this.state.selected >= 0) this.drawSelected(over, layer);
      if (this.state.named && this.view.zoom >= 10) this.drawNames(over, layer);
      else this.drawLabels(over);
    },

    /* While Leaflet animates a zoom the canvases are stretched; they are drawn anew at the end. */
    animate(event) {
      if (!this.view) return;
      const map = this.map;
      const scale = map.getZoomScale(event.zoom, this.view.zoom);
      const half = map.getSize().divideBy(2);
      const shift = map.containerPointToLayerPoint([0, 0]);
      const origin = map.project(event.center, event.zoom).subtract(half);
      const corner = map.project(this.corner, event.zoom).subtract(origin).add(shift);
      for (const canvas of [this.canvas, this.top]) L.DomUtil.setTransform(canvas, corner, scale);
    },

    style(code) {
      const { palette, dark } = this.state;
      if (code < palette.length) return palette[code];
      if (code === SPECIAL.outside) return { fill: dark ? "#1b1d22" : "#f7f7f5" };
      if (code === SPECIAL.empty) return { fill: dark ? "#3a3d42" : "#d5d8d9" };
      return { fill: dark ? "#22252b" : "#ffffff", hatch: dark ? "#71757d" : "#9a9a9a", pattern: "hatch" };
    },

    /* Patterns of the palette are drawn if asked for; a style may ask for its own at all times. */
    patternOf(code, style) {
      return code === SPECIAL.noData ? "hatch" : this.state.patterns || style.always ? style.pattern : null;
    },

    fillOf(context, code) {
      const style = this.style(code);
      const pattern = this.patternOf(code, style);
      if (!pattern) return style.fill;
      const key = pattern + style.fill + style.hatch;
      if (!this.patterns.has(key)) this.patterns.set(key, context.createPattern(tile(pattern, style), "repeat"));
      return this.patterns.get(key);
    },

    drawAreas(context, layer, only) {
      const { codes } = this.state;
      const line = this.view.zoom >= 8;
      const fills = [];
      context.lineWidth = line ? 0.6 : 0.3;
      context.lineJoin = "round";
      const base = only || line || this.state.basemap ? -1 : this.drawBase(context, codes);
      for (let k = 0; k < (only ? only.length : layer.count); k++) {
        const a = only ? only[k] : k;
        const code = codes[a];
        if (code === base || !this.inView(layer, a)) continue;
        const fill = (fills[code] ??= this.fillOf(context, code));
        context.beginPath();
        this.trace(context, layer, a);
        context.fillStyle = fill;
        context.fill("evenodd");
        // without its own line a hairline of background would show between neighbours
        context.strokeStyle = line ? (this.state.dark ? "#3a3f47" : "#ffffff") : fill;
        context.stroke();
      }
    },

    /* Far out, the most frequent code is painted as whole Länder and the others over it: half the
     * areas need no path of their own. Returns that code, or -1 where the Länder are not loaded. */
    drawBase(context, codes) {
      const states = this.data.states, counts = new Uint32Array(256);
      if (!states) return -1;
      for (const code of codes) counts[code]++;
      const base = counts.indexOf(Math.max(...counts));
      context.fillStyle = context.strokeStyle = this.fillOf(context, base);
      context.beginPath();
      for (let a = 0; a < states.count; a++) if (this.inView(states, a)) this.trace(context, states, a);
      context.fill("evenodd");
      context.stroke();
      return base;
    },

    inView(layer, a) {
      const { x, y, scale, size } = this.view, [x0, y0, x1, y1] = layer.box;
      return (x1[a] - x) * scale >= 0 && (y1[a] - y) * scale >= 0 &&
        (x0[a] - x) * scale <= size.x && (y0[a] - y) * scale <= size.y;
    },

    trace(context, layer, a) {
      const { x: left, y: above, scale } = this.view;
      const skip = 0.6 / scale; // vertices closer than about half a pixel cannot be seen
      const { x, y, ringEnd, areaEnd } = layer;
      for (let r = a ? areaEnd[a - 1] : 0; r < areaEnd[a]; r++) {
        let p = r ? ringEnd[r - 1] : 0;
        let lastX = x[p], lastY = y[p];
        context.moveTo((lastX - left) * scale, (lastY - above) * scale);
        for (p++; p < ringEnd[r]; p++) {
          if (Math.abs(x[p] - lastX) < skip && Math.abs(y[p] - lastY) < skip) continue;
          lastX = x[p];
          lastY = y[p];
          context.lineTo((lastX - left) * scale, (lastY - above) * scale);
        }
        context.closePath();
      }
    },

    drawBorders(context) {
      const widths = { municipalities: 0.4, counties: 0.7, states: 1.3 };
      for (const name of this.state.borders) {
        if (name === "municipalities" && this.view.zoom < 9) continue;
        const layer = this.data[name];
        context.strokeStyle = this.state.dark ? "#c3c7cd" : name === "states" ? "#3d4248" : "#7c828a";
        context.globalAlpha = name === "municipalities" ? 0.5 : name === "counties" ? 0.55 : 0.9;
        context.lineWidth = widths[name] * (this.view.zoom >= 8 ? 1.3 : 1);
        context.beginPath();
        for (let a = 0; a < layer.count; a++) if (this.inView(layer, a)) this.trace(context, layer, a);
        context.stroke();
      }
      context.globalAlpha = 1;
    },

    drawSelected(context, layer) {
      const colours = this.state.dark ? ["#000000", "#ffffff"] : ["#ffffff", "#000000"];
      [5, 2.2].forEach((width, i) => {
        context.lineWidth = width;
        context.strokeStyle = colours[i];
        context.lineJoin = "round";
        context.beginPath();
        if (layer.kind === "cells") this.traceCell(context, layer, this.state.selected);
        else this.trace(context, layer, this.state.selected);
        context.stroke();
      });
    },

    /* An outline that the message brings along: the centre, a quarter made of cells, the town. */
    drawLine(context, line) {
      const colours = this.state.dark ? ["#000000", "#ffffff"] : ["#ffffff", "#000000"];
      const widths = line.kind === "town" ? [0, 1.6] : line.kind === "centre" ? [4, 1.8] : [5, 2.2];
      const drawn = line.rings.map((ring) => ring.map(([lat, lng]) => this.map.latLngToContainerPoint([lat, lng])));
      context.lineJoin = "round";
      widths.forEach((width, i) => {
        if (!width) return;
        context.lineWidth = width;
        context.setLineDash(i && line.kind === "centre" ? [6, 4] : []);
        context.strokeStyle = line.kind === "town" ? (this.state.dark ? "#9aa0a8" : "#6b7178") : colours[i];
        context.beginPath();
        for (const ring of drawn) {
          ring.forEach((p, k) => (k ? context.lineTo(p.x, p.y) : context.moveTo(p.x, p.y)));
          context.closePath();
        }
        context.stroke();
      });
      context.setLineDash([]);
    },

    /* The names of the areas themselves, where there is room; the largest first. */
    drawNames(context, layer) {
      if (layer.kind !== "areas") return this.drawLabels(context);
      const { scale, x: left, y: above, size } = this.view, dark = this.state.dark, taken = [];
      this.textStyle(context, dark);
      context.font = "500 11.5px system-ui, sans-serif";
      const wide = (a) => layer.box[2][a] - layer.box[0][a];
      layer.bySize ??= Array.from({ length: layer.count }, (_, a) => a).sort((a, b) => wide(b) - wide(a));
      for (const a of layer.bySize) {
        const px = (layer.labelX[a] - left) * scale, py = (layer.labelY[a] - above) * scale;
        if (px < 0 || py < 0 || px > size.x || py > size.y) continue;
        const half = context.measureText(layer.names[a]).width / 2 + 3;
        if (half * 2 > wide(a) * scale * 1.25) continue;
        if (taken.some((t) => Math.abs(t[0] - px) < t[2] + half && Math.abs(t[1] - py) < 15)) continue;
        taken.push([px, py, half]);
        context.strokeText(layer.names[a], px, py - 6);
        context.fillText(layer.names[a], px, py - 6);
      }
    },

    textStyle(context, dark) {
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.lineWidth = 3;
      context.strokeStyle = dark ? "rgba(14,17,23,.85)" : "rgba(255,255,255,.85)";
      context.fillStyle = dark ? "#f2f3f5" : "#1d2126";
    },

    /* The letter of the class, where the area is large enough to carry it. */
    drawSymbols(context, layer) {
      if (this.view.zoom < 9) return;
      const { x: left, y: above, scale, size } = this.view;
      context.font = "600 12px system-ui, sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      for (let a = 0; a < layer.count; a++) {
        const style = this.state.palette[this.state.codes[a]];
        if (!style || !style.symbol || !this.inView(layer, a)) continue;
        const width = (layer.box[2][a] - layer.box[0][a]) * scale;
        if (width < 34) continue;
        const px = (layer.labelX[a] - left) * scale, py = (layer.labelY[a] - above) * scale;
        if (px < 0 || py < 0 || px > size.x || py > size.y) continue;
        context.fillStyle = style.ink;
        context.fillText(style.symbol, px, py + 9);
      }
    },

    /* Names of towns, the largest first, as far as there is room. */
    drawLabels(context) {
      const { zoom, scale, x: left, y: above, size } = this.view;
      const labels = this.data.labels, dark = this.state.dark;
      const least = [1e9, 1e9, 1e9, 9e5, 5e5, 2.4e5, 1.2e5, 7e4, 3.5e4, 1.5e4, 7e3, 0][Math.min(Math.floor(zoom + 0.25), 11)];
      const taken = [];
      this.textStyle(context, dark);
      for (let i = 0; i < labels.names.length; i++) {
        const people = labels.population[i];
        if (people < least) break;
        const px = (labels.x[i] - left) * scale, py = (labels.y[i] - above) * scale;
        if (px < -40 || py < -10 || px > size.x + 40 || py > size.y + 10) continue;
        const font = people >= 5e5 ? 14 : people >= 1e5 ? 12.5 : 11.5;
        const half = labels.names[i].length * font * 0.28 + 3, high = font * 0.62 + 1;
        if (taken.some((t) => Math.abs(t[0] - px) < t[2] + half && Math.abs(t[1] - py) < t[3] + high)) continue;
        taken.push([px, py, half, high]);
        context.font = (people >= 5e5 ? "600 " : "500 ") + font + "px system-ui, sans-serif";
        context.strokeText(labels.names[i], px, py);
        context.fillText(labels.names[i], px, py);
      }
    },

    // ------------------------------------------------------------ cells

    /* Every pixel asks the raster for its cell. The projection is reckoned at the corners of a
     * mesh and interpolated between them (error below a tenth of a pixel). */
    drawCells(context, layer) {
      const canvas = this.canvas, w = canvas.width, h = canvas.height, step = 32;
      const ratio = w / this.view.size.x;
      const image = context.createImageData(w, h), pixels = new Uint32Array(image.data.buffer);
      const { codes } = this.state, { index, width, height, row0, column0 } = layer;
      const mesh = (px, py) => {
        const point = this.map.containerPointToLatLng([px / ratio, py / ratio]);
        const [e, n] = toGrid(point.lng, point.lat);
        return [e / layer.size - column0, n / layer.size - row0];
      };
      let upper = [];
      for (let px = 0; px <= w + step; px += step) upper.push(mesh(px, 0));
      const colours = this.cellColours(step / (upper[1][0] - upper[0][0]));
      for (let top = 0; top < h; top += step) {
        const lower = [];
        for (let px = 0; px <= w + step; px += step) lower.push(mesh(px, top + step));
        for (let block = 0; block * step < w; block++) {
          const [ax, ay] = upper[block], [bx, by] = upper[block + 1];
          const [cx, cy] = lower[block], [dx, dy] = lower[block + 1];
          const right = Math.min(w, (block + 1) * step), bottom = Math.min(h, top + step);
          for (let py = top; py < bottom; py++) {
            const v = (py - top) / step;
            let gx = ax + (cx - ax) * v, gy = ay + (cy - ay) * v;
            const sx = (bx + (dx - bx) * v - gx) / step, sy = (by + (dy - by) * v - gy) / step;
            let at = py * w + block * step;
            for (let px = block * step; px < right; px++, at++, gx += sx, gy += sy) {
              if (gx < 0 || gy < 0 || gx >= width || gy >= height) continue;
              const cell = index[(gy | 0) * width + (gx | 0)];
              if (cell < 0) continue;
              const colour = colours[codes[cell]];
              pixels[at] = colour.hatch && (colour.upright ? px : px + py) % HATCH < 1.5 ? colour.hatch : colour.fill;
            }
          }
        }
        upper = lower;
      }
      context.putImageData(image, 0, 0);
    },

    /* Cells that cannot hold one line of the hatching (`pixels`: their width) are many: at full
     * strength the hatching of those without a statement would drown the others. */
    cellColours(pixels) {
      const alpha = this.state.basemap ? 0xb8 : 0xff, strength = pixels < HATCH ? 0.3 : 1;
      const packed = (hex) => {
        const n = parseInt(hex.slice(1), 16);
        return ((alpha << 24) | ((n & 255) << 16) | (n & 0xff00) | (n >> 16)) >>> 0;
      };
      return Array.from({ length: 256 }, (_, code) => {
        const style = this.style(code);
        if (code === SPECIAL.noData) return { fill: packed(style.fill), hatch: packed(mixed(style.fill, style.hatch, strength)) };
        const asked = this.state.patterns || (style.always && pixels >= HATCH);
        const hatched = asked && style.pattern && style.hatch;
        return { fill: packed(style.fill), hatch: hatched ? packed(style.hatch) : 0, upright: style.pattern === "bars" };
      });
    },

    traceCell(context, layer, cell) {
      // the corners by two steps of Newton's method from a linear guess: no inverse formula needed
      const target = [[0, 0], [1, 0], [1, 1], [0, 1]];
      target.forEach(([dx, dy], i) => {
        const goal = [(layer.column[cell] + dx) * layer.size, (layer.row[cell] + dy) * layer.size];
        let lng = 10 + (goal[0] - 4321000) / 70000, lat = 52 + (goal[1] - 3210000) / 111000;
        for (let k = 0; k < 8; k++) {
          const [e, n] = toGrid(lng, lat);
          lng += (goal[0] - e) / (111320 * Math.cos((lat * Math.PI) / 180));
          lat += (goal[1] - n) / 111200;
        }
        const p = this.map.latLngToContainerPoint([lat, lng]);
        if (i) context.lineTo(p.x, p.y);
        else context.moveTo(p.x, p.y);
      });
      context.closePath();
    },

    // ------------------------------------------------------------ pointing

    find(latlng) {
      const layer = this.data[this.state.level];
      if (layer.kind === "cells") {
        const [e, n] = toGrid(latlng.lng, latlng.lat);
        const c = Math.floor(e / layer.size) - layer.column0, r = Math.floor(n / layer.size) - layer.row0;
        return c < 0 || r < 0 || c >= layer.width || r >= layer.height ? -1 : layer.index[r * layer.width + c];
      }
      const { x, y } = worldOf(this.map, latlng), [x0, y0, x1, y1] = layer.box;
      for (let a = 0; a < layer.count; a++)
        if (x >= x0[a] && x <= x1[a] && y >= y0[a] && y <= y1[a] && this.contains(layer, a, x, y)) return a;
      return -1;
    },

    contains(layer, a, px, py) {
      const { x, y, ringEnd, areaEnd } = layer;
      let inside = false;
      for (let r = a ? areaEnd[a - 1] : 0; r < areaEnd[a]; r++) {
        const first = r ? ringEnd[r - 1] : 0;
        for (let p = first, q = ringEnd[r] - 1; p < ringEnd[r]; q = p++)
          if (y[p] > py !== y[q] > py && px < ((x[q] - x[p]) * (py - y[p])) / (y[q] - y[p]) + x[p]) inside = !inside;
      }
      return inside;
    },

    hover(event) {
      if (!this.state || this.map.dragging.moving()) return this.hideTip();
      const area = this.find(event.latlng);
      this.map.getContainer().style.cursor = area < 0 ? "" : "pointer";
      if (area < 0) return this.hideTip();
      if (area !== this.tipArea || this.tipState !== this.state) this.fillTip(area);
      const { x, y } = event.containerPoint, size = this.map.getSize();
      this.tip.style.display = "block";
      const left = x + 16 + this.tip.offsetWidth > size.x ? x - 12 - this.tip.offsetWidth : x + 16;
      this.tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.min(y + 12, size.y - this.tip.offsetHeight)}px)`;
    },

    hideTip() {
      this.tip.style.display = "none";
    },

    fillTip(area) {
      const { lang, text, palette, codes, level, least, values } = this.state, layer = this.data[level];
      this.tipArea = area;
      this.tipState = this.state;
      const percent = new Intl.NumberFormat(lang, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
      const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
      // a share of a few people is no statement about a place
      const share = (v, people) =>
        v === MISSING ? text.missing : people < least ? text.few : percent.format(v / 10000);
      const code = codes[area];
      const label = code < palette.length ? palette[code].label
        : code === SPECIAL.outside ? text.outside : code === SPECIAL.empty ? text.empty : text.noData;
      const lines = [
        [this.nameOf(area), "ankunft-tip-name"],
        [label, "ankunft-tip-class"],
      ];
      if (code !== SPECIAL.empty) {
        const years = values.years || [2011, 2022], people = years.map((_, i) => values["people" + i][area]);
        lines.push([years.map((year, i) => `${year}: ${share(values["share" + i][area], people[i])}`).join("  →  "), ""]);
        // areas without years of their own: the first year is an estimate, the second is the census
        const last = layer.kind === "areas" && !values.years ? 1 : people.findLastIndex((n) => n >= 0);
        const count = people[last] < text.smallest ? text.fewPeople : `${whole.format(people[last])} ${text.people}`;
        if (people[last] >= 0) lines.push([`${count} (${years[last]})`, "ankunft-tip-small"]);
      }
      this.tip.replaceChildren(
        ...lines.map(([content, name]) => {
          const line = document.createElement("div");
          line.textContent = content;
          if (name) line.className = name;
          return line;
        })
      );
    },

    nameOf(area) {
      const { level, places, text } = this.state, layer = this.data[level];
      if (layer.kind !== "cells") return layer.names[area];
      // the figures below are those of the cell, whatever it is part of
      const place = (places && places.names[places.of[area]]) || layer.names[layer.place[area]];
      return place ? text.cellIn.replace("{place}", () => place) : text.cell;
    },

    /* Several years: the codes of all of them came with one message, and the control of years.js
     * chooses between them without asking the server. */
    showYears(all, count) {
      const { frames } = this.state;
      if (this.years && !frames) this.years = void this.years.remove();
      if (!frames) return;
      this.years ??= new L.Control.AnkunftYears().addTo(this.map);
      this.years.offer(frames, (position, redraw) => {
        const before = this.state;
        this.state = Object.assign({}, before, { codes: all.subarray(position * count, (position + 1) * count) });
        this.countLegend();
        this.hideTip();
        if (redraw) this.repaint(before);
      });
    },

    /* Number of areas per code of the year that is shown. */
    countLegend() {
      const counts = new Uint32Array(256), whole = new Intl.NumberFormat(this.state.lang);
      for (const code of this.state.codes) counts[code]++;
      for (const row of this.state.legend.rows) Object.assign(row, { count: whole.format(counts[row.code]), people: "" });
      this.drawLegend();
    },

    foldLegend(folded) {
      this.folded = folded;
      this.legend.classList.toggle("ankunft-folded", folded);
      this.title.setAttribute("aria-expanded", String(!folded));
    },

    drawLegend() {
      const { legend, text } = this.state;
      const make = (tag, name, content) => {
        const element = document.createElement(tag);
        element.className = name;
        if (content !== undefined) element.textContent = content;
        return element;
      };
      const title = make("button", "ankunft-legend-title", legend.title);
      title.type = "button";
      title.onclick = () => this.foldLegend(!this.legend.classList.contains("ankunft-folded"));
      const rows = legend.rows.map((row) => {
        const line = make("div", "ankunft-legend-row");
        const swatch = make("canvas", "ankunft-swatch");
        swatch.width = 44;
        swatch.height = 32;
        const context = swatch.getContext("2d");
        const style = this.style(row.code);
        const pattern = this.patternOf(row.code, style);
        context.scale(2, 2);
        context.fillStyle = pattern ? context.createPattern(tile(pattern, style), "repeat") : style.fill;
        context.fillRect(0, 0, 22, 16);
        if (style.symbol) {
          context.fillStyle = style.ink;
          context.font = "600 11px system-ui, sans-serif";
          context.textAlign = "center";
          context.textBaseline = "middle";
          context.fillText(style.symbol, 11, 8.5);
        }
        line.append(swatch, make("span", "ankunft-legend-label", row.label), make("span", "ankunft-legend-count", row.count));
        if (row.people) line.title = row.people + " " + text.people;
        line.append(make("span", "ankunft-legend-people", row.people));
        return line;
      });
      const head = make("div", "ankunft-legend-row ankunft-legend-head");
      head.append(make("span", "ankunft-swatch"), make("span", "ankunft-legend-label", ""),
        make("span", "ankunft-legend-count", legend.countHead),
        make("span", "ankunft-legend-people", legend.rows.some((row) => row.people) ? legend.peopleHead : ""));
      this.title = title;
      this.foldLegend(this.folded ?? this.map.getSize().x < 430); // on a phone it would hide half the map
      this.legend.replaceChildren(title, head, ...rows, make("div", "ankunft-legend-note", legend.note));
    },
  });

  /* A colour between two (#rrggbb): `part` of the way from the first to the second. */
  function mixed(first, second, part) {
    const at = (hex, i) => parseInt(hex.slice(i, i + 2), 16);
    const channel = (i) => Math.round(at(first, i) + (at(second, i) - at(first, i)) * part);
    return "#" + [1, 3, 5].map((i) => channel(i).toString(16).padStart(2, "0")).join("");
  }

  /* Small repeating tiles, so that no class depends on colour alone. */
  function tile(pattern, style) {
    const size = 8, canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const c = canvas.getContext("2d");
    c.fillStyle = style.fill;
    c.fillRect(0, 0, size, size);
    c.strokeStyle = c.fillStyle = style.hatch || "#00000055";
    c.lineWidth = 1;
    c.beginPath();
    if (pattern === "hatch") { c.moveTo(-1, 9); c.lineTo(9, -1); c.moveTo(-1, 1); c.lineTo(1, -1); c.moveTo(7, 9); c.lineTo(9, 7); }
    if (pattern === "back") { c.moveTo(-1, -1); c.lineTo(9, 9); c.moveTo(7, -1); c.lineTo(9, 1); c.moveTo(-1, 7); c.lineTo(1, 9); }
    if (pattern === "lines") { c.moveTo(0, 4); c.lineTo(8, 4); }
    if (pattern === "dots") { c.arc(4, 4, 1.3, 0, 7); c.fill(); c.beginPath(); }
    if (pattern === "bars") { c.moveTo(4, 0); c.lineTo(4, 8); }
    if (pattern === "cross") { c.moveTo(0, 4); c.lineTo(8, 4); c.moveTo(4, 0); c.lineTo(4, 8); }
    c.stroke();
    return canvas;
  }

  // ---------------------------------------------------------------- the address

  /* The position goes into the address of the page without a rerun, so that the link reopens it, and
   * stays there whenever the page writes its address anew. A map that is mounted again (another page
   * was open, the language changed) goes back to where it was. */
  function keepPosition(map, layer) {
    const page = window.parent;
    let timer;
    page.ankunftPlaces ||= {};
    // a function of the page itself: it outlives this frame
    if (!page.ankunftWatched) page.ankunftWatched = new page.Function(`(${watchAddress})()`)() || true;
    map.on("moveend", () => {
      const centre = map.getCenter(), zoom = +map.getZoom().toFixed(2);
      if (layer.viewId) page.ankunftPlaces[layer.viewId] = { lat: centre.lat, lng: centre.lng, zoom };
      page.ankunftPosition = { path: page.location.pathname, text: [centre.lat.toFixed(4), centre.lng.toFixed(4), zoom].join(",") };
      clearTimeout(timer);
      timer = setTimeout(() => page.history.replaceState(page.history.state, "", page.location.href), 250);
    });
  }

  /* Runs in the page: every address that it writes for the page of the map carries the position. */
  function watchAddress() {
    for (const name of ["pushState", "replaceState"]) {
      const write = window.history[name].bind(window.history);
      window.history[name] = (state, title, address) => {
        const position = window.ankunftPosition;
        if (address === undefined || address === null || !position) return write(state, title, address);
        const url = new URL(address, window.location.href);
        if (url.pathname === position.path) url.searchParams.set("pos", position.text);
        return write(state, title, url);
      };
    }
  }

  /* Maps of one page that show the same place: where one goes, the others follow. */
  function together(map) {
    const maps = (window.parent.ankunftMaps = (window.parent.ankunftMaps || []).filter(
      (other) => other.getContainer().ownerDocument.defaultView
    ));
    maps.push(map);
    let following = false;
    map.follow = (centre, zoom) => {
      following = true;
      map.setView(centre, zoom, { animate: false });
      following = false;
    };
    map.on("move", () => {
      if (following) return;
      for (const other of window.parent.ankunftMaps)
        if (other !== map && other.getContainer().ownerDocument.defaultView) other.follow(map.getCenter(), map.getZoom());
    });
  }

  window.ankunft = {
    painted: -1,
    start(map, config) {
      map.getContainer().setAttribute("aria-label", config.title);
      map.getContainer().setAttribute("role", "application");
      L.control.zoom({ zoomInTitle: config.zoomIn, zoomOutTitle: config.zoomOut }).addTo(map);
      map.attributionControl.setPrefix(false).addAttribution(config.attribution);
      this.layer = new AnkunftLayer(config).addTo(map);
      // the frame is laid out after the map is made
      new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
      keepPosition(map, this.layer);
      if (config.together) together(map);
    },
    paint(payload) {
      return this.layer.paint(payload);
    },
  };
})();
