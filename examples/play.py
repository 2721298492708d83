#!/usr/bin/env python3
"""A page to play with: a recurrent network that learns to add in your browser.

This program computes all that the page shows, with the tutorial's Model.
Nothing comes from the net, and nobody else can reach it.
"""
import start  # isort: skip

from rnn_pure.page.server import serve
from rnn_pure.programs import flags, terminal


def main():
    parser = flags.Parser(__doc__)
    parser.add_argument("--port", type=flags.whole(0, 65535), default=8642,
                        help="to listen on, or any if it is taken; 0: any")
    parser.add_argument("--no-browser", action="store_true", help="print the address, open nothing")
    options = parser.parse_args()
    serve(start.CALCULATOR, options.port, not options.no_browser)


if __name__ == "__main__":
    terminal.run(main)
