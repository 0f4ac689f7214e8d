/* Runs before a page's own scripts: notes when things happen, on one clock for all frames. In a frame
 * it runs while the frame is still empty, so nothing here may hold on to the document. */
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const bench = (window.bench = { now, began: 0, messages: [] });

  addEventListener("keydown", () => (bench.began = now()), true);

  /* Every message of the page's websocket: when, which way, how many bytes. */
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...list) {
      super(...list);
      this.addEventListener("message", ({ data }) => bench.messages.push([now(), "in", data.byteLength ?? data.size ?? data.length]));
    }
    send(data) {
      bench.messages.push([now(), "out", data.byteLength ?? data.size ?? data.length]);
      super.send(data);
    }
  };

  bench.twoFrames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(now()))));

  /* The time at which `ready` holds; looked at after every change of the document. */
  bench.when = (ready, limit) =>
    new Promise((resolve, reject) => {
      if (ready()) return resolve(now());
      const timer = setTimeout(() => { observer.disconnect(); reject(new Error("waited " + limit + " ms in vain")); }, limit);
      const observer = new MutationObserver(() => {
        if (!ready()) return;
        observer.disconnect();
        clearTimeout(timer);
        resolve(now());
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    });

  /* The same, once the browser had time to bring it to the screen. */
  bench.shown = (ready, limit) => bench.when(ready, limit).then(bench.twoFrames);

  const text = (selector) => [...document.querySelectorAll(selector)].map((e) => e.textContent);
  bench.sliders = () => document.querySelectorAll("[data-testid=stSlider]").length;
  bench.text = () => text("[data-testid=stMain] [data-testid=stMarkdown]").join("\n");
  bench.heading = () => text(".st-key-panel h3").join();
  bench.reason = () => text(".st-key-panel [data-testid=stMarkdown] p").sort((a, b) => b.length - a.length)[0] || "";
})();
