/* The control that plays the years: a button and a slider. It only chooses; the layer paints. */
(function () {
  "use strict";

  const PACE = 900; // milliseconds per year

  L.Control.AnkunftYears = L.Control.extend({
    options: { position: "topleft" },

    onAdd() {
      const box = L.DomUtil.create("div", "ankunft-years");
      this.button = L.DomUtil.create("button", "ankunft-play", box);
      this.button.type = "button";
      this.button.onclick = () => (this.timer ? this.stop() : this.play());
      this.slider = L.DomUtil.create("input", "", box);
      this.slider.type = "range";
      this.slider.min = 0;
      this.slider.oninput = () => {
        this.stop();
        this.show(+this.slider.value);
      };
      this.label = L.DomUtil.create("output", "ankunft-year", box);
      L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
      return box;
    },

    onRemove() {
      clearInterval(this.timer);
    },

    /* `frames` has years, start (the year shown first), play and pause (texts), label. */
    offer(frames, choose) {
      const same = this.frames && JSON.stringify(this.frames) === JSON.stringify(frames);
      const position = same ? +this.slider.value : Math.max(0, frames.years.indexOf(frames.start));
      if (!same) this.stop();
      Object.assign(this, { frames, choose });
      this.slider.max = frames.years.length - 1;
      this.slider.setAttribute("aria-label", frames.label);
      this.button.setAttribute("aria-label", this.timer ? frames.pause : frames.play);
      this.button.textContent = this.timer ? "⏸" : "▶";
      this.show(position, false);
    },

    show(position, redraw = true) {
      const year = String(this.frames.years[position]);
      this.slider.value = position;
      this.slider.setAttribute("aria-valuetext", year);
      this.label.textContent = year;
      this.choose(position, redraw);
    },

    play() {
      const last = this.frames.years.length - 1;
      if (+this.slider.value === last) this.show(0);
      this.timer = setInterval(() => {
        this.show(+this.slider.value + 1);
        if (+this.slider.value === last) this.stop();
      }, PACE);
      this.button.setAttribute("aria-label", this.frames.pause);
      this.button.textContent = "⏸";
    },

    stop() {
      clearInterval(this.timer);
      this.timer = 0;
      if (!this.frames) return;
      this.button.setAttribute("aria-label", this.frames.play);
      this.button.textContent = "▶";
    },
  });
})();
