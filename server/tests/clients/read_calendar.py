"""icalendar: reads planned maintenance as calendars do, strictly."""

import os
import urllib.request
from datetime import timedelta, timezone

import icalendar

url, work_id, cancelled_id = (os.environ[name] for name in ("COMMAND_POST_URL", "WORK", "CANCELLED"))
with urllib.request.urlopen(f"{url}/status/maintenance.ics") as answer:
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    told = answer.read()
assert told.startswith(b"BEGIN:VCALENDAR\r\n")
assert max(len(line) for line in told.split(b"\r\n")) <= 75

calendar = icalendar.Calendar.from_ical(told)
assert (calendar["VERSION"], calendar["REFRESH-INTERVAL"].dt) == ("2.0", timedelta(hours=1))
events = {str(event["UID"]).split("@")[0]: event for event in calendar.walk("VEVENT")}
assert not any(event.errors for event in events.values())
work, cancelled = events[work_id], events[cancelled_id]
assert work["SUMMARY"] == "Neue Router; Köln, Frankfurt"
assert work["DTEND"].dt - work["DTSTART"].dt == timedelta(hours=1)
assert work["DTSTART"].dt.utcoffset() == timedelta(0) and work["DTSTART"].dt.tzinfo is not None
assert work["DTSTAMP"].dt.astimezone(timezone.utc) <= work["DTSTART"].dt
assert "\n" in work["DESCRIPTION"], work["DESCRIPTION"]
assert (work["STATUS"], work["SEQUENCE"], work["TRANSP"]) == ("CONFIRMED", 0, "TRANSPARENT")
assert (cancelled["STATUS"], cancelled["SEQUENCE"]) == ("CANCELLED", 1)
