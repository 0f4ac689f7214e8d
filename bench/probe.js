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

  /* The time at which `ready` holds, looked at after every change of the document; an error that says
   * what was awaited and what is there instead. */
  bench.when = (ready, limit, what) =>
    new Promise((resolve, reject) => {
      if (ready()) return resolve(now());
      const timer = setTimeout(() => {
        observer.disconnect();
        reject(new Error("waited " + limit + " ms in vain for " + what + ". " + bench.state()));
      }, limit);
      const observer = new MutationObserver(() => {
        if (!ready()) return;
        observer.disconnect();
        clearTimeout(timer);
        resolve(now());
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    });

  /* The same, once the browser had time to bring it to the screen. */
  bench.shown = (ready, limit, what) => bench.when(ready, limit, what).then(bench.twoFrames);

  const text = (selector) => [...document.querySelectorAll(selector)].map((e) => e.textContent);
  /* What a person would see, for the message of an error. */
  bench.state = () => {
    const running = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
    const errors = text("[data-testid=stException]").join(" ");
    const page = self === top ? location.href + " has " + bench.sliders() + " sliders and" : "The map of " + document.referrer + " has";
    return page + " the text “" +
      (document.body?.innerText ?? "").replace(/\s+/g, " ").slice(0, 300) + "”" +
      (running ? "; its script: " + running : "") + (errors ? "; its errors: " + errors : "");
  };

  bench.sliders = () => document.querySelectorAll("[data-testid=stSlider]").length;
  bench.text = () => text("[data-testid=stMain] [data-testid=stMarkdown]").join("\n");
  bench.heading = () => text(".st-key-panel h3").join();
  bench.reason = () => text(".st-key-panel [data-testid=stMarkdown] p").sort((a, b) => b.length - a.length)[0] || "";
})();
