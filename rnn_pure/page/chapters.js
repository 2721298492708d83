"use strict";
// What each chapter asks, sets, shows and answers.
//   question: before; words: what stands there for the first time, explained
//   sum, t, order: what it sets beside the network
//   network: "new" (untrained), a recipe (trained so, now or before), or null (whichever is there)
//   settings: of the next training; trail: whether the way of the sum is drawn between the clouds
//   panels: what it shows, large (or a function that says so); presses: buttons to press, by their ids
//   sets: the sentence that says all this
//   answer: after; a sentence, or null while it is not known.  hint: what to do until then

const RECIPE = {samples: 2000, learning_rate: 0.05, truncate: 19, order: "least", data: "runs", hidden: 16, seed: 0};
const SHORT = Object.assign({}, RECIPE, {data: "article", seed: 1});
const SETTINGS = {window: 8, rate: 5, samples: 3, data: "runs", hidden: 16, seed: 0};
const PAIRS = 16384;

const CHAPTERS = [
  {name: "Everything", everything: true, question: "All panels, and every setting.", panels: null, presses: []},

  {name: "Add", question: "Can a network that nobody has taught add two numbers?",
    words: "A column is one bit of each number. The network reads one column a step, from the right, as one adds "
      + "on paper.",
    sets: "An untrained network of 16 units, and 59 + 14.",
    network: "new", order: "least", sum: [59, 14], t: 0, panels: ["add", "state"], presses: ["read"],
    hint: "Press Read, or click any bit.",
    answer: () => !hasRead ? null : isRight() ? sumText() + ": right, by luck. Click other bits."
      : "No: " + sumText() + " is wrong, it is " + sum.truth + ". Of the " + state.sums
        + " sums of small numbers it gets "
        + state.right + " right."},

  {name: "One step", question: "Where does a number come from?",
    words: "A unit is one number of the state. It adds up what it reads, each time a weight, and tanh bends the sum "
      + "into \u22121 .. 1. A logit is what speaks for an answer; softmax makes probabilities of the logits.",
    sets: "The same untrained network. Step 1 of 59 + 14, unit 0.",
    network: "new", order: "least", sum: [59, 14], t: 1, unit: 0, panels: ["one", "state"], presses: [],
    hint: "Click a unit in either picture.",
    answer: () => !hasChosen ? null : "From multiplying, adding and bending: s[" + chosen.unit + "] = tanh("
      + show(sum.sum.add) + ") = " + show(sum.sum.s) + ". Nothing else happens, in any step."},

  {name: "Train", question: "What changes while it learns?",
    words: "A dot is the state after one sum of four columns, all " + 256 + " of them: \u25a0 has a carry to remember, "
      + "\u25cb has none. The network is never told which.",
    sets: "An untrained network, the whole window, 2,000 examples.",
    network: "new", order: "least", settings: SETTINGS, sum: [59, 14], panels: ["plane", "train"],
      presses: ["train"],
    hint: "Press Train, and watch the dots.",
    answer: () => running() || !state.seen ? null : gap > 0 && state.known.exact === PAIRS
      ? "One cloud has become two, " + gap.toFixed(2) + " apart: it keeps the carry. All 16,384 sums are right. "
        + "Go back through it with the slider."
      : "After " + thousands(state.seen) + " examples " + counted() + ". " + (gap > 0 ? "The clouds have parted."
        : "The clouds have not parted yet.")},

  {name: "What it remembers", question: "What does it remember from one column to the next?",
    words: "An arrow is a column, from the cloud where it is read to where it leads. What a network of three units "
      + "remembers is even one single number, m.",
    sets: "The network of chapter 3, trained on 2,000 examples. 127 + 1: one carry all through.",
    network: RECIPE, order: "least", sum: [127, 1], t: 0, trail: true,
    panels: () => state && state.hidden <= 4 ? ["plane", "number"] : ["plane", "add"],
      presses: ["read", "three", "sixteen"],
    hint: "Press Read, and watch the state travel. Then look at three units.",
    answer: () => running() || !hasRead ? null : state.hidden <= 4
      ? "With three units all of it is one number: from m up to the curve, across to the diagonal, and that "
        + "is the next m."
      : machine && !machine.wrong
        ? "Only whether there is a carry: two groups of states, and from each one every column "
        + "leads where it should." : "Its groups are no full adder yet."},

  {name: "Break it", question: "What if no error may flow back to an earlier step?",
    words: "The window says through how many earlier steps an error flows back. At 0 each step learns from its own "
      + "mistake alone.",
    sets: "A new untrained network. The window is 0; all else is as in chapter 3.",
    network: "new", order: "least", settings: Object.assign({}, SETTINGS, {window: 0}), sum: [59, 14], t: 7,
    panels: ["back", "train"], presses: ["train"],
    hint: "Press Train.",
    answer: () => running() || !state.seen || windowOf(state.settings) !== "0" ? null
      : "With window 0: " + counted() + ". No error told a step to keep something for the next one."},

  {name: "From the other end", question: "Why does one add from the right?",
    words: "Read from the left, the carry into a column comes from columns that are still to be read.",
    sets: "A new untrained network that reads the most significant bit first. The whole window again, 6,000 examples.",
    network: "new", order: "most", settings: Object.assign({}, SETTINGS, {samples: 4, data: "article"}),
    sum: [59, 14], t: 0, panels: ["why", "train"], presses: ["train"],
    hint: "Press Train.",
    answer: () => running() || !state.seen || state.order !== "most" ? null
      : "From this end nobody can know the carry: "
      + counted() + ". Its bars come close to the lines, and those are the best that anyone could say."},

  {name: "Longer", question: "Right on all pairs. Also on longer sums?",
    words: "All 16,384 pairs have eight columns, and so had all its examples.",
    sets: "A network trained as in chapter 3, but on the article's kind of examples: eight random columns (seed 1).",
    network: SHORT, order: "least", settings: Object.assign({}, SETTINGS, {data: "article", seed: 1}),
    sum: [59, 14], panels: ["add", "length"], presses: ["search", "show-wrong"],
    hint: "Press Find a wrong one.",
    answer: () => running() ? null : state.known.wrong ? counted() + ", and yet: " + state.known.wrong.text
      : state.known.wrong === null ? "None was found this time. That proves nothing." : null},

  {name: "The proof", question: "Is it right for numbers of every length?",
    words: "A ball is a set of states. To push it through a column is to compute where all of its states can go. "
      + "The margin is how clearly the right answer wins, at the least.",
    sets: "The network of chapter 3.",
    network: RECIPE, order: "least", sum: [59, 14], panels: ["plane", "add"], presses: ["prove"],
    hint: "Press Prove it. It takes about a quarter of a minute.",
    answer: () => running() || !state.known.prove || !proof ? null
      : ballsShown < proof.balls.length ? "Proved. Watch what the proof does, ball by ball."
      : "Yes. " + proof.balls.length + " balls; from each, whatever columns come, the states land in a ball of the "
        + "right carry again, and every answer on the way is right. So it stays right for ever."},

  {name: "Touch a weight", question: "And if one weight moves?",
    words: "U weighs the column that is read, W the state before, V the state for the two answers.",
    sets: "The network of chapter 3, right for all sums.",
    network: RECIPE, order: "least", sum: [127, 1], t: 3, unit: 0, panels: ["one", "plane"],
      presses: ["search", "show-wrong"],
    hint: "Click a weight, and move its slider.",
    answer: () => running() || !state.changed ? null : state.right === state.sums
      ? "Still right on all " + state.sums + " small sums. Find a wrong one, or move it further."
      : "Now " + state.right + " of " + state.sums
        + " small sums are right. Put it back, and try another: some matter much more."},
];
