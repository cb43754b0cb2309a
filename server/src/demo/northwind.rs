//! What happened at Northwind Cloud before the first start, oldest first.

use domain::{Command, Duty, FollowUpKind, Impact, Phase, Span, State, Timestamp};

use super::story::{
    Step, Story, at, call_everyone, change, confirm, declare, follow_up, hand_over, later, publish,
    published, report_up, resolve, resolve_without, say, sitrep, step_down, update,
};

const DAY: i64 = 24;

pub(super) const STORIES: &[Story] = &[
    Story { hours_ago: 81 * DAY + 5, steps: slow_queries },
    Story { hours_ago: 66 * DAY + 11, steps: delayed_logs },
    Story { hours_ago: 49 * DAY + 2, steps: routing_errors },
    Story { hours_ago: 33 * DAY + 16, steps: stuck_deploys },
    Story { hours_ago: 20 * DAY + 9, steps: sign_in_errors },
    Story { hours_ago: 13 * DAY + 7, steps: false_alarm },
    Story { hours_ago: 8 * DAY + 14, steps: slow_builds },
    Story { hours_ago: 2 * DAY + 7, steps: refused_requests },
];

fn slow_queries(began: Timestamp) -> Vec<Step> {
    let hit = [("Databases", Impact::Degraded)];
    let mut steps = vec![
        at(6, 12, "Tomasz", declare("Slow queries on shared databases", &["Databases"], began)),
        at(
            8,
            0,
            "Tomasz",
            say("p99 on the shared tier went from 40 ms to 3 s. Looking at the noisiest tenants."),
        ),
    ];
    steps.extend(hand_over(10, "Tomasz", Duty::Communications, "Mei-Lin"));
    steps.extend([
        at(18, 0, "Tomasz", confirm(
            "Queries on shared databases take up to three seconds.",
            "All plans on the shared tier, about 900 databases.",
            update(Phase::Confirmed, &hit, "Queries on shared databases take up to three seconds; usually it is a few hundredths. Dedicated databases work as usual. We are moving the busiest workloads to machines of their own."),
        )),
        at(25, 0, "Tomasz", sitrep("Shared tier saturated on reads", "About 900 databases", "Moving the twelve busiest workloads away")),
        at(44, 0, "Mei-Lin", publish(update(Phase::Confirmed, &hit, "Queries on about half of the shared databases are back to their usual speed. We go on moving busy workloads to machines of their own; seven of twelve are done."))),
        at(52, 0, "Tomasz", sitrep("Shared tier still slow on a half", "About 450 databases", "Seven of twelve workloads moved")),
        at(70, 0, "Mei-Lin", publish(update(Phase::Monitoring, &hit, "All twelve workloads have moved, and queries on shared databases take their usual time again. We keep watching."))),
        at(94, 0, "Tomasz", resolve(
            update(Phase::Resolved, &[], "Queries on shared databases have taken their usual time for 25 minutes. Everything works again. We will publish what we learnt."),
            "Tomasz", began + Span::days(5),
        )),
        later(4, "Tomasz", published("https://northwind.example/post-mortems/shared-databases")),
        later(5, "Tomasz", Command::Close),
    ]);
    steps
}

fn delayed_logs(began: Timestamp) -> Vec<Step> {
    let hit = [("Dashboard", Impact::Degraded)];
    vec![
        at(2, 20, "Wen", declare("Delayed log delivery", &["Dashboard"], began)),
        at(9, 0, "Wen", say("Nothing is lost: lines queue up and arrive about nine minutes late.")),
        at(
            27,
            0,
            "Wen",
            publish(update(
                Phase::Investigating,
                &hit,
                "Log lines show in the Dashboard about nine minutes late. None are lost. Apps themselves are not affected. We are adding machines to work through the queue.",
            )),
        ),
        at(
            30,
            0,
            "Wen",
            sitrep(
                "Log lines arrive nine minutes late",
                "Every app's log view",
                "Adding machines to the delivery pool",
            ),
        ),
        at(
            52,
            0,
            "Wen",
            publish(update(
                Phase::Monitoring,
                &hit,
                "The queue of log lines is worked through and new lines show within seconds. We keep watching.",
            )),
        ),
        at(
            65,
            0,
            "Wen",
            resolve_without(
                update(
                    Phase::Resolved,
                    &[],
                    "Log lines show in the Dashboard within seconds again. None were lost.",
                ),
                "A known limit, and the change that raises it was already planned for this week.",
            ),
        ),
    ]
}

fn routing_errors(began: Timestamp) -> Vec<Step> {
    let hit = [("Routing", Impact::Major), ("API", Impact::Partial)];
    let less = [("Routing", Impact::Partial)];
    let mut steps =
        vec![at(1, 48, "Ricardo", declare("Routing errors after certificate change", &["Routing"], began))];
    steps.extend(hand_over(3, "Ricardo", Duty::Communications, "Rosa"));
    steps.extend([
        at(9, 0, "Ricardo", confirm(
            "One in three requests to apps ends with an error of the certificate check.",
            "Every app with a name of its own, in all regions.",
            update(Phase::Confirmed, &hit, "About one in three requests to apps with a custom domain fails with a certificate error, in all regions. Apps under northwind.example addresses are not affected. We are putting the previous certificates back."),
        )),
        at(14, 0, "Ricardo", call_everyone(update(Phase::Confirmed, &hit, "About one in three requests to apps with a custom domain fails with a certificate error. Requests to the API fail too, at about one in ten. Meanwhile apps can be reached under their northwind.example addresses. We are putting the previous certificates back, region by region."))),
        at(15, 0, "Dana", Command::Acknowledge),
        at(15, 20, "Aisha", Command::Acknowledge),
        at(16, 0, "Tomasz", Command::Acknowledge),
    ]);
    steps.extend(hand_over(17, "Ricardo", Duty::Commander, "Dana"));
    steps.extend([
        at(20, 0, "Dana", sitrep("Certificates of custom domains are refused", "One in three requests, all regions", "Putting the previous bundle back, eu-west first")),
        at(33, 0, "Rosa", publish(update(Phase::Confirmed, &hit, "Requests to custom domains in eu-west work again. About one in four fails in the other regions. The API works as usual. We go on region by region."))),
        at(48, 0, "Dana", sitrep("Certificates refused outside of eu-west", "One in four requests in two regions", "us-east is next; the new bundle stays off")),
        at(52, 0, "Rosa", publish(update(Phase::Confirmed, &less, "Requests to custom domains work again in eu-west and us-east. In ap-south about one in five fails. We are working on the last region."))),
        at(71, 0, "Rosa", publish(update(Phase::Confirmed, &less, "In ap-south about one in ten requests to custom domains fails; the other regions work as usual. Half of the machines there are done."))),
        at(76, 0, "Dana", sitrep("Certificates refused in ap-south", "One in ten requests there", "Half of the routers are done")),
        at(98, 0, "Rosa", publish(update(Phase::Monitoring, &less, "Requests to custom domains work again in all regions. We keep watching, and check every certificate once more."))),
        at(100, 0, "Dana", step_down(State::Confirmed, "No failing requests for ten minutes in any region.")),
        at(101, 0, "Rosa", publish(update(Phase::Monitoring, &less, "No request to a custom domain has failed for ten minutes. We are checking each certificate before we call it over."))),
        at(103, 0, "Dana", sitrep("Nothing fails any more", "No requests", "Checking every certificate against its domain")),
        at(128, 0, "Rosa", publish(update(Phase::Monitoring, &less, "Half of the certificates are checked and all of them are right. Requests work as usual."))),
        at(131, 0, "Dana", Command::NothingNew),
        at(156, 0, "Rosa", Command::StillWorking),
        at(160, 0, "Dana", Command::NothingNew),
        at(184, 0, "Rosa", Command::StillWorking),
        at(192, 0, "Dana", resolve(
            update(Phase::Resolved, &[], "Every certificate is checked, and requests to custom domains have worked in all regions for an hour and a half. We will publish what happened and what we change."),
            "Ricardo", began + Span::days(2),
        )),
        later(1, "Ricardo", published("https://northwind.example/post-mortems/certificates")),
        later(3, "Ricardo", Command::Close),
    ]);
    steps
}

fn stuck_deploys(began: Timestamp) -> Vec<Step> {
    let hit = [("Builds & deploys", Impact::Partial)];
    vec![
        at(3, 5, "Ivo", declare("Deploys wait in the queue", &["Builds & deploys"], began)),
        at(
            12,
            0,
            "Ivo",
            confirm(
                "New deploys wait and do not start.",
                "All regions; running apps are fine.",
                update(
                    Phase::Confirmed,
                    &hit,
                    "New deploys wait in the queue and do not start. Apps that run are not affected. Deploys that wait will start by themselves; there is no need to send them again. We are restarting the schedulers one at a time.",
                ),
            ),
        ),
        at(
            20,
            0,
            "Ivo",
            sitrep(
                "The deploy queue stands still",
                "Every new deploy",
                "Restarting schedulers one at a time",
            ),
        ),
        at(
            31,
            0,
            "Ivo",
            publish(update(
                Phase::Monitoring,
                &hit,
                "Deploys start again, and the ones that waited are running now. We keep watching the queue.",
            )),
        ),
        at(
            46,
            0,
            "Ivo",
            resolve(
                update(Phase::Resolved, &[], "Every deploy that waited has run, and new ones start at once."),
                "Ivo",
                began + Span::days(3),
            ),
        ),
        later(2, "Ivo", published("https://northwind.example/post-mortems/deploy-queue")),
    ]
}

fn sign_in_errors(began: Timestamp) -> Vec<Step> {
    let hit = [("Dashboard", Impact::Partial)];
    vec![
        at(4, 32, "Aisha", declare("Dashboard sign-in errors", &["Dashboard"], began)),
        at(
            11,
            0,
            "Aisha",
            confirm(
                "Signing in to the Dashboard fails for about half of all tries.",
                "The Dashboard; API tokens work.",
                update(
                    Phase::Confirmed,
                    &hit,
                    "About half of all tries to sign in to the Dashboard fail. Whoever is signed in stays signed in, and API tokens work. A second try helps in most cases. We are taking the failing machines out.",
                ),
            ),
        ),
        at(
            13,
            0,
            "Jonas",
            say("38 tickets so far, all about signing in. I answer with the second-try hint."),
        ),
        at(
            21,
            0,
            "Aisha",
            resolve(
                update(
                    Phase::Resolved,
                    &[],
                    "Signing in to the Dashboard works again, at every try. The failing machines are out.",
                ),
                "Aisha",
                began + Span::days(5),
            ),
        ),
    ]
}

fn false_alarm(began: Timestamp) -> Vec<Step> {
    let post = update(
        Phase::Resolved,
        &[],
        "We checked the reports about the API and found no problem. All components are operational.",
    );
    vec![
        at(2, 0, "Sam", declare("API latency doubled?", &["API"], began)),
        at(
            7,
            0,
            "Sam",
            say("It is the graph: the probe in us-east measured itself. Real requests are fine."),
        ),
        at(9, 0, "Sam", Command::StandDown { post: domain::Post::Now { update: post } }),
    ]
}

fn slow_builds(began: Timestamp) -> Vec<Step> {
    let hit = [("Builds & deploys", Impact::Degraded)];
    vec![
        at(3, 10, "Ivo", declare("Slow builds", &["Builds & deploys"], began)),
        at(
            14,
            0,
            "Ivo",
            confirm(
                "Builds take about four times as long as usual.",
                "Builds with more than a few dependencies, in all regions.",
                update(
                    Phase::Confirmed,
                    &hit,
                    "Builds take about four times as long as usual; those with few dependencies less so. None fail. Apps that run are not affected. We are filling the package caches again.",
                ),
            ),
        ),
        at(
            22,
            0,
            "Ivo",
            sitrep("Package caches are cold", "Every larger build", "Filling the caches, eu-west first"),
        ),
        at(
            24,
            0,
            "Ivo",
            change(
                "Builds of previews wait",
                "Build queue, all regions",
                "Set preview_priority back to normal",
            ),
        ),
        at(
            36,
            0,
            "Ivo",
            publish(update(
                Phase::Monitoring,
                &hit,
                "Builds in eu-west take their usual time; in the other regions about twice that. The caches go on filling. We keep watching.",
            )),
        ),
        at(44, 0, "Ivo", Command::RollBack { number: 1 }),
        at(
            48,
            0,
            "Ivo",
            resolve(
                update(Phase::Resolved, &[], "Builds take their usual time in all regions."),
                "Ivo",
                began + Span::days(2),
            ),
        ),
        later(1, "Ivo", published("https://northwind.example/post-mortems/slow-builds")),
        later(2, "Ivo", Command::Close),
    ]
}

fn refused_requests(began: Timestamp) -> Vec<Step> {
    let hit = [("API", Impact::Degraded)];
    vec![
        at(1, 15, "Dana", declare("API requests refused", &["API"], began)),
        at(
            6,
            0,
            "Sam",
            say("The limit for one large customer was set for everybody, from 22:14 on. Putting it back."),
        ),
        at(
            7,
            0,
            "Sam",
            report_up(
                "The limit of one customer was set for everybody.",
                "Putting the usual limit back by hand.",
            ),
        ),
        at(
            8,
            0,
            "Sam",
            change("Limit pinned to 5,000 a minute", "API gateways", "Delete the pin once the check is in"),
        ),
        at(
            10,
            0,
            "Dana",
            publish(update(
                Phase::Monitoring,
                &hit,
                "For about eight minutes the API refused requests above a limit that was too low. The usual limit is back. Requests that were refused can be sent again. We keep watching.",
            )),
        ),
        at(
            24,
            0,
            "Dana",
            resolve_without(
                update(Phase::Resolved, &[], "The API takes requests up to the usual limit again."),
                "One wrong value, found and put back within minutes; the check that catches it is in review.",
            ),
        ),
        at(
            30,
            0,
            "Dana",
            follow_up(
                FollowUpKind::Fix,
                "Check limits before they are applied",
                "Aisha",
                began + Span::days(9),
            ),
        ),
        at(
            31,
            0,
            "Dana",
            follow_up(
                FollowUpKind::Ask,
                "Ask the customer which limit they need",
                "Noor",
                began + Span::days(5),
            ),
        ),
    ]
}
