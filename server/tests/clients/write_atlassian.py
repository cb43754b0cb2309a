"""atlassian-statuspage: the same by the client that is made from Statuspage's own description."""

import os
from datetime import datetime, timedelta, timezone

import atlassian_statuspage as statuspage
from atlassian_statuspage.rest import ApiException

configuration = statuspage.Configuration()
configuration.host = os.environ["COMMAND_POST_URL"] + "/v1"
configuration.api_key["Authorization"] = os.environ["COMMAND_POST_TOKEN"]
configuration.api_key_prefix["Authorization"] = "OAuth"
client = statuspage.ApiClient(configuration)
pages, incidents = statuspage.PagesApi(client), statuspage.IncidentsApi(client)
components, postmortems = statuspage.ComponentsApi(client), statuspage.IncidentPostmortemApi(client)

page_id = pages.get_pages()[0].id
assert pages.get_pages_page_id(page_id).time_zone == "Etc/UTC"
api = next(component for component in components.get_pages_page_id_components(page_id) if component.name == "API")
assert components.get_pages_page_id_components_component_id(page_id, api.id).page_id == page_id


def create(**fields):
    incident = statuspage.PostPagesPageIdIncidentsIncident(**fields)
    return incidents.post_pages_page_id_incidents(statuspage.PostPagesPageIdIncidents(incident=incident), page_id)


def update(incident_id, **fields):
    incident = statuspage.PatchPagesPageIdIncidentsIncident(**fields)
    body = statuspage.PatchPagesPageIdIncidents(incident=incident)
    return incidents.patch_pages_page_id_incidents_incident_id(body, page_id, incident_id)


opened = create(
    name="Slow", status="identified", body="One in ten requests to the API fails.", components={api.id: "partial_outage"}
)
assert (opened.status, opened.impact) == ("identified", "major"), opened
assert opened.incident_updates[0].affected_components[0]["new_status"] == "partial_outage"
assert opened.id in [incident.id for incident in incidents.get_pages_page_id_incidents_unresolved(page_id)]
assert incidents.get_pages_page_id_incidents_incident_id(page_id, opened.id).created_at == opened.created_at
watched = update(opened.id, status="monitoring", body="The API answers again.", components={api.id: "operational"})
assert watched.monitoring_at is not None and watched.components[0].status == "operational"

try:
    create(name="Slow", body="It will be fixed by noon.", component_ids=[api.id])
    raise AssertionError("a promise was published")
except ApiException as error:
    assert error.status == 422 and b"incident.body" in error.body, error.body

begins = datetime.now(timezone.utc) + timedelta(hours=5)
work = create(
    name="New routers",
    status="scheduled",
    scheduled_for=begins,
    scheduled_until=begins + timedelta(hours=1),
    component_ids=[api.id],
    body="We change the routers.",
)
assert (work.status, work.impact) == ("scheduled", "maintenance"), work
assert work.id in [planned.id for planned in incidents.get_pages_page_id_incidents_upcoming(page_id)]
assert update(work.id, status="in_progress").components[0].status == "under_maintenance"
assert work.id in [going.id for going in incidents.get_pages_page_id_incidents_active_maintenance(page_id)]
assert update(work.id, status="verifying", body="We check the routers.").status == "verifying"
assert update(work.id, status="completed", body="The routers are in.").status == "completed"

over = update(opened.id, status="resolved", body="The API works again.")
assert over.resolved_at is not None
link = "https://example.com/post-mortem"
draft = {"postmortem": {"body_draft": link}}
postmortems.put_pages_page_id_incidents_incident_id_postmortem_publish(draft, page_id, opened.id)
assert postmortems.get_pages_page_id_incidents_incident_id_postmortem(page_id, opened.id).body == link
assert incidents.get_pages_page_id_incidents_incident_id(page_id, opened.id).status == "postmortem"
