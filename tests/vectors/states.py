"""States that each explorable is tried in, besides its defaults and its presets: what differs from the defaults."""

from __future__ import annotations

from typing import Any

from adadelta import METHODS

STATES: dict[str, list[dict[str, Any]]] = {
    "BatchSizes": [
        {"batch_size": 1, "epochs": 10, "order": "seed_1"},
        {"batch_size": 100, "learning_rate": 1e-3, "epochs": 1},
        {"batch_size": 7, "learning_rate": 1 / 3, "epochs": 4},
        {"batch_size": 99, "order": "sorted", "epochs": 2},
        {"batch_size": 2, "learning_rate": 10.0, "epochs": 10},
        {"batch_size": 33, "learning_rate": 1.87, "epochs": 10, "order": "sorted"},
    ],
    "MovingAverage": [
        {"rho": 0.0},
        {"rho": 0.2, "start": "corrected"},
        {"rho": 0.999, "start": "corrected"},
        {"rho": 1 / 3, "values": [-0.001, 1e-9, -2.5]},
        {"rho": 0.5, "values": [0.13, -0.11]},
    ],
    "ArticleRegression": [
        {"epochs": 0},
        {"rho": 0.9, "epsilon": 1.2345678901234e-5, "epochs": 1},
        {"rho": 0.0, "epsilon": 1e-12, "epochs": 2000},
        {"rho": 0.999, "epsilon": 1.0, "epochs": 3},
        {"rho": 0.5, "epsilon": 1e-2, "epochs": 1000},
        {"epochs": 30, "batch_size": 7},
        {"epochs": 5, "batch_size": 1},
    ],
    "OptimizerRace": [
        {"methods": []},
        {
            "surface": "noisy_bowl",
            "steps": 37,
            "methods": [method.__name__ for method in METHODS],
        },
        {"surface": "rosenbrock", "steps": 1, "x0": 0.5, "y0": -0.25},
        {"SGD_learning_rate": 0.5, "Momentum_learning_rate": 10.0, "methods": ["SGD", "Momentum"], "steps": 500},
        {"surface": "saddle", "steps": 60, "Adadelta_rho": 0.5, "Adadelta_learning_rate": 0.3, "Adam_beta1": 0.0},
        {"surface": "beale", "methods": ["Adadelta"], "steps": 500, "Adadelta_epsilon": 1e-6},
        {"surface": "absolute", "methods": ["Adagrad", "RMSprop"], "RMSprop_rho": 0.999, "Adagrad_epsilon": 1.0},
    ],
    "BugGallery": [
        {"steps": 1, "bug": "bracket"},
        {"bug": "rate"},
        {"bug": "rate", "learning_rate": 2.0, "steps": 300, "surface": "bowl", "rho": 0.5},
        {"bug": "order", "surface": "bowl", "steps": 7},
        {"bug": "order", "surface": "himmelblau", "steps": 20},
        {"bug": "order", "surface": "ravine", "steps": 300, "learning_rate": 0.01, "epsilon": 1.0, "rho": 0.0},
        {"bug": "epsilon", "surface": "rosenbrock", "epsilon": 1e-8, "rho": 0.999},
        {"bug": "ahead", "surface": "rosenbrock", "epsilon": 1.0, "rho": 0.0, "steps": 50},
        {"bug": "bracket", "surface": "himmelblau", "epsilon": 1.2345678901234e-3, "rho": 1 / 3, "steps": 200},
    ],
    "HiddenRate": [
        {"surface": "bowl", "epsilon": 1.0, "tolerance": 0.1},
        {"rho": 0.0, "epsilon": 1e-8, "tolerance": 1e-4},
        {"rho": 0.999, "epsilon": 0.5},
        {"rho": 0.99, "epsilon": 3e-6, "surface": "plateau"},
        {"rho": 1 / 3, "epsilon": 1.2345678901234e-5, "tolerance": 0.0321, "surface": "bowl"},
        {"rho": 0.0, "epsilon": 1.0, "surface": "plateau"},
    ],
    "PaperRuns": [
        {"rho": 0.9, "epsilon": 0.01},
        {"rho": 0.99, "epsilon": 1e-8, "activation": "tanh"},
        {"method": "SGD", "learning_rate": 1e-5},
        {"method": "Momentum", "learning_rate": 1.0},
        {"method": "Adagrad", "activation": "tanh"},
        {"method": "RMSprop", "learning_rate": 1.0},
        {"method": "Adam", "learning_rate": 1e-3, "activation": "tanh"},
    ],
    "RootMeanSquare": [
        {"values": [0.0, 0.0]},
        {"values": [10.0, -10.0, 10.0, -10.0, 10.0, -10.0, 10.0, -10.0]},
        {"values": [0.1, 0.2, -0.3]},
        {"values": [3.0, 2.0, 1.0, 1.0, 1.0]},
        {"values": [1e-7, -2.5, 1 / 3, 9.99]},
        {"values": [-4.0, 4.0, 0.0]},
    ],
    "RateOverTime": [
        {"steps": 1},
        {"gradients": "noisy", "scale": 1e3, "rho": 0.0},
        {"gradients": "noisy", "rho": 0.999, "steps": 37},
        {"gradients": "rare", "axis": "linear", "steps": 200, "rho": 0.5},
        {"gradients": "shrinking", "epsilon": 1e-12, "rho": 0.9},
        {"gradients": "drop", "scale": 1e-3, "epsilon": 1.0, "axis": "linear"},
        {"gradients": "rare", "scale": 1 / 3, "epsilon": 1.2345678901234e-5, "steps": 999},
        {"gradients": "spike_10", "axis": "linear", "steps": 200},
        {"gradients": "spike_1000", "steps": 201, "rho": 0.999, "scale": 1e3},
    ],
    "UnitsLab": [
        {"power": 0},
        {"power": -3, "epsilon": 1e-2},
        {"what": "loss", "power": 3, "steps": 300, "SGD_learning_rate": 10.0, "RMSprop_learning_rate": 10.0},
        {"what": "loss", "power": -3, "settings": "converted", "rho": 0.0, "epsilon": 1.0},
        {"power": 3, "settings": "converted", "epsilon": 1e-12, "rho": 0.999},
        {"power": -2, "settings": "converted", "steps": 1, "SGD_learning_rate": 1e-4, "RMSprop_learning_rate": 1 / 3},
    ],
    "OneUpdate": [
        {"t": 0, "coordinates": "one", "x0": 2.5},
        {"t": 200, "rho": 0.0, "epsilon": 1.0, "learning_rate": 0.3},
        {"t": 7, "bug": "order", "coordinates": "one"},
        {"t": 200, "bug": "order", "rho": 0.999},
        {"t": 3, "bug": "epsilon", "epsilon": 1.2345678901234e-5, "rho": 1 / 3},
        {"t": 40, "bug": "rate", "learning_rate": 2.0, "x0": -10.0, "y0": 10.0},
        {"t": 100, "bug": "bracket", "epsilon": 1e-12, "x0": 1e-3, "y0": -0.7},
        {"t": 2, "bug": "bracket", "x0": 0.0, "y0": 0.0},
        {"t": 0, "bug": "rate"},
    ],
}
