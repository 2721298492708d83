"""A vanilla recurrent network in plain Python, to be read bottom-up:

matrix, activation, gate, output, layer, model.  Then tasks/ (what it is taught), inside/ and proof/
(what became of it, and what is certain).
"""
from .activation import Sigmoid, Tanh
from .check import DataError, Diverged
from .gate import AddGate, MultiplyGate
from .inside.limits import best_predictions, least_loss, loss_limit
from .inside.scores import Scores, perplexity, predict_all, score
from .layer import RNNLayer
from .model import Model
from .output import Softmax
from .saved.data import load_data, save_data
from .tasks.adding import (all_pairs, answer_sum, digits2int, encode, generate_data, int2bits,
                           int2digits)
from .tasks.automaton import Automaton

loss_limit_on = least_loss      # its name before it had a better one
__version__ = "1.1.0"
__all__ = ["AddGate", "Automaton", "DataError", "Diverged", "Model", "MultiplyGate", "RNNLayer",
           "Scores", "Sigmoid", "Softmax", "Tanh", "all_pairs", "answer_sum", "best_predictions",
           "digits2int", "encode", "generate_data", "int2bits", "int2digits", "least_loss",
           "load_data", "loss_limit", "loss_limit_on", "perplexity", "predict_all", "save_data",
           "score"]
