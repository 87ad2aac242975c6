// Makes a few things quicker; every one of them works without it.

const announce = (() => {
  const place = document.createElement("p");
  place.className = "vh";
  place.setAttribute("role", "status");
  document.body.append(place);
  return text => { place.textContent = ""; setTimeout(() => { place.textContent = text; }, 50); };
})();

// --- Drag over the band of time to choose a range -------------------------------------------------------------------

const form = document.querySelector("#filters form");

function brush(plot) {
  const svg = plot.querySelector("svg");
  const bars = [...svg.querySelectorAll("a")].map(link => {
    const query = new URL(link.getAttribute("href"), location.href).searchParams;
    const x = Number(link.querySelector(".hit").getAttribute("x"));
    return { x, from: query.get("date_from"), to: query.get("date_to") };
  });
  if (!form || bars.length < 2) return;
  const width = svg.viewBox.baseVal.width;
  const at = event => {
    const box = svg.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * width;
  };
  let begun = null, shade = null;

  svg.addEventListener("dragstart", event => event.preventDefault());
  svg.addEventListener("pointerdown", event => {
    if (event.button === 0 && event.pointerType !== "touch") begun = at(event);
  });
  svg.addEventListener("pointermove", event => {
    if (begun === null) return;
    const now = at(event);
    if (!shade && Math.abs(now - begun) < width / 100) return;
    if (!shade) {
      shade = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      shade.setAttribute("class", "sel brush");
      shade.setAttribute("height", "100");
      svg.querySelector(".grid").after(shade);
      svg.setPointerCapture(event.pointerId);
    }
    shade.setAttribute("x", String(Math.min(begun, now)));
    shade.setAttribute("width", String(Math.abs(now - begun)));
  });
  const finish = event => {
    const first = begun, drawn = shade;
    begun = shade = null;
    if (!drawn) return;
    const [low, high] = [first, at(event)].sort((one, two) => one - two);
    const inside = bars.filter(bar => bar.x + 10 > low && bar.x < high);
    if (!inside.length || event.type === "pointercancel") { drawn.remove(); return; }
    // The press that ends a drag is no press on a bar.
    svg.addEventListener("click", click => click.preventDefault(), { once: true, capture: true });
    form.elements.date_from.value = inside[0].from;
    form.elements.date_to.value = inside[inside.length - 1].to;
    form.requestSubmit(form.querySelector(".apply button"));
  };
  svg.addEventListener("pointerup", finish);
  svg.addEventListener("pointercancel", finish);
}
document.querySelectorAll(".when-band .band .plot").forEach(brush);

// --- Copy a citation or an address ----------------------------------------------------------------------------------

document.querySelectorAll("[data-copy]").forEach(button => {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const words = button.closest("[data-copied]").dataset;
    const before = button.textContent;
    const text = "value" in source ? source.value : source.textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      announce(button.dataset.said);
      button.textContent = words.copied;
    } catch {
      announce(words.refused);
    }
    setTimeout(() => { if (button.textContent === words.copied) button.textContent = before; }, 2000);
  });
});

// --- Keys: / to the search box, j and k through the hits of a document or the entries of a list ----------------------

const KEYS = "regesta.keys";
const keysWanted = () => localStorage.getItem(KEYS) !== "off";
const toggle = document.getElementById("keys");
if (toggle) {
  toggle.closest("[hidden]")?.removeAttribute("hidden");
  toggle.checked = keysWanted();
  toggle.addEventListener("change", () => localStorage.setItem(KEYS, toggle.checked ? "on" : "off"));
}
document.addEventListener("keydown", event => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !keysWanted()) return;
  if (event.key === "/") {
    const box = document.getElementById("q");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  } else if (event.key === "j" || event.key === "k") {
    const places = [...document.querySelectorAll(".entry h3 a, .text mark[id]")];
    if (!places.length) return;
    const here = places.findIndex(place => place === document.activeElement || place.matches(":target"));
    const next = places[Math.min(Math.max(here + (event.key === "j" ? 1 : -1), 0), places.length - 1)];
    if (next.matches("a")) next.focus();
    else location.hash = next.id;
  }
});

// --- The drawer of filters closes on Escape and gives the focus back --------------------------------------------------

const drawer = document.querySelector(".drawer");
// Browsers whose style sheets cannot hold it open beside a wide list.
if (drawer && matchMedia("(min-width: 66rem)").matches && !CSS.supports("selector(::details-content)")) drawer.open = true;
drawer?.addEventListener("keydown", event => {
  const summary = drawer.querySelector("summary");
  if (event.key === "Escape" && drawer.open && getComputedStyle(summary).display !== "none") {
    drawer.open = false;
    summary.focus();
  }
});
