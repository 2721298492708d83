"use strict";
// Drawing: each panel is drawn anew from what the program answered last (see page.js).  Only the dots glide.

const element = id => document.getElementById(id);
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A new SVG element inside parent. */
function shape(parent, tag, attributes, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}
const label = (parent, x, y, text, cls = "", anchor = "start") =>
  shape(parent, "text", {x: x, y: y, class: cls, "text-anchor": anchor}, text);
const bar = (parent, x, y, width, height, cls, opacity = 1) => shape(parent, "rect",
  {x: x, y: y, width: Math.max(0, width), height: Math.max(0, height), class: cls, "fill-opacity": opacity});
const joined = points => "M" + points.map(p => p[0].toFixed(1) + " " + p[1].toFixed(1)).join("L");
const path = (parent, points, cls) => shape(parent, "path", {d: joined(points), class: cls});
function blank(id) { const node = element(id); node.textContent = ""; return node; }
/** Text that is only touched when it changes. */
function write(id, text) { const node = element(id); if (node.textContent !== text) node.textContent = text; }

/** A number for people: a true minus, few digits. */
const show = (v, digits = 3) => (v < 0 ? "\u2212" : "") + Math.abs(v).toFixed(digits);
const small = v => v === 0 ? "0" : v >= 0.001 ? v.toPrecision(3) : v.toExponential(1).replace("e-", "e\u2212");
const thousands = n => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
/** Tells carries apart by shape too: a filled square for a carry, an open circle for none. */
function carryMark(parent, x, y, carry, size = 4) {
  if (carry) bar(parent, x - size, y - size, 2 * size, 2 * size, "pos");
  else shape(parent, "circle", {cx: x, cy: y, r: size - 0.5, class: "line0"});
}
/** One hidden value: blue below 0, orange above, full at 1. */
const cell = (parent, x, y, width, height, v) => [bar(parent, x, y, width, height, "empty"),
  bar(parent, x, y, width, height, v < 0 ? "neg cell" : "pos cell", Math.abs(v).toFixed(3))];
/** Arrows with a head, that end a little before the point. */
function arrow(parent, from, to, cls, gap = 0) {
  const dx = to[0] - from[0], dy = to[1] - from[1], far = Math.hypot(dx, dy) || 1, ux = dx / far, uy = dy / far;
  const x = to[0] - gap * ux, y = to[1] - gap * uy;
  path(parent, [from, [x, y]], "edge" + cls);
  shape(parent, "path", {class: "head" + cls, d: "M" + x + " " + y + "l" + (-8 * ux - 3.5 * uy) + " "
    + (-8 * uy + 3.5 * ux) + "l" + 7 * uy + " " + -7 * ux + "z"});
}
const isRight = () => sum.answer === sum.truth;
/** What a list of steps says of the direction in which it is read. */
const direction = () => chosen.order === "least" ? "the first column read is the last bit"
  : "the first column read is the first bit";

/** Whether its answer to step t may be seen: a chapter that asks to read keeps it back until then. */
const isRead = t => reading ? t <= chosen.t : hasRead || !chapter().presses.includes("read");

// ---- The sum: as people write it, most significant bit on the left -------------------------------------------------

function drawSum() {
  const T = sum.steps.length, box = element("sum"), least = chosen.order === "least", W = T + 2;
  if (box.dataset.columns !== String(T)) buildSum(T);
  const cells = box.children, held = least && gap > 0 && sum.places;
  const waits = !hasRead && chapter().presses.includes("read");
  for (let t = 0; t < T; t++) {
    const step = sum.steps[t], column = 2 + (least ? T - 1 - t : t), known = isRead(t);
    const above = cells[column], carried = held && t > 0 && t - 1 <= chosen.t ? +(sum.places[t][0] > 0) : null;
    above.textContent = carried === null ? "" : carried ? "1" : "\u00b7";
    above.className = "bit out read held" + (carried ? " yes" : "");
    for (let row = 1; row < 3; row++) {
      const node = cells[row * W + column], bit = step.x[row - 1];
      node.textContent = bit;
      node.className = "bit" + (bit ? " one" : "") + (t === chosen.t ? " now" : "");
      node.setAttribute("aria-pressed", bit === 1);
    }
    const node = cells[3 * W + column], right = step.answer === step.truth;
    node.textContent = known ? step.answer : "?";
    node.className = "bit out" + (known ? " read" : "") + (right || !known ? "" : " bad")
      + (t === chosen.t ? " now" : "");
    node.setAttribute("aria-label", "answer of step " + t + ": "
      + (known ? step.answer + (right ? ", right" : ", wrong") : "not read yet"));
    node.title = !known ? "" : right ? "right" : "wrong: it is " + step.truth;
    cells[4 * W + column].textContent = t;
  }
  for (const [row, name] of [[1, "a"], [2, "b"]]) {
    const field = cells[row * W + 1];
    if (document.activeElement !== field) field.value = sum[name];
  }
  const answer = cells[3 * W + 1], done = !waits && (!reading || chosen.t === T - 1);
  answer.textContent = done ? sum.answer : "?";
  answer.className = "big" + (sum.answer > 9999 ? " long" : "") + (isRight() || !done ? "" : " bad");
  const slider = element("t");
  slider.max = T - 1;
  slider.value = chosen.t;
  slider.setAttribute("aria-valuetext", "step " + chosen.t + " of 0 to " + (T - 1));
  write("t-text", "step " + chosen.t);
  write("how-add", "Read from the " + (least ? "right" : "left") + ", a column a step. "
    + (waits ? "" : !done ? "It is reading." : isRight() ? "All bits are right." : "Wrong: it is " + sum.truth + ".")
    + (sum.truth !== sum.a + sum.b ? " (In " + T + " columns; the whole sum has more.)" : "")
    + (held ? " Above a column: the carry that the state holds when it enters." : ""));
}

function buildSum(T) {
  const focused = document.activeElement && document.activeElement.id, box = blank("sum");
  box.dataset.columns = T;
  box.style.gridTemplateColumns = "1.2rem minmax(3.6rem, calc(var(--bit) * 2.4)) repeat(" + T
    + ", minmax(0, calc(var(--bit) * 1.2)))";
  const add = (tag, cls, text) => {
    const node = document.createElement(tag);
    node.className = cls;
    node.textContent = text;
    return box.appendChild(node);
  };
  for (let row = 0; row < 5; row++) {
    add("div", "sign", ["", "", "+", "=", ""][row]);
    const name = " ab"[row];
    if (row === 1 || row === 2) {
      const field = add("input", "", "");
      Object.assign(field, {type: "text", inputMode: "numeric", maxLength: 8, id: "number-" + name});
      field.setAttribute("aria-label", name);
      field.addEventListener("change", () => number_(field, name));
    } else if (row === 3) add("div", "", "").id = "answer-number";
    else add("div", "sign quiet", row ? "step" : "carry");
    for (let column = 0; column < T; column++) {
      if (row === 0 || row === 4) add("div", "bit out read held", "");
      else if (row === 3) add("div", "bit out", "").setAttribute("role", "img");
      else {
        const bit = add("button", "bit", "");
        bit.id = "bit-" + name + "-" + (T - 1 - column);
        bit.setAttribute("aria-label", name + ", bit of weight " + 2 ** (T - 1 - column));
        bit.addEventListener("click", () => clicked({[name]: chosen[name] ^ (1 << (T - 1 - column))}));
      }
    }
  }
  if (focused && element(focused)) element(focused).focus();
}

// ---- The state: one column a step, one row a unit ------------------------------------------------------------------

function drawMap() {
  const svg = blank("map"), T = sum.steps.length, n = sum.hidden, left = 36, top = 28, width = 312, height = 108;
  const w = width / T, h = height / n, most = T > 14;
  sum.steps.forEach((step, t) => {
    if (!most || t % 2 === 0) label(svg, left + (t + .5) * w, 10, t, "soft", "middle");
    label(svg, left + (t + .5) * w, 23, step.x.join(""), "mono soft", "middle").style.fontSize = most ? "8px" : "";
    step.s.forEach((v, i) => {
      const node = cell(svg, left + t * w, top + i * h, w, h, v).pop();
      node.dataset.at = t + " " + i;
      node.classList.add("pick");
    });
    carryMark(svg, left + (t + .5) * w, top + height + 11, step.carry);
    const known = isRead(t);
    label(svg, left + (t + .5) * w, top + height + 31, known ? step.answer : "?", "mono"
      + (!known || step.answer === step.truth ? "" : " bad"), "middle");
  });
  shape(svg, "rect", {x: left + chosen.t * w, y: top - 1, width: w, height: height + 2, class: "ink"});
  shape(svg, "rect", {x: left + chosen.t * w, y: top + chosen.unit * h, width: w, height: h, class: "bold"});
  for (let i = 0; i < n; i += n > 20 ? 4 : n > 8 ? 2 : 1)
    label(svg, left - 5, top + (i + .5) * h + 3.5, i, "soft", "end");
  for (const [y, text] of [[10, "step"], [23, "bits"], [top + height + 15, "carry"], [top + height + 31, "says"]])
    label(svg, left - 5, y, text, "soft", "end");
  for (let k = -10; k < 10; k++) cell(svg, 360, top + (9 - k) * 5.4, 9, 5.4, (k + .5) / 10);
  [[1, 7], [0, 57], [-1, 108]].forEach(([v, y]) => label(svg, 373, top + y, v < 0 ? "\u22121" : v, "soft"));
  write("map-text", "Unit " + chosen.unit + " after step " + chosen.t + ": "
    + show(sum.steps[chosen.t].s[chosen.unit], 6));
  write("how-state", "From left to right, step after step (" + direction() + "): the " + n
    + " units. Below: the carry to "
    + (chosen.order === "least" ? "remember" : "guess") + ", \u25a0 or \u25cb.");
}

// ---- One step: one unit's sum, term by term ------------------------------------------------------------------------

function drawOne() {
  const svg = blank("one"), step = sum.steps[chosen.t], part = sum.sum, n = sum.hidden;
  label(svg, 0, 11, "step " + chosen.t + " reads", "soft");
  label(svg, 70, 11, "(" + step.x.join(", ") + ")", "mono strong");
  label(svg, 0, 28, "state s", "soft");
  const columns = n > 16 ? 8 : 4, size = n > 16 ? 14 : 27, high = n > 16 ? 14 : 19;
  step.s.forEach((v, i) => {
    const x = (i % columns) * size, y = 33 + Math.floor(i / columns) * high;
    cell(svg, x, y, size - 1, high - 1, v).forEach(node => {
      node.dataset.at = chosen.t + " " + i;
      node.classList.add("pick");
    });
    if (i === chosen.unit) shape(svg, "rect", {x: x, y: y, width: size - 1, height: high - 1, class: "bold"});
  });
  let y = 128;
  label(svg, 0, y, "logits V s", "soft");
  step.logits.forEach((v, k) => label(svg, 0, y + 14 + 13 * k, k + ":  " + show(v), "mono"));
  y = 174;
  label(svg, 0, y, "p = softmax", "soft");
  step.p.forEach((v, k) => {
    bar(svg, 14, y + 6 + 14 * k, 56, 9, "empty");
    bar(svg, 14, y + 6 + 14 * k, 56 * v, 9, k ? "pos" : "neg");
    label(svg, 0, y + 14 + 14 * k, k, "mono");
    label(svg, 74, y + 14 + 14 * k, v.toFixed(3), "mono" + (k === step.answer ? " strong" : ""));
  });
  const right = step.answer === step.truth;
  label(svg, 0, 222, "says " + step.answer, right ? "strong" : "bad");
  label(svg, 46, 222, right ? "right" : "wrong", "strong");
  write("how-one", "s = tanh(U x + W s before). Click a unit for its own sum, or a weight to move it.");
  if (!part || part.t !== chosen.t || part.unit !== chosen.unit) return;
  const terms = part.terms.map(([matrix, row, column, weight, value]) => ({matrix, row, column, weight, value,
    product: weight * value, name: matrix + "[" + row + "][" + column + "]",
    short: matrix + "[" + (matrix === "V" ? row : column) + "]"}));
  const main = terms.slice(0, -2), rows = Math.ceil(main.length / Math.ceil(main.length / 18)),
    two = rows < main.length;
  const across = two ? 128 : 258, line = Math.min(13, 170 / rows),
    largest = Math.max(1e-9, ...terms.map(t => Math.abs(t.product)));
  label(svg, 128, 11, "unit " + chosen.unit + (two ? ": the terms of U x + W s"
    : ": weight \u00d7 what it reads = term"), "soft");
  const row = (term, x, top, wide) => {
    const middle = x + (wide ? 196 : 82), half = wide ? 60 : 34, size = Math.min(11, line) + "px";
    const text = (at, words, anchor, cls) => {
      label(svg, at, top + line - 3, words, cls, anchor).style.fontSize = size;
    };
    text(x, term.short, "start", "mono soft");
    if (wide) {
      text(x + 74, show(term.weight, 2), "end", "mono");
      text(x + 79, "\u00d7", "start", "mono soft");
      text(x + 124, show(term.value, 2), "end", "mono");
    }
    const long = half * Math.abs(term.product) / largest;
    bar(svg, term.product < 0 ? middle - long : middle, top + 1, long, line - 3, term.product < 0 ? "neg" : "pos");
    const same = touched && touched.matrix === term.matrix && touched.row === term.row
      && touched.column === term.column;
    const grab = bar(svg, x - 3, top - 1, wide ? 134 : across, line, "pick " + (same ? "ink none" : "empty"), 0);
    grab.dataset.weight = term.matrix + " " + term.row + " " + term.column;
    Object.entries({role: "button", tabindex: 0, "aria-label": "weight " + term.name + ", " + show(term.weight, 4)})
      .forEach(([k, v]) => grab.setAttribute(k, v));
    shape(grab, "title", {}, term.name + ": " + term.weight + " \u00d7 " + term.value + " = " + term.product);
  };
  main.forEach((term, k) => row(term, 128 + Math.floor(k / rows) * (across + 6), 17 + (k % rows) * line, !two));
  const after = 19 + rows * line;
  label(svg, 128, after + 9, "U x " + show(part.mulu) + "  +  W s " + show(part.mulw) + "  =  " + show(part.add),
    "mono");
  label(svg, 128, after + 23, "tanh \u2192  s[" + part.unit + "] = " + show(part.s, 4), "mono strong");
  if (after < 196) terms.slice(-2).forEach((term, k) =>
    row(term, two ? 128 + k * 134 : 128, after + (two ? 28 : 28 + line * k), !two));
}

// ---- Training: the loss so far -------------------------------------------------------------------------------------

function drawLoss() {
  const svg = blank("loss"), left = 34, width = 350, top = 6, height = 146, limit = state.limit, points = history_;
  const most = Math.max(100, points[points.length - 1][1]), first = points[0][1];
  const low = Math.log10(Math.max(1e-3, Math.min(limit, ...points.map(p => p[2])) * .8));
  const high = Math.log10(Math.max(1, ...points.map(p => p[2])));
  const X = seen => left + width * (seen - first) / Math.max(100, most - first);
  const Y = loss => top + height * (high - Math.log10(Math.max(loss, 1e-3))) / (high - low);
  [1, .5, .2, .1, .05, .02, 10, 100].forEach(v => {
    if (Y(v) < top - 1 || Y(v) > top + height) return;
    path(svg, [[left, Y(v)], [left + width, Y(v)]], "axis");
    label(svg, left - 4, Y(v) + 3.5, v, "soft", "end");
  });
  path(svg, [[left, Y(limit)], [left + width, Y(limit)]], "dash");
  path(svg, points.map(p => [X(p[1]), Y(p[2])]), "line0");
  label(svg, left + 4, Y(limit) + 12, "limit: no weights get below " + limit.toFixed(4), "soft halo");
  const here = points.find(p => p[0] === state.look) || (running() ? points[points.length - 1] : null);
  if (here) {
    path(svg, [[X(here[1]), top], [X(here[1]), top + height]], "trail");
    shape(svg, "circle", {cx: X(here[1]), cy: Y(here[2]), r: 4, class: "neg"});
  }
  label(svg, left, top + height + 18, thousands(first), "soft", "middle");
  label(svg, left + width, top + height + 18, thousands(most) + " examples", "soft", "end");
  write("loss-text", "Loss " + state.loss.toFixed(4) + ", " + state.right + " of " + state.sums
    + " small sums exact. All 16,384 pairs: "
    + (state.known.exact === undefined ? "not counted" : thousands(state.known.exact) + " exact") + ".");
  write("how-train", "The loss, on all pairs of 4-bit numbers: how surprised it is by the right bits.");
}

// ---- The clouds ----------------------------------------------------------------------------------------------------

let dots = [], free = 0, goal = [], begin = [], began = 0, lasts = 0, marker = null, markerFrom = null;
let reach = 1, reachGoal = 1, reachBegin = 1;       // the states that the plane has room for, up and down
const PLANE = {left: 26, right: 386, top: 8, bottom: 250};
const zoom = () => Math.min((PLANE.right - PLANE.left) / 2.9, (PLANE.bottom - PLANE.top) / 2) / reach;
const placed = p => [(PLANE.left + PLANE.right) / 2 + p[0] * zoom(), (PLANE.top + PLANE.bottom) / 2 - p[1] * zoom()];

/** New places for the dots: they glide there. */
function moveDots(places, ms, anew) {
  const seen = !showsBalls() ? places : proof.balls.flatMap(ball => ball.outline.map(p => [p[0] - proof.middle, p[1]]));
  const widest = k => Math.max(...seen.map(p => Math.abs(p[k])), 0),
    fits = Math.max(widest(0) / 1.42, widest(1)) * 1.08;
  reachGoal = running() && !anew ? Math.max(reachGoal, fits) : Math.max(fits, .18 * Math.sqrt(state.hidden));
  reachBegin = anew || calm ? reachGoal : reach;
  begin = anew || calm || dots.length !== places.length ? places : dots;
  dots = begin;
  goal = places;
  began = performance.now();
  lasts = calm || document.hidden ? 0 : ms;
  requestAnimationFrame(glide);
}
function glide(now) {
  const share = lasts ? Math.min(1, Math.max(0, (now - began) / lasts)) : 1, soft = share * share * (3 - 2 * share);
  reach = reachBegin + (reachGoal - reachBegin) * soft;
  dots = goal.map((p, i) => [begin[i][0] + (p[0] - begin[i][0]) * soft, begin[i][1] + (p[1] - begin[i][1]) * soft]);
  if (reachBegin === reachGoal) drawDots(); else drawPlane();
  if (share < 1) requestAnimationFrame(glide);
}
const showsBalls = () => proof && chapter().name === "The proof";
/** Whether the i-th dot is of the cloud that has a carry to remember. */
const carries = i => +(i >= free);
function drawDots() {
  const d = ["", ""];
  dots.forEach((p, i) => {
    const [x, y] = placed(p);
    d[carries(i)] += "M" + x.toFixed(1) + " " + y.toFixed(1) + "h.01";
  });
  for (const name of ["dots0", "holes0", "dots1"]) {
    const node = element("plane").querySelector("." + name);
    if (node) node.setAttribute("d", d[+name.slice(-1)]);
  }
}

function drawPlane() {
  if (!sum) return;
  const svg = blank("plane"), {left, right, top, bottom} = PLANE, middle = (top + bottom) / 2,
    center = (left + right) / 2;
  path(svg, [[left, middle], [right, middle]], "axis");
  label(svg, right, top + 8, "\u2191 says 1", "soft halo", "end");
  label(svg, right, bottom - 4, "\u2193 says 0", "soft halo", "end");
  if (chosen.order === "most") {
    write("plane-text", "Read from the left, a state cannot hold the carry: it is yet to come.");
    return;
  }
  if (gap > 0) path(svg, [[center, top], [center, bottom]], "dash");
  const balls = showsBalls();
  if (balls) drawBalls(svg);
  else for (const name of ["dots0", "holes0", "dots1"]) shape(svg, "path", {class: name});
  if (machine && gap > 0 && !balls && !running()) drawEdges(svg, middle);
  label(svg, left, bottom + 10, gap > 0 ? "\u25cb no carry" : "\u25cb no carry, \u25a0 carry", "strong halo");
  if (gap > 0) label(svg, right, bottom + 10, "carry \u25a0", "strong halo", "end");
  if (sum.places && !balls && (chapter().trail || chapter().everything)) {
    const places = sum.places.map(placed);
    path(svg, places, "trail");
    places.slice(1).forEach(([x, y]) => shape(svg, "circle", {cx: x, cy: y, r: 2, class: "handle"}));
    marker = shape(svg, "circle", {r: 7, class: "bold"});
    travel(places[chosen.t + 1]);
  }
  drawDots();
  const far = "The clouds are " + (gap > 0 ? show(gap, 2) + " apart" : "mixed: they overlap by " + show(-gap, 2))
    + ". ";
  write("plane-text", balls ? ballText() : far + (running() || !machine ? "" : thousands(machine.states)
    + " states, up to "
    + machine.depth + " columns: " + (machine.wrong ? thousands(machine.wrong) + " next answers are no full adder's."
      : "it answers as a full adder, always.")));
  write("head-plane", balls ? "The balls of the proof" : "The two clouds");
  write("how-plane", balls ? "Each ball as an ellipse. A line: where a column takes the middle of a ball."
    : "A dot: the state after one of " + dots.length + " sums. Up: its answer. Across: what parts the carries best."
      + (machine && gap > 0 && !running() ? " Arrows: the columns ab." : ""));
}
/** The marker of the current step goes there along the straight line. */
function travel(to) {
  const from = markerFrom && reading && !calm ? markerFrom : to, start = performance.now(), node = marker;
  markerFrom = to;
  const step = now => {
    const share = from === to ? 1 : Math.min(1, (now - start) / 380);
    node.setAttribute("cx", from[0] + (to[0] - from[0]) * share);
    node.setAttribute("cy", from[1] + (to[1] - from[1]) * share);
    if (share < 1 && node.isConnected) requestAnimationFrame(step);
  };
  step(start);
}

/** The arrows of the machine: from each carry, with each column, to the states it leads to. */
function drawEdges(svg, middle) {
  const hub = carry => [placed(machine.centers[carry])[0], middle], ends = {};
  machine.edges.forEach(e => {                        // 01 and 10 go the same way: one arrow
    const key = e.carry + "" + (e.column[0] + e.column[1]);
    (ends[key] = ends[key] || {carry: e.carry, to: placed(e.place), names: []}).names.push(e.column.join(""));
  });
  Object.values(ends).forEach(e => {
    const [xa, ya] = hub(e.carry), [xb, yb] = e.to, where = Math.abs(xb - xa) > 120 ? .34 : .58;
    arrow(svg, [xa, ya], [xb, yb], e.carry, 13);
    label(svg, xa + where * (xb - xa), ya + where * (yb - ya) + 3.5, e.names.join(" "), "mono halo", "middle");
  });
  for (const carry of [0, 1]) {
    const [x, y] = hub(carry);
    shape(svg, "rect", {x: x - (carry ? 24 : 32), y: y - 9, width: carry ? 48 : 64, height: 18, rx: carry ? 2 : 9,
      class: "hub" + carry});
    label(svg, x, y + 3.5, carry ? "carry" : "no carry", "", "middle");
  }
}

/** The proof: as many balls as have been pushed so far, each with its four arrows. */
function drawBalls(svg) {
  const at = p => placed([p[0] - proof.middle, p[1]]);
  proof.balls.slice(0, ballsShown).forEach(ball =>
    shape(svg, "path", {d: joined(ball.outline.map(at)) + "z", class: "ball" + ball.state}));
  proof.balls.slice(0, ballsShown).forEach((ball, k) => ball.leads.forEach(([, x, y]) =>
    path(svg, [at(ball.center), at([x, y])], "push" + (k === ballsShown - 1 && ballsShown < proof.balls.length
      ? " fresh" : ""))));
}
const ballText = () => ballsShown < proof.balls.length ? "Ball " + ballsShown + " of " + proof.balls.length
  + ": pushed through the columns 00, 01, 10 and 11." : "Proved for numbers of every length: " + proof.balls.length
    + " balls, "
  + thousands(proof.pushes) + " pushes, least margin " + small(proof.margin) + ".";

// ---- The one number: next m against m, and the way of this sum between the two, as a cobweb ------------------------

function drawNumber() {
  const svg = blank("number"), left = 32, size = 186;
  const none = !number || !number.curves;
  element("number").classList.toggle("away", none);
  if (none) {
    write("how-number", "A network of at most 4 units may remember one single number, m.");
    write("number-text", state.hidden > 4 ? "This network has " + state.hidden + " units: what it keeps is more than "
      + "one number." : number ? "Not one number: W has a second share, " + (100 * number.share).toFixed(0)
      + " % of its first." : "");
    return;
  }
  const X = m => left + size * (m - number.low) / (number.high - number.low),
    Y = m => 192 - size * (m - number.low) / (number.high - number.low);
  bar(shape(svg, "clipPath", {id: "square"}), left, 6, size, size, "");
  number.intervals.forEach(([low, high], carry) => {
    bar(svg, X(low), 6, X(high) - X(low), size, "band" + carry);
    bar(svg, left, Y(high), size, Y(low) - Y(high), "band" + carry);
    label(svg, (X(low) + X(high)) / 2, 205, carry ? "\u25a0 carry" : "\u25cb no carry", "soft", "middle");
  });
  shape(svg, "rect", {x: left, y: 6, width: size, height: size, class: "axis"});
  path(svg, [[X(number.low), Y(number.low)], [X(number.high), Y(number.high)]], "dash");
  number.curves.forEach((curve, ones) => path(svg, curve.map(([m, next]) => [X(m), Y(next)]), "curve"
    + ones).setAttribute("clip-path", "url(#square)"));
  const web = number.path.slice(1).reduce((points, m, t) => points.concat([[X(number.path[t]), Y(m)], [X(m), Y(m)]]),
    [[X(number.path[0]), Y(number.path[0])]]);
  path(svg, web, "trail");
  const t = Math.min(chosen.t, number.path.length - 2), before = number.path[t], after = number.path[t + 1];
  path(svg, [[X(before), Y(before)], [X(before), Y(after)], [X(after), Y(after)]], "bold");
  shape(svg, "circle", {cx: X(after), cy: Y(after), r: 5, class: "handle"});
  label(svg, left - 6, 14, "next m", "soft", "end").setAttribute("transform", "translate(-4 34) rotate(-90 "
    + (left - 6) + " 14)");
  label(svg, left + size + 4, 196, "m", "soft");
  const x = left + size + 18;
  ["no 1 in the column", "one 1", "two 1s"].forEach((text, ones) => {
    path(svg, [[x, 18 + 17 * ones], [x + 26, 18 + 17 * ones]], "curve" + ones);
    label(svg, x + 32, 21.5 + 17 * ones, text);
  });
  path(svg, [[x, 69], [x + 26, 69]], "dash");
  label(svg, x + 32, 72.5, "next m = m");
  label(svg, x, 102, "step " + t + " reads " + sum.steps[t].x.join(" "), "strong");
  label(svg, x, 118, show(before) + " \u2192 " + show(after), "mono");
  label(svg, x, 134, "that is: " + (sum.steps[t].carry ? "\u25a0 carry" : "\u25cb no carry"), "");
  const [free, carried] = number.intervals, overlap = Math.max(free[0], carried[0]) < Math.min(free[1], carried[1]);
  write("how-number", "From m up to the curve of the column's ones, across to the diagonal: the next m.");
  write("number-text", (number.share < 1e-9 ? "W has rank 1: no other number is remembered." : "W has rank 1 but for "
    + (100 * number.share).toPrecision(2) + " %, left out here.")
      + (overlap ? " The bands overlap: the curves prove nothing." : ""));
}

// ---- The way back: how long the error still is, and what the window cuts off ---------------------------------------

function drawBack() {
  const svg = element("back"), focused = document.activeElement && document.activeElement.id === "edge";
  blank("back");
  const steps = way.steps, t = way.t, T = sum.steps.length, left = 34, width = 352, top = 18, height = 74;
  const w = width / T, largest = Math.max(1e-12, ...steps.map(s => s.error)), decades = 4, size = windowSize();
  const high = v => v <= 0 ? 0 : Math.max(1.5, height * (1 + Math.log10(v / largest) / decades));
  for (let k = 0; k <= decades; k += 2) {
    const y = top + height * k / decades;
    path(svg, [[left, y], [left + width, y]], "axis");
    label(svg, left - 3, y + 3.5, "1e" + (Math.floor(Math.log10(largest)) - k).toString().replace("-", "\u2212"),
      "soft", "end");
  }
  steps.forEach((s, i) => {
    const x = left + i * w, node = bar(svg, x + 2, top + height - high(s.error), w - 4, high(s.error), "pos"
      + (s.kept ? "" : " cut"));
    shape(node, "title", {}, "|dL/ds| at step " + i + ": " + s.error + "; share of the gradient " + s.share);
    label(svg, x + w / 2, top + height + 14, i, "mono soft", "middle");
    label(svg, x + w / 2, top + height + 28, T < 13 ? (100 * s.share).toFixed(s.share < .0995 ? 1 : 0) + "%" : "",
      s.kept ? "" : "soft", "middle");
  });
  label(svg, left - 3, top + height + 16, "step", "soft", "end");
  const edge = left + Math.max(0, t - size) * w, cut = t - size > 0;
  path(svg, [[edge, top - 4], [edge, top + height]], "ink");
  if (cut) label(svg, edge - 6, top - 6, "cut off by the window", "soft halo", edge - left > 120 ? "end" : "start");
  const handle = shape(svg, "g", {id: "edge", role: "slider", tabindex: 0, "aria-label": "window", "aria-valuemin": 0,
    "aria-valuemax": 8, "aria-valuenow": pick("window"), "aria-valuetext": windowText(size)});
  bar(handle, edge - 14, top - 18, 28, 28, "grab");
  shape(handle, "path", {d: "M" + (edge - 7) + " " + (top - 12) + "h14l-7 11z", class: "handle"});
  if (focused) handle.focus();
  write("back-text", "Loss " + small(way.loss) + "; gradient of W " + small(way.gradient)
    + (cut ? ", without the window " + small(way.whole) : ", nothing is cut off") + ".");
  write("how-back", "The error of answer " + t + " at each step before it (a log scale). %: its share of the gradient. "
    + "Drag the \u25be, or use the arrow keys: the window.");
}

// ---- Longer sums ---------------------------------------------------------------------------------------------------

function drawLength() {
  const svg = blank("length"), n = long.p.length, X = t => 34 + 352 * t / (n - 1), Y = p => 46 - 38 * p;
  [[0, "0"], [.5, "\u00bd"], [1, "1"]].forEach(([p, text]) => {
    path(svg, [[34, Y(p)], [386, Y(p)]], p === .5 ? "dash" : "axis");
    label(svg, 29, Y(p) + 3.5, text, "soft", "end");
  });
  path(svg, long.p.map((p, t) => [X(t), Y(p)]), "line0");
  label(svg, 34, 62, "step 0", "soft");
  label(svg, 386, 62, "step " + (n - 1), "soft", "end");
  if (long.first !== null) {
    shape(svg, "circle", {cx: X(long.first), cy: Y(long.p[long.first]), r: 4, class: "badfill"});
    label(svg, Math.min(322, X(long.first) + 8), 26, "first wrong: " + long.first, "strong halo");
  }
  write("length-text", thousands(n) + " columns: "
    + (long.wrong ? long.wrong + " bits wrong, the first at step "
    + long.first + "." : "every bit right."));
  write("how-length", "How probable it holds the right bit to be, step after step. Below \u00bd: wrong.");
}

// ---- From the other end: what it states, beside what anyone could --------------------------------------------------

function drawWhy() {
  const svg = blank("why"), T = other.steps.length, left = 36, w = 350 / T, Y = p => 60 - 52 * p;
  [[0, "0"], [.5, "\u00bd"], [1, "1"]].forEach(([p, text]) => {
    path(svg, [[left, Y(p)], [386, Y(p)]], p === .5 ? "dash" : "axis");
    label(svg, left - 5, Y(p) + 3.5, text, "soft", "end");
  });
  other.steps.forEach((step, t) => {
    const x = left + t * w, wrong = step.answer !== step.truth, y = Y(step.p[1]);
    bar(svg, x + w * .22, y, w * .56, Y(0) - y, wrong ? "badfill" : "neg", .8);
    if (wrong) for (let h = y + 3; h < Y(0); h += 4) path(svg, [[x + w * .22, h], [x + w * .78, h]], "hatch");
    path(svg, [[x + w * .08, Y(step.best)], [x + w * .92, Y(step.best)]], "bold");
    label(svg, x + w / 2, 73, t, "soft", "middle");
    label(svg, x + w / 2, 85, step.x.join(""), "mono soft", "middle");
    label(svg, x + w / 2, 98, step.truth, "mono strong", "middle");
  });
  [["step", 73], ["bits", 85], ["truth", 98]].forEach(([text, y]) => label(svg, left - 5, y, text, "soft", "end"));
  write("how-why", "From left to right, the most significant bit first. Bar: its p(1), striped where it is wrong. "
    + "Line: the best that anyone could say.");
  write("why-text", other.seen ? "After " + thousands(other.seen) + " examples in this order."
    : "Untrained in this order.");
}
