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

HOW.  FILE also holds balls, each for a state of the automaton.  From s = 0, and from every ball as
a whole, we go through each column: the answer must be right, and all that comes out must lie in a
ball of the next state; else we go on from there.  When this ends, induction has done the rest: what
is reached lies in a region that we went through.  (Bad balls can only make the check fail.)

A REGION (c, Q, g) is all c + e + f with (v.e)^2 <= v.Qv for every v, and |f_i| <= g_i.  A ball is
all center + e with |e| <= radius: |e|^2 is e.Pe, P = T^T T, with the T in FILE.  "Q is at least K"
says that v.Qv is at least v.Kv for every v.  As Q is at least e e^T, |e|^2 is at most trace(QP);
and (take v = Pe) at most the largest eigenvalue of QP, so at most the root of trace(QPQP).

NUMBERS are whole, in units of 2^-64; // and >> cut downwards, and each bound allows for it.  With n
units, w classes, and R more than 1 and any sum of sizes in U x + W s or V s, (n + w + 1) R must be
below 2^15.  Then what the program rounds in such a sum, and what we cut of weights and columns, is
less than 2^-37: all s that the program meets have |s_i| <= 1, or 2^-50 more.
"""
import json
import sys

FINE, ONE, LIMIT = 64, 1 << 64, 1 << 74     # ONE stands for 1; LIMIT: see times()
SLACK, LEAST_MARGIN = 1 << 34, 1 << 44      # 2^-30, on each error; 2^-20, which softmax cannot undo
DEEPEST, MOST_PUSHES = 60, 10 ** 6          # columns from a ball to the next; images in all


def need(holds, sentence):
    if not holds:
        raise ValueError(sentence)


def dot(a, b):
    return sum([x * y for x, y in zip(a, b)])


def root(v):
    """More than the square root of v, and of all below v + 1: Newton's steps fall to it."""
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


TANGENTS = []   # at k: (t, a, tanh t - a t); a, at least k / 2^14, is tanh's slope at t or 16 more
for t in range(8 * ONE, -1, -ONE >> 9):
    a = ONE + 8 - (tanh(t) ** 2 >> FINE)
    TANGENTS += [(t, a, tanh(t) - (a * t >> FINE))] * ((a >> FINE - 14) + 1 - len(TANGENTS))


def two_lines(low, high):
    """(a, b, g): from low to high, SLACK apart or more, tanh z is a z + b, within g.  Any a does;
    best is about the chord's.  tanh z - a z is largest and smallest at the ends, or where its slope
    is 0: at t and -t, or so near them that it is not 16 * 8 units more."""
    left, right = tanh(low), tanh(high)
    t, a, turn = TANGENTS[(abs(right - left) << 14) // (high - low)]
    values = [left - (a * low >> FINE), right - (a * high >> FINE)]
    values += [turn] * (low < t < high) + [-turn] * (low < -t < high)
    return a, max(values) + min(values) >> 1, (max(values) - min(values) >> 1) + SLACK


def form(rows, shift):
    """Q, at least rows (the lower half counts), in units.  Cut, a place is wrong by R + 1 units or
    less, thus v.Qv by (R + 1) (sum of |v_i|)^2 <= n (R + 1) v.v < 2^15 v.v, which is added."""
    half = [[v >> shift for v in row[:i + 1]] for i, row in enumerate(rows)]
    for row in half:
        row[-1] += 1 << 15
        need(row[-1] < LIMIT, "a ball, the metric or its inverse is too large")     # thus each Q_ij
    return [row + [below[i] for below in half[i + 1:]] for i, row in enumerate(half)]


def pack(rows):
    """(of each column one number, its numbers 192 bits apart; how many there are in each)."""
    return [sum([v << 192 * i for i, v in enumerate(col)]) for col in zip(*rows)], len(rows)


def times(packed, x):
    """The matrix times x.  None is above 2^191: n is below 2^15, sums of sizes in W below 2^79, all
    in Q, P, centers below 2^74; so Q w is below 2^153, and with P c cut to units, Q P c 2^190."""
    columns, count = packed
    data = dot(columns, x) + int.from_bytes((bytes(23) + b"\x80") * count, "little")    # all > 0
    data = data.to_bytes(24 * count, "little")
    return [int.from_bytes(data[i:i + 24], "little") - (1 << 191) for i in range(0, len(data), 24)]


def reach(v, Qv, g):
    """At least v.(e + f) in a region, and SLACK."""
    return root(dot(v, Qv) >> FINE) + (dot(map(abs, v), g) >> FINE) + SLACK


class Network:
    def __init__(self, U, W, V, columns, T):
        self.W, self.packed_W, T_T = W, pack(W), list(zip(*T))
        self.Ux = [[dot(u, x) >> FINE for u in U] for x in columns]
        X = ONE + max([abs(v) for x in columns for v in x])
        R = X + max([sum(map(abs, v)) for v in V] + [
            sum(map(abs, w)) + (sum(map(abs, u)) * X >> FINE) for u, w in zip(U, W)])
        need((len(W) + len(V) + 1) * R < ONE << 15, "weights so large that rounding matters")
        self.rivals = [[[v - w for v, w in zip(y, z)] for z in V if z is not y] for y in V]
        self.P = form([[dot(s, t) for s in T_T] for t in T_T], FINE)
        self.packed_P = pack(self.P)
        self.lengths = [root(row[i] << FINE) for i, row in enumerate(self.P)]
        # K is near wide P^-1, by way of T^-1.  P K has eigenvalues as near to wide as the root of
        # the sum of squares of P K - wide I; where all are above 1, K is at least P^-1.
        inverse, wide = [[0] * len(T) for _ in T], ONE + (ONE >> 20)
        for k, x in enumerate(inverse):
            for i in range(k, -1, -1):
                x[i] = (ONE * ONE * (i == k) - dot(T[i], x)) // (T[i][i] or 1)
        rows = list(zip(*inverse))
        self.K = form([[dot(x, y) * wide for y in rows] for x in rows], 2 * FINE)
        off = [dot(p, k) - wide * ONE * (p is q) for k, q in zip(self.K, self.P) for p in self.P]
        need(dot(off, off) < (ONE * ONE >> 20) ** 2, "the metric is singular or no triangle")

    def ball(self, center, radius):
        """A region: (v.e)^2 is at most (v.P^-1 v) (e.Pe), thus radius^2 v.Kv.  (Any sizes do.)"""
        Q = form([[radius ** 2 * v for v in row] for row in self.K], 2 * FINE)
        return center, pack(Q), [0] * len(Q), [ONE] + [1] * len(Q)

    def images(self, c, Q, g, sizes):
        """For each column, the region (c, Q, g) that it makes of one, and sizes: at least |e| there
        and |f| of each unit.  By Cauchy and Schwarz, (p_0 + p_1 + ..)^2 is at most (sum of sizes)
        (p_0^2 / size_0 + p_1^2 / size_1 + ..).  With p_0 = v.e and p_i = v_i f_i, share Q + more
        (on the diagonal) holds e + f, and M, at least W (share Q + more) W^T, what W makes of it.
        In unit i, U x + W s is z_i + w_i.(e + f), within h_i of z_i; so its tanh is a_i z_i + b_i +
        a_i w_i.(e + f), within g_i; and the new Q_ij is a_i a_j M_ij."""
        Q_W, total = [times(Q, w) for w in self.W], sum(sizes)
        h, Wc = [reach(w, q, g) for w, q in zip(self.W, Q_W)], times(self.packed_W, c)
        share = (total << FINE) // sizes[0] + 1
        more = [(total * v * v // size >> FINE) + 1 for v, size in zip(g, sizes[1:])]
        Q_W = [[(share * v >> FINE) + d * x >> FINE for v, d, x in zip(q, more, w)]
               for q, w in zip(Q_W, self.W)]
        need(all([abs(v) < LIMIT << 14 for q in Q_W for v in q]), "a region is too large")
        M = form([times(self.packed_W, q) for q in Q_W], FINE)
        PM = [[(p * v >> FINE) + 1 for p, v in zip(*rows)] for rows in zip(self.P, M)]
        for Ux in self.Ux:
            z = [v + (w >> FINE) for v, w in zip(Ux, Wc)]
            a, b, g = zip(*[two_lines(v - w, v + w) for v, w in zip(z, h)])
            c = [(s * v >> FINE) + t for s, v, t in zip(a, z, b)]
            Q = [[s * t * v for t, v in zip(a, row[:i])] for i, (s, row) in enumerate(zip(a, M), 1)]
            first = root(dot(a, [dot(row, a) for row in PM]) >> FINE)   # of trace(QP)
            yield c, pack(form(Q, 2 * FINE)), g, [first] + [
                (v * w >> FINE) + 1 for v, w in zip(self.lengths, g)]

    def wins(self, right, c, Q, g):
        """Whether the right answer does in all of a region."""
        return all([(dot(v, c) >> FINE) - reach(v, times(Q, v), g) > LEAST_MARGIN
                    for v in self.rivals[right]])

    def place(self, balls):
        """What held() needs: P center of each ball, and what (P c, 1) is multiplied by to give
        radius^2 + |c|^2 - |c - center|^2.  The first is empty, and holds nothing."""
        P_k, rows = [[0] * len(self.P)], [[0] * len(self.P) + [0]]
        for _, center, radius in balls:
            P_k.append([v >> FINE for v in times(self.packed_P, center)])
            rows.append([2 * v for v in center] + [radius ** 2 - dot(P_k[-1], center)])
        return P_k, pack(rows)

    def held(self, c, Q, g, sizes, P_k, packed):
        """Whether the nearest ball holds a region.  With d = c - center, |d + e + f|^2 is |d|^2 + 2
        P d.(e + f) + |e + f|^2.  (P c and P_k are cut: this errs by less than SLACK.)"""
        Pc = [v >> FINE for v in times(self.packed_P, c)]
        rooms = times(packed, Pc + [1])
        v = [p - q for p, q in zip(Pc, P_k[rooms.index(max(rooms))])]
        room = max(rooms) - dot(c, Pc) - 2 * reach(v, times(Q, v), g) * ONE
        if not 0 <= room < sum(sizes) ** 2:
            return room > 0
        QP = [times(Q, row) for row in self.P]
        square = root(sum([dot(row, column) for row, column in zip(QP, zip(*QP))]))
        return room >= (root(square) + sum(sizes[1:])) ** 2


def check(U, W, V, start, columns, answer, following, T, balls):
    """Goes through all regions; (images, the longest chain of columns)."""
    need(all([radius > 0 for _, _, radius in balls]), "a ball's radius must be above 0")
    net, starts, pushes, longest = Network(U, W, V, columns, T), [start], 0, 0
    zeros = [j for j, x in enumerate(columns) if not any(x)]
    for state in starts:    # all that the automaton can be in while s = 0 (the list grows)
        need(not any(answer[state][j] for j in zeros), "at s = 0 the answer is 0, which is wrong")
        starts += {following[state][j] for j in zeros} - set(starts)
    places = [net.place([ball for ball in balls if ball[0] == i]) for i in range(len(answer))]
    regions = [(state, [0] * len(W), 0) for state in starts] + balls
    for k, (state, center, radius) in enumerate(regions, -len(starts)):
        todo = [(state, net.ball(center, radius), [])]
        while todo:
            state, region, chain = todo.pop()
            for j, image in enumerate(net.images(*region)):
                if k < 0 and not chain and j in zeros:
                    continue        # s stays 0
                path, then, pushes = chain + [j], following[state][j], pushes + 1
                where = f"{'the start' if k < 0 else f'ball {k}'}, columns {path}"
                longest = max(longest, len(path))
                need(net.wins(answer[state][j], *image[:3]), f"an answer may be wrong: {where}")
                if not net.held(*image, *places[then]):
                    need(len(path) < DEEPEST and pushes < MOST_PUSHES, f"in no ball yet: {where}")
                    todo.append((then, image, path))
    return pushes, longest


def number(text):
    """In units, of the double next to it; cut, and only 0 becomes 0."""
    p, q = float(text).as_integer_ratio()
    need(abs(p) < q << 10, "a number is too large")
    return (p << FINE) // q or int(p > 0)


def once(pairs):
    need(len(dict(pairs)) == len(pairs), "a key stands twice")
    return dict(pairs)


def shaped(name, value, sizes, below=0):
    """value, if it is lists in lists, of these sizes, of numbers, or of whole ones below below."""
    if sizes:
        need(type(value) is list and len(value) == sizes[0], f"{name} must have {sizes[0]} parts")
        return [shaped(name, v, sizes[1:], below) for v in value]
    need(type(value) is int, f"{name} must hold numbers")
    need(not below or value in range(0, below * ONE, ONE), f"{name} must be from 0 to {below - 1}")
    return value // ONE if below else value


def read(path):
    """(the task's name, what check asks for)."""
    with open(path, encoding="utf-8") as file:
        text, depth = file.read(), 0
    for letter in text:     # some Pythons end where lists are nested too deep
        depth += (letter in "[{") - (letter in "]}")
        need(depth < 50, "it is nested too deep")
    value = json.loads(text, object_pairs_hook=once, parse_float=number, parse_int=number,
                       parse_constant=number)
    U, W, V, task, T = [value[key] for key in ("U", "W", "V", "task", "metric")]
    n, w, states, width = len(W), len(V), len(task["answer"]), len(task["columns"])
    need(w > 1, "V must have 2 rows or more")
    return ascii(task.get("name")), (       # only a name: nothing follows from it
        shaped("U", U, (n, w)), shaped("W", W, (n, n)), shaped("V", V, (w, n)),
        shaped("start", task["start"], (), states), shaped("columns", task["columns"], (width, w)),
        shaped("answer", task["answer"], (states, width), w),
        shaped("next", task["next"], (states, width), states), shaped("metric", T, (n, n)),
        [(shaped("a ball's state", ball["state"], (), states),
          shaped("a ball's center", ball["center"], (n,)),
          shaped("a ball's radius", ball["radius"], ())) for ball in value["balls"]])


def measure(points=100000):
    """How far math.tanh is off, at so many points; exit status 0 if the proof may rely on it."""
    from math import tanh as theirs
    worst = 0, 0.0
    for i in range(points):
        m = (i * 0x9E3779B97F4A7C15 % (1 << 64) >> 11) * 2.0 ** -53     # from 0 to 1, well spread
        x = (m * 2.0 ** -(i % 40), 20 * m ** 3, 18 + 2 * m)[i % 3] * (-1) ** i  # small, any, large
        z, got = [(p << 320) // q for p, q in (v.as_integer_ratio() for v in (x, theirs(x)))]
        true = tanh(z, 320)
        worst = max(worst, (abs(true - got) * 100 >> max(0, true.bit_length() - 53), x))
    off, where = worst
    print(f"math.tanh: at most {off // 100}.{off % 100:02d} ulp off at {points} points (at "
          f"{where!r}), tanh(0) = {theirs(0.0)!r}.  The proof allows 4 ulp, and asks for 0.")
    return 0 if off <= 400 and theirs(0.0) == 0.0 else 1


def main(arguments):
    if arguments == ["--tanh"]:
        return measure()
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__ or "check_proof.py FILE, or check_proof.py --tanh")
        return 2
    try:
        name, claim = read(arguments[0])
        pushes, longest = check(*claim)
    except (KeyError, TypeError, OSError, ValueError, OverflowError, RecursionError) as error:
        fault = error if not isinstance(error, (KeyError, TypeError)) else "a part is missing"
        print(f"{arguments[0]} is refused: {fault}", file=sys.stderr)
        return 1
    print(f"Proved: whatever columns come, a network of {len(claim[1])} units answers as the task "
          f"in the file,\nwhose name is {name}: {len(claim[5])} states, {len(claim[4])} columns\n("
          f"{len(claim[-1])} balls, {pushes} pushes, deepest {longest}; rounding covered).")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
