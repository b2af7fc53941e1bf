/// The console's one script: it puts in place what the stream of events brings.
///
/// The page is whole without it. A part where somebody works right now is left alone until they have left it; opened
/// details stay open.
enum ConsoleScript {
    static let text = """
        (() => {
          const live = document.getElementById("live");
          const waiting = new Map();
          const say = (text) => { if (live.textContent !== text) live.textContent = text; };
          const put = (name, html) => {
            const part = document.getElementById(name);
            if (!part) return;
            const active = document.activeElement;
            if (active && part.contains(active) && active.matches("a, button, input, summary")) {
              waiting.set(name, html);
              return;
            }
            waiting.delete(name);
            const open = [...part.querySelectorAll("details[open]")].map((one) => one.id);
            const places = [...part.querySelectorAll(".scroll")].map((one) => [one.scrollLeft, one.scrollTop]);
            part.innerHTML = html;
            for (const id of open) { const one = document.getElementById(id); if (one) one.open = true; }
            part.querySelectorAll(".scroll").forEach((one, index) => {
              if (places[index]) [one.scrollLeft, one.scrollTop] = places[index];
            });
          };
          document.addEventListener("focusout", () => setTimeout(() => {
            for (const [name, html] of [...waiting]) put(name, html);
          }));
          const source = new EventSource("/console/events");
          for (const name of ["house", "attention", "deliveries"]) {
            source.addEventListener(name, (event) => put(name, event.data));
          }
          source.addEventListener("news", (event) => say(event.data));
          source.onopen = () => say("Live: what changes appears here by itself.");
          source.onerror = () => say(source.readyState === EventSource.CLOSED
            ? "Live updates have ended; load the page anew." : "Live updates are interrupted; trying again.");
        })();
        """
}
