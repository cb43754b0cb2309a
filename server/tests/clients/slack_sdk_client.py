"""Speaks to the fake of Slack as PyPI slack-sdk does."""

import json
import sys

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

told = json.load(sys.stdin)
client = WebClient(token=told["token"], base_url=told["url"] + "/slack/api/")
first = client.chat_postMessage(channel="C1", text="from Python")
client.chat_update(channel="C1", ts=first["ts"], text="changed by Python")
client.chat_postMessage(channel="C1", text="below", thread_ts=first["ts"])
try:
    client.chat_update(channel="C1", ts="1.1", text="no")
    raise SystemExit("a message that is not there was changed")
except SlackApiError as error:
    assert error.response["error"] == "message_not_found", error
hook = WebhookClient(told["url"] + "/hooks/slack").send(text="hello")
assert (hook.status_code, hook.body) == (200, "ok"), hook.body
