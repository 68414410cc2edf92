"""Whether all is in place: the machine, the services, and how to mend what is not."""
