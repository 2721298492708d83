"""All of it in one file: a network learns to add, then is proved to add numbers of every length.

    python one_file.py [SEED] [EXAMPLES] [UNITS]        0, 6000 and 8, unless you say others

Read it from top to bottom.  A vector is a list of numbers, a matrix a list of vectors: its rows.
"""
import math
import random
import sys


def dot(v, w):      # of two vectors v and w: the number v[0] w[0] + v[1] w[1] + ...
    total = 0.0
    for one, other in zip(v, w):
        total += one * other
    return total

def times(matrix, vector):      # a new vector: one dot product a row
    return [dot(row, vector) for row in matrix]

# 1. THE SUMS.  Two numbers are added column by column, from the right.  A column is two bits; they
# and the carry make 0 to 3, which is one bit to answer, and the carry (0 or 1) to the next column.
def draw_sum(length, runs, rng):    # rng draws it; runs repeat columns, so that a carry can last
    columns, answers, carry = [], [], 0
    while len(columns) < length:
        column = (rng.randrange(2), rng.randrange(2))
        columns += [column] * (rng.choice([1, 1, 1, 2, 4, 12]) if runs else 1)
    for column in columns[:length]:
        carry, answer = divmod(sum(column) + carry, 2)
        answers.append(answer)
    return columns[:length], answers

# 2. THE NETWORK has a state: one number for each of its units, all 0 at first.  A column makes
#     new state = tanh(U column + W state)   and   V new state: a score for 0, and a score for 1.
# It answers 1 if that has the higher score, else 0.  U, W, V are matrices; they are all it learns.
# tanh(z) rises from -1 to 1; its slope at z is 1 - tanh(z)^2.  Nobody tells it about carrying.
def all_states(U, W, columns):      # the first, and the one after each column
    states = [[0.0] * len(W)]
    for column in columns:
        sums = [read + kept for read, kept in zip(times(U, column), times(W, states[-1]))]
        states.append([math.tanh(z) for z in sums])
    return states

def answers_of(U, W, V, columns):
    states = all_states(U, W, columns)[1:]
    return [int(one > zero) for zero, one in [times(V, state) for state in states]]

# 3. THE WAY BACK.  The chance it gives to an answer is e^(its score), divided by the sum of both.
# The loss is -ln(chance of the right answer), added over all columns: 0 if it is sure and right.
# How fast does it grow with each weight?  The chain rule tells, from the last column to the first.
def slopes_of_loss(U, W, V, columns, answers):      # three matrices, shaped as U, W and V
    states = all_states(U, W, columns)
    by_scores, by_sums, from_later = [], [], [0.0] * len(W)     # by_...: the slopes along ...
    for state, answer in zip(states[:0:-1], answers[::-1]):
        zero, one = times(V, state)
        chance = (1 + math.tanh((one - zero) / 2)) / 2          # of 1: the same, but shorter
        by_scores.append([answer - chance, chance - answer])    # its chance, less 1 if right
        by_state = [own + later for own, later in zip(times(zip(*V), by_scores[-1]), from_later)]
        by_sums.append([(1 - now * now) * slope for now, slope in zip(state, by_state)])
        from_later = times(zip(*W), by_sums[-1])                # zip(*W): the columns of W
    # In each step a weight takes one number to one sum: their product, added over all steps.
    ways = (by_sums, columns[::-1]), (by_sums, states[-2::-1]), (by_scores, states[:0:-1])
    return [[[dot(slope, number) for number in zip(*numbers)] for slope in zip(*slopes)]
            for slopes, numbers in ways]

# 4. LEARNING is walking downhill: for each example one short step against the slopes.  The bits are
# noisy, so that its state learns to come back in place.  Weights of no use fade, by 0.01 weight.
def train(seed, examples=6000, units=8):        # the seed decides all that is random
    rng = random.Random(seed)
    U, W, V = [[[rng.uniform(-1, 1) / math.sqrt(wide) for _ in range(wide)] for _ in range(high)]
               for high, wide in ((units, 2), (units, units), (2, units))]
    tests = [draw_sum(20, number % 2, rng) for number in range(100)]
    for seen in range(1, examples + 1):
        columns, answers = draw_sum(20, seen % 2, rng)
        noisy = [[bit + rng.gauss(0, 0.1) for bit in column] for column in columns]
        slopes = slopes_of_loss(U, W, V, noisy, answers)
        steep = math.sqrt(sum(dot(row, row) for matrix in slopes for row in matrix))
        rate = 0.03 * (1 - 0.95 * seen / examples) * min(1, 5 / steep)    # less and less, no leaps
        U, W, V = [[[weight - rate * (slope + 0.01 * weight) for weight, slope in zip(*rows)]
                    for rows in zip(*pair)] for pair in zip((U, W, V), slopes)]
        if seen % 1000 == 0:
            right = sum(answers_of(U, W, V, columns) == answers for columns, answers in tests)
            print(f"{seen} examples: {right} of 100 sums of 20 columns are right", flush=True)
    return U, W, V

# 5. THE PROOF.  No test can try all sums.  So push whole sets of states through the network.  Such
# a region is all center + p[0] parts[0] + p[1] parts[1] + ...  Of the numbers p the first, one a
# unit, have squares that add up to 1 at most; each other is from -1 to 1.  A ball has no others.
# Floats are rounded, tanh and atanh too (in their last digits, we assume).  So SLACK is added to
# all widths, and an answer must win by MARGIN.  Rounding takes less than SLACK / 4, as is derived
# in rnn_pure/proof/regions.py, or else prove() gives up.
SLACK, MARGIN = 1e-7, 1e-6

def reach(direction, parts):    # how far dot(direction, state) goes from its value at the center
    along, units = times(parts, direction), len(direction)
    return math.sqrt(dot(along[:units], along[:units])) + sum(map(abs, along[units:]))

def two_lines(low, high):       # from low to high tanh(z) is slope z + middle, but for gap at most
    slope = min(1.0, max(1e-9, (math.tanh(high) - math.tanh(low)) / (high - low)))
    turn = math.atanh(math.sqrt(1 - slope))             # tanh has this slope at turn and -turn, so
    places = [low, high] + [z for z in (turn, -turn) if low < z < high]
    rests = [math.tanh(z) - slope * z for z in places]  # the least and the largest rest are here
    return slope, (max(rests) + min(rests)) / 2, (max(rests) - min(rests)) / 2 + SLACK

def images(U, W, center, parts):    # for each column, a region that holds all that becomes of this
    widths = [reach(row, parts) + SLACK for row in W]
    center, parts = times(W, center), [times(W, part) for part in parts]
    for column in ((0, 0), (0, 1), (1, 0), (1, 1)):
        sums = [read + kept for read, kept in zip(times(U, column), center)]
        slopes, mids, gaps = zip(*[two_lines(z - wide, z + wide) for z, wide in zip(sums, widths)])
        yield (column, [slope * z + middle for slope, z, middle in zip(slopes, sums, mids)],
               [[slope * number for slope, number in zip(slopes, part)] for part in parts] +
               [[gap * (unit == row) for unit in range(len(W))] for row, gap in enumerate(gaps)])

# What is the size of a change of the state?  Some die out at once, others grow first.  We take the
# root of dot(change, P change): the squares of its length now and after 1 to 12 more columns, later
# ones weighing more, added, on average over random sums.  A ball is (carry, center, radius).
def ruler(U, W):                # P, and the parts of a ball of radius 1: changes up to size 1
    P = plain = [[float(unit == row) for unit in range(len(W))] for row in range(len(W))]
    rng, axes = random.Random(0), []
    for number in range(60):
        changes, weight = plain, 1 / 60
        for state in all_states(U, W, draw_sum(24, number % 2, rng)[0])[13:]:
            changes = [[(1 - now * now) * z for now, z in zip(state, times(W, v))] for v in changes]
            weight *= 1.5
            P = [[old + weight * dot(v, w) for old, w in zip(row, changes)]
                 for row, v in zip(P, changes)]
    for axis in plain:      # it loses what it shares with those before it, and gets the size 1
        for other in axes:
            shared = dot(axis, times(P, other))
            axis = [number - shared * taken for number, taken in zip(axis, other)]
        size = math.sqrt(dot(axis, times(P, axis)))
        axes.append([number / size for number in axis])
    return P, axes

def size_of(parts, P):          # of the largest change from a region's center, or a little more
    measured, units = [times(P, part) for part in parts], len(P)
    M = [[dot(part, other) for other in measured[:units]] for part in parts[:units]]
    for _ in range(2):      # For axes the size squared is dot(p, M p), so at most M's stretch.  M^4
        M = [times(M, row) for row in M]    # has the 4th power of it, and no matrix stretches by
    errors = [math.sqrt(dot(*pair)) for pair in zip(parts[units:], measured[units:])]
    return sum(dot(row, row) for row in M) ** (1 / 16) + sum(errors)  # more than the root of this

def inside(ball, carry, center, parts, size, P):    # by (d + m)^2 = d^2 + 2 d m + m^2: d is between
    d = [number - other for number, other in zip(center, ball[1])]      # the centers, m from them
    room = (ball[2] - 2 * SLACK) ** 2 - dot(d, times(P, d)) - size ** 2
    return ball[0] == carry and room > 0 and 2 * reach(times(P, d), parts) < room

# From the start, and from all of each ball, read every column.  The answer must be right; the image
# must be inside a ball of its carry, or get a new ball around it if it is small, or be pushed on.
# When nothing is left to do, no column leads out of what was seen: all answers are right, for ever.
def prove(U, W, V, radius=0.4):     # (T, balls), or None: then nothing is known
    P, axes = ruler(U, W)
    off = sum(abs(dot(axis, times(P, other)) - (axis is other)) for axis in axes for other in axes)
    total = sum(abs(weight) for matrix in (U, W, V, P) for row in matrix for weight in row)
    if not (off < SLACK / 4 and 2e-13 * len(W) ** 1.5 * total < SLACK / 4):
        return None
    ball = [[(radius + SLACK) * number for number in axis] for axis in axes]
    lead = [one - zero for zero, one in zip(*V)]        # dot(lead, state): score 1 less score 0
    start = [0.0] * len(W), [[0.0] * len(W)] * len(W)
    balls, todo, patience = [], [(start, 0, 0)], 20000      # 0, 0: carry, columns since a ball
    while todo:
        region, old_carry, depth = todo.pop()
        for column, center, parts in images(U, W, *region):
            if region is start and column == (0, 0):
                continue        # the state stays exactly 0, both scores too: it answers 0, rightly
            carry, answer = divmod(sum(column) + old_carry, 2)
            ahead = dot(lead, center) * (1 if answer else -1)
            patience -= 1
            if not ahead - reach(lead, parts) > MARGIN or depth > 25 or patience < 0:
                return prove(U, W, V, radius / 2) if radius > 0.1 else None  # or smaller balls
            size = size_of(parts, P)
            if any(inside(known, carry, center, parts, size, P) for known in balls):
                continue
            small = size < radius / 2
            if small:
                balls.append((carry, center, radius))
            todo.append(((center, ball if small else parts), carry, 0 if small else depth + 1))
    return [times(P, axis) for axis in axes], balls     # T: the length of T d is the size of d

# 6. THE END: one long sum to look at; or, where nothing is proved, a wrong one, if we meet one.
# The package adds larger networks, other rules, a search for wrong answers, proofs kept in files.
if __name__ == "__main__":
    if not all(word.isdecimal() for word in sys.argv[1:]):
        sys.exit("usage: one_file.py [SEED] [EXAMPLES] [UNITS]")
    U, W, V = train(*map(int, sys.argv[1:] or ["0"]))
    proof, rng = prove(U, W, V), random.Random(0)
    for number in range(1 if proof else 200):
        columns = draw_sum(1000 if proof else 100, number % 2, rng)[0] + [(0, 0)]
        rows = (*zip(*columns), answers_of(U, W, V, columns))
        a, b, c = [sum(bit << place for place, bit in enumerate(row)) for row in rows]
        if proof:
            print(f"{a:.8e} + {b:.8e} = {c:.8e}:", "right" if c == a + b else "wrong")
        elif c != a + b:        # cut it after the first wrong bit
            cut = min(bits for bits in range(1, 102) if (a + b - c) % 2 ** bits)
            print(f"Wrong: {a % 2 ** cut} + {b % 2 ** cut} = {c % 2 ** cut}, in {cut} bits.")
            break
    print(f"Proved, by {len(proof[1])} balls: whatever its length, every bit of a sum is right."
          if proof else "Not proved.")
    sys.exit(0 if proof else 4)
