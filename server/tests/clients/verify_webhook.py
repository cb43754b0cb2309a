"""Lets the library of Standard Webhooks take a message: its secret, headers and body come in as JSON."""

import json
import sys

from standardwebhooks import Webhook

given = json.load(sys.stdin)
message = Webhook(given["secret"]).verify(given["body"], given["headers"])
assert message["type"] == "incident.created", message
