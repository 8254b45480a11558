"""Words of one subject for test files: small Markov decision processes and scripted environments."""
