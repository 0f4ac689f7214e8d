"""The pages about one town and its peers: profile, comparison, similar towns."""
