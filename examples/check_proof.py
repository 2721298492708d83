#!/usr/bin/env python3
"""Checks a proof that prove.py wrote, in whole numbers, and without the rest of this project.

    check_proof.py FILE       accepts the proof (exit status 0), or says why not (1)
    check_proof.py --tanh     measures what it assumes of this machine's tanh: the one use of floats

THE CLAIM.  FILE holds weights U, W, V and a task: an automaton, which says for each state and each
input column x the right answer and the next state.  The network starts at s = 0; at each x, s
becomes tanh(U x + W s), and it answers the class with the largest of V s (of equals the lowest,
after softmax).  Whatever columns come, and however many: each answer is the automaton's.  That is
said of the program in doubles, rounded to nearest, adding in any order, and assumes tanh right
within 4 units in the last place (ulp), tanh(0) = 0, and exp right within a part in 2^30.

HOW.  FILE also holds balls {s : |T (s - center)| <= radius}, each for a state of the automaton.
From s = 0, and from every ball as a whole, we go through each column: the answer must be right, and
all that comes out must lie in a ball of the next state; else we go on from there.  When this ends,
induction has done the rest: whatever is reached lies in a region that we went through.  (Bad balls,
or a bad T, can make the check fail, but let no false claim pass.)

REGIONS are {c + X e}, X a list of columns.  The first columns, a group, came from a ball: their
part of e has a length of at most 1.  Each later one is an error made on the way, times -1 to 1.

NUMBERS are whole.  Weights, T, c, tanh are in units of 2^-64; how far a region reaches is in grains
of 2^-28, and made larger wherever it is cut (// and >> cut downwards).  With n units in the
network, w classes, and R more than any sum of sizes in U x + W s or V s, let B = (n + w + 1) 2^-52
R: what the program rounds there is below B / 2, and so is what we lose as weights and W c are cut.
"""
import json
import sys

BITS, FINE, ONE = 28, 64, 1 << 64       # of a grain; of a unit; ONE stands for 1
CUT = FINE - BITS                       # >> CUT takes units to grains
LEAST_MARGIN = 1 << 2 * BITS - 20       # 2^-20: who wins by more still does after softmax
DEEPEST, MOST_PUSHES = 60, 10 ** 6      # columns from a ball to the next; images in all
TANH, SLOPES = {}, {}                   # what at() and slope() have computed before


def need(holds, sentence):
    if not holds:
        raise ValueError(sentence)


def dot(a, b):
    return sum([x * y for x, y in zip(a, b)])


def pack(rows):
    """Of each column one number, its numbers 96 bits apart: what multiplies it multiplies each."""
    return [sum([v << 96 * i for i, v in enumerate(column)]) for column in zip(*rows)]


def unpack(v, count):
    """The numbers that v holds, each from -2^95 to 2^95."""
    half, digits = 1 << 95, 12 * count
    data = (v + half * ((1 << 8 * digits) - 1) // ((1 << 96) - 1)).to_bytes(digits, "little")
    return [int.from_bytes(data[i:i + 12], "little") - half for i in range(0, digits, 12)]


def root(v):
    """At least the square root: Newton's steps fall until they are there."""
    r = 1 << (v.bit_length() + 1) // 2
    while r * r > v:
        r = (r + v // r) // 2
    return r + 1


def tanh(z, bits=FINE):
    """(1 - q) / (1 + q), q = exp(-2 |z|); z and the result in units of 2^-bits, within 2 of them.
    exp(-y) = 1 - y + y^2/2 - .., y = 2 |z| / 2^10: the rest is less than its first term, which is
    below a unit of 2^-(bits + 32).  Squared 10 times it is q, its error below 2^16 such units."""
    q = term = one = 1 << bits + 32
    k, y = 0, min(abs(z), 32 << bits) << 23     # from |z| = 32 on, q is below 2^-92
    while term:
        k += 1
        term = (term * -y >> bits + 32) // k
        q += term
    for _ in range(10):
        q = q * q >> bits + 32
    return ((one - q << bits) // (one + q)) * (1 if z >= 0 else -1)


def at(k):
    """tanh(k / 2^12)."""
    if k not in TANH:
        TANH[k] = tanh(k << FINE - 12)
    return TANH[k]


def slope(share):
    """(a, t, tanh t - a t): a is tanh's slope at t / 2^12, the first not above share / 2^14.
    (Cut to grains; so the largest tanh z - a z, at a z below 7, may be wrong by 7 grains.)"""
    if share not in SLOPES:
        t, end = 0, 6 << 12
        while t < end:
            k = (t + end) // 2
            t, end = (k + 1, end) if ONE * ONE - at(k) ** 2 > share << 114 else (t, k)
        a = ONE * ONE - at(t) ** 2 >> FINE + CUT
        SLOPES[share] = a, t, at(t) - (a * t << CUT - 12)
    return SLOPES[share]


def two_lines(low, high):
    """(a, b, g): from low to high, tanh z is a z + b, within g (and 7 grains).  Any a does; that of
    the chord is best.  tanh z - a z is largest and smallest at the ends, or where its slope 1 -
    tanh^2 z - a is 0: at t and -t."""
    low, high = low >> FINE - 12, -(-high >> FINE - 12) + 1     # outwards, to where tanh is known
    left, right = at(low), at(high)
    a, t, most = slope((right - left << 12) // (high - low) >> FINE - 14)
    values = [left - (a * low << CUT - 12), right - (a * high << CUT - 12)]
    values += [most] * (low < t < high) + [-most] * (low < -t < high)
    top, bottom = max(values), min(values)
    return a, top + bottom >> 1, (top - bottom >> CUT + 1) + 1


def largest(row, group):
    """At least the largest row e: a length for the group, and sizes for the rest."""
    return root(dot(row[:group], row[:group])) + sum(map(abs, row[group:]))


class Network:
    def __init__(self, U, W, V, columns, T):
        n, self.W, self.T, self.T_T = len(W), W, T, list(zip(*T))
        self.coarse = pack([[w >> CUT for w in row] for row in W])
        self.Ux = [[dot(u, x) >> FINE for u in U] for x in columns]
        # T^T T, cut, and n grains more on its diagonal: e P e is at least |T e|^2 for every e.
        self.P = [[(dot(s, t) >> FINE + CUT) + n * (s is t) for s in self.T_T] for t in self.T_T]
        self.lengths = [(root(dot(t, t)) >> CUT) + 1 for t in self.T_T]
        size = ONE + max([abs(v) for x in columns for v in x])
        B = (n + len(V) + 1) * (size + max([sum(map(abs, v)) for v in V] + [
            sum(map(abs, w)) + (sum(map(abs, u)) * size >> FINE) for u, w in zip(U, W)])) >> 52
        need(B < ONE >> 30, "the weights or columns are so large that rounding may matter")
        self.slack = (B >> CUT) + 64    # for B, tanh's ulp, two_lines, and a grain here and there
        self.inverse = [[0] * n for _ in T]     # by columns, of a T with only 0 below its diagonal
        for k, x in enumerate(self.inverse):
            for i in range(k, -1, -1):
                x[i] = (ONE * ONE * (i == k) - dot(T[i], x)) // (T[i][i] or 1)
        self.rivals = [[self.rival([v - w for v, w in zip(y, z)]) for z in V if z is not y]
                       for y in V]

    def rival(self, v):
        """(v, length, off): v e is at most length |T e| + off (sum of |e_i|), as it is w (T e) + (v
        - w T) e for any w, and ours is nearly v T^-1."""
        w = [dot(x, v) >> FINE for x in self.inverse]
        off = [p - (dot(t, w) >> FINE) for p, t in zip(v, self.T_T)]
        return v, (root(dot(w, w)) >> CUT) + 1, (max(map(abs, off)) >> CUT) + 1

    def ball(self, center, radius):
        """(c, X, group, span): {c + X e : |e| <= 1} holds the ball, as |T X e| >= radius |e|.  X is
        about wide T^-1, wide a little more than radius; and the root of the sum of squares of T X -
        wide I, which is at least its 2-norm, must be less than wide - radius."""
        wide = radius + (radius >> 20) + (len(self.T) * sum(self.lengths) >> BITS) + 2
        X = [[wide * v >> FINE for v in x] for x in self.inverse]
        off = [dot(t, x) - wide * ONE * (t is s) for s, x in zip(self.T, X) for t in self.T]
        need(dot(off, off) < ((wide - radius - 1) * ONE) ** 2,
             "the metric is singular or no triangle")
        span = sum([root(dot(row, row)) for row in zip(*X)])
        need(span < 1 << 40, "a ball is too large")     # W X stays below 2^95 with B, see pack
        return center, X, len(X), span

    def images(self, c, X, group, span):
        """For each column, (c, size, span, reach, onward) of what it makes of {c + X e}: the new c,
        at least |T e| of any c + e there, at least the sum of |e_i| (span, here of X e), functions.

        z is U x + W c + W X e, and tanh z is a z + b, within g, in each unit.  The new X is a W X
        and a column for each g.  Its size: let F = T a W X.  |F e| is at most the sum of the f_k,
        the lengths of F's columns, the group as one.  The square of that is (Cauchy and Schwarz) at
        most (l_0 + l_1 + ..) (f_0^2 / l_0 + f_1^2 / l_1 + ..) for any l_k > 0, and close to it if
        l_k is like f_k.  It is quadratic in a, which is never below 0: the sum of a_i a_j H_ij over
        all j <= i, H cut upwards.
        """
        # Cut are: W, which costs a grain of span; WX, a grain a column; and then a W X, one more.
        slack = self.slack + (span >> BITS) + 2 * len(X)
        WX = [[v >> BITS for v in unpack(dot(x, self.coarse), len(c))] for x in X]
        rows, Wc = list(zip(*WX)), [dot(w, c) >> FINE for w in self.W]
        half = [largest(row, group) + slack for row in rows]
        lengths = [root(sum([dot(x, x) for x in WX[:group]]))]
        lengths += [root(dot(x, x)) for x in WX[group:]]
        shares = [(sum(lengths) << 10) // v + 1 for v in lengths[:1] * group + lengths[1:]]
        scaled = [[x * share for x, share in zip(row, shares)] for row in rows]
        H = [[(p * dot(row, other) * (1 + (j < i)) >> BITS + 10) + 1 for j, (p, other) in
              enumerate(zip(self.P[i][:i + 1], rows))] for i, row in enumerate(scaled)]
        for Ux in self.Ux:
            z = [ux + wc for ux, wc in zip(Ux, Wc)]
            a, b, g = zip(*[two_lines(v - (h << CUT), v + (h << CUT)) for v, h in zip(z, half)])
            center, g = [(s * v >> BITS) + t for s, v, t in zip(a, z, b)], [v + slack for v in g]
            size = root((dot(a, [dot(h, a) for h in H]) >> 2 * BITS) + 1)
            new_span = (dot(a, half) >> BITS) + 1 + sum(g)

            def reach(v):   # at least v e for any c + e there; v may be cut by a grain, as a v is
                u = [s * t >> BITS for s, t in zip(a, v)]
                return largest([dot(u, x) for x in WX], group) + dot(map(abs, v), g) + (
                    sum(half) + new_span)

            def onward():   # this region again, for images()
                return center, [[s * v >> BITS for s, v in zip(a, x)] for x in WX] + [
                    [v * (i == k) for k in range(len(g))] for i, v in enumerate(g)], group, new_span
            yield center, size + (dot(self.lengths, g) >> BITS) + 1, new_span, reach, onward

    def wins(self, right, c, size, span, reach):
        """Whether the right answer does in all of an image, by a crude bound or by a closer one."""
        for v, length, off in self.rivals[right]:
            won = (dot(v, c) >> 2 * CUT) - LEAST_MARGIN
            if won <= length * size + off * span and won <= reach([x >> CUT for x in v]):
                return False
        return True

    def inside(self, d, radius, size, reach):
        """With d = T (c - center), cut: |d + T e| is at most |d| + |T e|, and its square is |d|^2 +
        2 (d T) e + |T e|^2."""
        most, square = max(0, radius - len(d)), dot(d, d)
        room = most ** 2 - square - size ** 2
        return root(square) + size <= most or (
            room > 0 and room >= 2 * reach([dot(t, d) >> FINE for t in self.T_T]))


def check(U, W, V, start, columns, answer, following, T, balls):
    """Goes through all regions; (images, the longest chain of columns)."""
    net, zero, starts = Network(U, W, V, columns, T), [0] * len(W), [start]
    zeros = [j for j, x in enumerate(columns) if not any(x)]
    for state in starts:    # all that the automaton can be in while s = 0 (the list grows)
        need(not any(answer[state][j] for j in zeros), "at s = 0 the answer is 0, which is wrong")
        starts += {following[state][j] for j in zeros} - set(starts)
    places = {}             # of each state: (radius^2 - |T center|^2, T center, radius)
    for state, center, radius in balls:
        y = [dot(t, center) >> FINE + CUT for t in T]
        places.setdefault(state, []).append((radius ** 2 - dot(y, y), y, radius))
    packed = {state: pack([y for _, y, _ in those]) for state, those in places.items()}
    pushes = longest = 0
    for k, (state, *ball) in enumerate([(s,) for s in starts] + balls, -len(starts)):
        todo = [(state, net.ball(*ball) if ball else (zero, [zero], 0, 0), [])]
        while todo:
            state, region, chain = todo.pop()
            for j, (c, size, span, reach, onward) in enumerate(net.images(*region)):
                if k < 0 and not chain and j in zeros:
                    continue        # s stays 0
                path, then = chain + [j], following[state][j]
                y = [dot(t, c) >> FINE + CUT for t in T]
                where = f"{'the start' if k < 0 else f'ball {k}'}, columns {path}"
                need(net.wins(answer[state][j], c, size, span, reach),
                     f"an answer may be wrong: {where}")
                pushes, longest = pushes + 1, max(longest, len(path))
                # The ball to try: where radius^2 - |T (c - center)|^2 is largest, or about that.
                those = places.get(then, [(0, y, 0)])
                products = unpack(dot(y, packed.get(then, y)), len(those))
                _, place, radius = max([(v + 2 * product, place, radius) for (v, place, radius),
                                        product in zip(those, products)])
                if not net.inside([v - w for v, w in zip(y, place)], radius, size, reach):
                    need(len(path) < DEEPEST and pushes < MOST_PUSHES, f"in no ball yet: {where}")
                    todo.append((then, onward(), path))
    return pushes, longest


def number(text):
    """In units, of the double next to it; cut, and only 0 becomes 0."""
    p, q = float(text).as_integer_ratio()
    return (p << FINE) // q or int(p > 0)


def once(pairs):
    need(len(dict(pairs)) == len(pairs), "a key stands twice")
    return dict(pairs)


def read(path):
    """(the task's name, what check asks for)."""
    def table(name, value, height, width, below=0):
        need(type(value) is list and len(value) == height and all([
            type(row) is list and len(row) == width and all([
                type(v) is int and (not below or v in range(0, below * ONE, ONE)) for v in row])
            for row in value]), f"{name} must be {height} x {width} numbers" + (
                f" from 0 to {below - 1}" if below else ""))
        return [[v // ONE for v in row] for row in value] if below else value

    with open(path, encoding="utf-8") as file:
        text, depth = file.read(), 0
    for letter in text:     # some Pythons end where lists are nested too deep
        depth += (letter in "[{") - (letter in "]}")
        need(depth < 50, "it is nested too deep")
    value = json.loads(text, object_pairs_hook=once, parse_float=number, parse_int=number,
                       parse_constant=number)
    U, W, V, task, T = [value[key] for key in ("U", "W", "V", "task", "metric")]
    n, classes, states, width = len(W), len(V), len(task["answer"]), len(task["columns"])
    need(classes > 1, "V must have 2 rows or more")
    balls = [(table("a ball's state", [[ball["state"]]], 1, 1, states)[0][0],
              table("a ball's center", [ball["center"]], 1, n)[0],
              table("a ball's radius", [[ball["radius"]]], 1, 1)[0][0] >> CUT)
             for ball in value["balls"]]
    need(all(radius > 0 for _, _, radius in balls), "a ball's radius must be above 0")
    return ascii(task.get("name")), (       # only a name: nothing follows from it
        table("U", U, n, classes), table("W", W, n, n), table("V", V, classes, n),
        table("start", [[task["start"]]], 1, 1, states)[0][0],
        table("columns", task["columns"], width, classes),
        table("answer", task["answer"], states, width, classes),
        table("next", task["next"], states, width, states), table("metric", T, n, n), balls)


def measure(points=100000):
    """How far math.tanh is off, at so many points; exit status 0 if the proof may rely on it."""
    from math import tanh as theirs
    worst, where = 0, 0.0
    for i in range(points):
        m = (i * 0x9E3779B97F4A7C15 % (1 << 64) >> 11) * 2.0 ** -53     # from 0 to 1, well spread
        x = (m * 2.0 ** -(i % 40), 20 * m ** 3, 18 + 2 * m)[i % 3] * (-1) ** i  # small, any, large
        z, got = [(p << 320) // q for p, q in (v.as_integer_ratio() for v in (x, theirs(x)))]
        true = tanh(z, 320)
        ulp = 1 << max(0, true.bit_length() - 53)
        worst, where = max((worst, where), (abs(true - got) * 100 // ulp, x))
    print(f"math.tanh: at most {worst // 100}.{worst % 100:02d} ulp off at {points} points (at "
          f"{where!r}), tanh(0) = {theirs(0.0)!r}.  The proof allows 4 ulp, and asks for 0.")
    return 0 if worst <= 400 and theirs(0.0) == 0.0 else 1


def main(arguments):
    if arguments == ["--tanh"]:
        return measure()
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__ or "check_proof.py FILE, or check_proof.py --tanh")
        return 2
    try:
        task, claim = read(arguments[0])
        pushes, longest = check(*claim)
    except (KeyError, TypeError):
        fault = "a part of it is missing, or of another kind"
    except (OSError, ValueError, OverflowError, RecursionError) as error:
        fault = error
    else:
        print(f"Proved: whatever columns come, a network of {len(claim[1])} units answers as the "
              f"task in the file,\nwhose name is {task}: {len(claim[5])} states, {len(claim[4])} "
              f"columns\n({len(claim[-1])} balls, {pushes} pushes, deepest {longest}; rounding "
              "covered).")
        return 0
    print(f"{arguments[0]} is refused: {fault}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
