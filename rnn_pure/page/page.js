"use strict";
// What is chosen, what the program answered last, the controls, and the chapters (chapters.js).

// ---- Talking to the program ----------------------------------------------------------------------------------------

const token = (location.hash.match(/[0-9a-f]{32}/) || [""])[0];
const pause = ms => new Promise(done => setTimeout(done, ms));
let ended = false;

/** One question to the program, with its answer; an Error with the program's own sentence if it refuses. */
async function ask(name, body = {}) {
  const headers = {"X-Token": token, "Content-Type": "application/json"};
  let response;
  try {
    response = await fetch("/api/" + name, {method: "POST", headers, body: JSON.stringify(body)});
  } catch (error) {
    ended = true;
    element("ended").hidden = false;
    throw new Error("the program has ended");
  }
  if (ended) { ended = false; element("ended").hidden = true; }
  const answer = await response.json();
  if (answer.error) throw new Error(answer.error);
  return answer;
}

/** Runs what a control asks for; a refusal is said. */
function when(id, event, action) {
  element(id).addEventListener(event, async e => {
    if (e.currentTarget.getAttribute("aria-disabled") === "true") return say(element(id).title || "Not now.");
    try { refusal = ""; await action(e); } catch (error) { say(error.message); }
  });
}

// ---- What is chosen, and what the program answered last ------------------------------------------------------------

const RATES = [.001, .002, .005, .01, .02, .05, .1, .2, .5, 1];
const SAMPLES = [100, 500, 1000, 2000, 6000, 20000];
const WINDOWS = [0, 1, 2, 3, 4, 5, 6, 7, 19];      // 19: all the way back through 20 columns
const EXAMPLES = [[59, 14], [127, 1], [85, 42], [100, 28], [2047, 1]];

const chosen = {a: 59, b: 14, columns: 8, t: 6, unit: 0, order: "least", lengthSeed: 0};
let sum = null, other = null, way = null, machine = null, number = null, long = null, state = null, proof = null;
let history_ = [], gap = -1, network = null, look = 0, ran = 0;
let touched = null, ballsShown = 0, proofAsked = 0;
let reading = false, hasRead = false, hasChosen = false, at = 1, refusal = "";

const pick = name => +element(name).value;
const windowSize = () => WINDOWS[pick("window")];
const windowText = size => size === 19 ? "all" : String(size);
const windowOf = settings => settings.truncate === undefined ? "" : windowText(settings.truncate);
const rate = () => RATES[pick("rate")];
const running = () => state && state.work.running;
const chapter = () => CHAPTERS[at];
const visible = panel => !element("panel-" + panel).hidden;
const sumText = () => sum.a + " + " + sum.b + " = " + sum.answer;
const counted = () => state.known.exact === undefined ? state.right + " of " + state.sums + " small sums are right"
  : thousands(state.known.exact) + " of 16,384 sums are right";
const name_ = one => one.name + (one.seen ? ", " + thousands(one.seen) + (one.seen > 1 ? " examples" : " example") : "")
  + (one.settings && one.settings.truncate !== undefined ? ", window " + windowOf(one.settings) : "") + ", "
    + one.hidden + " units";

// ---- Asking for what is to be drawn --------------------------------------------------------------------------------

let asking = false, askAgain = false;

/** Asks for all that is seen and depends on the network and the sum, and draws it.  The last wish counts. */
async function refresh() {
  if (asking) { askAgain = true; return; }
  asking = true;
  try {
    do {
      askAgain = false;
      const {a, b, columns, order, t, unit} = chosen, busy = running();
      const now = await ask("run", {a, b, columns, order, t, unit: Math.min(unit, state.hidden - 1)});
      chosen.unit = Math.min(unit, now.hidden - 1);
      chosen.columns = now.steps.length;
      sum = now;
      drawSum();
      if (visible("state")) drawMap();
      if (visible("one")) drawOne();
      if (visible("back")) { way = await ask("back", {a, b, columns, order, t, truncate: windowSize()}); drawBack(); }
      drawControls();
      if (visible("plane")) drawPlane();
      if (order === "most") other = now;
      if (visible("why")) {
        if (order === "least" && !busy) other = await ask("run", {a, b, columns, order: "most"});
        if (other) drawWhy();
      }
      if (!busy) {
        if (visible("plane") && order === "least" && !(machine && machine.look === now.look)) {
          machine = Object.assign(await ask("machine"), {look: now.look});
        }
        if (visible("number")) number = now.hidden <= 4 && order === "least" ? await ask("memory", {a, b, columns})
          : null;
        if (visible("length")) {
          long = await ask("length", {order, bits: 2 ** pick("bits"), kind: element("kind").value,
            seed: chosen.lengthSeed});
          drawLength();
        }
      }
      if (visible("number")) drawNumber();
      if (visible("plane")) drawPlane();
      drawControls();
      lead();
    } while (askAgain);
  } finally { asking = false; }
}

/** A new choice: what it needs is asked for anew. */
async function choose(change) {
  const old = Object.assign({}, chosen);
  Object.assign(chosen, change);
  refusal = "";
  write("refusal-add", "");
  if (("a" in change || "b" in change) && !change.columns)
    chosen.columns = Math.max(8, (chosen.a + chosen.b).toString(2).length);
  chosen.t = Math.max(0, Math.min(chosen.columns - 1, chosen.t));
  try { await refresh(); } catch (error) { Object.assign(chosen, old); say(error.message); }
}

/** Another sum: its answer is there at once. */
function clicked(change) { hasRead = true; return choose(change); }

/** What somebody typed as a or b: a number, or a sentence that says why not, and the number that stays. */
function number_(field, name) {
  const text = field.value.trim(), good = /^\d{1,8}$/.test(text) && +text < 2 ** 24;
  write("refusal-add", good ? "" : "\u201c" + text + "\u201d is no whole number from 0 to 16,777,215; it stays "
    + chosen[name] + ".");
  field.value = good ? +text : chosen[name];
  if (good) clicked({[name]: +text});
}

/** What is going on in the program; draws what has changed.  Often while something runs, else hardly ever. */
let timer = null, polls = 0;
async function poll() {
  clearTimeout(timer);
  const mine = ++polls;
  let wait = 2000;
  try {
    const now = await ask("state", {order: chosen.order});
    if (mine !== polls || now.order !== chosen.order) return;
    const another = now.number !== network, elsewhere = now.look !== look;
    const changed = !state || elsewhere || another || now.work.running !== running()
      || JSON.stringify(now.known) !== JSON.stringify(state.known);
    const ended_ = running() && !now.work.running;
    state = now;
    look = now.look;
    history_ = now.history;
    if (another) { network = now.number; showSettings(); touched = null; }
    if (ended_ && goal.length) moveDots(goal, 600);
    if (another || elsewhere) { proof = null; proofAsked = ballsShown = 0; }
    if (another) arrange();
    if (now.cloud && (another || elsewhere)) takeCloud(now.cloud, another);
    if (visible("train")) drawLoss();
    if (changed) await refresh();
    if (now.known.prove && proofAsked !== look && visible("plane") && !now.work.running)
      showProof().catch(error => say(error.message));
    drawControls();
    if (now.work.running) wait = 200;
    else if (now.work.number !== ran) {
      ran = now.work.number;
      if (now.work.failed) say(now.work.failed);
    }
    lead();
  } catch (error) { say(error.message); }
  if (mine === polls && (!document.hidden || wait === 200)) timer = setTimeout(poll, wait);
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });

/** The clouds of now: no carry first. */
function takeCloud(now, another) {
  gap = now.gap;
  free = now.places[0].length;
  moveDots(now.places[0].concat(now.places[1]), running() ? 190 : 600, another);
}

/** The balls of the proof appear, one after the other. */
async function showProof() {
  const mine = state.look;
  proofAsked = mine;
  const found = await ask("prove");
  if (state.look !== mine || !found.balls) return;
  proof = found;
  ballsShown = calm || chapter().name !== "The proof" ? proof.balls.length : 0;
  moveDots(goal, 500);
  drawPlane();
  while (proof && ballsShown < proof.balls.length && state.look === mine) {
    await pause(220);
    if (!proof) return;
    ballsShown += 1;
    drawPlane();
    lead();
  }
  lead();
}

// ---- The controls --------------------------------------------------------------------------------------------------

/** A control that cannot work now stays where it is, and keeps the focus; it says why. */
function allow(id, yes, why) {
  element(id).setAttribute("aria-disabled", !yes);
  element(id).title = yes ? "" : why;
}
/** A slider says its value, with its unit. */
function tell(id, text, unit = "") {
  element(id).setAttribute("aria-valuetext", text + unit);
  if (element(id + "-text")) write(id + "-text", text);
}

function drawControls() {
  if (!state) return;
  tell("window", windowText(windowSize()), windowSize() === 19 ? " earlier steps" : " earlier steps");
  tell("rate", String(rate()));
  tell("hidden", String(pick("hidden")), " units");
  tell("samples", thousands(SAMPLES[pick("samples")]), " examples");
  tell("bits", thousands(2 ** pick("bits")), " columns");
  element("order").value = chosen.order;
  const busy = running(), training = busy && state.work.name === "Training", last = history_.length - 1;
  const here = history_.findIndex(p => p[0] === state.look), point = history_[here < 0 ? last : here];
  element("moment").max = last;
  element("moment").value = here < 0 ? last : here;
  if (point) tell("moment", "example " + thousands(point[1]), ", loss " + point[2].toFixed(3));
  const wait = state.work.name + " is still running; stop it first.";
  write("train", training ? "\u25a0 Stop" : !state.seen || state.name === "untrained" ? "\u25b6 Train"
    : here >= 0 && here < last ? "\u25b6 Go on from example " + thousands(state.seen) : "\u25b6 Continue");
  allow("train", !busy || training, wait);
  for (const id of ["step", "new", "load-it", "order", "moment", "three", "sixteen"]) allow(id, !busy, wait);
  for (const [id, name, words] of [["prove", "The proof", "Prove it"], ["search", "The search", "Find a wrong one"]]) {
    const mine = busy && state.work.name === name;
    write(id, mine ? "\u25a0 Stop" : words);
    allow(id, mine || !busy && chosen.order === "least", busy ? wait : "Only from the least significant bit first.");
  }
  const wrong = state.known.wrong;
  element("show-wrong").hidden = !wrong || wrong.columns > 24;
  if (element("show-wrong").hidden && document.activeElement === element("show-wrong")) element("search").focus();
  write("wrong-text", wrong ? wrong.text : wrong === null
    ? "No wrong sum was found. That proves nothing." : "");
  const about = element("which");
  const text = "The network: " + name_(state) + (state.order === "most" ? ", from the other end" : "")
    + (state.changed ? ", changed by hand" : "") + (here >= 0 && here < last ? ", as it was after "
      + thousands(state.seen) : "") + ".";
  if (about.textContent !== text) about.textContent = text;
  const {work} = state;
  write("progress", busy ? (work.text || work.name) + " ..." : "");
  element("three").hidden = state.hidden <= 4;
  element("sixteen").hidden = state.hidden > 4;
  element("touch").hidden = !touched;
  if (touched) drawTouch();
  drawPresses();
}

/** The sliders describe the network that is there. */
function showSettings() {
  const {settings} = state;
  if (settings.samples) {
    element("window").value = WINDOWS.indexOf(settings.truncate);
    element("rate").value = RATES.indexOf(settings.learning_rate);
    if (SAMPLES.includes(settings.samples)) element("samples").value = SAMPLES.indexOf(settings.samples);
    element("data").value = settings.data;
  } else Object.entries(SETTINGS).forEach(([id, value]) => { element(id).value = value; });
  element("hidden").value = state.hidden;
  if (state.seed !== null) element("seed").value = state.seed;
  const list = element("load"), before = list.value;
  list.textContent = "";
  const offer = (value, text) => list.appendChild(new Option(text, value));
  if (state.order === "least") offer("hand", "by hand, 3 units");
  if (state.article) offer("article", "the article's");
  state.kept.filter(one => one.order === state.order).forEach(one => offer(String(one.number), name_(one)));
  list.value = before;
  if (list.selectedIndex < 0) list.selectedIndex = 0;
  write("how-load", state.article ? "" : "The article's network is made by: python examples/train_"
    + (state.order === "least" ? "reverse" : "natural") + ".py");
}

async function train(samples) {
  await ask("train", {samples, learning_rate: rate(), truncate: windowSize(), order: chosen.order,
    data: element("data").value});
  await poll();
}
async function startOver() {
  await ask("new", {order: chosen.order, hidden: pick("hidden"), seed: pick("seed")});
  await poll();
}
when("train", "click", async () => { if (running()) { await ask("stop"); await poll();
  } else await train(SAMPLES[pick("samples")]); });
when("step", "click", () => train(1));
when("new", "click", async () => { await startOver();
  say("A new network. The one before is in the list, under Everything."); });
when("save", "click", async () => say("Saved as " + (await ask("save", {order: chosen.order})).path));
when("load-it", "click", async () => { await ask("load", {order: chosen.order, name: element("load").value});
  await poll(); });
when("order", "change", e => turn(e.target.value));
when("three", "click", async () => { await ask("load", {order: "least", name: "hand"}); await poll(); });
when("sixteen", "click", async () => { await ask("train", RECIPE); await poll(); });

/** The network of the other order, or of this one. */
async function turn(order) {
  if (order === chosen.order) return;
  chosen.order = order;
  network = machine = state = null;
  dots = [];
  await poll();
}
for (const id of ["window", "rate", "hidden", "samples"])
  when(id, "input", () => { drawControls(); return id === "window" ? refresh() : null; });
for (const id of ["bits", "kind"]) when(id, "input", () => { drawControls(); return refresh(); });
when("other", "click", () => { chosen.lengthSeed += 1; element("kind").value = "random"; return refresh(); });
when("t", "input", e => choose({t: +e.target.value}));

// Back through the training.
let sliding = null;
when("moment", "input", async e => {
  const wanted = +e.target.value, first = sliding === null;
  sliding = wanted;
  if (!first) return;
  try {
    while (sliding !== null) {
      const now = sliding;
      await ask("look", {order: chosen.order, number: history_[now][0]});
      await poll();
      if (sliding === now) sliding = null;
    }
  } finally { sliding = null; }
});

EXAMPLES.forEach(([a, b]) => {
  const button = document.createElement("button");
  button.textContent = a + " + " + b;
  button.id = "try-" + a + "-" + b;
  element("examples").appendChild(button);
  when(button.id, "click", () => clicked({a: a, b: b}));
});

/** Reads the sum aloud, so to say: one column after the other. */
when("read", "click", async () => {
  if (reading) { reading = false; return; }
  reading = hasRead = true;
  for (let t = 0; reading && t < sum.steps.length; t++) {
    await choose({t: t});
    await pause(calm ? 0 : 550);
  }
  reading = false;
  drawSum();
  lead();
});

// The state's map and the step: mouse and keys.
for (const id of ["map", "one"]) element(id).addEventListener("click", e => {
  if (e.target.dataset.weight) return touch(e.target.dataset.weight);
  const [t, unit] = (e.target.dataset.at || "").split(" ").map(Number);
  if (unit !== undefined) { hasChosen = true; choose({t: t, unit: unit}); }
});
element("one").addEventListener("keydown", e => {
  if (e.target.dataset.weight && (e.key === "Enter" || e.key === " ")) { e.preventDefault();
    touch(e.target.dataset.weight); }
});
element("map").addEventListener("keydown", e => {
  const move = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[e.key];
  if (!move) return;
  e.preventDefault();
  hasChosen = true;
  choose({t: chosen.t + move[0], unit: Math.max(0, Math.min(sum.hidden - 1, chosen.unit + move[1]))});
});

// A weight, moved by hand.
function touch(text) {
  const [matrix, row, column] = text.split(" ");
  touched = {matrix: matrix, row: +row, column: +column};
  const slider = element("weight"), [, , , weight] = sum.sum.terms.find(term => term.slice(0, 3).join(" ") === text);
  slider.min = Math.min(-6, Math.floor(weight - 3));
  slider.max = Math.max(6, Math.ceil(weight + 3));
  slider.value = touched.value = weight;
  drawControls();
  drawOne();
  slider.focus();
}
function drawTouch() {
  write("weight-name", touched.matrix + "[" + touched.row + "][" + touched.column + "]");
  tell("weight", show(touched.value, 2));
  allow("put-back", state.changed, "No weight has been moved.");
  write("touch-text", state.right + " of " + state.sums + " small sums are right"
    + (gap > 0 ? "; the clouds are " + gap.toFixed(2) + " apart." : "; the clouds overlap."));
}
let moving = false;
when("weight", "input", async e => {
  touched.value = +e.target.value;
  if (moving) return;
  moving = true;
  try {
    let sent = null;
    while (touched && sent !== touched.value) {
      sent = touched.value;
      const {matrix, row, column} = touched;
      await ask("weight", {order: chosen.order, matrix, row, column, value: sent});
      await poll();
    }
  } finally { moving = false; }
});
when("put-back", "click", async () => {
  const {matrix, row, column} = touched;
  const {was} = await ask("weight", {order: chosen.order, matrix, row, column});
  element("weight").value = touched.value = was;
  await poll();
});

// The window's edge: drag its handle, or arrow keys.
function setWindow(k) {
  element("window").value = Math.max(0, Math.min(8, k));
  drawControls();
  refresh();
}
element("back").addEventListener("keydown", e => {
  const move = {ArrowLeft: 1, ArrowRight: -1, ArrowUp: 1, ArrowDown: -1}[e.key];
  if (move) { e.preventDefault(); setWindow(pick("window") + move); }
});
element("back").addEventListener("pointerdown", e => {
  if (!e.target.closest("#edge")) return;
  const svg = element("back"), T = sum.steps.length;
  svg.setPointerCapture(e.pointerId);
  const drag = event => {
    const box = svg.getBoundingClientRect(), scale = Math.min(box.width / 390, box.height / 128);
    const step = Math.round(((event.clientX - box.left - (box.width - 390 * scale) / 2) / scale - 34) / (352 / T));
    setWindow(step <= 0 ? 8 : Math.min(7, chosen.t - step));
  };
  svg.addEventListener("pointermove", drag);
  for (const end of ["pointerup", "pointercancel"])
    svg.addEventListener(end, () => svg.removeEventListener("pointermove", drag), {once: true});
});

// What takes longer: a proof, a search.
for (const id of ["prove", "search"]) when(id, "click", async () => {
  if (id === "prove") { proof = null; proofAsked = 0; }
  await ask(running() ? "stop" : id);
  await poll();
});
when("show-wrong", "click", () => {
  const {a, b, columns} = state.known.wrong;
  return choose({a, b, columns, t: columns - 1});
});

// ---- The chapters --------------------------------------------------------------------------------------------------

/** What is to be done, or the answer; a refusal stands instead until something else is done. */
function say(text) { refusal = text; lead(); }
function lead() {
  if (!state || !sum || ended || opening_()) return;
  const done = chapter().answer && !reading ? chapter().answer() : null;
  element("answer").classList.toggle("hint", !refusal && !done);
  write("answer", refusal || done || (running() ? state.work.name + " is running." : reading ? "It is reading."
    : chapter().hint || ""));
}

/** The buttons that a chapter is about stand beside its question, too: large, one after the other. */
function drawPresses() {
  for (const button of element("presses").children) {
    const own = element(button.dataset.of);
    write(button.id, own.id === "read" ? (reading ? "\u25a0 Stop" : "\u25b6 Read") : own.textContent);
    button.setAttribute("aria-disabled", own.getAttribute("aria-disabled") || "false");
    button.title = own.title;
    const gone = own.hidden;
    if (gone && document.activeElement === button) element("presses").firstChild.focus();
    button.hidden = gone;
  }
}

/** Shows the panels of this chapter, in its order. */
function arrange() {
  const {panels} = chapter(), list = typeof panels === "function" ? panels() : panels;
  for (const panel of document.querySelectorAll("main > section")) {
    const place = list ? list.indexOf(panel.id.slice(6)) : 0;
    if (place < 0 && panel.contains(document.activeElement)) element("title").focus();
    panel.hidden = place < 0;
    panel.style.order = place;
  }
}

const opening_ = () => element("panels").getAttribute("aria-busy") === "true";

/** Opens a chapter: what it sets, is set; what it shows, is shown. */
let opening = 0;
async function open_(n, focus) {
  const mine = ++opening, now = CHAPTERS[n];
  at = n;
  reading = hasRead = hasChosen = false;
  refusal = "";
  touched = null;
  ballsShown = proof ? proof.balls.length : 0;
  if (goal.length) moveDots(goal, 0);
  history.replaceState(null, "", "#" + token + "/" + (n || "all"));
  document.title = (n ? n + " " : "") + now.name + " \u2013 a recurrent network that adds";
  write("title", (n ? n + " " : "") + now.name);
  write("question", now.question);
  element("sets").textContent = "";
  for (const [text, tag] of [[now.words ? now.words + " " : "", "span"],
    [now.sets ? "Set here: " + now.sets : "", "b"]]) {
    const node = document.createElement(tag);
    node.textContent = text;
    element("sets").appendChild(node);
  }
  for (const link of element("chapters").children) {
    if (+link.dataset.chapter === n) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
  }
  arrange();
  element("panels").className = now.everything ? "all" : "";
  element("presses").textContent = "";
  for (const id of now.presses) {
    const button = document.createElement("button");
    button.id = "press-" + id;
    button.dataset.of = id;
    if (id === now.presses[0]) button.className = "main";
    button.addEventListener("click", () => element(id).click());
    element("presses").appendChild(button);
  }
  if (state) drawPresses();
  element("back-one").hidden = n === 0;
  write("next", n === CHAPTERS.length - 1 || !n ? n ? "Everything \u2192" : "Chapters \u2192" : "Next \u2192");
  if (focus) element("title").focus();
  element("panels").setAttribute("aria-busy", true);
  try {
    if (now.everything) { await poll(); showSettings(); await refresh(); } else await set(now, () => mine === opening);
  } catch (error) { say(error.message); }
  if (mine !== opening) return;
  element("panels").setAttribute("aria-busy", false);
  lead();
}

/** What a chapter sets: whatever runs is stopped, then order, sum, settings, network. */
async function set(now, current) {
  const name = now.order || chosen.order;
  let there = await ask("state", {order: name});
  const {settings, seed, hidden} = there, own = opening === 1 && now.presses.includes("train") && !there.changed
    && hidden === 16 && seed === 0 && settings.data === now.settings.data
    && settings.truncate === WINDOWS[now.settings.window];       // the page was reloaded: it goes on
  if (!own) for (await ask("stop"); there.work.running && current();
    there = await ask("state", {order: name})) await pause(60);
  if (!current()) return;
  ran = there.work.number;
  if (now.sum) Object.assign(chosen, {a: now.sum[0], b: now.sum[1], columns: 8});
  Object.assign(chosen, {t: now.t === undefined ? 7 : now.t, unit: now.unit || 0});
  if (now.network === "new" && !own) {
    const fresh = there.seen === 0 && !there.changed && there.name === "untrained" && there.hidden === 16
      && there.seed === 0;
    if (!fresh) await ask("new", {order: name, hidden: 16, seed: 0});
  } else if (now.network && !own) await ask("train", now.network);
  if (!current()) return;
  if (name !== chosen.order) await turn(name); else { await poll(); if (!running()) await refresh(); }
  Object.entries(now.settings || {}).forEach(([id, value]) => { element(id).value = value; });
  drawControls();
  if (visible("train")) drawLoss();
  if (visible("back")) await refresh();
}

CHAPTERS.map((one, n) => [one, n]).slice(1).concat([[CHAPTERS[0], 0]]).forEach(([one, n]) => {
  const link = document.createElement("a"), text = document.createElement("span");
  link.href = "#" + token + "/" + (n || "all");
  link.dataset.chapter = n;
  link.appendChild(document.createTextNode(n ? n : "All"));
  text.textContent = n ? " " + one.name : " panels";
  link.appendChild(text);
  link.setAttribute("aria-label", (n ? n + " " : "") + one.name);
  link.addEventListener("click", e => { e.preventDefault(); open_(n, true); });
  element("chapters").appendChild(link);
});
const step = by => open_((at + by + CHAPTERS.length) % CHAPTERS.length, true);
element("next").addEventListener("click", () => step(1));
element("back-one").addEventListener("click", () => step(-1));
// A presenter's clicker sends these keys.  Where there is more to scroll to, they scroll.
document.addEventListener("keydown", e => {
  const end = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
  if (e.key === "PageDown" && end) { e.preventDefault(); step(1); }
  if (e.key === "PageUp" && scrollY < 2 && at) { e.preventDefault(); step(-1); }
});
const asked = () => {
  const wish = (location.hash.match(/\/(\d+|all)$/) || ["", "1"])[1];
  return wish === "all" ? 0 : Math.max(1, Math.min(CHAPTERS.length - 1, +wish));
};
addEventListener("hashchange", () => { if (asked() !== at) open_(asked(), true); });
open_(asked(), false);
