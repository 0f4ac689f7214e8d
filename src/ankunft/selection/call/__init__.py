"""A call for interest: applications, shortlist, interviews."""
