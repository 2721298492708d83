"""A vanilla recurrent network in plain Python, to be read bottom-up:

matrix, activation, gate, output, layer, model; then dataset and metrics.
"""
from .activation import Sigmoid, Tanh
from .dataset import (all_pairs, digits2int, encode, generate_data, int2bits, int2digits, load_data,
                      save_data)
from .gate import AddGate, MultiplyGate
from .layer import RNNLayer
from .metrics import (Scores, best_predictions, loss_limit, loss_limit_on, perplexity, predict_all,
                      score)
from .model import Diverged, Model
from .output import Softmax
from .storage import DataError

__version__ = "1.0.0"
