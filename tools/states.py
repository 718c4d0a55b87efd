"""The states in which the explorables of both languages are compared: for each, what differs from the defaults."""

from __future__ import annotations

from typing import Any

STATES: dict[str, list[dict[str, Any]]] = {
    "MovingAverage": [
        {},
        {"rho": 0.0},
        {"rho": 0.2, "start": "corrected"},
        {"rho": 0.999, "start": "corrected"},
        {"rho": 1 / 3, "values": [-0.001, 1e-9, -2.5]},
        {"rho": 0.5, "values": [0.125, -0.125]},
    ],
    "ArticleRegression": [
        {},
        {"epochs": 0},
        {"rho": 0.9, "epsilon": 1.2345678901234e-5, "epochs": 1},
        {"rho": 0.0, "epsilon": 1e-12, "epochs": 2000},
        {"rho": 0.999, "epsilon": 1.0, "epochs": 3},
        {"rho": 0.5, "epsilon": 1e-2, "epochs": 1000},
        {"epochs": 30, "batch_size": 7},
        {"epochs": 5, "batch_size": 1},
    ],
    "OptimizerRace": [
        {},
        {"methods": []},
        {
            "surface": "noisy_bowl",
            "steps": 37,
            "methods": ["SGD", "Momentum", "Adagrad", "RMSprop", "Adadelta", "Adam"],
        },
        {"surface": "rosenbrock", "steps": 1, "x0": 0.5, "y0": -0.25},
        {"SGD_learning_rate": 0.5, "Momentum_learning_rate": 10.0, "methods": ["SGD", "Momentum"], "steps": 500},
        {"surface": "saddle", "steps": 60, "Adadelta_rho": 0.5, "Adadelta_learning_rate": 0.3, "Adam_beta1": 0.0},
        {"surface": "beale", "methods": ["Adadelta"], "steps": 500, "Adadelta_epsilon": 1e-6},
        {"surface": "absolute", "methods": ["Adagrad", "RMSprop"], "RMSprop_rho": 0.999, "Adagrad_epsilon": 1.0},
    ],
    "HiddenRate": [
        {},
        {"surface": "bowl", "epsilon": 1.0, "tolerance": 0.1},
        {"rho": 0.0, "epsilon": 1e-8, "tolerance": 1e-4},
        {"rho": 0.999, "epsilon": 0.5},
        {"rho": 0.99, "epsilon": 3e-6, "surface": "plateau"},
        {"rho": 1 / 3, "epsilon": 1.2345678901234e-5, "tolerance": 0.0321, "surface": "bowl"},
        {"rho": 0.0, "epsilon": 1.0, "surface": "plateau"},
    ],
    "RootMeanSquare": [
        {},
        {"values": [0.0, 0.0]},
        {"values": [10.0, -10.0, 10.0, -10.0, 10.0, -10.0, 10.0, -10.0]},
        {"values": [0.1, 0.2, -0.3]},
        {"values": [3.0, 2.0, 1.0, 1.0, 1.0]},
        {"values": [1e-7, -2.5, 1 / 3, 9.99]},
        {"values": [-4.0, 4.0, 0.0]},
    ],
    "UnitsLab": [
        {},
        {"power": 0},
        {"power": -3, "epsilon": 1e-2},
        {"what": "loss", "power": 3, "steps": 300, "SGD_learning_rate": 10.0, "RMSprop_learning_rate": 10.0},
        {"what": "loss", "power": -3, "settings": "converted", "rho": 0.0, "epsilon": 1.0},
        {"power": 3, "settings": "converted", "epsilon": 1e-12, "rho": 0.999},
        {"power": -2, "settings": "converted", "steps": 1, "SGD_learning_rate": 1e-4, "RMSprop_learning_rate": 1 / 3},
    ],
    "OneUpdate": [
        {},
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
