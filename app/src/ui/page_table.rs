//! Every page of the app, a row each: places, addresses, routes, parts, budgets, the top bar and keys come from here.
//!
//! The build script of the server reads this file too (`server/build/loads.rs`).

/// Hands every row to `$take`. A page has its place, the module of its part (`ui/pages/`), its address, its name in the
/// top bar if it is there, the letter that leads to it after `G` if one does, and its component.
///
/// A seat of an incident likewise; its address is what follows the incident's number. Both in the order of the top bar.
macro_rules! page_table {
    ($take:ident) => {
        $take! {
            pages {
                /// The company at a glance.
                Home = home, "/", Some("Home"), Some("h"), Home;
                People = people, "/people", Some("People"), None, People;
                /// The company's customers.
                Customers = customer_list, "/customers", Some("Customers"), None, CustomerList;
                /// Planned maintenance: coming, in progress, past.
                Maintenance = maintenance, "/maintenance", Some("Maintenance"), None, MaintenancePage;
                /// Its name, components and cadences.
                Company = company, "/company", Some("Company"), None, CompanyPage;
                /// The company's public words: templates, rules, overrides.
                Words = company_words, "/words", Some("Words"), None, CompanyWords;
                /// What is told outside by mail, webhooks and channels.
                Deliveries = deliveries, "/deliveries", Some("Deliveries"), None, DeliveriesPage;
                /// The tokens of other programs.
                Tokens = tokens, "/tokens", Some("Tokens"), None, Tokens;
                /// Where anybody can try words on the linter.
                Practice = practice, "/practice", Some("Practice"), None, Practice;
                /// My password, and where I am signed in.
                Account = account, "/account", None, None, Account;
            }
            seats {
                Briefing = briefing, "", "Briefing", "b", Briefing;
                Commander = commander, "/ic", "IC", "i", CommanderBoard;
                Operations = operations, "/ops", "Ops", "o", Operations;
                Comms = comms, "/comms", "Comms", "c", Comms;
                Support = support, "/support", "Support", "u", Support;
                Customers = customers, "/customers", "Customers", "a", Customers;
            }
        }
    };
}
pub(crate) use page_table;
