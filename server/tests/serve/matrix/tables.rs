//! The tables of who may what: a row for every route, every call and every command.

/// The status that each one gets. A page asks whoever is not signed in to sign in: that is a page too. A token counts
/// on the API alone, and there nothing else does.
pub const ROUTE_ROWS: &str = "
                                         |          |        person          |         token
    method route                         | stranger | viewer responder admin | viewer responder admin
    GET  /                               |   200    |  200      200     200  |  200      200     200
    GET  /people                         |   200    |  200      200     200  |  200      200     200
    GET  /words                          |   200    |  200      200     200  |  200      200     200
    GET  /account                        |   200    |  200      200     200  |  200      200     200
    GET  /maintenance                    |   200    |  200      200     200  |  200      200     200
    GET  /company                        |   200    |  200      200     200  |  200      200     200
    GET  /deliveries                     |   200    |  200      200     200  |  200      200     200
    GET  /tokens                         |   200    |  200      200     200  |  200      200     200
    GET  /join/{token}                   |   404    |  404      404     404  |  404      404     404
    GET  /practice                       |   200    |  200      200     200  |  200      200     200
    GET  /incidents/{id}                 |   200    |  200      200     200  |  200      200     200
    GET  /incidents/{id}/ic              |   200    |  200      200     200  |  200      200     200
    GET  /incidents/{id}/comms           |   200    |  200      200     200  |  200      200     200
    GET  /incidents/{id}/ops             |   200    |  200      200     200  |  200      200     200
    GET  /incidents/{id}/support         |   200    |  200      200     200  |  200      200     200
    GET  /incidents/{id}/customers       |   200    |  200      200     200  |  200      200     200
    GET  /customers                      |   200    |  200      200     200  |  200      200     200
    GET  /accounts                       |   200    |  200      200     200  |  200      200     200
    POST /customers/import/{mode}        |   401    |  403      403     200  |  401      401     401
    POST /company/picture/{mode}         |   401    |  403      403     200  |  401      401     401
    POST /subscribers/import/{mode}      |   401    |  403      403     200  |  401      401     401
    GET  /company/export/{file}          |   401    |  404      404     404  |  401      401     401
    POST /incidents/{id}/tickets/{mode}  |   401    |  409      200     200  |  401      401     401
    GET  /incidents/{id}/export/{file}   |   401    |  200      200     200  |  401      401     401
    POST /rpc/{*call}                    |   401    |  200      200     200  |  401      401     401
    GET  /api/v1/openapi.json            |   200    |  200      200     200  |  200      200     200
    GET  /api/v1/token                   |   401    |  401      401     401  |  200      200     200
    GET  /api/v1/people                  |   401    |  401      401     401  |  200      200     200
    GET  /api/v1/components              |   401    |  401      401     401  |  200      200     200
    GET  /api/v1/incidents               |   401    |  401      401     401  |  200      200     200
    POST /api/v1/incidents               |   401    |  401      401     401  |  409      201     201
    GET  /api/v1/incidents/{id}          |   401    |  401      401     401  |  200      200     200
    POST /api/v1/incidents/{id}/commands |   401    |  401      401     401  |  409      200     200
    GET  /api/v1/incidents/{id}/events   |   401    |  401      401     401  |  200      200     200
    POST /api/v1/incidents/{id}/tickets  |   401    |  401      401     401  |  409      200     200
    GET  /api/v2/{*data}                 |   200    |  200      200     200  |  200      200     200
    GET  /history.atom                   |   200    |  200      200     200  |  200      200     200
    GET  /v1/{*path}                     |   401    |  401      401     401  |  200      200     200
    POST /api/v1/lint                    |   401    |  401      401     401  |  200      200     200
    GET  /status                         |   200    |  200      200     200  |  200      200     200
    GET  /status/{*page}                 |   200    |  200      200     200  |  200      200     200
    GET  /status/subscribe               |   200    |  200      200     200  |  200      200     200
    POST /status/subscribe               |   422    |  422      422     422  |  422      422     422
    GET  /status/confirm/{token}         |   404    |  404      404     404  |  404      404     404
    POST /status/confirm/{token}         |   404    |  404      404     404  |  404      404     404
    GET  /status/unsubscribe/{token}     |   404    |  404      404     404  |  404      404     404
    POST /status/unsubscribe/{token}     |   404    |  404      404     404  |  404      404     404
    GET  /status/unsubscribe/{token}/{id} |  404    |  404      404     404  |  404      404     404
    POST /status/unsubscribe/{token}/{id} |  404    |  404      404     404  |  404      404     404
    GET  /pkg/{*file}                    |   404    |  404      404     404  |  404      404     404
    GET  /favicon.svg                    |   200    |  200      200     200  |  200      200     200
    GET  /manifest.webmanifest           |   200    |  200      200     200  |  200      200     200
    GET  /robots.txt                     |   200    |  200      200     200  |  200      200     200
    GET  /healthz                        |   200    |  200      200     200  |  200      200     200
    GET  /readyz                         |   200    |  200      200     200  |  200      200     200
    GET  /metrics                        |   200    |  200      200     200  |  200      200     200
";

/// The same for each call, with what [`arguments`](super::arguments) sends. Tokens are strangers here.
pub const CALL_ROWS: &str = "
                          |          |        person
    call                  | stranger | viewer responder admin
    read_welcome          |   200    |  200      200     200
    open_incident         |   401    |  200      200     200
    read_earlier          |   401    |  200      200     200
    read_as_of            |   401    |  200      200     200
    read_older            |   401    |  200      200     200
    send_command          |   401    |  409      200     200
    mark_looked           |   401    |  200      200     200
    read_scores           |   401    |  200      200     200
    read_measures         |   401    |  200      200     200
    save_draft            |   401    |  200      200     200
    read_draft            |   401    |  200      200     200
    read_draft_marks      |   401    |  200      200     200
    sign_in               |   422    |  422      422     422
    set_up                |   422    |  422      422     422
    switch_person         |   404    |  404      404     404
    read_invitation       |   404    |  404      404     404
    join                  |   404    |  404      404     404
    add_person            |   401    |  403      403     200
    invite                |   401    |  403      403     200
    set_role              |   401    |  403      403     200
    set_active            |   401    |  403      403     200
    rename_person         |   401    |  403      403     200
    forget_person         |   401    |  403      403     422
    sign_out_everywhere   |   401    |  403      403     200
    change_password       |   401    |  422      422     422
    read_sessions         |   401    |  200      200     200
    end_session           |   401    |  404      404     404
    save_company          |   401    |  403      403     200
    read_brand            |   401    |  403      403     200
    save_brand            |   401    |  403      403     200
    save_template         |   401    |  403      403     200
    drop_template         |   401    |  403      403     200
    read_overrides        |   401    |  403      403     200
    try_rules             |   401    |  403      403     200
    read_tokens           |   401    |  403      403     200
    make_token            |   401    |  403      403     200
    revoke_token          |   401    |  403      403     404
    read_customers        |   401    |  200      200     200
    read_customer_names   |   401    |  200      200     200
    forget_customer       |   401    |  403      403     404
    read_affected         |   401    |  200      200     200
    take_outreach_step    |   401    |  409      409     409
    read_company_changes  |   401    |  403      403     200
    read_support_figures  |   401    |  200      200     200
    read_tickets          |   401    |  200      200     200
    act_on_tickets        |   401    |  409      422     422
    undo_on_tickets       |   401    |  409      422     422
    forget_requester      |   401    |  403      403     404
    read_deliveries       |   401    |  403      403     200
    retry_delivery        |   401    |  403      403     404
    send_test_mail        |   401    |  403      403     422
    set_sitrep_list       |   401    |  403      403     200
    add_webhook           |   401    |  403      403     422
    enable_webhook        |   401    |  403      403     404
    renew_webhook_secret  |   401    |  403      403     404
    remove_webhook        |   401    |  403      403     404
    save_channel          |   401    |  403      403     422
    test_channel          |   401    |  403      403     404
    pause_channel         |   401    |  403      403     404
    remove_channel        |   401    |  403      403     404
    read_receipts         |   401    |  200      200     200
    read_outlook          |   401    |  200      200     200
    undo_update           |   401    |  409      409     409
    sign_out              |   200    |  200      200     200
";

/// Who may send a command, whatever it comes to then: `x` may. Nobody here holds a duty of the incident, and its
/// post-mortem is somebody else's.
pub const COMMAND_ROWS: &str = "
                          |        person          |         token
    command               | viewer responder admin | viewer responder admin
    declare               |   x        x       x   |   .        .       .
    confirm               |   .        .       .   |   .        x       x
    call_everyone         |   .        .       .   |   .        x       x
    step_down             |   .        .       .   |   .        x       x
    stand_down            |   .        .       .   |   .        x       x
    resolve               |   .        .       .   |   .        x       x
    reopen                |   .        x       x   |   .        .       .
    close                 |   .        .       x   |   .        x       x
    offer_duty            |   .        .       .   |   .        x       x
    accept_duty           |   .        x       x   |   .        .       .
    decline_duty          |   .        x       x   |   .        .       .
    withdraw_offer        |   .        .       .   |   .        x       x
    take_over             |   .        x       x   |   .        .       .
    send_sitrep           |   .        .       .   |   .        x       x
    nothing_new           |   .        .       .   |   .        x       x
    publish_update        |   .        .       .   |   .        x       x
    still_working         |   .        .       .   |   .        x       x
    correct_update        |   .        .       .   |   .        x       x
    withdraw_update       |   .        .       .   |   .        x       x
    ask_approval          |   .        .       .   |   .        x       x
    answer_approval       |   .        x       x   |   .        .       .
    skip_approval         |   .        .       .   |   .        x       x
    retitle               |   .        .       .   |   .        x       x
    set_headline          |   .        .       .   |   .        x       x
    say                   |   .        x       x   |   .        x       x
    acknowledge           |   x        x       x   |   .        .       .
    assign_postmortem     |   .        .       x   |   .        x       x
    publish_postmortem    |   .        .       x   |   .        x       x
    waive_postmortem      |   .        .       x   |   .        x       x
    write_macro           |   .        x       x   |   .        x       x
    queue_restore         |   .        .       .   |   .        x       x
    request_restore       |   .        x       x   |   .        x       x
    answer_restore_request |  .        .       .   |   .        x       x
    start_restore         |   .        .       .   |   .        x       x
    finish_restore        |   .        .       .   |   .        x       x
    leave_restore_queue   |   .        .       .   |   .        x       x
    report_up             |   .        x       x   |   .        x       x
    make_change           |   .        x       x   |   .        x       x
    roll_back             |   .        x       x   |   .        x       x
    add_follow_up         |   .        x       x   |   .        x       x
    move_follow_up        |   .        x       x   |   .        x       x
    answer_follow_up      |   .        x       x   |   .        x       x
    declare_past          |   .        x       x   |   .        x       x
    plan_maintenance      |   .        x       x   |   .        x       x
    change_maintenance    |   .        x       x   |   .        x       x
    post_maintenance      |   .        x       x   |   .        x       x
    begin_maintenance     |   .        x       x   |   .        x       x
    end_maintenance       |   .        x       x   |   .        x       x
    cancel_maintenance    |   .        x       x   |   .        x       x
    remind_maintenance    |   .        .       .   |   .        .       .
    redact                |   .        .       x   |   .        .       x
    record_miss           |   .        .       .   |   .        .       .
    vacate                |   .        .       .   |   .        .       .
    import                |   .        .       .   |   .        .       .
";
