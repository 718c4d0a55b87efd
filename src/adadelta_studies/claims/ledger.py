"""The claims, C1 to C19, in our words, and what would make each of them hold: fixed before anything runs."""

from __future__ import annotations

from adadelta.claims import Claim, Part
from adadelta_studies.claims.experiments import LONG
from adadelta_studies.claims.tuning import METHODS

__all__ = ["LEDGER", "Task", "tasks"]

Task = tuple[str, ...]
"""The name of an experiment and its arguments: the place, and in a tournament the method."""

MAIN = ("ravine", "outliers", "rare", "penguins", "digits")
SPARSE = ("rare", "words", "pixels")
NOISY = ("ravine", "outliers", "digits")
WIDE = ("stream", "few", "digits", "penguins")
STEADY = ("outliers", "rare", "digits")
TENTH, FIFTH, HALF = 1.1, 1 / 1.25, 0.5

GROUPED = {
    *("the rarest third", "the most frequent third", "smallest gradients", "largest gradients"),
    *("most fluctuating", "steadiest"),
}


def _others(method: str) -> tuple[str, ...]:
    """Return the five other methods."""
    return tuple(name for name in METHODS if name != method)


def _beside(a: str, b: str, statistic: str, places: tuple[str, ...] = MAIN) -> Part:
    """Return a comparison of two methods that is told and not judged."""
    words = {"final": "ends lower", "steps": "reaches the target sooner", "cost of noise": "loses less to noise"}
    return Part(f"{a} {words[statistic]} than {b}", (a,), (b,), statistic, places, judged=False)


CLAIMS = (
    Claim(
        "C1",
        "Adagrad's rate decays quickly, and that hinders the late part of training.",
        *("the article", "comparison"),
        (
            Part(
                "in a run of ten budgets, Adagrad's late rate is less than half of its early one",
                *(
                    ("Adagrad, last tenth of ten budgets",),
                    ("Adagrad, first tenth of ten budgets",),
                    "rate",
                    LONG,
                    HALF,
                ),
            ),
            Part(
                "Adagrad ends lower if its sums are set to zero halfway",
                *(("Adagrad, restarted",), ("Adagrad",), "final", MAIN),
            ),
        ),
    ),
    Claim(
        "C2",
        "Adadelta needs no learning rate to be set by hand.",
        *("the article", "implementation"),
        (
            Part(
                "at its defaults Adadelta reaches the target within the budget, on average",
                *(("Adadelta, defaults",), ("the budget",), "steps", MAIN),
            ),
            Part(
                "at its defaults Adadelta ends at most 10 % above a tuned SGD",
                *(("Adadelta, defaults",), ("SGD",), "final", MAIN, TENTH),
            ),
            Part(
                "with the best of nine settings Adadelta ends lower than at its defaults",
                *(("Adadelta",), ("Adadelta, defaults",), "final", MAIN),
                judged=False,
            ),
        ),
    ),
    Claim(
        "C3",
        "Adadelta takes larger steps for infrequent parameters and smaller ones for frequent parameters.",
        *("the article", "adaptive_rate"),
        (
            Part(
                "steps are longer where gradients are rare, when one comes",
                *(("the most frequent third",), ("the rarest third",), "step", SPARSE),
            ),
            Part(
                "the rate (step divided by gradient) is higher where gradients are rare",
                *(("the most frequent third",), ("the rarest third",), "rate", SPARSE),
                judged=False,
            ),
        ),
    ),
    Claim(
        "C4",
        "Adadelta does not let its rate become infinitesimally small.",
        *("the article", "comparison"),
        (
            Part(
                "in a run of ten budgets, Adadelta's early rate is less than twice its late one",
                *(
                    ("Adadelta, first tenth of ten budgets",),
                    ("Adadelta, last tenth of ten budgets",),
                    "rate",
                    LONG,
                    2.0,
                ),
            ),
        ),
    ),
    Claim(
        "C5",
        "Adadelta steps farther along consistently small gradients, and less far along large or fluctuating ones.",
        *("the article", "adaptive_rate"),
        (
            Part(
                "steps are shorter where gradients are large",
                *(("largest gradients",), ("smallest gradients",), "step", STEADY),
            ),
            Part(
                "steps are shorter where gradients change their sign",
                *(("most fluctuating",), ("steadiest",), "step", STEADY),
            ),
            Part(
                "the rate (step divided by gradient) is lower where gradients are large",
                *(("largest gradients",), ("smallest gradients",), "rate", STEADY),
                judged=False,
            ),
            Part(
                "synthetic gradients: large ones take shorter steps",
                *(("large and steady",), ("small and steady",), "step", ("streams",)),
                experiment="streams",
                judged=False,
            ),
            Part(
                "synthetic gradients: those of random sign take shorter steps",
                *(("large and fluctuating",), ("large and steady",), "step", ("streams",)),
                experiment="streams",
                judged=False,
            ),
        ),
    ),
    Claim(
        "C6",
        "Adadelta converges faster and more smoothly than a fixed learning rate.",
        *("the article", "adaptive_rate"),
        (
            Part("Adadelta reaches the target sooner than SGD", ("Adadelta",), ("SGD",), "steps", MAIN),
            Part("Adadelta's loss climbs less on its way than SGD's", ("Adadelta",), ("SGD",), "climb", MAIN),
            _beside("Adadelta", "SGD", "final"),
        ),
    ),
    Claim(
        "C7",
        "Adadelta is robust to noisy gradients.",
        *("the article", "comparison"),
        (
            Part("noise costs Adadelta less than SGD", ("Adadelta",), ("SGD",), "cost of noise", NOISY),
            _beside("Adadelta", "Momentum", "cost of noise", NOISY),
            _beside("Adadelta", "Adam", "cost of noise", NOISY),
        ),
    ),
    Claim(
        "C8",
        "Adadelta converges faster than gradient descent on sparse data.",
        *("the article", "comparison"),
        (
            Part("Adadelta reaches the target sooner than SGD", ("Adadelta",), ("SGD",), "steps", SPARSE),
            _beside("Adadelta", "SGD", "final", SPARSE),
            _beside("Adadelta", "Adam", "steps", SPARSE),
        ),
    ),
    Claim(
        "C9",
        "Adadelta is computationally expensive.",
        *("the article", "comparison"),
        (
            Part(
                "counting the parameter and its gradient, SGD keeps fewer numbers",
                *(("SGD",), ("Adadelta",), "numbers", ("one parameter",)),
                experiment="costs",
                exact=True,
            ),
            Part(
                "SGD's step takes less time, in three rounds of the benchmark",
                *(("SGD",), ("Adadelta",), "time", ("float32", "float64")),
                experiment="costs",
                judged=False,
            ),
            Part(
                "a tenth of the gradient's operations are fewer than the step's",
                *(("a tenth of the gradient",), ("Adadelta",), "operations", ("a batch of 1", "a batch of 100")),
                experiment="costs",
                exact=True,
            ),
        ),
    ),
    Claim(
        "C10",
        "Adadelta is sensitive to the choice of its decay rate.",
        *("the article", "ema"),
        (
            Part(
                "the best of six ρ ends a fifth lower than the worst, at the default ε",
                *(("best ρ at ε = 1e-06",), ("worst ρ at ε = 1e-06",), "final", MAIN, FIFTH),
                experiment="decay_rates",
            ),
            Part(
                "the same at ε = 0.0001",
                *(("best ρ at ε = 0.0001",), ("worst ρ at ε = 0.0001",), "final", MAIN, FIFTH),
                experiment="decay_rates",
                judged=False,
            ),
        ),
    ),
    Claim(
        "C11",
        "Adadelta may not outperform the other adaptive methods.",
        *("the article", "comparison"),
        tuple(
            Part(f"{method} ends lower than Adadelta", (method,), ("Adadelta",), "final", MAIN)
            for method in ("Adagrad", "RMSprop", "Adam")
        ),
        any=True,
    ),
    Claim(
        "C12",
        "RMSprop is often faster than Adagrad, and in some cases slightly better than Adadelta.",
        *("the article", "comparison"),
        (
            Part("RMSprop reaches the target sooner than Adagrad", ("RMSprop",), ("Adagrad",), "steps", MAIN),
            Part("RMSprop ends lower than Adadelta", ("RMSprop",), ("Adadelta",), "final", MAIN),
        ),
    ),
    Claim(
        "C13",
        "Adam often converges faster and performs better overall: a good default.",
        *("the article", "comparison"),
        (
            Part(
                "Adam reaches the target sooner than the mean of the other five",
                *(("Adam",), _others("Adam"), "steps", MAIN),
            ),
            Part("Adam ends lower than the mean of the other five", ("Adam",), _others("Adam"), "final", MAIN),
            Part(
                "at all defaults, Adam ends lower than the mean of the other five",
                *(("Adam, defaults",), tuple(f"{name}, defaults" for name in _others("Adam")), "final", MAIN),
                judged=False,
            ),
            *(_beside("Adam", name, "final") for name in _others("Adam")),
        ),
    ),
    Claim(
        "C14",
        "Adagrad suits sparse data.",
        *("the article", "comparison"),
        (
            Part("Adagrad ends lower than SGD", ("Adagrad",), ("SGD",), "final", SPARSE),
            Part("Adagrad reaches the target sooner than SGD", ("Adagrad",), ("SGD",), "steps", SPARSE),
            _beside("Adagrad", "Adadelta", "final", SPARSE),
            _beside("Adagrad", "Adam", "final", SPARSE),
        ),
    ),
    Claim(
        "C15",
        "Adam has more hyperparameters, and so costs more to tune.",
        *("the article", "comparison"),
        (
            Part(
                "the others have fewer settings",
                *(_others("Adam"), ("Adam",), "settings", ("digits",)),
                experiment="random_search",
                exact=True,
            ),
            Part(
                "the others need fewer random draws to reach the target",
                *(_others("Adam"), ("Adam",), "draws", LONG),
                experiment="random_search",
            ),
            *(
                Part(
                    f"{name} needs fewer random draws than Adam",
                    *((name,), ("Adam",), "draws", LONG),
                    experiment="random_search",
                    judged=False,
                )
                for name in _others("Adam")
            ),
        ),
    ),
    Claim(
        "C16",
        "SGD or momentum with a well-tuned rate can be effective, on large data and where Adam overfits.",
        *("the article", "optimizers"),
        tuple(
            Part(f"{name} ends at most 10 % above Adam", (name,), ("Adam",), "final", WIDE, TENTH)
            for name in ("SGD", "Momentum")
        ),
        any=True,
    ),
    Claim(
        "C17",
        "Single rows, mini-batches and all rows at once trade noise against the cost of a step.",
        *("the article", "optimizers"),
        (
            Part(
                "16 rows give a less noisy gradient than one row",
                *(("16 rows",), ("one row",), "noise", STEADY),
                experiment="batch_sizes",
            ),
            Part(
                "one row costs less than a tenth of 16 rows",
                *(("one row",), ("16 rows",), "rows", STEADY, 0.1),
                experiment="batch_sizes",
                exact=True,
            ),
            Part(
                "after two passes, 16 rows end lower than all rows at once",
                *(("16 rows",), ("all rows",), "final", STEADY),
                experiment="batch_sizes",
                judged=False,
            ),
            Part(
                "after two passes, 16 rows end lower than single rows",
                *(("16 rows",), ("one row",), "final", STEADY),
                experiment="batch_sizes",
                judged=False,
            ),
        ),
    ),
    Claim(
        "C18",
        "Adadelta is insensitive to its hyperparameters.",
        *("the paper", "comparison"),
        (
            *(
                Part(
                    f"Adadelta's worst setting lies closer to its best than {name}'s",
                    *(("Adadelta",), (name,), "spread", LONG),
                    experiment="sensitivity",
                )
                for name in ("SGD", "Momentum", "Adagrad")
            ),
            Part(
                "Adadelta's worst setting ends less than twice as high as its best",
                *(("Adadelta",), (), "spread", LONG, 2.0),
                experiment="sensitivity",
            ),
        ),
    ),
    Claim(
        "C19",
        "Adadelta's steps have the right units: rescale x, and its steps rescale with it.",
        *("the paper", "update_rule"),
        (
            Part(
                "in units of a hundredth the end of the path moves by less than 1 %",
                *(("Adadelta, rescaled",), (), "deviation", MAIN, 0.01),
                experiment="units",
            ),
            Part(
                "with both ε in the new units it moves by less than 1 %",
                *(("Adadelta, both ε rescaled",), (), "deviation", MAIN, 0.01),
                experiment="units",
            ),
            Part(
                "in units of a hundredth the end of Momentum's path moves by less than 1 %",
                *(("Momentum, rescaled",), (), "deviation", MAIN, 0.01),
                experiment="units",
                judged=False,
            ),
        ),
    ),
)

LEDGER = {claim.id: claim for claim in CLAIMS}
"""The claims by their names, C1 to C19."""


def tasks(claim: Claim) -> list[Task]:
    """Return what has to be run for a claim.

    Examples
    --------
    >>> part = Part("it is lower", ("Adam",), ("SGD",), "final", ("digits",))
    >>> tasks(Claim("mine", "It is lower.", "a reader", "claims", (part,)))
    [('tournament', 'digits', 'SGD'), ('tournament', 'digits', 'Adam')]
    """
    return list(dict.fromkeys(task for part in claim.parts for task in _tasks(part)))


def _tasks(part: Part) -> list[Task]:
    """Return what has to be run for one comparison."""
    if part.experiment not in ("tournament", "random_search"):
        return [(part.experiment, place) for place in part.places]
    methods = [method for method in METHODS if any(s.partition(",")[0] == method for s in part.a + part.b)]
    if any(series in GROUPED for series in part.a + part.b):
        methods.append("Adadelta")
    return [(part.experiment, place, method) for place in part.places for method in methods]
