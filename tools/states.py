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
}
