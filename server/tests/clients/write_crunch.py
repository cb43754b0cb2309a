"""crunch-statuspageio: opens an incident, moves it on, is refused, resolves it."""

import json
import os
import urllib.request
from datetime import datetime, timedelta, timezone

import statuspageio
from statuspageio.errors import RequestError, ResourceError

url, token = os.environ["COMMAND_POST_URL"], os.environ["COMMAND_POST_TOKEN"]
with urllib.request.urlopen(f"{url}/api/v2/summary.json") as answer:
    page_id = json.load(answer)["page"]["id"]

client = statuspageio.Client(api_key=token, page_id=page_id, base_url=url)
assert client.pages.get().id == page_id
components = {component.name: component.id for component in client.components.list()}
api = components["API"]
assert client.components.get(api).name == "API"
assert isinstance(client.component_groups.list(), list)

opened = client.incidents.create(
    name="Errors", status="investigating", body="Requests to the API fail.", component_ids=[api]
)
assert [update.body for update in opened.incident_updates] == ["Requests to the API fail."]
assert opened.id in [incident.id for incident in client.incidents.list_unresolved()]
assert opened.id in [incident.id for incident in client.incidents.list(q="requests to the api")]
for planned in [client.incidents.list_scheduled(), client.incidents.list_upcoming(), client.incidents.list_active_maintenance()]:
    assert opened.id not in [work.id for work in planned]

first = opened.incident_updates[0].id
corrected = client.incidents.update_previous(opened.id, first, body="Some requests to the API fail.")
assert (corrected.id, corrected.body) == (first, "Some requests to the API fail."), corrected

identified = client.incidents.update(opened.id, status="identified", body="One in ten requests to the API fails.")
assert identified.status == "identified" and len(identified.incident_updates) == 2
assert client.components.update(api, status="partial_outage").status == "partial_outage"

try:
    client.incidents.update(opened.id, body="We expect a fix within the hour.")
    raise AssertionError("a promise was published")
except ResourceError as error:
    assert "within the hour" in str(error.errors), error.errors
    assert "incident.metadata.reason" in str(error.errors), error.errors
try:
    client.incidents.create_scheduled(name="Later", scheduled_for="2035-01-01T00:00:00Z")
    raise AssertionError("work without an end was taken")
except ResourceError as error:
    assert "incident.scheduled_until" in str(error.errors), error.errors
begins, ends = (datetime.now(timezone.utc) + timedelta(hours=hours) for hours in (5, 6))
work = client.incidents.create_scheduled(
    name="New routers",
    status="scheduled",
    scheduled_for=begins.strftime("%Y-%m-%dT%H:%M:00Z"),
    scheduled_until=ends.strftime("%Y-%m-%dT%H:%M:00Z"),
    component_ids=[api],
    scheduled_auto_completed=True,
)
assert (work.status, work.impact, work.scheduled_auto_completed) == ("scheduled", "maintenance", True)
assert work.id in [planned.id for planned in client.incidents.list_upcoming()]
assert client.incidents.update(work.id, status="in_progress").status == "in_progress"
assert work.id in [going.id for going in client.incidents.list_active_maintenance()]
assert client.incidents.update(work.id, status="completed").status == "completed"
assert work.id not in [planned.id for planned in client.incidents.list_scheduled()]
try:
    client.incidents.update("nothing", body="x")
    raise AssertionError("there is no such incident")
except RequestError:
    pass

over = client.incidents.update(opened.id, status="resolved", body="The API works again.")
assert over.status == "resolved" and over.resolved_at
assert opened.id not in [incident.id for incident in client.incidents.list_unresolved()]
assert client.components.create(name="Crunch").name == "Crunch"
