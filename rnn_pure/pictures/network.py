"""The network itself: one step and its numbers, its curve, and over time the way there and back."""
from math import tanh

from ..matrix import Vector
from ..model import Model, output
from ..tasks.adding import Reading
from .svg import Chart, Picture

STEPS = [176, 292, 408, 524]        # where the four steps stand


def unrolled(a: int = 3, b: int = 6) -> Picture:
    """The network over the four columns of a + b, with the carry that its state must remember."""
    picture = Picture(358, "One network, used again for every column",
                      f"{a} + {b} = {a + b}, from the right; it must remember the carry")
    for y, name in ((118, "answer"), (212, "state"), (308, "column")):
        picture.text(20, y, name, cls="soft")
    for t, (x, (a_t, b_t, carry)) in enumerate(zip(STEPS, Reading().columns(a, b, 4))):
        start, end = STEPS[t - 1] + 30 if t else x - 84, x - 30
        picture.arrow([(start, 206), (end, 206)], f"c{carry} thick")
        picture.text((start + end) / 2, 192, f"carry {carry}" if t else "s = 0", "middle",
                     f"fill{carry}")
        picture.text((start + end) / 2, 232, "W", "middle", "soft")
        for y, name in ((254, "U"), (157, "V")):
            picture.arrow([(x, y + 17), (x, y - 17)])
            picture.text(x + 10, y + 6, name, cls="soft")
        picture.circle(x, 206, 30)
        picture.text(x, 212, f"s{t}", "middle")
        picture.line([(x - 22, 271), (x + 22, 271), (x + 22, 335), (x - 22, 335), (x - 22, 271)])
        for y, bit in ((297, a_t), (325, b_t), (122, a + b >> t & 1)):
            picture.text(x, y, str(bit), "middle", "mono big")
    return picture


def graph() -> Picture:
    """Step 1 of a network of one unit as a graph: numbers forward above its edges, back below."""
    model, x, y = Model(2, 1), [[1.0, 1.0], [0.0, 0.0]], 1
    model.U, model.W, model.V = [[1.0, 1.0]], [[0.5]], [[0.0], [2.0]]
    before, step = model.forward_propagation(x)
    dmulv = output.diff(step.mulv, y)
    dprev_s, _, dW, dV = step.backward(x[1], before.s, model.U, model.W, model.V, [0.0], dmulv)
    picture = Picture(316, "Each edge carries a number there and one back",
                      "forward above, backward below: how much the loss grows with it")
    for i, (name, there, back) in enumerate((
            ("s before", before.s[0], dprev_s[0]), ("add", step.add[0], step.dadd[0]),
            ("s", step.s[0], 2.0 * dmulv[1]), ("logit 1", step.mulv[1], dmulv[1]),
            ("loss", output.loss(step.mulv, y), 1.0))):
        x_i = 56 + 120 * i
        picture.text(x_i, 128, f"{name}\n{there:.4f}", "middle", "fill0")
        picture.text(x_i, 210, f"{back:.4f}", "middle", "fill1")
        picture.arrow([(x_i - 48, 164), (x_i + 48, 164)], "c0")
        picture.arrow([(x_i + 48, 184), (x_i - 48, 184)], "c1")
    for i, (name, rules) in enumerate((
            ("W = 0.5", f"\u00d7 0.5\ndW = {dW[0][0]:.4f}"),
            ("tanh", f"\u00d7 {1.0 - step.s[0] ** 2:.4f}"),
            ("V = 2", f"\u00d7 2\ndV = {dV[1][0]:.4f}"), ("softmax", "p - 1"))):
        x_i = 116 + 120 * i
        picture.line([(x_i, 98), (x_i, 230)], "grid")
        picture.circle(x_i, 174, 11, "line paper")
        picture.text(x_i, 92, name, "middle")
        picture.text(x_i, 248, rules, "middle", "fill1")
    picture.text(20, 302, "the right answer is 1; p - 1 is its error", cls="soft")
    return picture


def tanh_curve() -> Chart:
    """tanh and its slope."""
    chart = Chart("tanh bends all numbers into -1 .. 1", "and passes an error on times its slope",
                  "z", "", (-4.0, 4.0), (-1.0, 1.0))
    chart.ticks([-4, -2, 0, 2, 4], [-1, 0, 1])
    there = [(i / 20, tanh(i / 20)) for i in range(-80, 81)]
    chart.plot(there, "c0 thick")
    chart.label(2.6, 0.8, "tanh z", cls="fill0")
    chart.plot([(z, 1.0 - s ** 2) for z, s in there], "c1 thick")
    chart.label(1.2, 0.4, "its slope, 1 - tanh\u00b2 z", cls="fill1")
    return chart


def bptt(shares: Vector) -> Picture:
    """The way back of four errors, each as wide as what is left of it (shares), until it is cut."""
    picture = Picture(456, "Backpropagation through time: errors add up",
                      "bptt_truncate = 2 lets each error flow 2 steps back")
    for y, name in ((104, "error"), (174, "tanh"), (404, "sum")):
        picture.text(20, y, name, cls="soft")
    for t, x in enumerate(STEPS):
        picture.text(x, 104, f"p{t} - y{t}", "middle", "fill1")
        picture.arrow([(x, 112), (x, 150)], "c1")
        picture.text(x + 10, 138, "V^T", cls="soft")
        picture.line([(x - 40, 150), (x + 40, 150), (x + 40, 186), (x - 40, 186), (x - 40, 150)])
        picture.text(x, 174, "\u00d7 (1 - s\u00b2)", "middle")
        if t:
            picture.arrow([(x - 40, 168), (STEPS[t - 1] + 40, 168)], "c1")
            picture.text(x - 58, 204, "W^T", "middle", "soft")
        picture.line([(x, 222), (x, 384)], "grid")
        picture.circle(x, 398, 14)
        picture.text(x, 404, "+", "middle")
        y = 338 - 34 * t
        picture.text(20, y + 6, f"from step {t}", cls="soft")
        picture.circle(x, y, 11, "fill1")
        way = [(STEPS[t - k], 11 * shares[k]) for k in range(min(t, 2) + 1)]
        picture.line([(at, y - half) for at, half in way]
                     + [(at, y + half) for at, half in way[::-1]], "fill1")
        picture.line([(way[-1][0], y), (STEPS[0], y)], "line dashed")
    for x, share in zip(STEPS[::-1], shares[:3]):
        picture.text(x, 214, f"{100 * share:.0f} %", "middle", "fill1")
    picture.text(x - 58, 244, "\u00d7", "middle", "title big")
    picture.text(20, 440, "the errors that meet at a step are added; they make dU and dW",
                 cls="soft")
    return picture
