"""Reference numbers for tests/measurement, computed without any of the engine's code: numpy 2, scipy 1.17.

    python reference.py   writes people.csv, roll.csv, reference.json beside this file

People, not sums: every figure is taken from the list of person scores by its definition in the design.
"""
import json, math, pathlib
import numpy as np
from scipy import optimize, stats

here = pathlib.Path(__file__).parent
instrument = json.loads((here / "instrument.json").read_text())
rng = np.random.default_rng(20240601)
UNITS = [3, 9, 14, 27, 41, 66]


def draw():
    rows = []
    for u, size in enumerate(UNITS):
        for _ in range(size):
            trait = rng.normal() + (u - 2) * 0.35
            row = [f"unit {u}"]
            for signal in instrument["signals"]:
                scale = signal.get("scale", instrument["scale"])
                own = trait * 0.8 + rng.normal() * 0.5
                for item in signal["items"]:
                    middle, width = (scale["min"] + scale["max"]) / 2, scale["max"] - scale["min"]
                    x = middle + width / 4 * (own + rng.normal() * 0.6)
                    if item.get("reversed"):
                        x = scale["min"] + scale["max"] - x
                    x = int(min(scale["max"], max(scale["min"], round(x))))
                    row.append("" if rng.random() < 0.08 else x)
            rows.append(row)
    return rows


rows = draw()
ids = [item["id"] for s in instrument["signals"] for item in s["items"]]
(here / "people.csv").write_text("team," + ",".join(ids) + "\n" + "".join(",".join(map(str, r)) + "\n" for r in rows))
rolls = {f"unit {u}": math.ceil(size * 1.5) for u, size in enumerate(UNITS)}
(here / "roll.csv").write_text("unit,people\n" + "".join(f"{u},{n}\n" for u, n in rolls.items()))


def person_scores(rows, signal):
    scale = signal.get("scale", instrument["scale"])
    low, width = scale["min"], scale["max"] - scale["min"]
    out = []
    for r in rows:
        scores = []
        for item in signal["items"]:
            x = r[1 + ids.index(item["id"])]
            if x == "":
                continue
            score = (x - low) / width * 100
            scores.append(100 - score if item.get("reversed") else score)
        out.append(sum(scores) / len(scores) if 2 * len(scores) >= len(signal["items"]) else None)
    return out


def prevalent(rows, signal):
    """In fractions, so that ties at 62.5 are ties."""
    from fractions import Fraction
    scale = signal.get("scale", instrument["scale"])
    low, width = scale["min"], scale["max"] - scale["min"]
    out = []
    for r in rows:
        xs = [(r[1 + ids.index(i["id"])], i.get("reversed")) for i in signal["items"] if r[1 + ids.index(i["id"])] != ""]
        scores = [Fraction(100 * ((low + width - x) if rev else (x - low)), width) for x, rev in xs]
        out.append(bool(scores) and 2 * len(scores) >= len(signal["items"]) and sum(scores) / len(scores) >= Fraction(125, 2))
    return out


def index_scores(rows):
    by_signal = [person_scores(rows, s) for s in instrument["signals"]]
    out = []
    for scores in zip(*by_signal):
        have = [x for x in scores if x is not None]
        out.append(sum(have) / len(have) if 11 * len(have) >= 8 * len(scores) else None)
    return out


def interval(xs, N):
    n = len(xs)
    if n < 2:
        return None
    half = stats.t.ppf(0.975, n - 1) * math.sqrt(np.var(xs, ddof=1) / n * max(0, 1 - n / N))
    return [max(0, np.mean(xs) - half), min(100, np.mean(xs) + half)]


def wilson(k, n, N):
    p, m, z = k / n, n / (1 - n / N), stats.norm.ppf(0.975)
    centre, half = (p + z * z / (2 * m)) / (1 + z * z / m), z / (1 + z * z / m) * math.sqrt(p * (1 - p) / m + z * z / (4 * m * m))
    return [centre - half, centre + half]


def alpha(X):
    k = X.shape[1]
    value = k / (k - 1) * (1 - X.var(axis=0, ddof=1).sum() / X.sum(axis=1).var(ddof=1))
    n = len(X)
    lo = 1 - (1 - value) * stats.f.ppf(0.975, n - 1, (n - 1) * (k - 1))
    hi = 1 - (1 - value) * stats.f.ppf(0.025, n - 1, (n - 1) * (k - 1))
    return {"value": value, "interval": [lo, hi], "n": n}


def omega(X):
    """Maximum likelihood over loadings and log residuals at once, by BFGS with numerical derivatives: another road than the engine's."""
    S = np.cov(X, rowvar=False)
    p = len(S)

    def discrepancy(theta):
        loadings, residuals = theta[:p], np.exp(theta[p:])
        sigma = np.outer(loadings, loadings) + np.diag(residuals)
        return np.linalg.slogdet(sigma)[1] + np.trace(np.linalg.solve(sigma, S)) - np.linalg.slogdet(S)[1] - p

    start = np.concatenate([np.sqrt(np.diag(S) / 2), np.log(np.diag(S) / 2)])
    best = optimize.minimize(discrepancy, start, method="BFGS", options={"gtol": 1e-9, "maxiter": 5000})
    best = optimize.minimize(discrepancy, best.x, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-15, "maxiter": 200000, "maxfev": 400000})
    loadings, residuals = best.x[:p], np.exp(best.x[p:])
    return {"value": loadings.sum() ** 2 / (loadings.sum() ** 2 + residuals.sum()), "n": len(X)}


def icc(groups):
    groups = [g for g in groups if len(g)]
    everybody = np.concatenate(groups)
    n, G, grand = len(everybody), len(groups), np.mean(everybody)
    msb = sum(len(g) * (np.mean(g) - grand) ** 2 for g in groups) / (G - 1)
    msw = sum(((np.array(g) - np.mean(g)) ** 2).sum() for g in groups) / (n - G)
    k = n / G
    return {"icc1": (msb - msw) / (msb + (k - 1) * msw), "icc2": (msb - msw) / msb, "groups": G}


def keyed(rows, signal):
    scale = signal.get("scale", instrument["scale"])
    out = []
    for r in rows:
        xs = [r[1 + ids.index(i["id"])] for i in signal["items"]]
        if "" in xs:
            continue
        out.append([scale["min"] + scale["max"] - x if i.get("reversed") else x for x, i in zip(xs, signal["items"])])
    return np.array(out, dtype=float)


def rwg(signal):
    scale = signal.get("scale", instrument["scale"])
    A, j, values = scale["max"] - scale["min"] + 1, len(signal["items"]), []
    for u in rolls:
        X = keyed([r for r in rows if r[0] == u], signal)
        if len(X) < 2:
            continue
        ratio = min(1, X.var(axis=0, ddof=1).mean() / ((A * A - 1) / 12))
        values.append(j * (1 - ratio) / (j * (1 - ratio) + ratio))
    return {"mean": np.mean(values), "median": np.median(values), "groups": len(values)}


def score(all_scores, seen, N):
    xs = [x for x in all_scores if x is not None]
    n, k = len(xs), sum(seen)
    return {
        "n": n, "mean": np.mean(xs), "sd": np.std(xs, ddof=1), "interval": interval(xs, N),
        "prevalence": {"share": k / n, "interval": wilson(k, n, N)},
    }


def results(own, N, company):
    signals = {}
    marks = [prevalent(own, s) for s in instrument["signals"]]
    index = index_scores(own)
    reach = [sum(m) >= 3 and x is not None for m, x in zip(zip(*marks), index)]
    for s, seen in zip(instrument["signals"], marks):
        entry = score(person_scores(own, s), seen, N)
        entry["items"] = {}
        for item in s["items"]:
            xs = [r[1 + ids.index(item["id"])] for r in own if r[1 + ids.index(item["id"])] != ""]
            entry["items"][item["id"]] = {"n": len(xs), "mean": np.mean(xs), "sd": np.std(xs, ddof=1)}
        if company:
            X = keyed(own, s)
            entry |= {"alpha": alpha(X), "omega": omega(X), "rwg": rwg(s)}
            entry["icc"] = icc([[x for x in person_scores([r for r in own if r[0] == u], s) if x is not None] for u in rolls])
        signals[s["id"]] = entry
    whole = score(index, reach, N)
    if company:
        X = np.array([x for x in zip(*[person_scores(own, s) for s in instrument["signals"]]) if None not in x])
        whole |= {"alpha": alpha(X), "omega": omega(X)}
        whole["icc"] = icc([[x for x in index_scores([r for r in own if r[0] == u]) if x is not None] for u in rolls])
    return {"people": len(own), "index": whole, "signals": signals}


reference = results(rows, sum(rolls.values()), True)
reference["units"] = {u: results([r for r in rows if r[0] == u], N, False) for u, N in rolls.items()}
reference["welch"] = []
for a, b in [("unit 3", "unit 4"), ("unit 1", "unit 5")]:
    x, y = ([v for v in index_scores([r for r in rows if r[0] == u]) if v is not None] for u in (a, b))
    test = stats.ttest_ind(y, x, equal_var=False)
    low, high = test.confidence_interval(0.95)
    reference["welch"].append({"first": a, "second": b, "t": test.statistic, "df": test.df, "p": test.pvalue, "interval": [low, high]})
ps = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34, 0.341, 0.384, 0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986]
reference["benjaminiHochberg"] = {"p": ps, "adjusted": stats.false_discovery_control(ps).tolist()}
reference["t975"] = {str(df): stats.t.ppf(0.975, df) for df in [1, 2, 3, 4.5, 7, 19, 39, 120, 1000, 99999]}
reference["twoSidedT"] = [[t, df, 2 * stats.t.sf(t, df)] for t, df in [(0.5, 3), (2.0, 10), (5.5, 25.5), (12.0, 400), (1.96, 1e6)]]
reference["fQuantile"] = [[p, a, b, stats.f.ppf(p, a, b)] for p, a, b in [(0.975, 9, 9), (0.025, 99, 891), (0.975, 399, 1197), (0.5, 3, 700), (0.025, 99999, 999990)]]
x, y = rng.normal(size=30), rng.normal(size=30)
y = 0.5 * x + y
r = stats.pearsonr(x, y)
reference["pearson"] = {"n": 30, "vx": x.var(ddof=1), "vy": y.var(ddof=1), "cov": np.cov(x, y)[0, 1], "r": r.statistic, "p": r.pvalue, "interval": list(r.confidence_interval(0.95))}
(here / "reference.json").write_text(json.dumps(reference, indent=1) + "\n")
