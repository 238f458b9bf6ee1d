"""History as judge: real episodes as patterns, scores of what the model says of them, and a formal calibration on one.

``patterns`` reads what happened, ``scoring`` holds the scores and baselines, ``judge`` plays the cases and scores them,
``checks`` are patterns that are no modes, ``calibrate`` learns from one episode, ``report`` writes it all down.
"""
