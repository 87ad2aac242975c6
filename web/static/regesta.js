// Makes a few things quicker; every one of them works without it.

const announce = (() => {
  const place = document.createElement("p");
  place.className = "vh";
  place.setAttribute("role", "status");
  document.body.append(place);
  return text => { place.textContent = ""; setTimeout(() => { place.textContent = text; }, 50); };
})();

// --- Drag over the band of time to choose a range -------------------------------------------------------------------

function brush(plot) {
  const form = document.querySelector("#filters form");
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

// --- Copy a citation, an address, or where a link leads ---------------------------------------------------------------

function copying(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const words = button.closest("[data-copied]").dataset;
    const before = button.textContent;
    const text = source.href ?? source.value ?? source.textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      announce(button.dataset.said);
      button.textContent = words.copied;
    } catch {
      announce(words.refused);
    }
    setTimeout(() => { if (button.textContent === words.copied) button.textContent = before; }, 2000);
  });
}

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

const WIDE = matchMedia("(min-width: 66rem)");

function drawerKeys(drawer) {
  // Browsers whose style sheets cannot hold it open beside a wide list.
  if (WIDE.matches && !CSS.supports("selector(::details-content)")) drawer.open = true;
  drawer.addEventListener("keydown", event => {
    const summary = drawer.querySelector("summary");
    if (event.key === "Escape" && drawer.open && getComputedStyle(summary).display !== "none") {
      drawer.open = false;
      summary.focus();
    }
  });
}

// --- A list renews itself in place ------------------------------------------------------------------------------------
// The old list stays until the new one is here, only its count is said aloud, and focus stays where it was. Every link and
// form below leads to the same page by itself; whatever goes wrong is left to the browser, which then simply goes there.

const RENEWED = [".skips", ".mast", ".strip", ".sheet", ".foot"];
const HEAD = "link[rel=canonical], link[rel=alternate], link[rel=prev], link[rel=next]";
// Among these the reader is still looking at the same list; other links lead on, with a page of their own.
const SAME_LIST = ".reads a, .when-band a, .line1 a, #filters a, .relax a";
let shown = location.pathname + location.search;
let underway = null;

// Where an element stands, so that its like can be found in the new page.
function placeOf(element) {
  if (!element || element === document.body) return null;
  if (element.id) return { selector: `#${CSS.escape(element.id)}`, index: 0 };
  if (element.name) {
    const value = /^(checkbox|submit)$/.test(element.type) ? element.value : null;
    return { selector: named(element.localName, element.name, value), index: 0, instead: counterpart(element) };
  }
  const group = element.closest("section[aria-labelledby], nav[aria-label], details.facet, #filters, .mast");
  if (!group) return null;
  const selector = `${groupSelector(group)} :is(a, button, summary):not([tabindex="-1"])`;
  return { selector, index: [...document.querySelectorAll(selector)].indexOf(element) };
}

const named = (tag, name, value) =>
  `${tag}:not([type=hidden])[name="${CSS.escape(name)}"]` + (value === null ? "" : `[value="${CSS.escape(value)}"]`);

// "not" becomes "allow" when it is pressed, and the other way round.
function counterpart(button) {
  if (button.name.startsWith("not_")) return named("button", "drop", `${button.name}=${button.value}`);
  const [name, ...value] = button.value.split("=");
  return button.name === "drop" ? named("button", name, value.join("=")) : null;
}

function groupSelector(group) {
  if (group.id) return `#${CSS.escape(group.id)}`;
  if (group.matches(".mast")) return ".mast";
  if (group.matches("details.facet")) {
    const at = [...document.querySelectorAll("details.facet")].indexOf(group);
    return `details.facet:nth-of-type(${at + 1})`;
  }
  const label = group.hasAttribute("aria-label") ? "aria-label" : "aria-labelledby";
  return `${group.localName}[${label}="${CSS.escape(group.getAttribute(label))}"]`;
}

// "above": where on the screen it stood; what is added above it must not carry it off under the pointer.
function focusLike(place, above) {
  if (!place) return;
  const found = [...document.querySelectorAll(place.selector)];
  const like = found[Math.min(place.index, found.length - 1)]
    ?? (place.instead && document.querySelector(place.instead));
  if (like) {
    like.focus({ preventScroll: true });
    scrollBy({ top: like.getBoundingClientRect().top - above, behavior: "instant" });
    return;
  }
  const count = document.querySelector("h1");
  count.tabIndex = -1;
  count.focus({ preventScroll: true });
}

// Which groups the reader had opened or closed, by their headings.
const folds = () => new Map([...document.querySelectorAll("#filters details, .when-band details")].map((fold, at) =>
  [fold.querySelector("h3")?.firstChild.textContent ?? fold.className + at, fold.open]));

// What stands in the fields that can be written in: what is written while a list is on its way must not be lost.
const written = () => new Map([...document.querySelectorAll(".mast input, #filters input")]
  .filter(field => /^(text|search)$/.test(field.type)).map(field => [field.id || field.name, field]));

async function fetched(address, signal) {
  const response = await fetch(address, { signal, headers: { Accept: "text/html" } });
  const there = new DOMParser().parseFromString(await response.text(), "text/html");
  const ours = there.querySelector("script[type=module]")?.getAttribute("src");
  const same = ours === document.querySelector("script[type=module]").getAttribute("src");
  // An error explains itself on its own page; a newer program brings its own script.
  if (!response.ok || !same || !there.querySelector(".strip")) throw new Error("not a list");
  return there;
}

async function renew(address, { push = true } = {}) {
  underway?.abort();
  const mine = underway = new AbortController();
  const sheet = document.querySelector(".sheet");
  const before = new Map([...written()].map(([name, field]) => [name, field.value]));
  sheet.setAttribute("aria-busy", "true");
  try {
    const there = await fetched(address, mine.signal);
    const place = placeOf(document.activeElement);
    const above = document.activeElement.getBoundingClientRect().top;
    const typed = new Map([...written()].filter(([name, field]) =>
      field.value !== before.get(name) || (name === "q" && field === document.activeElement)));
    const open = folds();
    for (const selector of RENEWED) {
      document.querySelector(selector).replaceWith(document.adoptNode(there.querySelector(selector)));
    }
    document.querySelectorAll(HEAD).forEach(link => link.remove());
    document.head.append(...there.querySelectorAll(HEAD));
    document.title = there.title;
    // What a form sends is not in the order that addresses have here.
    shown = document.querySelector("link[rel=canonical]").getAttribute("href");
    if (push) history.pushState(null, "", shown);
    document.querySelectorAll("#filters details, .when-band details").forEach((fold, at) => {
      fold.open = open.get(fold.querySelector("h3")?.firstChild.textContent ?? fold.className + at) ?? fold.open;
    });
    for (const [name, field] of written()) field.value = typed.get(name)?.value ?? field.value;
    bind();
    focusLike(place, above);
    announce(document.querySelector(".strip").dataset.count);
  } catch (error) {
    if (error.name === "AbortError") return;
    if (push) location.assign(address);
    else location.reload();
  } finally {
    if (underway === mine) underway = null;
    sheet.removeAttribute("aria-busy");
  }
}

const asked = (form, pressed) => {
  const pairs = new FormData(form);
  if (pressed?.name) pairs.append(pressed.name, pressed.value);
  const query = new URLSearchParams([...pairs].filter(([, value]) => value));
  return `${form.getAttribute("action")}?${query}`;
};

// On a small screen nothing moves until it is asked to; the button says what it will show.
async function foretell(form) {
  underway?.abort();
  const mine = underway = new AbortController();
  try {
    const there = await fetched(asked(form), mine.signal);
    const button = form.querySelector(".apply button");
    button.textContent = there.querySelector(".strip").dataset.show;
    announce(there.querySelector(".strip").dataset.count);
  } catch { /* the button keeps its words */ }
}

if (document.querySelector(".strip")) {
  document.addEventListener("click", event => {
    const link = event.target.closest("a[href]");
    if (!link?.matches(SAME_LIST) || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (event.defaultPrevented || !link.getAttribute("href").startsWith("/search")) return;
    event.preventDefault();
    renew(link.getAttribute("href"));
  });
  document.addEventListener("submit", event => {
    if (event.defaultPrevented || event.target.getAttribute("action") !== "/search") return;
    event.preventDefault();
    renew(asked(event.target, event.submitter));
  });
  document.addEventListener("change", event => {
    const form = event.target.closest("#filters form");
    if (!form || event.target.type !== "checkbox") return;
    if (WIDE.matches) renew(asked(form));
    else foretell(form);
  });
  addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) renew(location.href, { push: false });
  });
}

// What has to be done again for the new parts of a page.
function bind() {
  document.querySelectorAll(".when-band .band .plot").forEach(brush);
  document.querySelectorAll(".drawer").forEach(drawerKeys);
  document.querySelectorAll("[data-copy]").forEach(copying);
}
bind();
