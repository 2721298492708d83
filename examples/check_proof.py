#!/usr/bin/env python3
"""Checks a proof that prove.py wrote, in whole numbers, and without the rest of this project.

    check_proof.py FILE       accepts the proof (exit status 0), or says why not (1)
    check_proof.py --tanh     measures what it assumes of this machine's tanh: the one use of floats

THE CLAIM.  FILE holds weights U, W, V and a task: an automaton, which says for each of its states
and each input column x the right answer and the next state.  The network starts at s = 0; at each x
it computes s = tanh(U x + W s) and answers the class with the largest of V s (the lowest of equals,
after softmax).  Whatever columns come, as many as you like: each answer is the automaton's.  That
is said of the program in doubles, rounded to nearest, adding in any order, and assumes tanh right
within 4 units in the last place (ulp), tanh(0) = 0, and exp right within a part in 2^30.

HOW.  FILE also holds balls {s : |T (s - center)| <= radius}, each for a state of the automaton.
From s = 0, and from every ball as a whole, we go through each column: the answer must be right, and
all that comes out must lie in a ball of the next state; else we go on from there, through each
column.  When this ends, induction has done the rest: whatever is reached lies in a region we went
through.  Balls and T are hints: bad ones can make the check fail, but let no false claim pass.

REGIONS are {c + X e}, X a list of columns.  The first columns, a group, came from a ball: their
part of e has a length of at most 1.  Each later one is an error made on the way, times -1 to 1.

NUMBERS are whole, in units of 2^-64; // and >> cut downwards.  With n units in the network, w
classes, and R more than any sum of sizes in U x + W s or V s, let B = (n + w + 1) 2^-52 R: what the
program rounds there is below B / 2, and so is the effect of weights cut to 2^-64.  B + 2^14 + 2 n
(DEEPEST + 2) units, the slack, widen U x + W s, for B and what is cut in W c and W X; and tanh of
it, for the same again, tanh's 4 ulp (2^13 units), two_lines, and what is cut in the new c and X.
"""
import json
import sys

BITS, ONE = 64, 1 << 64                 # ONE stands for 1
LEAST_MARGIN = ONE >> 20                # by which an answer must win, so that it does after softmax
DEEPEST, MOST_PUSHES = 60, 10 ** 6      # columns from a ball to the next; images in all
HALF_LN_2 = 6393154322601327829         # (ln 2) / 2


def need(holds, sentence):
    if not holds:
        raise ValueError(sentence)


def dot(a, b):
    return sum([x * y for x, y in zip(a, b)])


def root(v):
    """The square root, rounded down: Newton's steps fall until they are there."""
    r = 1 << (v.bit_length() + 1) // 2
    while r * r > v:
        r = (r + v // r) // 2
    return r


def tanh(z, bits=BITS):
    """(1 - q) / (1 + q), q = exp(-2 |z|); z and the result in units of 2^-bits, within 2 of them.

    exp(-y) = 1 - y + y^2/2 - .., y = 2 |z| / 2^10: the rest is less than its first term, which is
    below a unit of 2^-(bits + 32).  Squared 10 times it is q, with an error below 2^16 such units.
    """
    q = term = one = 1 << bits + 32
    k, y = 0, min(abs(z), 32 << bits) << 23     # from |z| = 32 on, q is below 2^-92
    while term:
        k += 1
        term = (term * -y >> bits + 32) // k
        q += term
    for _ in range(10):
        q = q * q >> bits + 32
    t = (one - q << bits) // (one + q)
    return t if z >= 0 else -t


def artanh(r):
    """Half the logarithm of (1 + r) / (1 - r) = 2^k (1 + y) / (1 - y), within 2^12 units: k (ln 2)
    / 2 + y + y^3/3 + y^5/5 .., 0 <= y <= 1/3, k < 40: 20 terms cut by less than 3 units each."""
    p, q = ONE + r, ONE - r
    k = (p // q).bit_length() - 1
    power, total, j = (p - (q << k) << BITS) // (p + (q << k)), k * HALF_LN_2, 1
    square = power * power >> BITS
    while power:        # what is left out is together less than a unit
        total, power, j = total + power // j, power * square >> BITS, j + 2
    return total


def two_lines(low, high):
    """(a, b, g): from low to high, tanh z is a z + b, within g (and 2^12 + 20 units).

    Any a from 0 to 1 serves; that of the chord is best.  tanh z - a z is largest and smallest at
    the ends, or where its slope 1 - tanh^2 z - a is 0: where tanh z is r or -r.  (It is flat there:
    an r that is a unit off makes a difference of less than a unit.)
    """
    left, right = tanh(low), tanh(high)
    a = min(ONE, max(ONE >> 30, (right - left << BITS) // (high - low)))
    r, values = root((ONE - a) * ONE), [left * ONE - a * low, right * ONE - a * high]
    for sign in (1, -1):
        if left - 4 < sign * r < right + 4:     # in doubt, it counts
            values.append(sign * (r * ONE - a * artanh(r)))
    top, bottom = max(values), min(values)
    return a, top + bottom >> BITS + 1, top - bottom >> BITS + 1


def largest(row, group):
    """At least the largest row e: a length for the group, and sizes for the rest."""
    return root(dot(row[:group], row[:group])) + 1 + sum(map(abs, row[group:]))


def inverse(T):
    """About the inverse, by columns: Newton's steps from X to X (2 I - T X)."""
    square = sum([dot(t, t) for t in T]) + 1
    X = [[(v << 2 * BITS) // square for v in t] for t in T]
    for _ in range(100):
        rest = [[2 * ONE * (i == j) - (dot(t, x) >> BITS) for i, t in enumerate(T)]
                for j, x in enumerate(X)]
        X = [[dot(row, x) >> BITS for row in list(zip(*X))] for x in rest]
    return X


class Network:
    def __init__(self, U, W, V, columns, T):
        self.n, self.W, self.T, self.T_T, self.X = len(W), W, T, list(zip(*T)), inverse(T)
        self.Ux = [[dot(u, x) >> BITS for u in U] for x in columns]
        self.rivals = [[[v - w for v, w in zip(right, other)] for other in V if other is not right]
                       for right in V]
        self.P = [[dot(s, t) for s in self.T_T] for t in self.T_T]
        self.lengths = [root(dot(t, t)) + 1 for t in self.T_T]
        size = ONE + max([abs(v) for x in columns for v in x])
        B = (self.n + len(V) + 1) * (size + max([sum(map(abs, v)) for v in V] + [
            sum(map(abs, w)) + (sum(map(abs, u)) * size >> BITS) for u, w in zip(U, W)])) >> 52
        need(B < ONE >> 30, "the weights or columns are so large that rounding may matter")
        self.slack = B + (1 << 14) + 2 * self.n * (DEEPEST + 2)

    def ball(self, center, radius):
        """(c, X, group, no size): {c + X e : |e| <= 1} holds the ball, as |T X e| >= radius |e|.

        X is about wide T^-1, wide a little more than radius; and the root of the sum of squares of
        T X - wide I, which is at least its 2-norm, must be at most wide - radius.
        """
        wide = radius + (radius >> 20)
        X = [[wide * v >> BITS for v in x] for x in self.X]
        off = [dot(t, x) - wide * ONE * (i == j)
               for i, t in enumerate(self.T) for j, x in enumerate(X)]
        need(dot(off, off) <= ((wide - radius) * ONE) ** 2,
             "the metric is singular, nearly so or too large, or a radius is too small")
        return center, X, self.n, None

    def images(self, c, X, group, _):
        """What each column makes of a region: c + X e again; and a size, at least all |T X e|.

        z is U x + W c + W X e, and tanh z is a z + b, within g, in each unit.  The new X is a W X
        and a column for each g.  Its size: let F = T a W X.  |F e| is at most the sum of the f_k,
        the lengths of F's columns, the group as one.  The square of that is (Cauchy and Schwarz) at
        most (l_0 + l_1 + ..) (f_0^2 / l_0 + f_1^2 / l_1 + ..) for any l_k > 0, and close to it if
        l_k is like f_k.  The second sum is quadratic in a: that of a_i a_j H_ij over all j <= i.
        """
        Wc = [dot(w, c) >> BITS for w in self.W]
        WX = [[dot(w, x) >> BITS for w in self.W] for x in X]
        rows = list(zip(*WX))
        half = [largest(row, group) + self.slack for row in rows]
        lengths = [root(sum([dot(x, x) for x in WX[:group]])) + 1]
        lengths += [root(dot(x, x)) + 1 for x in WX[group:]]
        shares = [(ONE << 32) // v + 1 for v in lengths[:1] * group + lengths[1:]]  # 2^96 / l_k
        scaled = [[x * share for x, share in zip(row, shares)] for row in rows]
        H = [[self.P[i][j] * dot(row, rows[j]) * (1 + (j < i)) for j in range(i + 1)]
             for i, row in enumerate(scaled)]
        for Ux in self.Ux:
            z = [ux + wc for ux, wc in zip(Ux, Wc)]
            a, b, g = zip(*[two_lines(v - h, v + h) for v, h in zip(z, half)])
            g = [v + self.slack for v in g]
            size = root(sum(lengths) * dot(a, [dot(h, a) for h in H]) >> BITS + 32) >> BITS
            yield ([(s * v >> BITS) + t for s, v, t in zip(a, z, b)],
                   [[s * v >> BITS for s, v in zip(a, x)] for x in WX] + [
                       [v * (i == k) for k in range(self.n)] for i, v in enumerate(g)],
                   group, size + 2 + dot(self.lengths, g))

    def margin(self, right, c, X, group, _):
        """By how much the right answer wins at least."""
        return min([dot(v, c) - largest([dot(v, x) for x in X], group)
                    for v in self.rivals[right]]) >> BITS

    def inside(self, center, radius, c, X, group, size):
        """With d = T (c - center), |d + T X e|^2 is |d|^2 + 2 (d T) X e + |T X e|^2."""
        d = [dot(t, [v - w for v, w in zip(c, center)]) for t in self.T]
        dT = [dot(t, d) for t in self.T_T]
        along = largest([dot(dT, x) for x in X], group)
        return dot(d, d) + 2 * along + size * size <= (radius * ONE) ** 2


def check(U, W, V, start, columns, answer, following, T, balls):
    """Goes through all regions; (images, the longest chain of columns, the least margin)."""
    net, zero, starts = Network(U, W, V, columns, T), [0] * len(W), [start]
    zeros = [j for j, x in enumerate(columns) if not any(x)]
    for state in starts:    # all that the automaton can be in while s = 0 (the list grows)
        need(not any(answer[state][j] for j in zeros), "at s = 0 the answer is 0, which is wrong")
        starts += {following[state][j] for j in zeros} - set(starts)
    places = {}             # of each state: (radius^2 - |T center|^2, T center, ball)
    for state, center, radius in balls:
        y = [dot(t, center) >> BITS for t in T]
        places.setdefault(state, []).append((radius ** 2 - dot(y, y), y, (center, radius)))
    pushes, longest, least = 0, 0, 1 << 1000
    for k, (state, *ball) in enumerate([(s,) for s in starts] + balls, -len(starts)):
        todo = [(state, net.ball(*ball) if ball else (zero, [zero], 0, None), [])]
        while todo:
            state, region, chain = todo.pop()
            for j, image in enumerate(net.images(*region)):
                if k < 0 and not chain and j in zeros:
                    continue        # s stays 0
                path = chain + [j]
                where = f"from {'the start' if k < 0 else f'ball {k}'} by columns {path}"
                margin, then = net.margin(answer[state][j], *image), following[state][j]
                need(margin > LEAST_MARGIN, f"{where}, an answer may be wrong")
                pushes, longest, least = pushes + 1, max(longest, len(path)), min(least, margin)
                y = [dot(t, image[0]) >> BITS for t in T]
                # The ball to try: where radius^2 - |T (c - center)|^2 is largest, or about that.
                room, ball = max([(v + 2 * dot(y, place), ball)
                                  for v, place, ball in places.get(then, ())], default=(0, None))
                if room <= dot(y, y) or not net.inside(*ball, *image):
                    need(len(path) < DEEPEST and pushes < MOST_PUSHES, f"{where}, in no ball yet")
                    todo.append((then, image, path))
    return pushes, longest, least


def table(name, value, height, width, below=0):
    """Rows of numbers, in units (only 0 becomes 0); or of whole numbers from 0 to below - 1."""
    need(type(value) is list and len(value) == height
         and all(type(row) is list and len(row) == width for row in value),
         f"{name} must be {height} x {width} numbers")
    for v in [v for row in value for v in row]:
        need(type(v) is int and 0 <= v < below if below else type(v) in (int, tuple),
             f"{name} must be {f'from 0 to {below - 1}' if below else 'finite numbers'}")
    fractions = [[(v, 1) if type(v) is int else v for v in row] for row in value]
    return value if below else [[(p << BITS) // q or int(p > 0) for p, q in row]
                                for row in fractions]


def fields(value, keys, more=()):
    """The values of these keys; others may only be in more."""
    need(type(value) is dict and set(keys) <= set(value) <= set(keys) | set(more),
         f"an object of {', '.join(keys)} is missing, or has other keys")
    return [value[key] for key in keys]


def once(pairs):
    need(len(dict(pairs)) == len(pairs), "a key stands twice")
    return dict(pairs)


def read(path):
    """(task's name, what check asks for).  A decimal number in the file stands for the double next
    to it, which is a fraction p / q: (p, q)."""
    with open(path, encoding="utf-8") as file:
        text, depth = file.read(), 0
    for letter in text:     # some Pythons end where lists are nested too deep
        depth += (letter in "[{") - (letter in "]}")
        need(depth < 50, "it is nested too deep")
    value = json.loads(text, object_pairs_hook=once,
                       parse_float=lambda text: float(text).as_integer_ratio())
    U, W, V, task, T, balls = fields(value, ["U", "W", "V", "task", "metric", "balls"], value)
    start, columns, answer, then = fields(task, ["start", "columns", "answer", "next"], ["name"])
    for part in (W, V, columns, answer, balls):
        need(type(part) is list and part, "W, V, columns, answer and balls must be lists of some")
    n, words, width, states = len(W), len(V), len(columns), len(answer)
    need(words > 1, "V must have 2 rows or more")
    checked = []
    for ball in balls:
        state, center, radius = fields(ball, ["state", "center", "radius"])
        checked += [(table("a ball's state", [[state]], 1, 1, states)[0][0],
                     table("a ball's center", [center], 1, n)[0],
                     table("a ball's radius", [[radius]], 1, 1)[0][0])]
        need(checked[-1][2] > 0, "a ball's radius must be above 0")
    name = task.get("name", "")     # only a name: nothing follows from it
    need(type(name) is str, "the task's name must be text")
    return ascii(name), (
        table("U", U, n, words), table("W", W, n, n), table("V", V, words, n),
        table("start", [[start]], 1, 1, states)[0][0], table("columns", columns, width, words),
        table("answer", answer, states, width, words), table("next", then, states, width, states),
        table("the metric", T, n, n), checked)


def measure(points=100000):
    """How far math.tanh is off, at so many points; exit status 0 if the proof may rely on it."""
    from math import tanh as theirs
    worst, where, fine = 0, 0.0, 320
    for i in range(points):
        m = (i * 0x9E3779B97F4A7C15 % (1 << 64) >> 11) * 2.0 ** -53     # from 0 to 1, well spread
        x = (m * 2.0 ** -(i % 40), 20 * m ** 3, 18 + 2 * m)[i % 3]     # small, any, nearly 1
        x = -x if i % 2 else x
        true, got = [(p << fine) // q for p, q in (
            x.as_integer_ratio(), theirs(x).as_integer_ratio())]
        true = tanh(true, fine)
        ulp = 1 << max(0, true.bit_length() - 53)
        worst, where = max((worst, where), (abs(true - got) * 100 // ulp, x))
    print(f"math.tanh: at most {worst // 100}.{worst % 100:02d} ulp off at {points} points (at "
          f"{where!r}), tanh(0) = {theirs(0.0)!r}.  The proof allows 4 ulp, and asks for 0.")
    return 0 if worst <= 400 and theirs(0.0) == 0.0 else 1


def main(arguments):
    if len(arguments) != 1 or arguments[0].startswith("-") and arguments != ["--tanh"]:
        print(__doc__ or "check_proof.py FILE, or check_proof.py --tanh")
        return 2
    if arguments == ["--tanh"]:
        return measure()
    try:
        task, claim = read(arguments[0])
        pushes, longest, least = check(*claim)
    except (OSError, ValueError, OverflowError, RecursionError) as fault:
        print(f"{arguments[0]} is refused: {fault}", file=sys.stderr)
        return 1
    print(f"Proved: whatever columns come, a network of {len(claim[1])} units answers as the task "
          f"in the file,\nwhose name is {task}: {len(claim[5])} states, {len(claim[4])} columns "
          f"({len(claim[-1])} balls, {pushes} pushes, deepest {longest},\nleast margin "
          f"{least * 10 ** 4 // ONE} / 10,000; rounding covered).")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
