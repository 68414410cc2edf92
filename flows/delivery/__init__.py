"""From an edition to mails on their way: composing, approving, sending, reminding."""
