"""Every parameter of the model: what it means, its unit, its default, the range it may take, its source.

A parameter is never a scenario's secret: a case may set one under ``assumptions:`` with a reason and a range, and
what it leaves alone stays at the default below, reported as such by ``sim check``.
Scale parameters have no published value; their range is what the model allows, and they are varied.
"""

from __future__ import annotations

from typing import NamedTuple


class Assumption(NamedTuple):
    """One parameter of the model."""

    default: float
    low: float
    high: float
    unit: str
    meaning: str
    source: str


_SCALE = "scale of this model; to be varied"
# Only threat_weight / cost counts, so the costs are a unit and the weight is calibrated: on episode E1 alone, by
# approximate Bayesian computation from an even prior of 3 to 50 (docs/hindcast.md). All other episodes are out of sample.
_UNIT = "sets the unit of payoff; to be varied"
_E1 = "calibrated on episode E1 (docs/hindcast.md): median of what was kept; 90% of it lies in 16-48"

ASSUMPTIONS: dict[str, Assumption] = {
    # M2 threat
    "threat_weight": Assumption(35, 0, 50, "payoff per unit of strength", "how much a fully felt enemy costs", _E1),
    "rival_attention": Assumption(52, 1, 200, "strength", "enemy strength at which it gets half the attention", "range 20-80, after Walt (1987); 52 as in the textbook case C6"),
    # M3 effort
    "air_share": Assumption(0.4, 0, 1, "share", "weight of air effort in joint effort", "CES production; Arrow et al. (1961)"),
    "substitution": Assumption(0, -5, 1, "exponent", "1: air and ground replace each other; 0: Cobb-Douglas; below: needed together", "CES production; Arrow et al. (1961)"),
    "air_cost": Assumption(0.25, 0.001, 100, "payoff per unit of effort", "cost of air effort before friction", _UNIT),
    "ground_cost": Assumption(0.25, 0.001, 100, "payoff per unit of effort", "cost of ground effort before friction", _UNIT),
    "cost_curvature": Assumption(0, 0, 10, "payoff per squared unit of effort", "how fast effort becomes dearer", _SCALE),
    "visibility": Assumption(1, 0, 1, "share", "how much of fighting beside a rival is seen at home", "audience costs; Fearon (1994)"),
    "responsiveness": Assumption(0.5, 0.001, 1, "share per month", "how far effort moves toward the best reply in a month", _SCALE),
    "presence": Assumption(0.1, 0.0001, 10, "effort", "least effort of an actor that takes part", _SCALE),
    "fighting_effort": Assumption(0.5, 0, 100, "effort", "effort from which an actor counts as fighting", "definition of an outcome"),
    "relative_gains": Assumption(0.05, 0, 1, "share", "weight of what a rival gains from the same success", "Grieco (1988); Powell (1991)"),
    "ally_help": Assumption(0.114, 0, 0.5, "share", "how much an ally's effort adds to one's own (contest krtz only)", "Koenig et al. (2017)"),
    "enemy_harm": Assumption(0.083, 0, 0.5, "share", "how much a hostile party's effort takes from one's own (contest krtz only)", "Koenig et al. (2017)"),
    # M4 participation
    "temperature": Assumption(0.05, 0, 1, "trust", "spread of the decision to take part around its threshold; 0: a sharp threshold", _SCALE),
    "review_months": Assumption(6, 1, 120, "months", "how long a posture stands before its luck is drawn anew", _SCALE),
    # M5 trust
    "trust_memory": Assumption(0.97, 0, 1, "share per month", "how much of a departure from initial trust survives a month", "range .90-.99"),
    "affinity_weight": Assumption(2, 0, 8, "log-odds", "initial trust between actors whose interests agree in all", _SCALE),
    "episode_half_life": Assumption(120, 1, 1200, "months", "months after which a past episode counts half", _SCALE),
    "evidence_fighting": Assumption(0.05, 0, 4, "log ratio per month", "what one more month of fighting side by side tells", "Bayes; Kydd (2005)"),
    "evidence_leaving": Assumption(0.5, 0, 4, "log ratio", "what leaving the common fight tells against the one who leaves", "Bayes; Kydd (2005)"),
    "act_if_trustworthy": Assumption(0.1, 0.001, 0.999, "probability per month", "of a hostile act by a rival that can be trusted", "Bayes; Kydd (2005)"),
    "act_if_not": Assumption(0.2, 0.001, 0.999, "probability per month", "of a hostile act by a rival that cannot", "Bayes; Kydd (2005)"),
    "hostile_if_trustworthy": Assumption(0.1, 0.001, 0.999, "probability", "that a trustworthy actor means a clash", "Bayes; Kydd (2005)"),
    "hostile_if_not": Assumption(0.9, 0.001, 0.999, "probability", "that an untrustworthy actor means a clash", "Bayes; Kydd (2005)"),
    "accident_share": Assumption(0.5, 0, 1, "probability", "that a clash is taken for an accident without a working line", _SCALE),
    "accident_share_line": Assumption(0.8, 0, 1, "probability", "the same with a working line or an explanation", _SCALE),
    # M6 relay
    "direct_loss": Assumption(0.02, 0, 1, "probability", "that a direct message is lost", _SCALE),
    "direct_garble": Assumption(0.01, 0, 0.5, "probability", "that a direct message is turned into its opposite", _SCALE),
    "direct_rate": Assumption(8, 0, 1000, "messages per month", "what a pair with ties can say directly", _SCALE),
    "contact_cost": Assumption(1, 0, 100, "payoff", "what being caught in contact costs, times audience cost and rivalry", "audience costs; Fearon (1994)"),
    "contact_seen_direct": Assumption(1, 0, 1, "probability", "that direct contact is seen", _SCALE),
    "contact_seen_relayed": Assumption(0.25, 0, 1, "probability", "that relayed contact is seen", _SCALE),
    "carrier_trust": Assumption(0.4, 0, 1, "trust", "least trust of both parties in one who carries their messages", _SCALE),
    "words_if_trustworthy": Assumption(0.53, 0.01, 0.99, "probability", "that a trustworthy actor gives an assurance", "cheap talk: close to even odds"),
    "words_if_not": Assumption(0.47, 0.01, 0.99, "probability", "that an untrustworthy actor gives one", "cheap talk: close to even odds"),
    "warnings_if_trustworthy": Assumption(0.6, 0.01, 0.99, "probability", "that a trustworthy actor shares what it knows of the enemy", "a useful act, dearer than words"),
    "warnings_if_not": Assumption(0.4, 0.01, 0.99, "probability", "that an untrustworthy actor does", "a useful act, dearer than words"),
    "mediator_informed": Assumption(0.8, 0, 1, "probability", "that the mediator knows a party to be resolved when it is", "Kydd (2003)"),
    "mediator_misled": Assumption(0.3, 0, 1, "probability", "that it takes a party for resolved when it is not", "Kydd (2003)"),
    "mediator_war_cost": Assumption(0.2, 0, 1, "payoff", "the mediator's own cost of conflict", "Kydd (2003)"),
    "party_cost_high": Assumption(0.3, 0, 1, "payoff", "an unresolved party's cost of conflict", "Kydd (2003)"),
    "party_cost_low": Assumption(0.05, 0, 1, "payoff", "a resolved party's cost of conflict", "Kydd (2003)"),
    # M8 incidents and deconfliction
    "incident_rate": Assumption(0.3, 0, 20, "clashes per month", "between two rivals who each bring a campaign (10 units of effort) to the same ground, without deconfliction", _SCALE),
    "incident_loss": Assumption(20, 0, 1000, "payoff", "what a clash costs each side", _SCALE),
    "deconfliction": Assumption(0.8, 0, 1, "share", "clashes that a working deconfliction line prevents", _SCALE),
    "deconfliction_decay": Assumption(0.9, 0, 1, "share per month", "what is left of an unused line after a month", _SCALE),
    "line_break": Assumption(0.2, 0, 1, "probability", "that a clash breaks the line", "lines outlived the April 2017 strike"),
    "notice_window": Assumption(3, 1, 24, "months", "within which both notices must arrive to set up a line", _SCALE),
    "hostility_gain": Assumption(6, 0, 1000, "payoff", "what a hostile act against a complete rival is worth", "relative gains; Grieco (1988)"),
    "retaliation": Assumption(2, 0, 1000, "payoff", "what the rival's answer costs", "reactive strategies; Nowak & Sigmund (1992)"),
    "hostility_temperature": Assumption(1, 0, 100, "payoff", "spread of the decision for a hostile act around its threshold", _SCALE),
    "hostility_rate": Assumption(0.25, 0, 1, "probability per month", "of a hostile act where it pays without doubt; at 0 nobody acts, not even provoked", _SCALE),
    "generosity": Assumption(0.5, 0, 1, "probability", "that a provocation is let pass", "reactive strategies; Nowak & Sigmund (1992)"),
    "attribution": Assumption(0.6, 0, 1, "probability", "that a client's hostile act is laid at its patron's door", _SCALE),
    # M7 bargains
    "concession_scale": Assumption(3, 0, 100, "payoff per month", "what a complete concession on an issue of salience 1 between opposite ends is worth", _SCALE),
    "accept_temperature": Assumption(0.1, 0, 10, "payoff", "spread of the decision to accept a bargain around zero gain", _SCALE),
    "keep_temperature": Assumption(0.05, 0, 1, "share", "spread of the decision to keep a bargain around the least patience", _SCALE),
    "deliver_if_trustworthy": Assumption(0.95, 0.001, 0.999, "probability per month", "that a trustworthy party to a bargain delivers", "Bayes; Kydd (2005)"),
    "deliver_if_not": Assumption(0.8, 0.001, 0.999, "probability per month", "that an untrustworthy one does", "Bayes; Kydd (2005)"),
    "verification": Assumption(1, 0, 1, "share", "of the coded verifiability of bargains that holds; 0: all goals are vague", "a switch for comparison"),
    "distress_discount": Assumption(0.5, 0, 1, "share", "by which a client's complete distress cheapens what its patron concedes about it", _SCALE),
    # M9 consent to mediation, and its norm
    "consent_base": Assumption(-1, -10, 10, "log-odds", "consent to a mediation, all else at zero", _SCALE),
    "consent_norm": Assumption(2, 0, 20, "log-odds", "weight of the norm of mediation", _SCALE),
    "consent_bias": Assumption(2, 0, 20, "log-odds", "weight of the mediator's leaning toward the other side", _SCALE),
    "consent_audience": Assumption(0.5, 0, 20, "log-odds", "weight of audience cost", _SCALE),
    "consent_success": Assumption(0.5, 0, 20, "log-odds", "weight of each success of the same mediation", _SCALE),
    "norm_speed": Assumption(0.1, 0, 1, "share per month", "how fast views on mediation follow those of others", _SCALE),
    "conflict_change": Assumption(3, 1, 100, "acts and clashes per month", "from which a conflict has changed too much to be mediated", _SCALE),
    # M12 words and deeds
    "condemnation_value": Assumption(1, 0, 100, "payoff", "what condemning a complete rival brings at home, times audience cost", "audience costs; Fearon (1994)"),
    "condemnation_price": Assumption(0.4, 0, 100, "payoff", "what condemning costs, times trust in the rival", _SCALE),
    "condemnation_temperature": Assumption(0.1, 0, 10, "payoff", "spread of the decision to condemn around its threshold", _SCALE),
    "condemnation_cover": Assumption(0.5, 0, 1, "share", "of the visibility of company with a rival that condemning it covers", _SCALE),
    "hypocrisy": Assumption(1, 0, 100, "share", "by which contact with a rival is dearer for one who condemns it", "audience costs; Fearon (1994)"),
    "condemn_if_trustworthy": Assumption(0.48, 0.01, 0.99, "probability", "that a trustworthy rival condemns in public", "cheap talk: close to even odds"),
    "condemn_if_not": Assumption(0.52, 0.01, 0.99, "probability", "that an untrustworthy one does", "cheap talk: close to even odds"),
    # M10, M13 clients, hosts
    "admission_trust": Assumption(0.5, 0, 1, "trust", "that a host needs in those whose forces it admits, at full rivalry", _SCALE),
    "admission_temperature": Assumption(0.05, 0, 1, "trust", "spread of the host's decision around it", _SCALE),
    "intrude_if_trustworthy": Assumption(0.3, 0.001, 0.999, "probability per month", "that a trustworthy actor acts without the host's consent", "Bayes; Kydd (2005)"),
    "intrude_if_not": Assumption(0.4, 0.001, 0.999, "probability per month", "that an untrustworthy one does", "Bayes; Kydd (2005)"),
    # M2, M11 the enemy abroad; the vacuum
    "blowback": Assumption(0.05, 0, 1, "share per thousand", "exposure for each thousand nationals who are with the enemy", _SCALE),
    "return_rate": Assumption(0.01, 0, 1, "share per month", "of the nationals with the enemy who come home", _SCALE),
    "strength_per_thousand": Assumption(0.5, 0, 10, "strength", "that a thousand nationals bring to the enemy", _SCALE),
    "attack_rate": Assumption(0.1, 0, 10, "attacks per month", "at home, per thousand nationals with an enemy at its ceiling", _SCALE),
    "alarm_step": Assumption(0.1, 0, 1, "share", "exposure added by an attack at home", _SCALE),
    "alarm_memory": Assumption(0.9, 0, 1, "share per month", "of the alarm after attacks that is left after a month", _SCALE),
    "widening": Assumption(1, 0, 1, "0 or 1", "whether an enemy can open new fronts", "a switch for comparison"),
    "filling": Assumption(0.005, 0, 1, "share per unit of effort", "of the vacuum that ground effort fills", _SCALE),
    # M14 influence
    "influence": Assumption(1, 0, 100, "payoff per month", "of holding all the ground of a theatre", _SCALE),
    "influence_spur": Assumption(1, 0, 100, "share", "by which a rival's hold of the ground makes hostile acts pay more", "relative gains; Grieco (1988)"),
    "shared_candidate": Assumption(0.3, 0, 4, "log ratio", "what it tells when a rival backs the same candidate", "Bayes; Kydd (2005)"),
    # M15 mandates and talks
    "mandate_trust": Assumption(0.2, 0, 1, "trust", "that a party needs in its protecting power, times its neutrality", "scale of this model: below what a third state without a quarrel has; to be varied"),
    "mandate_temperature": Assumption(0.05, 0, 1, "trust", "spread of the decision around it", _SCALE),
    "souring": Assumption(0.25, 0, 1, "trust", "of the protecting power in a party, below which it gives its mandate back", _SCALE),
    "withdrawal_rate": Assumption(0.02, 0, 1, "probability per month", "that a party without trust in its protecting power withdraws the mandate", _SCALE),
    "leaving_rate": Assumption(0.02, 0, 1, "probability per month", "that a party without any wish to go on leaves the talks", _SCALE),
    "search_rate": Assumption(0.3, 0, 1, "probability per month", "that a vacant mandate is offered to somebody", _SCALE),
    # M16 coalitions, and crises without an enemy
    "free_riding": Assumption(1, 0, 1, "exponent", "1: each member of a coalition counts only its own share; 0: they act as one", "Olson and Zeckhauser (1966)"),
    "crisis_months": Assumption(3, 0.1, 120, "months", "mean length of a crisis", _SCALE),
}  # fmt: skip
"""The model's parameters by name."""
