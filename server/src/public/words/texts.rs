//! Every text of the public pages that no number stands in. Gaps are written as `{name}`.

/// Makes the struct, and for tests a list of what is in it.
macro_rules! texts {
    ($($(#[$about:meta])* $name:ident,)*) => {
        /// The texts of a language.
        #[derive(Debug)]
        pub struct Texts {
            $($(#[$about])* pub $name: &'static str,)*
        }

        #[cfg(test)]
        impl Texts {
            pub(super) fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($name), self.$name)),*]
            }
        }
    };
}

texts! {
    // How sentences are put together.
    list_comma,
    list_and,
    /// After names that stand as a sentence, and between sentences.
    sentence_end,
    sentence_gap,
    /// Between the two units of a length of time.
    length_gap,
    decimal_point,
    percent,
    /// A component's name and how it is; as a headline, and as a sentence.
    state_of,
    state_of_sentence,
    /// The same within a list, with or without places.
    affected,
    affected_in,
    // Around every page.
    site,
    status,
    history,
    languages,
    /// The page's title, by the company.
    site_title,
    history_title,
    times_are_utc,
    /// `{zone}` is the reader's, filled in by their browser.
    times_are_yours,
    show_yours,
    show_utc,
    get_mail,
    feeds,
    calendar_feed,
    out_of_date,
    may_be_out_of_date,
    last_checked,
    last_known,
    copied,
    where_this_is,
    // The status page.
    all_operational,
    no_open,
    none_marked,
    others_operational,
    checked,
    began,
    also_open,
    components,
    last_days,
    in_regions,
    percent_means,
    past_incidents,
    all_history,
    availability,
    day_state,
    day_state_length,
    and_more,
    // Incidents.
    planned,
    past,
    planned_for_label,
    began_label,
    ended_label,
    lasted_label,
    affected_label,
    impact_label,
    kind_label,
    planned_maintenance,
    next_update_label,
    due_by,
    was_due_by,
    written_label,
    planned_until_label,
    at_source_label,
    still_planned,
    still_open,
    open_at_source,
    posted_afterwards,
    next_update_by,
    next_update_was_due,
    withdrawn,
    corrected,
    postmortem,
    read_postmortem,
    get_incident_mail,
    // Maintenance.
    calendar,
    planned_window,
    planned_start,
    window,
    window_passed,
    takes_longer,
    was_to_end,
    planned_until,
    begun_label,
    not_begun,
    overran_label,
    overran,
    // Lists of incidents.
    incidents,
    no_incidents,
    no_incidents_so_far,
    continued_from,
    going_on_since,
    at_time,
    lasted,
    written,
    is_planned,
    goes_on,
    component_feeds,
    years,
    months,
    happened,
    older_and_newer,
    months_left_out,
    // Mail.
    subscribe,
    no_mail,
    atom_feed,
    mail_address,
    bad_address,
    until_over,
    confirm_first,
    what_about,
    everything,
    only_checked,
    to_status_page,
    unreadable_form,
    sends_no_mail,
    too_many_tries,
    no_room,
    incident_over,
    none_checked,
    component_gone,
    check_mail,
    check_mail_what,
    confirm,
    confirm_what,
    confirm_button,
    subscribed,
    subscribed_what,
    unsubscribe,
    unsubscribe_what,
    unsubscribed,
    unsubscribed_what,
    mute,
    mute_what,
    mute_button,
    muted_what,
    bad_link,
    bad_link_what,
}
